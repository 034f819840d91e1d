"""What others say of each text block: whether trafilatura and the structured data count it to the article, and how
alike it is to the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from lxml.html import HtmlElement

from models.articles.page.blocks import TextBlock

WORD = re.compile(r"[\u3400-\u9fff]|\w+")
MAX_TITLE = 200  # characters
MIN_INSIDE = 16  # characters, white space left out, from which a text block is looked for anywhere in a text


@dataclass(frozen=True)
class Evidence:
    """Of each text block: 1 where trafilatura has it (`core`), 1 where the structured data have it, and 0 to 1 for its
    likeness to the page's title."""

    core: np.ndarray
    structured: np.ndarray
    titled: np.ndarray


def evidence_of(blocks: Sequence[TextBlock], core: list[str], bodies: list[str], title: str | None) -> Evidence:
    """The evidence of trafilatura's texts (`core`), of the articles in the structured data, and of the title."""
    return Evidence(presence(blocks, core), presence(blocks, bodies), title_likeness(blocks, title))


def core_text(tree: HtmlElement) -> list[str]:
    """The texts of the paragraphs, items and cells that trafilatura extracts in favour of recall; none where it finds
    nothing. What it has too much is dropped later, and the mode spares the second pass that its default makes."""
    from trafilatura import bare_extraction

    document = bare_extraction(tree, include_comments=False, favor_recall=True)
    body = getattr(document, "body", None)
    return [text for text in body.itertext() if text.strip()] if body is not None else []


def compact(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def presence(blocks: Sequence[TextBlock], texts: list[str]) -> np.ndarray:
    """1 where a text has the text block: a short one as a whole line, a longer one anywhere."""
    if not texts:
        return np.zeros(len(blocks))
    lines = {compact(text) for text in texts}
    whole = "".join(map(compact, texts))
    present = []
    for block in blocks:
        own = compact(block.text)
        present.append(own in lines or (len(own) >= MIN_INSIDE and own in whole))
    return np.array(present, float)


def title_likeness(blocks: Sequence[TextBlock], title: str | None) -> np.ndarray:
    """0 to 1: of the words of text block and title, which of them both have (Jaccard)."""
    words = set(WORD.findall((title or "").lower()))
    likeness = []
    for block in blocks:
        text = block.text.lower() if len(block.text) < MAX_TITLE else ""
        own = set(WORD.findall(text)) if any(map(text.__contains__, words)) else set()
        likeness.append(len(own & words) / len(own | words) if own else 0.0)
    return np.array(likeness, float)
