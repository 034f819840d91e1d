"""The machine itself: timetables, processes, packages, users, network filters."""

from collections.abc import Iterator

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown


@rule("crontab")
def crontab(call: Call, _judge: Judge) -> Iterator[Finding]:
    """The timetable; its -r lies next to -e."""
    words = given(call, ("u",))
    if words.has("r"):
        asks = words.has("i")
        yield finding("rm-asks" if asks else "crontab-r", "careful" if asks else "destroys", target="crontab")
    elif not words.has("l", "e"):
        yield finding("crontab-replace", "careful", target=shown(words.operands) or "stdin")


@rule("kill", "killall", "pkill")
def kill(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Ends processes."""
    texts = [word.value for word in call.words]
    if "-l" in texts or "-0" in texts or not texts:
        return
    everything = call.name == "kill" and texts[-1] == "-1" and len(texts) > 1
    yield finding(
        "kill-all" if everything else "kill", "destroys" if everything else "careful", target=shown(call.words)
    )


@rule("shutdown", "reboot", "halt", "poweroff", "init", "telinit")
def shutdown(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Ends everything that runs."""
    if "-c" not in [word.value for word in call.words]:
        yield finding("shutdown", "careful", target=call.name)


@rule("systemctl", "service", "launchctl")
def systemctl(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Services of the system."""
    texts = [word.value for word in call.words]
    if {"stop", "disable", "mask", "kill", "restart", "isolate", "remove", "unload"} & set(texts):
        yield finding("service-change", "careful", target=shown(call.words))
    elif {"poweroff", "reboot", "halt", "emergency", "rescue"} & set(texts):
        yield finding("shutdown", "careful", target=shown(call.words))


@rule("userdel", "deluser", "groupdel", "delgroup")
def userdel(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Users; with -r their files."""
    words = given(call)
    if words.has("r", "remove", "remove-home", "remove-all-files"):
        yield finding("userdel-files", "destroys", target=shown(words.operands))
    else:
        yield finding("service-change", "careful", target=shown(words.operands))


REMOVING = {"remove", "purge", "autoremove", "uninstall", "erase", "autopurge", "prune", "-R", "-Rs", "-Rns", "--purge"}


OF_PACKAGES = (
    "o", "c", "t", "setopt", "enablerepo", "disablerepo", "installroot", "proxy", "cert", "log", "cache-dir", "timeout",
    "prefix", "C", "r", "b", "root", "config", "R",
)  # fmt: skip


@rule(
    "apt", "apt-get", "dpkg", "yum", "dnf", "pacman", "zypper", "brew", "snap", "flatpak", "pip", "pip3", "npm", "conda"
)
def packages(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Packages, taken away."""
    texts = [word.value for word in call.words]
    if {"-s", "--dry-run", "--simulate"} & set(texts):
        return
    words = given(call, OF_PACKAGES, leading=True)
    if REMOVING & {*texts[:2], *(word.value for word in words.operands[:2])} or (
        call.name == "dpkg" and {"-r", "-P", "--remove"} & set(texts)
    ):
        yield finding("packages", "careful", target=shown(call.words))
    elif call.name == "npm" and texts[:1] in (["run"], ["start"], ["test"]):
        yield finding("runs-file", "unknown", target="package.json")


@rule("iptables", "ip6tables", "nft", "ufw", "firewall-cmd")
def firewall(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Filters, whose loss may lock one out."""
    texts = [word.value for word in call.words]
    if {"-F", "--flush", "-X", "flush", "reset", "disable"} & set(texts):
        yield finding("firewall", "careful", target=f"{call.name} {shown(call.words)}")


@rule("history")
def history(call: Call, _judge: Judge) -> Iterator[Finding]:
    """What was typed."""
    if given(call, ("d",)).has("c", "d"):
        yield finding("history", "careful", target=f"history {shown(call.words)}")


@rule("sysctl", "modprobe", "rmmod", "insmod", "swapoff", "setenforce")
def kernel(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Settings of the kernel."""
    if call.name != "sysctl" or given(call).has("w") or any("=" in word.value for word in call.words):
        yield finding("kernel-setting", "careful", target=shown(call.words))


@rule("mount")
def mount(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Puts a file system into a folder."""
    words = given(call, ("t", "o", "L", "U"))
    options = words.values["o"].value.split(",") if "o" in words.values else []
    if "ro" not in options and not words.has("r") and len(words.operands) > 1:
        yield finding("mount-writes", "careful", target=shown(words.operands[:1]))
