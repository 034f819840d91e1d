"""What trafilatura and a page's structured data hold to be the article, told of each stretch."""

import re

import numpy as np
from lxml.html import HtmlElement

from models.articles.page.blocks import TextBlock

WORD = re.compile(r"[\u3400-\u9fff]|\w+")
LONGEST_TITLE = 200  # characters
LEAST = 16  # characters, white space left out, from which a stretch is looked for anywhere in a text


def core_text(tree: HtmlElement) -> list[str]:
    """The texts of the paragraphs, items and cells that trafilatura extracts in favour of recall; none where it finds
    nothing. What it has too much is dropped later, and the mode spares the second pass that its default makes."""
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False, favor_recall=True)
    if found is None or found.body is None:
        return []
    return [text for text in found.body.itertext() if text.strip()]


def compact(text: str) -> str:
    """A text without its white space."""
    return "".join(text.split())


def held(stretches: list[TextBlock], texts: list[str]) -> np.ndarray:
    """1 where a text has the stretch: a short one as a whole line, a longer one anywhere."""
    if not texts:
        return np.zeros(len(stretches))
    lines = {compact(text) for text in texts}
    whole = "".join(map(compact, texts))
    rows = []
    for it in stretches:
        own = compact(it.text)
        rows.append(own in lines or (len(own) >= LEAST and own in whole))
    return np.array(rows, float)


def likeness(stretches: list[TextBlock], title: str | None) -> np.ndarray:
    """0 to 1: of the words of stretch and title, which of them both have (Jaccard)."""
    words = set(WORD.findall((title or "").lower()))
    rows = []
    for it in stretches:
        text = it.text.lower() if len(it.text) < LONGEST_TITLE else ""
        own = set(WORD.findall(text)) if any(map(text.__contains__, words)) else set()
        rows.append(len(own & words) / len(own | words) if own else 0.0)
    return np.array(rows, float)
