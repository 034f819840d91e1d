"""The title of a thread and those of its replies."""

import re

from lxml.html import HtmlElement

from models.articles.page.outline import Outline
from models.articles.page.tags import TITLES
from models.articles.thread.columns import AlignedRecord

PARTS = re.compile(r"\s+[|·•»«–—:-]\s+|\s*[|»«–—]\s*|_|(?<=[\u4e00-\u9fff])\s?-\s?")
REPLY = re.compile(r"^(?:re|aw|sv|antw|回复|回覆|答复)\s*[:：]", re.IGNORECASE)
MAX_TITLE_LENGTH = 300  # characters


def thread_title(tree: HtmlElement, outline: Outline) -> str | None:
    """The heading that the page's <title> repeats, else the first part of that without the site's name."""
    node = next(tree.iter("title"), None)
    whole = " ".join("".join(node.itertext()).split())[:MAX_TITLE_LENGTH] if node is not None else ""
    tops = [element for element, tag in enumerate(outline.tags) if tag in TITLES]
    headings = [text for top in tops if 1 < len(text := _line_of(outline, top)) <= MAX_TITLE_LENGTH]
    parts = [part.strip() for part in PARTS.split(whole) if part and part.strip()]
    site = parts[-1].lower() if len(parts) > 1 else None
    repeated = [text for text in headings if text.lower() in whole.lower() and text.lower() != site]
    if repeated:
        return max(repeated, key=len)
    return parts[0] if parts else headings[0] if headings else None


def reply_title(outline: Outline, record: AlignedRecord, title: str | None) -> str | None:
    """A heading in the record that begins like a reply's or repeats the thread's title."""
    heads = [outline.heads[outline.owners[piece]] for piece in record.pieces[:40]]
    for head in dict.fromkeys(heads):
        text = _line_of(outline, head) if head >= 0 else ""
        if text and len(text) <= MAX_TITLE_LENGTH and (REPLY.match(text) or text == title):
            return text
    return None


def _line_of(outline: Outline, element: int) -> str:
    return outline.text(outline.first[element], outline.last[element]).replace("\n", " ")
