"""What others say of each text block: whether the structured data and trafilatura count it to the article, and how
alike it is to the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from lxml.html import HtmlElement

from models.articles.page.blocks import TextBlock

WORD = re.compile(r"[\u3400-\u9fff]|\w+")
MAX_TITLE = 200  # characters
LOOKED_FOR = 6  # words of a title, one of which stands in what is like it
MIN_INSIDE = 16  # characters, white space left out, from which a piece is looked for anywhere in a text
MAX_SEARCHED = 500_000_000  # characters that are passed in search of pieces: a tenth of a second


@dataclass(frozen=True)
class Evidence:
    """Of each text block: 1 where the structured data have it, and 0 to 1 for its likeness to the page's title."""

    structured: np.ndarray
    titled: np.ndarray


def evidence_of(blocks: Sequence[TextBlock], bodies: list[str], title: str | None) -> Evidence:
    """The evidence of the articles in the structured data, and of the title."""
    return Evidence(presence([block.text for block in blocks], bodies), title_likeness(blocks, title))


def core_text(tree: HtmlElement) -> list[str]:
    """The texts of the paragraphs, items and cells that trafilatura extracts in favour of recall; none where it finds
    nothing. What it has too much is dropped later, and the mode spares the second pass that its default makes."""
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(tree, include_comments=False, favor_recall=True)
    except RecursionError:  # it calls itself for lists in lists, of which a hostile page has a thousand
        return []
    body = getattr(document, "body", None)
    return [text for text in body.itertext() if text.strip()] if body is not None else []


def compact(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def presence(pieces: Sequence[str], texts: Sequence[str]) -> np.ndarray:
    """1 where the texts have a piece: a short one as a whole text, a longer one anywhere; of very long texts that would
    take the square of their length, and each piece is looked for as a whole text."""
    if not texts:
        return np.zeros(len(pieces))
    compacted = list(map(compact, texts))
    lines, whole = set(compacted), "".join(compacted)
    anywhere = len(whole) * len(pieces) <= MAX_SEARCHED
    present = []
    for piece in pieces:
        own = compact(piece)
        present.append(own in lines or (anywhere and len(own) >= MIN_INSIDE and own in whole))
    return np.array(present, float)


def title_likeness(blocks: Sequence[TextBlock], title: str | None) -> np.ndarray:
    """0 to 1: of the words of text block and title, which of them both have (Jaccard); 0 where they share none of the
    title's longest words."""
    words = set(WORD.findall((title or "").lower()))
    longest = sorted(sorted(words), key=len)[-LOOKED_FOR:]
    likeness = np.zeros(len(blocks))
    for number, block in enumerate(blocks):
        if len(block.text) < MAX_TITLE and any(map((text := block.text.lower()).__contains__, longest)):
            own = set(WORD.findall(text))
            likeness[number] = len(own & words) / len(own | words)
    return likeness
