"""The title of a thread and those of its replies."""

import re

from lxml.html import HtmlElement

from models.articles.page.outline import Outline
from models.articles.thread.columns import Slot

PARTS = re.compile(r"\s+[|·•»«–—:-]\s+|\s*[|»«–—]\s*|_|(?<=[\u4e00-\u9fff])\s?-\s?")
REPLY = re.compile(r"^(?:re|aw|sv|antw|回复|回覆|答复)\s*[:：]", re.IGNORECASE)
LONGEST = 300  # characters


def thread_title(tree: HtmlElement, outline: Outline) -> str | None:
    """The heading that the page's <title> repeats, else the first part of that without the site's name."""
    found = next(tree.iter("title"), None)
    whole = " ".join("".join(found.itertext()).split())[:LONGEST] if found is not None else ""
    headings = [
        text
        for element in (it for it, tag in enumerate(outline.tags) if tag in ("h1", "h2", "h3"))
        if 1 < len(text := outline.text(outline.first[element], outline.last[element]).replace("\n", " ")) <= LONGEST
    ]
    parts = [it.strip() for it in PARTS.split(whole) if it and it.strip()]
    site = parts[-1].lower() if len(parts) > 1 else None
    repeated = [it for it in headings if it.lower() in whole.lower() and it.lower() != site]
    if repeated:
        return max(repeated, key=len)
    return parts[0] if parts else headings[0] if headings else None


def reply_title(outline: Outline, slot: Slot, title: str | None) -> str | None:
    """A heading in the record that begins like a reply's or repeats the thread's title."""
    seen = set()
    for piece in slot.pieces[:40]:
        head = outline.heads[outline.owners[piece]]
        if head < 0 or head in seen:
            continue
        seen.add(head)
        text = outline.text(outline.first[head], outline.last[head]).replace("\n", " ")
        if len(text) <= LONGEST and (REPLY.match(text) or (title and text == title)):
            return text
    return None
