"""Labelled pages: pages whose article is known, and which of their text blocks belong to it.

A folder has `truth.jsonl`, one object a line (`id`, `source`, `file`, `url`, `encoding`, `articleBody`, `title`,
`author`, `date`), and the pages themselves, gzipped or not. Or it has pages that somebody saved, `a.html`, and beside
each its article, as text (`a.txt`) or as such an object (`a.json`).
"""

import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import LCSseq

from models.articles.errors import LabelsError
from models.articles.page.blocks import Layout

TOKEN = re.compile(r"[\u4e00-\u9fff]|\w+")
PAGE = re.compile(r"\.html?(?:\.gz)?$", re.IGNORECASE)
GZIP = b"\x1f\x8b"
REFERENCE = Path(__file__).with_name("reference_pages")  # written for it, no page of a site, and never trained on
HOST = re.compile(rb"href=[\"']?https?://([\w.-]+)")


@dataclass(frozen=True)
class LabelledPage:
    """A page, its source (a data set) and site, and what is known of it: see the keys above."""

    html: bytes
    source: str
    site: str
    known: dict[str, Any]

    @property
    def body(self) -> str | None:
        """The article's text, if it is known."""
        return self.known.get("articleBody")


def labelled_pages(folder: Path) -> Iterator[LabelledPage]:
    """The pages of a folder, one after the other. Raises LabelsError."""
    found = False
    for known in _listed(folder):
        found = True
        html = _read(folder, known)
        yield LabelledPage(html, known["source"], _site_of(known, html), known)
    if not found:
        raise LabelsError(f"{folder.name} has no labelled pages.", "Put a.txt or a.json beside each a.html.")


def reference_pages() -> list[LabelledPage]:
    """The ten pages that are in this repository, each of a site of its own."""
    content = json.loads((REFERENCE / "truth.json").read_text(encoding="utf-8"))
    return [LabelledPage((REFERENCE / one["file"]).read_bytes(), "reference", one["id"], one) for one in content]


def _listed(folder: Path) -> Iterator[dict[str, Any]]:
    """What is known of each page of a folder."""
    if not folder.is_dir():
        raise LabelsError(f"{folder.name} is no folder.", "Give the folder that holds the pages.")
    listed = folder / "truth.jsonl"
    if listed.is_file():
        for number, line in enumerate(listed.read_text(encoding="utf-8").splitlines(), 1):
            known = _known(line, f"Line {number} of {listed.name}")
            if not isinstance(known.get("file"), str):
                raise LabelsError(f"Line {number} of {listed.name} names no file.", "Give each page its file.")
            yield {"source": folder.name, "id": known["file"]} | known
        return
    for page in sorted(path for path in folder.iterdir() if PAGE.search(path.name)):
        told = _beside(page)
        if told is not None:
            yield {"source": folder.name, "id": page.name, "file": page.name} | told


def _beside(page: Path) -> dict[str, Any] | None:
    """What a file beside a page says of it; None without one."""
    stem = PAGE.sub("", page.name)
    told, text = (page.with_name(f"{stem}{end}") for end in (".json", ".txt"))
    try:
        if told.is_file():
            return _known(told.read_text(encoding="utf-8"), told.name)
        return {"articleBody": text.read_text(encoding="utf-8-sig")} if text.is_file() else None
    except UnicodeDecodeError:
        raise LabelsError(f"The article beside {page.name} is not in UTF-8.", "Save it in UTF-8.") from None


def _known(text: str, where: str) -> dict[str, Any]:
    """An object of JSON whose article is a text."""
    try:
        known = json.loads(text)
    except ValueError:
        raise LabelsError(f"{where} is not JSON.", "Write an object with articleBody.") from None
    if not isinstance(known, dict) or not isinstance(known.get("articleBody"), str | None):
        raise LabelsError(f"{where} is no object whose articleBody is a text.", "Write an object with articleBody.")
    return known


def _read(folder: Path, known: dict[str, Any]) -> bytes:
    """A page, which lies in its folder."""
    file = folder / known["file"]
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise LabelsError(f"{known['file']} lies outside of {folder.name}.", "Keep the pages in the folder.")
        content = file.read_bytes()
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except (OSError, EOFError, zlib.error) as error:
        raise LabelsError(f"{known['file']} cannot be read ({type(error).__name__}).", "Save it again.") from error


def _site_of(known: dict[str, Any], html: bytes) -> str:
    """The site that a page is left out with: as told, else the host to which most of its links go."""
    hosts = Counter(HOST.findall(html)).most_common(1)
    return known.get("site") or (hosts[0][0].decode() if hosts else known["id"])


def tokens(text: str | None) -> list[str]:
    """Words, and the characters of Chinese text."""
    return TOKEN.findall(text or "")


def f1(text: str | None, truth: str | None) -> float:
    """F1 of the multisets of tokens."""
    found, wanted = Counter(tokens(text)), Counter(tokens(truth))
    both = (found & wanted).total()
    return 2 * both / (found.total() + wanted.total()) if both else 0.0


def belonging(layout: Layout, body: str) -> tuple[np.ndarray, np.ndarray]:
    """Of each text block the share of its tokens in the longest common subsequence of page and article, and its weight:
    its tokens as a share of the article's, at most 1."""
    rows = [tokens(block.text) for block in layout.blocks]
    truth = tokens(body)
    numbers: dict[str, int] = {}
    page = [numbers.setdefault(token, len(numbers)) for row in rows for token in row]
    matched = np.zeros(len(page))
    for operation in LCSseq.opcodes(page, [numbers.setdefault(token, len(numbers)) for token in truth]):
        if operation.tag == "equal":
            matched[operation.src_start : operation.src_end] = 1
    sizes = np.array([len(row) for row in rows], int)
    owners = np.repeat(np.arange(len(rows)), sizes)
    share = np.bincount(owners, matched, len(rows)) / np.maximum(sizes, 1)
    return share, np.minimum(sizes / max(len(truth), 20), 1)
