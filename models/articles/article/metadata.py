"""Title, author, date, site, language, licence, picture and tags of a page.

What the page says to machines comes first (JSON-LD, then meta elements), then what it shows: bylines and dates near
the title, in the forms that Chinese and other pages use, elements marked as the author's, and last what htmldate finds.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.article.authors import MAX_LINE, author_of
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.date_order import date_order
from models.articles.page.document import Page, elements
from models.articles.page.linked_data import Node
from models.articles.page.times import Clock, find_time

MAX_TITLE = 300  # characters
MAX_DATE = 60  # characters of a line whose date is the page's; in a longer one it may be the story's
MAX_TAGS = 30
LANGUAGE_SAMPLE = 5_000  # characters
AFTER, BEFORE, LAST = 25, 8, 40  # texts after the title, before it and of the end that may be a byline
MAX_TITLE_PLACE = 400  # text blocks from the top in which a title that is no heading is looked for
WORD = re.compile(r"[\u3400-\u9fff]|\w+")
SEPARATOR = re.compile(r"\s+[|｜–—·»«:-]+\s+|[_|｜»]+|\s*-{2,}\s*|(?<=[\u3400-\u9fff])\s*[-–—]\s*(?=[\u3400-\u9fff])")
STATED = re.compile(
    r"发布|發布|发表|發表|更新|时间|日期|来源|published|posted|updated|date|veröffentlicht|publié", re.IGNORECASE
)
META = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "headline"),
    "date": (
        "article:published_time", "datepublished", "og:published_time", "pubdate", "publishdate", "publish_date",
        "date", "dc.date", "dc.date.issued", "dcterms.created", "citation_publication_date", "sailthru.date",
        "parsely-pub-date", "weibo:article:create_at", "og:release_date", "apub:time",
    ),
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
    article, meta = linked_data.article_node(nodes), _meta(page.tree)
    language = _language(page, article, meta)
    title = _title(page, article, meta)
    lines = _near_title(page.layout, title)
    return Metadata(
        title,
        author_of(page.tree, article, meta, lines),
        _date(page, article, meta, lines, language),
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


def _first_of(meta: dict[str, list[str]], field: str) -> str | None:
    return next((meta[name][0] for name in META[field] if name in meta), None)


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


def _date(page: Page, article: Node, meta: dict[str, list[str]], near: list[str], language: str | None) -> str | None:
    for text in (article.get("datePublished"), article.get("dateCreated"), _first_of(meta, "date")):
        if isinstance(text, str) and (moment := _iso_of(text)):
            return moment
    lines = [line for line in near if any(map(str.isdigit, line))]
    clock = Clock(order=date_order(lines[:AFTER], language or ""), language=language)
    stated = [line for line in lines if len(line) <= MAX_DATE or STATED.search(line)]
    for line in stated:
        if (found := find_time(line)) and not found.relative and (moment := clock.read(line)):
            return moment
    return _marked_date(page.tree) or _guessed_date(page)


def _iso_of(text: str) -> str | None:
    """ISO 8601 to the minute or the day of a text that machines wrote."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return Clock().read(text)
    return moment.strftime("%Y-%m-%dT%H:%M" if re.search(r"\d:\d\d", text) else "%Y-%m-%d")


def _marked_date(tree: HtmlElement) -> str | None:
    for element in tree.iter("time"):
        if moment := _iso_of(element.get("datetime") or ""):
            return moment
    return None


def _guessed_date(page: Page) -> str | None:
    from htmldate import find_date

    try:
        return find_date(page.tree, extensive_search=False, original_date=True, url=page.url)
    except (ValueError, TypeError):
        return None


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
