"""Files of this machine that blocks are cut from: by their suffix of one kind, by their package trained on or left out.

Nothing of them is kept but weights, and the blocks of the small test set that a checkpoint carries.
"""

import bz2
import hashlib
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAX_FILE_BYTES = 1 << 20  # of a file that are read
MAX_TEXT_BYTES = 6 << 20  # of a packed text that are read
MIN_FILE_BYTES = 256
ELF = b"\x7fELF"
MAX_FILES = 1_000  # of a form, the packages in turn
LEFT_OUT = 4  # one package of so many is never trained on


@dataclass(frozen=True)
class Form:
    """Files of one suffix: their name on the card and the kind of their blocks."""

    name: str
    kind: str
    suffixes: tuple[str, ...]
    unseen: bool = False


FORMS = (
    Form("Python", "code", (".py", ".pyi")),
    Form("C and C++", "code", (".c", ".h", ".cc", ".cpp", ".hpp", ".inc")),
    Form("JavaScript", "code", (".js", ".mjs", ".ts", ".svelte")),
    Form("CSS", "code", (".css", ".scss")),
    Form("shell", "code", (".sh", ".bash")),
    Form("Cython", "code", (".pyx", ".pxd")),
    Form("HTML", "markup", (".html", ".htm")),
    Form("XML", "markup", (".xml", ".xsd", ".xsl", ".pom")),
    Form("Markdown and reStructuredText", "prose", (".md", ".rst", "METADATA")),
    Form("JSON files", "records", (".json",)),
    Form("CSV files", "records", (".csv",)),
    Form("settings", "records", (".conf", ".ini", ".cfg", ".yaml", ".yml", ".desktop")),
    Form("libraries", "executable", (".so", ".a", ".o")),
    Form("compiled Python", "executable", (".pyc",)),
    Form("fonts", "binary", (".ttf",)),
    Form("translations", "binary", (".mo",)),
    Form("PNG files", "compressed", (".png",)),
    Form("gzip files", "compressed", (".gz", ".npz", ".zip", ".whl")),
    Form("Perl", "code", (".pl", ".pm"), True),
    Form("Vim script", "code", (".vim",), True),
    Form("SQL", "code", (".sql",), True),
    Form("Tcl", "code", (".tcl",), True),
    Form("CMake", "code", (".cmake",), True),
    Form("Fortran", "code", (".f90", ".f"), True),
    Form("SVG", "markup", (".svg",), True),
    Form("POD", "prose", (".pod",), True),
    Form("TOML", "records", (".toml",), True),
    Form("web fonts", "compressed", (".woff2", ".jar"), True),
    Form("OpenType fonts", "binary", (".otf",), True),
    Form("MATLAB and SPSS data", "binary", (".mat", ".sav"), True),
    Form("programs", "executable", ("/bin/",), True),
)
ENCODINGS = {
    "en": ("utf-8", "utf-8", "utf-16-le", "utf-16-be"),
    "zh": ("utf-8", "utf-8", "gb18030", "gb18030", "utf-16-le", "utf-16-be"),
}


def roots() -> list[Path]:
    """Where files are looked for: Python's library, its packages, and what a Unix machine shares."""
    places = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), "/usr/share", "/usr/lib", "/usr/bin"]
    return [Path(place) for place in places if Path(place).is_dir()]


def files(random: np.random.Generator) -> dict[tuple[str, bool], list[Path]]:
    """Paths by form, and by whether their package is left out of training; the packages in turn, at most MAX_FILES."""
    by_suffix = {suffix: form.name for form in FORMS for suffix in form.suffixes}
    found: dict[tuple[str, bool], dict[str, list[Path]]] = {}
    unseen = {form.name for form in FORMS if form.unseen}
    for root in roots():
        for path in sorted(root.rglob("*")):
            key = "/bin/" if root.name == "bin" and not path.suffix else path.suffix.lower() or path.name
            name = by_suffix.get(key)
            if name is None or "kexue" in str(path):
                continue
            package = package_of(path, root)
            out = name in unseen or left_out(package)
            found.setdefault((name, out), {}).setdefault(package, []).append(path)
    return {key: _in_turn(packages, random) for key, packages in found.items()}


def package_of(path: Path, root: Path) -> str:
    """The package that a file belongs to: a folder next to the root, or the one in that."""
    parts = path.relative_to(root).parts
    deep = root.name in ("share", "lib") and root.parent.name == "usr"
    return "/".join(parts[: 2 if deep else 1]).removesuffix(".py").split("-")[0].lower()


def left_out(package: str) -> bool:
    """Whether a package is never trained on, by its name alone."""
    return hashlib.sha256(package.encode()).digest()[0] % LEFT_OUT == 0


def _in_turn(packages: dict[str, list[Path]], random: np.random.Generator) -> list[Path]:
    """One file of each package, then a second, so that large packages do not drown the others."""
    for paths in packages.values():
        random.shuffle(paths)
    chosen: list[Path] = []
    names, depth = sorted(packages), 0
    while len(chosen) < MAX_FILES and any(len(packages[name]) > depth for name in names):
        chosen += [packages[name][depth] for name in names if len(packages[name]) > depth]
        depth += 1
    return chosen[:MAX_FILES]


def read(path: Path) -> bytes:
    """The first MAX_FILE_BYTES of a file; nothing of one that cannot be read, or is too short to be cut."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES)
    except OSError:
        return b""
    if path.parent.name == "bin" and not content.startswith(ELF):
        return b""  # a script
    return content if len(content) >= MIN_FILE_BYTES else b""


def read_text(path: Path) -> str:
    """The start of a packed or plain text."""
    with bz2.open(path) if path.suffix == ".bz2" else path.open("rb") as stream:
        return str(stream.read(MAX_TEXT_BYTES), "utf-8", "ignore")


def prose(texts: Sequence[str], language: str, random: np.random.Generator, encodings: Sequence[str] = ()) -> bytes:
    """Some kilobytes of a text in one of the language's encodings, half of them with lines broken."""
    text = texts[int(random.integers(len(texts)))]
    start = int(random.integers(max(1, len(text) - 6000)))
    piece = text[start : start + 6000]
    if random.random() < 0.5:
        width = int(random.integers(30, 100))
        piece = "\n".join(piece[at : at + width] for at in range(0, len(piece), width))
    if random.random() < 0.2:
        piece = piece.replace("\n", "\r\n")
    return piece.encode(str(random.choice(encodings or ENCODINGS[language])), "ignore")


def machine() -> str:
    """What the files are of, for the card."""
    return f"Python {sys.version_info.major}.{sys.version_info.minor}"
