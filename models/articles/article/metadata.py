"""Title, author, date, site, language, licence, picture and tags of a page.

What the page says to machines comes first (JSON-LD, then meta elements), then what it shows: bylines and dates near
the title, in the forms that Chinese and other pages use, elements marked as the author's, and last what htmldate finds.
"""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.article.authors import MAX_LINE, author_of
from models.articles.article.dates import AFTER, date_of
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import Page, elements
from models.articles.page.linked_data import Node

MAX_TITLE = 300  # characters
MAX_TAGS = 30
MAX_TITLES = 5  # elements of a kind
LANGUAGE_SAMPLE = 5_000  # characters
BEFORE, LAST = 8, 40  # texts before the title and of the end that may be a byline
MAX_TITLE_PLACE = 400  # text blocks from the top in which a title that is no heading is looked for
WORD = re.compile(r"[\u3400-\u9fff]|\w+")
SEPARATOR = re.compile(r"\s+[|｜–—·»«:-]+\s+|[_|｜»]+|\s*-{2,}\s*|(?<=[\u3400-\u9fff])\s*[-–—]\s*(?=[\u3400-\u9fff])")
META = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "headline"),
    "site": ("og:site_name", "application-name", "dc.publisher", "citation_journal_title"),
    "image": ("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "tags": ("article:tag", "news_keywords", "keywords", "parsely-tags"),
    "language": ("og:locale", "content-language", "dc.language"),
    "licence": ("dc.rights", "dcterms.license", "license", "copyright"),
}  # fmt: skip
LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)(?:/(\d\.\d))?")
LICENSED = XPath("(//a | //link)[contains(@rel,'license') or contains(@href,'creativecommons.org/')]")
TAGGED = XPath("//a[@rel='tag' or contains(@rel,' tag') or contains(@rel,'tag ')]")


@dataclass(frozen=True)
class Metadata:
    """What is known of a page; None or empty where it tells nothing. `date` is ISO 8601, a day or a minute."""

    title: str | None
    author: str | None
    date: str | None
    site: str | None
    language: str | None
    licence: str | None
    image: str | None
    tags: tuple[str, ...]


def metadata_of(page: Page, nodes: list[Node] | None = None) -> Metadata:
    """Reads a page. `nodes` are its `linked_data.nodes`, if they were read already."""
    nodes = linked_data.nodes(page.tree) if nodes is None else nodes
    meta = _meta(page.tree)
    article = linked_data.article_node(nodes, _titles(page.tree, meta), _addresses(page, meta))
    others = not article and any(map(linked_data.is_article, nodes))
    language = _language(page, article, meta)
    title = _title(page, article, meta)
    lines = _near_title(page.layout, title)
    return Metadata(
        title,
        author_of(page.tree, article, meta, lines),
        date_of(page, article, meta, lines, _region(page, article, meta, language), others),
        _site(article, meta, page.url),
        language,
        _licence(page.tree, article, meta),
        _image(page, article, meta),
        _tags(page.tree, article, meta),
    )


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of the meta elements by name, property or itemprop, lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or element.get("http-equiv")
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _titles(tree: HtmlElement, meta: dict[str, list[str]]) -> list[str]:
    """What may be the page's title: that of the window, that for other sites, the largest headings."""
    shown = [element.text_content() for tag in ("title", "h1") for element in islice(tree.iter(tag), MAX_TITLES)]
    return [title[:MAX_TITLE] for title in (*shown, *meta.get("og:title", ())[:1])]


def _addresses(page: Page, meta: dict[str, list[str]]) -> list[str]:
    """Where the page stands: as it was fetched, and as it says."""
    links = [link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"]
    return [address for address in (page.url, *links[:1], *meta.get("og:url", ())[:1]) if address]


def _first_of(meta: dict[str, list[str]], field: str) -> str | None:
    return next((meta[name][0] for name in META[field] if name in meta), None)


def _all_of(meta: dict[str, list[str]], field: str) -> list[str]:
    return [content for name in META[field] for content in meta.get(name, ())]


def _words(text: str | None) -> set[str]:
    return set(WORD.findall((text or "").lower()))


def _title(page: Page, article: Node, meta: dict[str, list[str]]) -> str | None:
    """The stated title, or the heading most like the `<title>`, or what is left of that without the site's name."""
    element = page.tree.find(".//head/title")
    element = page.tree.find(".//title") if element is None else element
    whole = " ".join(element.text_content().split()) if element is not None else ""
    stated = linked_data.text_of(article.get("headline")) or _first_of(meta, "title")
    heads = [block.text for block in page.layout.blocks if block.kind == "head" and len(block.text) <= MAX_TITLE][:40]
    reference = _words(stated or whole)
    if reference:
        best = max(heads, key=lambda head: _overlap(_words(head), reference), default=None)
        if best and _overlap(_words(best), reference) >= 0.6 and not _is_site(best, meta):
            return best
    if stated:
        return _without_site(stated, meta)[:MAX_TITLE]
    return _without_site(whole, meta)[:MAX_TITLE] or (heads[0] if heads else None)


def _is_site(text: str, meta: dict[str, list[str]]) -> bool:
    return text.strip().lower() == (_first_of(meta, "site") or "").strip().lower()


def _overlap(one: set[str], other: set[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _without_site(title: str, meta: dict[str, list[str]]) -> str:
    """The longest part of a title that separators part, if it is more than the rest and not the site's name."""
    parts = [part.strip() for part in SEPARATOR.split(title) if part.strip()]
    parts = [part for part in parts if not _is_site(part, meta)] or parts
    return max(parts[:2], key=len) if parts else title.strip()


def _near_title(layout: Layout, title: str | None) -> list[str]:
    """Short texts in the order in which a byline is looked for: after the title, before it, the page's end."""
    blocks, words = layout.blocks, _words(title)
    short = [(number, block) for number, block in enumerate(blocks) if len(block.text) <= MAX_TITLE]
    likely = [number for number, block in short if block.kind == "head"]
    likely += [number for number, block in short if block.kind != "head" and number < MAX_TITLE_PLACE]
    place = next((number for number in likely if _overlap(_words(blocks[number].text), words) >= 0.8), 0)
    order = [*range(place, min(place + AFTER, len(blocks))), *range(max(0, place - BEFORE), place)]
    order += range(max(place + AFTER, len(blocks) - LAST), len(blocks))
    return [blocks[number].text for number in order if len(blocks[number].text) <= MAX_LINE]


def _site(article: Node, meta: dict[str, list[str]], url: str | None) -> str | None:
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else None
    return _first_of(meta, "site") or linked_data.text_of(article.get("publisher"), "name") or host or None


def _language(page: Page, article: Node, meta: dict[str, list[str]]) -> str | None:
    """An ISO 639 code: as declared, unless the letters say Chinese, Japanese or Korean and it does not."""
    told = (
        page.tree.get("lang") or linked_data.text_of(article.get("inLanguage"), "name") or _first_of(meta, "language")
    )
    code = re.split(r"[-_,;\s]", told.strip().lower())[0][:3] if told else None
    text = "".join(block.text for block in page.layout.blocks[:400])[:LANGUAGE_SAMPLE]
    if text.isascii():
        return code or None
    total = sum(map(str.isalpha, text))
    for letters, language in (("\u3040-\u30ff", "ja"), ("\uac00-\ud7af", "ko"), ("\u4e00-\u9fff", "zh")):
        if len(re.findall(f"[{letters}]", text)) > 0.2 * max(1, total):
            return language
    return code or None


def _region(page: Page, article: Node, meta: dict[str, list[str]], language: str | None) -> str:
    """The language with the region that the page names for it, `en-gb`; without one if it names none."""
    told = (page.tree.get("lang"), linked_data.text_of(article.get("inLanguage"), "name"), *_all_of(meta, "language"))
    for tag in told:
        parts = re.split(r"[-_]", (tag or "").strip().lower())
        region = next((part for part in parts[1:] if len(part) == 2), None)
        if parts[0] == language and region:
            return f"{language}-{region}"
    return language or ""


def _licence(tree: HtmlElement, article: Node, meta: dict[str, list[str]]) -> str | None:
    """A Creative Commons licence by its short name, else what the page states."""
    links = [element.get("href", "") for element in sorted(elements(LICENSED, tree), key=_only_links)]
    stated = linked_data.text_of(article.get("license"), "url", "name")
    for link in [stated or "", *links]:
        if match := LICENCE.search(link):
            kind = {"zero": "CC0", "mark": "Public Domain Mark"}.get(match[1], f"CC {match[1].upper()}")
            return f"{kind} {match[2]}" if match[2] else kind
    return stated or _first_of(meta, "licence")


def _only_links(element: HtmlElement) -> bool:
    """Whether an element does not say that what it links to is the page's licence."""
    return "license" not in element.get("rel", "")


def _image(page: Page, article: Node, meta: dict[str, list[str]]) -> str | None:
    address = _first_of(meta, "image") or linked_data.text_of(article.get("image"), "url", "contentUrl")
    if not address:
        return None
    try:
        return urljoin(page.url or "", address)
    except ValueError:
        return None


def _tags(tree: HtmlElement, article: Node, meta: dict[str, list[str]]) -> tuple[str, ...]:
    told = article.get("keywords")
    keywords = told if isinstance(told, list) else [told]
    texts: list[str] = [keyword for keyword in keywords if isinstance(keyword, str)]
    texts = texts or [content for name in META["tags"] for content in meta.get(name, ())]
    if not texts:
        texts = [element.text_content() for element in elements(TAGGED, tree)]
    tags = [tag.strip() for text in texts for tag in re.split(r"[,，;；、]", text)]
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 60))[:MAX_TAGS]
