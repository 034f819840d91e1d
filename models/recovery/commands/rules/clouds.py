"""What runs or is kept elsewhere: clouds, their stores of objects, and the programs that set them up."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown, unknown_part
from models.recovery.commands.shell_words import Word

BEFORE = {  # options that have a value and may stand before a program's own commands
    "aws": ("profile", "region", "output", "endpoint-url", "query", "color", "ca-bundle", "cli-read-timeout",
            "cli-connect-timeout"),
    "gcloud": ("project", "account", "configuration", "format", "filter", "flatten", "verbosity", "billing-project",
               "impersonate-service-account", "region", "zone", "flags-file", "access-token-file"),
    "az": ("subscription", "o", "output", "query", "g", "resource-group"),
    "helm": ("n", "namespace", "kube-context", "kubeconfig", "kube-apiserver", "kube-token", "repository-config",
             "registry-config", "repository-cache", "kube-ca-file", "kube-as-user", "burst-limit", "qps"),
    "gh": ("R", "repo", "hostname"), "hf": ("repo-type", "token"), "heroku": ("a", "app", "r", "remote", "t", "team"),
    "doctl": ("c", "config", "context", "t", "access-token", "u", "api-url", "o", "output"),
    "eksctl": ("C", "color", "v", "verbose", "region", "profile"), 
    "flyctl": ("a", "app", "c", "config", "t", "o", "org"),
    "pulumi": ("C", "cwd", "s", "stack", "color", "profiling", "tracing"), "gsutil": ("o", "i", "u", "h"),
    "rclone": ("config", "transfers", "checkers", "log-file", "log-level", "bwlimit", "include", "exclude", "filter"),
    "s3cmd": ("c", "config", "access_key", "secret_key", "region", "host"), "mc": ("C", "config-dir"),
}  # fmt: skip
DESTROYING = {"destroy", "purge", "delete-stack", "delete-bucket-contents"}
DELETING = {"delete", "uninstall", "rm", "remove", "rb", "del", "deleteobject", "unpublish", "prune", "rmdir", "rmdirs"}
DELETED = ("delete-", "terminate-", "remove-", "deregister-", "purge-", "release-", "batch-delete-")
CHANGING = {"upgrade", "rollback", "update", "patch", "set", "stop", "restart", "scale", "resize", "taint", "untaint",
            "force-unlock", "mv", "move", "disable", "halt", "suspend", "cancel", "edit", "merge", "close",
            "archive"}  # fmt: skip
CHANGED = ("put-", "update-", "modify-", "set-", "stop-", "reboot-", "disable-", "detach-", "restore-", "replace-")
_LOOKING = """
list ls show describe get status plan version help info validate fmt output logs log view search diff history template
lint whoami cat head stat du tree find check lsd lsl lsf size presign mb mk make-bucket mkdir login logout configure
init config create clone add new install import export download upload open watch wait up push pull preview graph state
workspace providers console test verify env run invoke start copy copyto cp sync rsync ssh tail apply auth refresh dash
ncdu mount serve size md5sum sha1sum hashsum touch repo pr issue api apps releases ps addons
"""
LOOKING = frozenset(_LOOKING.split())
LOOKED = (
    "describe-",
    "list-",
    "get-",
    "head-",
    "create-",
    "run-",
    "start-",
    "lookup-",
    "filter-",
    "batch-get-",
    "wait-",
)


@dataclass(frozen=True)
class Request:
    """What a program is asked to do: its own commands, without options, and the words of all options."""

    commands: tuple[str, ...]
    options: frozenset[str]

    def has(self, words: set[str], beginnings: tuple[str, ...] = ()) -> bool:
        """Whether one of the commands is such a word, or begins so."""
        return any(text in words or text.partition(":")[2] in words or text.startswith(beginnings or ("\0",))
                   for text in self.commands)  # fmt: skip


MAX_COMMANDS = 6  # words in which a program says what it is to do: gcloud beta compute instance-groups managed delete


def request_of(call: Call) -> tuple[Request, tuple[Word, ...]]:
    """What a program is asked, and its words from the first command on."""
    words = given(call, BEFORE.get(call.name, ()), leading=True).operands
    named = [word.value for word in words if not word.value.startswith("-")]
    options = frozenset(word.value.partition("=")[0] for word in call.words if word.value.startswith("-"))
    return Request(tuple(named[:MAX_COMMANDS]), options), words


@rule(
    "helm", "terraform", "tofu", "pulumi", "vagrant", "heroku", "gcloud", "az", "doctl", "eksctl", "flyctl", "gh", "hf"
)
def cloud(call: Call, _judge: Judge) -> Iterator[Finding]:
    """What runs elsewhere is taken away or changed."""
    wanted, words = request_of(call)
    target = f"{call.name} {shown(call.words)}"
    if "--dry-run" in wanted.options:
        return
    if wanted.has(DESTROYING | {"reset"}) or "-destroy" in wanted.options:
        yield finding("service-destroy", "destroys", target=target)
    elif wanted.has(DELETING, DELETED):
        yield finding("service-delete", "careful", target=target)
    elif wanted.has(CHANGING, CHANGED) or ("apply" in wanted.commands[:1] and _is_approved(wanted)):
        yield finding("service-change", "careful", target=target)
    elif wanted.commands and not wanted.has(set(LOOKING), LOOKED):
        yield unknown_part(call, words)


def _is_approved(wanted: Request) -> bool:
    return any("auto-approve" in option for option in wanted.options)


@rule("aws", "gsutil", "rclone", "s3cmd", "mc")
def store(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Objects in a store, and whatever else aws has."""
    wanted, words = request_of(call)
    target, options = f"{call.name} {shown(call.words)}", wanted.options
    if options & {"--dryrun", "--dry-run"} or (call.name != "gsutil" and "-n" in options):
        return
    commands = Request(wanted.commands[:2], options)  # paths come behind
    deleting = commands.has(DELETING, DELETED)
    many = bool(options & {"--recursive", "-r", "-R", "-rf", "--force", "--delete", "-m", "--skip-final-snapshot"})
    if commands.has(DESTROYING, ("terminate-",)) or (deleting and many):
        yield finding("service-destroy", "destroys", target=target)
    elif deleting:
        yield finding("service-delete", "careful", target=target)
    elif commands.has({"sync", "rsync"}) and (options & {"--delete", "-d"} or call.name == "rclone"):
        texts = [word.value for word in words]
        source = texts[-2] if len(texts) > 2 else ""
        yield finding("rsync-delete-slash", "destroys", target=texts[-1], source=source)
    elif commands.has(CHANGING, CHANGED):
        yield finding("service-change", "careful", target=target)
    elif commands.commands and not commands.has(set(LOOKING), LOOKED):
        yield unknown_part(call, words)
