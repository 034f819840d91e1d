"""Archives and copies of trees: tar, unzip, rsync."""

from collections.abc import Iterator

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import WIDE, Judge, emptied_reach, finding, given, names_of, reach, rule, shown
from models.recovery.commands.shell_words import Word

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


@rule("tar", "bsdtar", "gtar")
def tar(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Packs, lists or unpacks."""
    words = list(call.words)
    first = words[0].value if words else ""
    letters = first.lstrip("-") if not first.startswith("--") else ""
    rest = [word.value for word in words]
    extracting = "x" in letters or bool({"-x", "--extract", "--get"} & set(rest))
    creating = "c" in letters or bool({"-c", "--create"} & set(rest))
    if "--remove-files" in rest:
        yield finding("moves-files", "careful", target=shown(words[-1:]))
    if extracting:
        keeps = {"-k", "--keep-old-files", "--skip-old-files", "--keep-newer-files", "-O", "--to-stdout"} & set(rest)
        if not keeps and "k" not in letters and "O" not in letters:
            yield finding("tar-over", "careful", target=_folder(words))
    elif creating:
        yield from _packed(words, letters, call)


def _folder(words: list[Word]) -> str:
    for place, word in enumerate(words[:-1]):
        if word.value in ("-C", "--directory"):
            return words[place + 1].source
    return "."


def _packed(words: list[Word], letters: str, call: Call) -> Iterator[Finding]:
    archive: Word | None = None
    if "f" in letters and len(words) > 1:
        archive = words[1]
    else:
        for place, word in enumerate(words[:-1]):
            if word.value in ("-f", "--file"):
                archive = words[place + 1]
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
