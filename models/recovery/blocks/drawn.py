"""The test set of the headline, which anybody can draw again: no block of it is stored.

Most of it is made here by a seed, by makers that training leaves out (`makers.UNSEEN`, and the markup of this module);
the rest is cut from files of packages that requirements.txt locks and that training leaves out by their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import numpy as np

from models.recovery.blocks.data import BlockSet, cut, kind_of
from models.recovery.blocks.kinds import BLOCK_BYTES
from models.recovery.blocks.makers import UNSEEN, Make, Random, Texts, words_of
from models.recovery.errors import RecoveryError

SEED, PER_SOURCE, PER_CONTENT, PACKED_BYTES = 4491, 150, 5, 12_000
ABOUT = (
    "No block is stored. The headline's test set is drawn again by a seed (`models/recovery/blocks/drawn.py`): "
    "contents made by makers never trained on (SVG, system logs, tables, SQLite with an inverted index, TIFF, "
    "WebP, GIF, bzip2, xz, AES, FAT), and files of packages never trained on, whose versions requirements.txt "
    "locks and metrics.json tells (Python, Cython, descriptions, fonts, a library). The other figures are of the "
    "machine that it was trained on, and are not computed again."
)
TEXTS_FROM = ("anyio", "httpx", "mcp")  # whose modules the makers pack and take words from


@dataclass(frozen=True)
class Files:
    """Files of one suffix of packages, their kind and their name on the card."""

    name: str
    kind: str
    suffix: str
    packages: tuple[str, ...]


FILES = (
    Files("Python of left-out packages", "code", ".py", ("anyio", "httpx", "httpcore", "mcp", "authlib", "warcio")),
    Files("Cython of left-out packages", "code", ".pyx", ("pyarrow",)),
    Files("descriptions of left-out packages", "prose", "METADATA", ("anyio", "httpx", "httpcore", "authlib", "mcp",
          "httpx-sse", "warcio", "tzlocal", "sse-starlette")),
    Files("fonts of left-out packages", "binary", ".ttf", ("font-caladea", "font-fredoka-one")),
    Files("libraries of a left-out package", "executable", ".so", ("pyarrow",)),
)  # fmt: skip
PACKAGES = tuple(sorted({package for files in FILES for package in files.packages}))


class OtherPackagesError(RecoveryError):
    """The test set cannot be drawn as it was: a package is missing, or has another version than metrics.json tells."""


def svg(random: Random, texts: Texts) -> bytes:
    """A drawing in SVG."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">']
    for word in words_of(random, texts, 60):
        x, y, wide, high = random.integers(0, 480, 4)
        name = word.encode("ascii", "ignore").decode().replace("<", "").replace("&", "")
        parts.append(f'  <rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="#{random.integers(2**24):06x}"/>')
        parts.append(f'  <path d="M{x} {y}L{wide} {high}C{x} {high} {wide} {y} {x} {y}z" class="{name}"/>')
        parts.append(f'  <text x="{x}" y="{y}">{name}</text>')
    return "\n".join([*parts, "</svg>"]).encode()


MADE: tuple[tuple[str, str, Make], ...] = (
    *((maker.name, maker.kind, maker.make) for maker in UNSEEN),
    ("SVG, made", "markup", svg),
)


def versions() -> dict[str, str]:
    """The installed versions of the packages whose files are cut. Raises OtherPackagesError if one is missing."""
    try:
        return {package: version(package) for package in PACKAGES}
    except PackageNotFoundError as error:
        raise OtherPackagesError(f"{error.name} is not installed.", "Install requirements.txt.") from error


def check_versions(told: dict[str, str]) -> None:
    """Raises OtherPackagesError, naming each package whose version is not the one that is told."""
    found = versions()
    others = [f"{name} {found.get(name, 'missing')} instead of {told.get(name, 'none')}"
              for name in sorted({*found, *told}) if found.get(name) != told.get(name)]  # fmt: skip
    if others:
        raise OtherPackagesError(
            f"The test set was drawn with other packages: {', '.join(others)}.",
            "Install requirements.txt, or score the weights again with `evaluate --save`.",
        )


def draw(per_source: int = PER_SOURCE) -> BlockSet:
    """The test set: blocks of each source in equal numbers. Raises OtherPackagesError."""
    packed = [content[:PACKED_BYTES] for content in _contents(TEXTS_FROM, ".py") if len(content) > BLOCK_BYTES]
    blocks: list[bytes] = []
    kinds: list[int] = []
    names: list[str] = []
    for place, (name, kind, make) in enumerate(MADE):
        random = np.random.default_rng([SEED, 0, place])  # its own, so that no source moves another's blocks
        found: list[bytes] = []
        while len(found) < per_source:
            found += cut(make(random, packed), BLOCK_BYTES, random, PER_CONTENT)
        _add(blocks, kinds, names, found[:per_source], kind, name)
    for place, files in enumerate(FILES):
        random = np.random.default_rng([SEED, 1, place])
        contents = _contents(files.packages, files.suffix)
        found = [next(cut(contents[int(random.integers(len(contents)))], BLOCK_BYTES, random, 1))
                 for _ in range(per_source)]  # fmt: skip
        _add(blocks, kinds, names, found, files.kind, files.name)
    return BlockSet(np.frombuffer(b"".join(blocks), np.uint8).reshape(-1, BLOCK_BYTES), np.array(kinds, np.int64),
                    tuple(names))  # fmt: skip


def _add(blocks: list[bytes], kinds: list[int], names: list[str], found: Sequence[bytes], kind: str, name: str) -> None:
    blocks += found
    kinds += [kind_of(block, kind) for block in found]
    names += [name] * len(found)


def _contents(packages: Sequence[str], suffix: str) -> list[bytes]:
    """Files of packages that end so and are long enough, in the order of their names."""
    versions()
    contents = []
    for package in packages:
        listed = sorted(str(file) for file in distribution(package).files or () if str(file).endswith(suffix))
        paths = [Path(str(distribution(package).locate_file(file))) for file in listed if "tests/" not in file]
        contents += [content for path in paths if len(content := path.read_bytes()) >= BLOCK_BYTES]
    if not contents:
        raise OtherPackagesError(f"{', '.join(packages)} have no files {suffix} here.", "Draw it on Linux, x86-64.")
    return contents
