"""Blocks to train and to score on: cut at random places from files of this machine, texts, and contents made here.

Whole kinds of file (languages, image makers, encodings) and whole packages are left out of training; what they give is
the test set, of which a share is stored in the checkpoint so that its figures can be computed again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.recovery.blocks import sources
from models.recovery.blocks.kinds import BLOCK_BYTES, KINDS
from models.recovery.blocks.makers import MAKERS, UNSEEN, Maker

PER_CONTENT, PER_MADE = 5, 20  # blocks cut from one file, and from a content made here, which takes longer
TAILS = 0.12  # share of blocks that are a file's last ones, filled up with zeros
KIND_UNSEEN, PACKAGE_UNSEEN = "kinds of file never trained on", "packages never trained on"
PACKED_BYTES = 12_000  # of a content that archives and databases are made of
EMPTY_SHARE = 10  # one byte repeated needs no network, and few examples
ROUNDS = 400  # of drawing contents, after which a source has no more


@dataclass(frozen=True)
class BlockSet:
    """Blocks uint8 [n, size], the place of each one's kind in KINDS int64 [n], and the name of its source."""

    blocks: np.ndarray
    kinds: np.ndarray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.kinds)

    def rows(self, rows: np.ndarray) -> "BlockSet":
        """Some of them."""
        return BlockSet(self.blocks[rows], self.kinds[rows], tuple(self.names[int(row)] for row in rows))


@dataclass(frozen=True)
class Texts:
    """Prose by language, "en" and "zh", decoded."""

    seen: dict[str, list[str]]
    unseen: dict[str, list[str]]


def read_texts(seen: Sequence[str], unseen: Sequence[str]) -> Texts:
    """Texts of files whose names begin with their language, as en_wiki_0.txt.bz2."""
    split = []
    for names in (seen, unseen):
        texts: dict[str, list[str]] = {"en": [], "zh": []}
        for path in map(Path, names):
            texts[path.name[:2]].append(sources.read_text(path))
        split.append(texts)
    return Texts(*split)


def cut(content: bytes, size: int, random: np.random.Generator, count: int) -> Iterator[bytes]:
    """Blocks at random places; some are a file's end with zeros behind it, as a file system stores it."""
    for _ in range(count):
        if len(content) < size or random.random() < TAILS:
            kept = int(random.integers(min(size, len(content)) // 3, min(size, len(content)) + 1))
            yield content[len(content) - kept :].ljust(size, b"\0")
        else:
            start = int(random.integers(len(content) - size + 1))
            yield content[start : start + size]


def kind_of(block: bytes, kind: str) -> int:
    """The place of a block's kind: a hole in a file is empty, whatever the file."""
    return KINDS.index("empty" if block == block[:1] * len(block) else kind)


@dataclass(frozen=True)
class _Stream:
    """A source of contents: its name on the card, its kind, and what gives one."""

    name: str
    kind: str
    give: "Give"


class Give:
    """Contents of files, of a text or of a maker, one by one."""

    def __init__(self, random: np.random.Generator, paths: Sequence[Path] = (), maker: Maker | None = None):
        self.random, self.paths, self.maker, self.at = random, list(paths), maker, 0
        self.packed: list[bytes] = []

    def __call__(self) -> bytes:
        if self.maker is not None:
            return self.maker.make(self.random, self.packed)
        self.at += 1
        return sources.read(self.paths[self.at % len(self.paths)])


class _Prose(Give):
    def __init__(self, random: np.random.Generator, texts: list[str], language: str, encodings: Sequence[str] = ()):
        super().__init__(random)
        self.texts, self.language, self.encodings = texts, language, encodings

    def __call__(self) -> bytes:
        return sources.prose(self.texts, self.language, self.random, self.encodings)


class Library:
    """All sources of this machine, trained on and left out."""

    def __init__(self, texts: Texts, seed: int):
        self.random, self.texts = np.random.default_rng(seed), texts
        self.paths = sources.files(self.random)
        self.packed = self._contents()

    def _contents(self) -> list[bytes]:
        """What archives and databases of this library hold: prose, and files of packages that are trained on."""
        prose = [
            sources.prose(texts, language, self.random)
            for language, texts in self.texts.seen.items()
            for _ in range(40)
            if texts
        ]
        chosen = [paths[:40] for (name, out), paths in sorted(self.paths.items()) if not out and name != "PNG files"]
        contents = prose + [content for paths in chosen for content in map(sources.read, paths) if content]
        return [self._piece(content) for content in contents]

    def _piece(self, content: bytes) -> bytes:
        start = int(self.random.integers(max(1, len(content) - PACKED_BYTES)))
        return content[start : start + PACKED_BYTES]

    def _made(self, makers: Sequence[Maker]) -> Iterator[_Stream]:
        for maker in makers:
            give = Give(self.random, maker=maker)
            give.packed = self.packed
            yield _Stream(maker.name, maker.kind, give)

    def _files(self, left_out: bool, unseen: bool) -> Iterator[_Stream]:
        for form in sources.FORMS:
            paths = self.paths.get((form.name, left_out), [])
            if paths and form.unseen == unseen:
                yield _Stream(form.name, form.kind, Give(self.random, paths))

    def _prose(self, texts: dict[str, list[str]]) -> Iterator[_Stream]:
        for language, found in texts.items():
            if found:
                name = {"en": "English", "zh": "Chinese"}[language]
                yield _Stream(f"{name} prose", "prose", _Prose(self.random, found, language))

    def training(self) -> list[_Stream]:
        """What is trained on."""
        return [*self._made(MAKERS), *self._files(False, False), *self._prose(self.texts.seen)]

    def unseen_kinds(self) -> list[_Stream]:
        """Kinds of file that are never trained on."""
        found = [*self._made(UNSEEN), *self._files(True, True), *self._prose(self.texts.unseen)]
        if self.texts.unseen["zh"]:
            found.append(
                _Stream("Chinese prose, Big5", "prose", _Prose(self.random, self.texts.unseen["zh"], "zh", ("big5",)))
            )
        return found

    def unseen_packages(self) -> list[_Stream]:
        """Kinds of file that are trained on, of packages that are not."""
        return list(self._files(True, False))

    def draw(self, streams: list[_Stream], per_kind: int, size: int = BLOCK_BYTES) -> BlockSet:
        """Blocks of each kind in equal numbers, of each kind's sources alike, in random order."""
        blocks: list[bytes] = []
        kinds: list[int] = []
        names: list[str] = []
        for kind in KINDS:
            own = [stream for stream in streams if stream.kind == kind]
            wanted = per_kind // EMPTY_SHARE if kind == "empty" else per_kind
            for stream in own:
                for block in _blocks(stream, size, -(-wanted // len(own)), self.random):
                    blocks.append(block)
                    kinds.append(kind_of(block, kind))
                    names.append(stream.name)
        order = self.random.permutation(len(blocks))
        pixels = np.frombuffer(b"".join(blocks), np.uint8).reshape(-1, size)
        return BlockSet(pixels, np.array(kinds, np.int64), tuple(names)).rows(order)


def _blocks(stream: _Stream, size: int, count: int, random: np.random.Generator) -> list[bytes]:
    found: list[bytes] = []
    for _ in range(max(ROUNDS, count)):
        content = stream.give()
        if content:
            found += cut(content, size, random, PER_MADE if stream.give.maker else PER_CONTENT)
        if len(found) >= count:
            break
    return found[:count]
