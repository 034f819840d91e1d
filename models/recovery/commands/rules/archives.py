"""Archives and copies of trees: tar, unzip, rsync."""

from collections.abc import Iterator
from dataclasses import replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import WIDE, Judge, emptied_reach, finding, given, names_of, reach, rule, shown
from models.recovery.commands.shell_words import Word, plain

ARCHIVE_SUFFIXES = (
    ".tar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".zst",
    ".tbz",
    ".txz",
    ".tbz2",
    ".lz4",
    ".Z",
    ".lzma",
    ".zip",
)


OF_TAR = (
    *"fCTXbKNgLVIFH", "file", "directory", "exclude", "exclude-from", "files-from", "transform", "xform", "owner",
    "group", "mode", "mtime", "rsh-command", "use-compress-program", "strip-components", "to-command",
    "checkpoint-action",
)  # fmt: skip
KEEPING = ("k", "keep-old-files", "skip-old-files", "keep-newer-files", "O", "to-stdout", "to-command")


@rule("tar", "bsdtar", "gtar")
def tar(call: Call, judge: Judge) -> Iterator[Finding]:
    """Packs, lists or unpacks."""
    words = given(replace(call, words=_with_dashes(call.words)), OF_TAR)
    if words.has("remove-files"):
        yield finding("moves-files", "careful", target=shown(call.words[-1:]))
    for name, word in words.pairs:
        text = word.value.removeprefix("exec=")
        if name == "to-command" or (name == "checkpoint-action" and text != word.value):
            yield from judge.text(text, call)
    archive = words.values.get("f") or words.values.get("file")
    if words.has("x", "extract", "get"):
        if not words.has(*KEEPING):
            folder = words.values.get("C") or words.values.get("directory")
            yield finding("tar-over", "careful", target=folder.source if folder else ".")
    elif words.has("delete") and archive is not None:
        yield finding("redirect-replaces", "careful", target=archive.source)
    elif words.has("c", "create"):
        yield from _packed(archive, call)


def _with_dashes(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Of `xfC a.tar folder` the options as others write them: -x -f a.tar -C folder."""
    if not words or words[0].value.startswith("-") or not words[0].literal:
        return words
    rest, written = list(words[1:]), list[Word]()
    for letter in words[0].value:
        written.append(plain(f"-{letter}"))
        if letter in OF_TAR and rest:
            written.append(rest.pop(0))
    return (*written, *rest)


def _packed(archive: Word | None, call: Call) -> Iterator[Finding]:
    if archive is None or archive.value == "-":
        return
    if archive.has_glob:
        yield finding("tar-glob", "destroys", target=archive.source)
    elif reach(archive, call) == "device":
        yield finding("write-device", "destroys", target=archive.source)
    elif archive.literal and not archive.literal.endswith(ARCHIVE_SUFFIXES):
        yield finding("tar-swapped", "careful", target=archive.source)
    else:
        yield finding("redirect-replaces", "careful", target=archive.source)


@rule("unzip", "7z", "7za", "unrar", "cpio", "gunzip", "gzip", "bunzip2", "xz", "unxz", "zstd")
def unpack(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Unpackers: most ask before they replace, unless told not to."""
    words = given(call, ("d",))
    forced = {
        "unzip": words.has("o"), "7z": words.has("y", "aoa"), "7za": words.has("y"), "unrar": words.has("o+", "y"),
        "cpio": words.has("u"),
    }.get(call.name, words.has("f", "force"))  # fmt: skip
    if forced:
        yield finding("tar-over", "careful", target=words.values["d"].source if "d" in words.values else ".")


@rule("zip")
def packs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Adds to an archive; with -m it deletes what is packed."""
    if given(call).has("m", "move"):
        yield finding("moves-files", "careful", target=shown(call.words[-1:]))


@rule("rsync")
def rsync(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Makes one tree like another."""
    words = given(call, ("e", "f", "B", "exclude", "include", "rsh", "filter", "files-from"))
    if words.has("n", "dry-run", "list-only") or len(words.operands) < 2:
        return
    sources, target = words.operands[:-1], words.operands[-1]
    if any(option.startswith("del") for option in words.options):
        shape = "slash" if sources[0].value.endswith("/") else "folder"
        yield finding(f"rsync-delete-{shape}", "destroys", target=target.source, source=shown(sources))
        for word in sources:
            if emptied_reach(word, call) in WIDE:
                yield finding("rsync-variable", "destroys", names=names_of(word), empty=word.emptied())
    elif words.has("remove-source-files"):
        yield finding("moves-files", "careful", target=shown(sources))
    elif not words.has("ignore-existing", "b", "backup"):
        yield finding("cp-onto", "careful", target=target.source, sources=shown(sources))
