"""Containers and clusters: what they hold, and commands that run within them, on folders of this machine too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call, simple
from models.recovery.commands.rules.base import Given, Judge, finding, given, rule, shown, unknown_part
from models.recovery.commands.shell_words import UNKNOWN, Piece, Word, from_home, spelling

BEFORE = (  # options of docker and podman themselves that have a value
    "H", "host", "c", "context", "config", "l", "log-level", "tlscacert", "tlscert", "tlskey", "connection", "url", "n",
    "namespace", "identity", "root", "runroot", "storage-driver", "storage-opt", "tmpdir", "address", "a",
)  # fmt: skip
BEFORE_COMPOSE = ("f", "file", "p", "project-name", "profile", "env-file", "project-directory", "ansi", "progress")
OF_RUN = (  # options of run, create and exec that have a value
    *"evwuphmcla", "env", "env-file", "volume", "mount", "workdir", "user", "publish", "hostname", "memory", "cpus",
    "name", "network", "net", "entrypoint", "label", "add-host", "cap-add", "cap-drop", "device", "dns", "restart",
    "ipc", "pid", "gpus", "platform", "shm-size", "tmpfs", "ulimit", "volumes-from", "log-driver", "log-opt",
    "security-opt",
    "runtime", "pull", "stop-signal", "cidfile", "cpuset-cpus", "cpu-shares", "expose", "group-add", "ip", "link",
    "mac-address", "memory-swap", "sysctl", "userns", "uts", "annotation", "cgroup-parent", "cgroupns", "detach-keys",
    "dns-search", "memory-reservation", "network-alias", "pids-limit", "volume-driver", "index", "secret", "pod",
)  # fmt: skip
GROUPS = (
    "container", "image", "volume", "network", "system", "builder", "buildx", "context", "plugin", "secret", "config",
    "service", "stack", "swarm", "node", "manifest", "machine", "pod",
)  # fmt: skip
_READING = """
ps images logs inspect stats top port events diff history search version info login logout pull push tag build bake
create start up wait attach commit save load export import rename update df ls list help unpause use show scale init
join ls config convert watch exists mount unmount generate play join-token
"""
READING = frozenset(_READING.split())
ENDING = ("stop", "restart", "pause", "down", "leave", "rollback")
DELETING = ("rm", "rmi", "kill", "remove")


@rule("docker", "podman", "nerdctl", "docker-compose", "podman-compose")
def docker(call: Call, judge: Judge) -> Iterator[Finding]:
    """Containers, images and volumes."""
    words = given(call, BEFORE, leading=True).operands
    if call.name.endswith("-compose"):
        words = (Word("compose", (Piece("literal", "compose"),)), *call.words)
    group = words[0].value if words else ""
    if group == "compose":
        words = given(replace(call, words=words[1:]), BEFORE_COMPOSE, leading=True).operands
    elif group in GROUPS:
        words = given(replace(call, words=words[1:]), BEFORE, leading=True).operands
    if words:
        name, rest = words[0].value, replace(call, words=words[1:])
        yield from _part(group, name, rest, judge)


def _part(group: str, name: str, call: Call, judge: Judge) -> Iterator[Finding]:
    words = given(call, ("f", "filter", "t", "time", "signal", "s"))
    whole = " ".join(filter(None, [call.name, group if group != name else "", name, shown(call.words)]))
    volumes = words.has("v", "volumes")
    if name == "prune":
        yield from _prune(group, words, whole)
    elif group == "compose" and name == "down" and volumes:
        yield finding("docker-volumes", "destroys", target=whole)
    elif group == "volume" and name in DELETING:
        seen = UNKNOWN not in "".join(word.value for word in call.words)
        yield finding("docker-volumes", "careful" if seen else "destroys", target=whole)
    elif name in DELETING:
        yield finding("docker-rm", "careful", target=whole)
    elif name in ("exec", "run"):
        yield from _inside(call, judge)
    elif name == "cp" and len(words.operands) > 1:
        yield finding("cp-onto", "careful", target=words.operands[-1].source, sources=shown(words.operands[:-1]))
    elif name in ENDING:
        yield finding("service-change", "careful", target=whole)
    elif name not in READING:
        yield finding("unknown-command", "unknown", target=whole)


def _prune(group: str, words: Given, whole: str) -> Iterator[Finding]:
    volumes = group == "volume" or words.has("volumes")
    everything = volumes or words.has("a", "all")
    yield finding(
        "docker-volumes" if volumes else "docker-prune", "destroys" if everything else "careful", target=whole
    )


def _inside(call: Call, judge: Judge) -> Iterator[Finding]:
    """A command within a container, whose folders may be those of this machine."""
    words = given(call, OF_RUN, leading=True)
    image, inner = words.operands[:1], words.operands[1:]
    if "entrypoint" in words.values:
        inner = (words.values["entrypoint"], *inner)
    if not inner or not inner[0].value:
        return
    if inner[0].value.startswith("-"):  # options of a program that the image names
        yield finding("unknown-command", "unknown", target=shown(image))
        return
    folders = dict(filter(None, (_mount(name, word) for name, word in words.pairs)))
    inner = tuple(_on_this_machine(word, folders) for word in inner) if folders else inner
    yield from judge.call(simple(inner, replace(call, here=None)))


def _mount(option: str, word: Word) -> tuple[str, str] | None:
    """Of -v /home:/data the folder in the container and that of this machine, if it is one that can be written."""
    if option == "mount":
        parts = dict(part.partition("=")[::2] for part in word.value.split(","))
        source = parts.get("source") or parts.get("src") or ""
        target = parts.get("target") or parts.get("destination") or parts.get("dst") or ""
        readable = "readonly" in parts or "ro" in parts
    elif option in ("v", "volume"):
        source, _, rest = word.value.partition(":")
        target, _, modes = rest.partition(":")
        readable = "ro" in modes.split(",")
    else:
        return None
    if re.match(r"[\"']?(\$\{?PWD\b|\$\(pwd\)|`pwd`)", word.source):
        source = "." + source.lstrip(UNKNOWN)
    if readable or not target.startswith("/") or not source.startswith(("/", "~", ".")) or UNKNOWN in source:
        return None
    return target.rstrip("/") or "/", source


def _on_this_machine(word: Word, folders: dict[str, str]) -> Word:
    """A word of the container's command with the paths that its folders have here, in texts of shells too."""
    pieces = tuple(
        replace(piece, text=_host_paths(piece.text, folders)) if piece.kind == "literal" else piece
        for piece in word.pieces
    )
    if pieces == word.pieces:
        return word
    made = from_home(pieces)
    return Word(spelling(made), made, word.start, word.end)


def _host_paths(text: str, folders: dict[str, str]) -> str:
    inside = "|".join(re.escape(folder) for folder in sorted(folders, key=len, reverse=True))
    pattern = rf"(?<![\w./-])({inside})(/|(?![\w.-]))"
    return re.sub(pattern, lambda match: folders[match[1]].rstrip("/") + match[2] or "/", text)


OF_KUBECTL = (
    *"nflcosvk", "namespace", "filename", "selector", "container", "context", "cluster", "user", "kubeconfig", "server",
    "output", "token", "as", "as-group", "request-timeout", "field-selector", "grace-period", "timeout", "kustomize",
    "certificate-authority", "client-certificate", "client-key", "cache-dir", "image", "patch", "type", "replicas",
)  # fmt: skip
BROAD = {"all", "namespace", "namespaces", "ns", "pv", "pvc", "persistentvolume", "persistentvolumes", "crd", "crds",
         "persistentvolumeclaim", "persistentvolumeclaims", "node", "nodes", "customresourcedefinition"}  # fmt: skip
CHANGING = ("drain", "replace", "cordon", "uncordon", "patch", "edit", "set", "scale", "label", "annotate", "taint",
            "autoscale", "apply", "rollout")  # fmt: skip
_LOOKING = """
get describe logs top explain version cluster-info api-resources api-versions config auth diff wait port-forward proxy
attach events completion options kustomize create expose certificate plugin help debug run cp exec
"""
LOOKING = frozenset(_LOOKING.split())


@rule("kubectl", "oc", "k3s", "microk8s", "minikube")
def kubectl(call: Call, judge: Judge) -> Iterator[Finding]:
    """A cluster."""
    words = given(call, OF_KUBECTL)
    names = [word.value for word in words.operands]
    if names[:1] == ["kubectl"]:
        names = names[1:]
    if any(name.startswith("dry-run") for name in words.options) or not names:
        return
    behind = _behind_dashes(call)
    if names[0] == "delete":
        yield from _delete(names, words, shown(call.words))
    elif behind and names[0] in ("exec", "run", "debug"):
        yield from judge.call(simple(behind, replace(call, here=None)))
    elif names[:2] in (["rollout", "status"], ["rollout", "history"], ["apply", "view-last-applied"]):
        return
    elif names[0] in CHANGING or (names[0] == "config" and names[1:2] and names[1].startswith(("delete", "unset"))):
        yield finding("service-change", "careful", target=shown(call.words))
    elif names[0] not in LOOKING:
        yield unknown_part(call, words.operands[:1])


def _behind_dashes(call: Call) -> Sequence[Word]:
    texts = [word.value for word in call.words]
    return call.words[texts.index("--") + 1 :] if "--" in texts else ()


def _delete(names: list[str], words: Given, target: str) -> Iterator[Finding]:
    kinds = set(",".join(names[1:2]).split(",")) | {name.split("/")[0] for name in names[1:]}
    if words.has("all", "A", "all-namespaces") or kinds & BROAD:
        yield finding("kubectl-delete-all", "destroys", target=target)
    else:
        yield finding("kubectl-delete", "careful", target=target)
