"""Data bases: statements of SQL, and those that have none."""

import re
from collections.abc import Iterator

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import Judge, finding, given, rule, shown
from models.recovery.commands.shell_words import UNKNOWN

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
