"""What a page is called: what it tells machines, the name of its window, and its headings."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from models.articles.article.claims import Claim, Source, believed
from models.articles.page import linked_data
from models.articles.page.document import Page
from models.articles.page.linked_data import Node
from models.articles.page.tags import HEADINGS

MAX_TITLE = 300  # characters
MAX_HEADINGS = 40
MAX_TITLE_PLACE = 400  # text blocks from the top in which a title that is no heading is looked for
META = ("og:title", "twitter:title", "dc.title", "citation_title", "headline")
PARTED = re.compile(
    r"\0(?:\s*[|｜–—·»«•:：_-].*)?|.*[|｜–—·»«•:：_-]\s*\0", re.DOTALL
)  # a part, \0, and the site's name
ANCHORS = " ¶§#"  # by which headings link to themselves
SAME = 0.6  # likeness from which two titles are one
MIN_WORDS = 4  # of an only <h1> that is believed for itself
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
SEPARATOR = re.compile(r"\s+[|｜–—·»«•:-]+\s+|[_|｜»]+|\s*-{2,}\s*|(?<=[\u3400-\u9fff])\s*[-–—]\s*(?=[\u3400-\u9fff])")


@lru_cache(maxsize=1024)
def words(text: str | None) -> frozenset[str]:
    """The words of a text, and the characters of a Chinese or Japanese one, lower case."""
    return frozenset(WORD.findall((text or "")[:MAX_TITLE].lower()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def title_of(
    page: Page, told: Sequence[tuple[Source, Node]], meta: dict[str, list[str]], site: str | None
) -> Claim[str] | None:
    """The title, as a heading shows it if one does.

    Args:
        page: the page.
        told: the article of its structured data by source.
        meta: contents of its meta elements by name, lower case.
        site: the name of the site, if it is told.
    """
    names = _Names(site, page.url)
    unseen = _unseen(page, told, meta, names)
    headings = list(_headings(page, names, unseen))
    claims = believed((*unseen, *headings), _agreement)
    if not claims:
        return None
    best = claims[0]
    shown = [claim for claim in headings if _agreement(best.value, claim.value) >= SAME]
    if not shown:
        return Claim(_shown_part(best.value, page), best.source, best.confidence)
    heading = max(shown, key=lambda claim: (claim.confidence, _agreement(best.value, claim.value)))
    return Claim(_without_kicker(heading.value, unseen), "heading", best.confidence)


def _shown_part(title: str, page: Page) -> str:
    """The part of a title that stands on the page as a text that is no heading, without the name of the site."""
    blocks = {block.text for block in page.layout.blocks[:MAX_TITLE_PLACE] if 2 * len(block.text) > len(title)}
    parts = [text for text in blocks if PARTED.fullmatch(title.replace(text, "\0", 1))]
    return max(parts, key=len, default=title)


def _without_kicker(heading: str, unseen: Sequence[Claim[str]]) -> str:
    """A heading without the line that stands over the title in it, which no other source has."""
    ends = (claim.value for claim in unseen if len(words(claim.value)) >= MIN_WORDS and heading.endswith(claim.value))
    return next(ends, heading)


def _agreement(one: str, other: str) -> float:
    """How alike two titles are, where they are; a subtitle more or less is little."""
    if one == other:
        return 1.0
    first, second = words(one), words(other)
    alike = likeness(first, second)
    within = min(len(first), len(second)) >= MIN_WORDS and (first <= second or second <= first)
    return max(alike, 0.8) if within else alike if alike >= SAME else 0.0


def host_of(url: str | None) -> str:
    """The host of an address; empty if it has none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


class _Names:
    """What the site is called: as it says, and in its address."""

    def __init__(self, site: str | None, url: str | None):
        self.site = (site or "").strip().lower()
        self.labels = {re.sub(r"\W", "", label) for label in host_of(url).split(".") if len(label) > 3}

    def has(self, text: str) -> bool:
        """Whether a text is no more than the name of the site."""
        text = text.strip().lower()
        squeezed = re.sub(r"\W|_", "", text.removeprefix("www."))
        return bool(text) and (text == self.site or any(squeezed.startswith(label) and len(squeezed) <= len(label) + 4
                                                        for label in self.labels))  # fmt: skip

    def without(self, title: str) -> str:
        """The first part of a title that separators part and that is not the site, or the next one if that has more."""
        parts = [part.strip() for part in SEPARATOR.split(title) if part.strip()]
        parts = [part for part in parts if not self.has(part)] or parts
        if not parts:
            return title.strip()
        return parts[1] if len(parts) > 1 and len(parts[1]) > 2 * len(parts[0]) else parts[0]


def _unseen(
    page: Page, told: Sequence[tuple[Source, Node]], meta: dict[str, list[str]], names: _Names
) -> list[Claim[str]]:
    """What is said where nobody reads it."""
    claims: list[Claim[str]] = []
    for source, node in told:
        if headline := linked_data.text_of(node.get("headline") or node.get("name")):
            headline = names.without(headline[:MAX_TITLE]) if " | " in headline else headline[:MAX_TITLE]
            claims.append(Claim(headline, source, 0.85 if source == "JSON-LD" else 0.8))
    if stated := next((meta[name][0] for name in META if name in meta), None):
        claims.append(Claim(names.without(stated[:MAX_TITLE]), "meta", 0.8))
    if "title" in meta:
        claims.append(Claim(names.without(meta["title"][0][:MAX_TITLE]), "meta", 0.75))
    if window := _window(page):
        claims.append(Claim(_headed_part(window, page) or names.without(window), "window title", 0.6))
    return [claim for claim in claims if claim.value]


def _headed_part(window: str, page: Page) -> str | None:
    """The only part of the window's title that is a heading, if there is one; the site's name may come before it."""
    parts = {part.strip() for part in SEPARATOR.split(window)}
    headed = {block.text for block in page.layout.blocks if block.kind == "head" and block.text in parts}
    return headed.pop() if len(headed) == 1 else None


def _window(page: Page) -> str:
    element = page.tree.find(".//head/title")
    element = page.tree.find(".//title") if element is None else element
    return " ".join(element.text_content().split())[:MAX_TITLE] if element is not None else ""


def _headings(page: Page, names: _Names, unseen: Sequence[Claim[str]]) -> Iterator[Claim[str]]:
    """The headings that are what the page says unseen, and the first. An only `<h1>` is believed for itself if no other
    heading is what the page says unseen."""
    blocks = [block for block in page.layout.blocks if block.kind == "head" and len(block.text) <= MAX_TITLE]
    blocks = [block for block in blocks[:MAX_HEADINGS] if not names.has(block.text)]
    texts = [block.text.rstrip(ANCHORS) for block in blocks]
    top = {text for text, block in zip(texts, blocks, strict=True) if _level(block.path) == 1}
    told = {text: any(_agreement(text, claim.value) >= SAME for claim in unseen) for text in texts}
    alone = len(top) == 1 and not any(told[text] for text in texts if text not in top)
    for text in dict.fromkeys(texts):
        if text in top and alone:
            yield Claim(text, "heading", 0.86 if len(words(text)) >= MIN_WORDS else 0.7)
        elif told[text] or text == texts[0]:
            yield Claim(text, "heading", 0.45 if text in top and told[text] else 0.2)


def _level(path: str) -> int:
    """1 to 6 of a text block in a heading."""
    return next((HEADINGS[tag] for tag in reversed(path.split("/")) if tag in HEADINGS), 6)
