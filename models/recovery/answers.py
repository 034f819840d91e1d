"""What is found on an image: small frozen values, shown by the tab and given by the endpoints as they are.

Offsets and lengths are in bytes from the beginning of the image, times are ISO 8601 in UTC.
"""

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["utf-8", "gb18030", "utf-16-le", "utf-16-be", "cp1252"]
TextKind = Literal["python", "markdown", "html", "json", "latex", "email", "plain"]
FileKind = Literal["zip", "png", "jpeg", "pdf", "sqlite", "gzip", "xz", "bzip2", "webp", "safetensors"]
Match = Literal["all", "any"]
Reason = Literal["begins_inside", "ends_inside", "cut_at_block", "too_long"]
Runs = tuple[tuple[int, int], ...]  # offset and length of each piece of a file, in its order

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")  # that fragments are looked for in


@dataclass(frozen=True)
class Hit:
    """A place where a fragment, in some spelling of it, was found; `fragment` is as it was asked for."""

    offset: int
    length: int
    encoding: Encoding
    fragment: str


@dataclass(frozen=True)
class Progress:
    """How far a search is: bytes done of all, and hits counted or files found so far.

    `places` are where hits lie that were found since the step before, or some of them if these are many.
    """

    done: int
    total: int
    found: int
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Version:
    """One text that was found.

    `partial` names why it may not be a whole file: it begins or ends in the middle, is cut at the boundary of a block
    in the middle of a sentence (the sign of a file in several pieces), or is longer than what is read; it is empty for
    a text that looks whole. `confidence` is 0 to 1. `group` is the same for versions of one file, `copies` counts equal
    texts. `name`, `time` and `inode` are the file system's, if it still knows them; `exists` is true for text of a file
    that was not deleted.
    """

    text: str
    encoding: Encoding
    kind: TextKind
    offset: int
    length: int
    confidence: float
    partial: tuple[Reason, ...]
    hits: tuple[Hit, ...]
    name: str | None = None
    time: str | None = None
    inode: int | None = None
    exists: bool = False
    copies: int = 1
    group: int = 0


@dataclass(frozen=True)
class Recovered:
    """The texts that hold the fragments, best first.

    `scanned` is in bytes, without the holes of a sparse image. `hits` counts all hits; `bounded` is true if there are
    more hits or texts than are counted, widened or kept.
    """

    versions: tuple[Version, ...]
    scanned: int
    hits: int
    bounded: bool
    seconds: float


@dataclass(frozen=True)
class CarvedFile:
    """A file that its own format describes: where it begins and how long it is by its own account.

    `whole` is true if the format's checks hold up to its end. `kind` may be narrower than the signature: docx, keras.
    `runs` are its pieces if the file system knew them; it is empty for a file in one piece.
    """

    offset: int
    length: int
    kind: str
    name: str | None
    whole: bool
    confidence: float
    runs: Runs = ()
    time: str | None = None
    inode: int | None = None


@dataclass(frozen=True)
class Stretch:
    """A piece of an image of one kind, with the probability of that kind."""

    start: int
    length: int
    kind: str
    probability: float


@dataclass(frozen=True)
class FileEntry:
    """A file that a file system still names. `content` is set if it lies within the inode, and `runs` is empty then.

    `overwritten` is true for a deleted file of whose bytes some belong to another file now.
    """

    name: str
    inode: int
    deleted: bool
    size: int
    time: str | None
    runs: Runs = ()
    content: bytes | None = None
    overwritten: bool = False


@dataclass(frozen=True)
class FileSystem:
    """A file system on the image: its kind (ext4, ntfs, fat16, ...), its place, and its files, deleted ones among them.

    Its blocks, or the clusters of a FAT, have `block_size` bytes, and one of them begins at `first_block`.
    `complete` is false if it has more files than are listed, or ended the process that read it.
    """

    kind: str
    offset: int
    block_size: int
    first_block: int
    files: tuple[FileEntry, ...]
    complete: bool = True
