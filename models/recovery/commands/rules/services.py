"""Services that hold data: containers, clusters, clouds, data bases."""

import re
from collections.abc import Iterator
from dataclasses import replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call, simple
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown
from models.recovery.commands.shell_words import UNKNOWN

EXEC_VALUES = ("-e", "--env", "-u", "--user", "-w", "--workdir", "-n", "--namespace", "-c", "--container")


@rule("docker", "podman", "nerdctl", "docker-compose")
def docker(call: Call, judge: Judge) -> Iterator[Finding]:
    """Containers, images and volumes."""
    texts = [word.value for word in call.words]
    if call.name == "docker-compose":
        texts = ["compose", *texts]
    flags = {text for text in texts if text.startswith("-")}
    commands = [text for text in texts if not text.startswith("-")][:2]
    whole = f"{call.name} {shown(call.words)}"
    if commands[1:] == ["prune"]:
        volumes = "--volumes" in flags or commands[0] == "volume"
        everything = volumes or any("a" in flag for flag in flags if not flag.startswith("--")) or "--all" in flags
        key = "docker-volumes" if volumes else "docker-prune"
        yield finding(key, "destroys" if everything else "careful", target=whole)
    elif commands[:1] == ["compose"] and "down" in texts and flags & {"-v", "--volumes"}:
        yield finding("docker-volumes", "destroys", target=whole)
    elif commands in (["volume", "rm"], ["volume", "remove"]):
        yield finding("docker-volumes", "careful" if UNKNOWN not in "".join(texts) else "destroys", target=whole)
    elif commands[:1] in (["rm"], ["rmi"], ["kill"]) or commands[1:] in (["rm"], ["remove"], ["kill"]):
        yield finding("docker-rm", "careful", target=whole)
    elif commands[:1] == ["exec"] or commands == ["compose", "exec"]:
        yield from _inside(call, judge, 2 if commands[0] == "compose" else 1)


def _inside(call: Call, judge: Judge, skip: int) -> Iterator[Finding]:
    """A command within a container."""
    words = list(call.words[skip:])
    while words and words[0].value.startswith("-"):
        words = words[2:] if words[0].value in EXEC_VALUES else words[1:]
    if len(words) > 1:
        inner = words[1:]
        yield from judge.call(simple(inner, replace(call, here=None)))


@rule("kubectl", "oc", "k3s", "microk8s")
def kubectl(call: Call, judge: Judge) -> Iterator[Finding]:
    """A cluster."""
    words = given(call, ("n", "namespace", "f", "filename", "l", "selector", "c", "container", "context", "o"))
    names = [word.value for word in words.operands]
    if any(name.startswith("dry-run") for name in words.options) or not names:
        return
    target = shown(call.words)
    if names[0] == "delete":
        kinds = set(",".join(names[1:2]).split(",")) | {name.split("/")[0] for name in names[1:]}
        broad = {
            "namespace",
            "namespaces",
            "ns",
            "pv",
            "pvc",
            "persistentvolume",
            "persistentvolumeclaim",
            "crd",
            "node",
        }
        everything = words.has("all", "A", "all-namespaces") or bool(kinds & (broad | {"all"}))
        yield finding("kubectl-delete-all" if everything else "kubectl-delete", "destroys" if everything else "careful",
                      target=target)  # fmt: skip
    elif names[0] == "exec" and any(word.value == "--" for word in call.words):
        place = next(place for place, word in enumerate(call.words) if word.value == "--")
        if call.words[place + 1 :]:
            yield from judge.call(simple(call.words[place + 1 :], replace(call, here=None)))
    elif names[0] in ("drain", "replace", "cordon") or (names[0] == "apply" and words.has("prune")):
        yield finding("service-change", "careful", target=target)


@rule(
    "helm", "terraform", "tofu", "pulumi", "vagrant", "heroku", "gcloud", "az", "doctl", "eksctl", "flyctl", "gh", "hf"
)
def cloud(call: Call, _judge: Judge) -> Iterator[Finding]:
    """What runs elsewhere is taken away."""
    texts = [word.value for word in call.words]
    target = f"{call.name} {shown(call.words)}"
    if "destroy" in texts or "apps:destroy" in texts or "pg:reset" in texts:
        yield finding("service-destroy", "destroys", target=target)
    elif {"delete", "uninstall", "rm", "remove"} & set(texts[:3]):
        yield finding("service-delete", "careful", target=target)
    elif "apply" in texts[:1] and any("auto-approve" in text for text in texts):
        yield finding("service-change", "careful", target=target)


@rule("aws", "gsutil", "rclone", "s3cmd", "mc")
def store(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Objects in a store."""
    texts = [word.value for word in call.words]
    target = f"{call.name} {shown(call.words)}"
    if "--dryrun" in texts or "--dry-run" in texts or "-n" in texts[1:]:
        return
    deleting = {"rm", "rb", "del", "delete", "purge", "delete-bucket", "delete-object"} & set(texts[:3])
    many = {"--recursive", "-r", "--force", "-R", "purge", "--delete", "-m"} & set(texts)
    if (deleting and many) or "purge" in texts[:1]:
        yield finding("service-destroy", "destroys", target=target)
    elif deleting or any(text.startswith(("delete-", "terminate-")) for text in texts[:3]):
        yield finding("service-delete", "careful", target=target)
    elif {"sync", "rsync"} & set(texts[:3]) and ({"--delete", "-d"} & set(texts) or call.name == "rclone"):
        yield finding("rsync-delete-slash", "destroys", target=texts[-1], source=texts[-2] if len(texts) > 2 else "")


DROPS = re.compile(
    r"\bdrop\s+(table|database|schema|view|index|column|user|role|keyspace|materialized)\b", re.IGNORECASE
)
EMPTIES = re.compile(r"\btruncate\s+(table\s+)?[\"`\w]", re.IGNORECASE)
DELETES = re.compile(r"\bdelete\s+from\s+([\"`\w.]+)(.*)", re.IGNORECASE | re.DOTALL)
UPDATES = re.compile(r"\bupdate\s+([\"`\w.]+)\s+set\b(.*)", re.IGNORECASE | re.DOTALL)
WHERE = re.compile(r"\bwhere\b", re.IGNORECASE)
ALWAYS = re.compile(r"\bwhere\s+(1\s*=\s*1|true)\b", re.IGNORECASE)
QUOTED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)


def statements(text: str) -> Iterator[Finding]:
    """What statements of SQL do, by their words outside quotes and comments."""
    for statement in QUOTED.sub("''", text).split(";"):
        shown_words = " ".join(statement.split())[:60]
        if DROPS.search(statement):
            yield finding("sql-drop", "destroys", target=shown_words)
        elif EMPTIES.search(statement):
            yield finding("sql-truncate", "destroys", target=shown_words)
        elif match := DELETES.search(statement) or UPDATES.search(statement):
            bound = WHERE.search(match[2]) and not ALWAYS.search(match[2])
            yield finding("sql-where" if bound else "sql-all", "careful" if bound else "destroys", target=shown_words)


@rule("psql", "mysql", "mariadb", "sqlite3", "clickhouse-client", "duckdb", "cqlsh", "sqlcmd", "sqlplus")
def sql(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Statements that are given to a data base."""
    from models.recovery.commands.rules.scripts import text_read

    words = given(call, ("c", "command", "e", "execute", "q", "query", "U", "h", "p", "d", "f", "u", "P", "D"))
    texts = [
        words.values[name].value for name in ("c", "command", "e", "execute", "q", "query", "Q") if name in words.values
    ]
    texts += [word.value for word in words.operands]
    texts += [text for text in (text_read(call),) if text]
    for text in texts:
        yield from statements(text.replace(UNKNOWN, "x"))
    if "f" in words.values or any(redirect.operator == "<" for redirect in call.redirects):
        yield finding("runs-file", "unknown", target=shown(call.words[-1:]) or "<")


@rule("dropdb", "dropuser", "mysqladmin")
def dropdb(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Data bases dropped by a program of their own."""
    if call.name != "mysqladmin" or "drop" in [word.value for word in call.words]:
        yield finding("sql-drop", "destroys", target=shown(call.words))


@rule("redis-cli", "mongo", "mongosh", "etcdctl", "influx")
def stores(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Data bases that have no SQL."""
    text = " ".join(word.value for word in call.words)
    if re.search(r"flushall|flushdb|dropdatabase|\.drop\(|deletemany\(\{\}\)|del .*--prefix", text, re.IGNORECASE):
        yield finding("sql-drop", "destroys", target=text)
    elif re.search(r"\bdel\b|delete|remove", text, re.IGNORECASE):
        yield finding("service-delete", "careful", target=text)
