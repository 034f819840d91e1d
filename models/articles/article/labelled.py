"""Labelled pages: pages whose article is known, and which of their text blocks belong to it.

A folder has `truth.jsonl`, one object a line (`id`, `source`, `file`, `url`, `encoding`, `articleBody`, `title`,
`author`, `date`), and the pages themselves, gzipped.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import LCSseq

from models.articles.page.blocks import Layout

TOKEN = re.compile(r"[\u4e00-\u9fff]|\w+")
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
    """The pages of a folder, one after the other."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            known = json.loads(line)
            html = gzip.decompress((folder / known["file"]).read_bytes())
            yield LabelledPage(html, known["source"], _site_of(known, html), known)


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
