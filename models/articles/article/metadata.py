"""Title, authors, dates, site, language, licence, picture and tags of a page, decided from all that tells them.

What the page says to machines (JSON-LD, microdata and RDFa, meta elements) and what it shows (headings, bylines, dates,
signatures) each make claims (`claims.py`); of title, authors and dates that one is believed which is likeliest right,
given how often its source is and who agrees.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.answers import Origin
from models.articles.article.authors import authors_of
from models.articles.article.claims import Source
from models.articles.article.dates import dates_of
from models.articles.article.surroundings import lines_of
from models.articles.article.titles import MAX_TITLE, host_of, title_of
from models.articles.page import linked_data, microdata
from models.articles.page.document import Page, elements
from models.articles.page.linked_data import Node

MAX_TAGS = 30
MAX_TITLES = 5  # elements of a kind
LANGUAGE_SAMPLE = 5_000  # characters
META = {
    "site": ("og:site_name", "application-name", "dc.publisher", "citation_journal_title"),
    "image": ("og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    "tags": ("article:tag", "news_keywords", "keywords", "parsely-tags"),
    "language": ("og:locale", "content-language", "dc.language"),
    "licence": ("dc.rights", "dcterms.license", "license", "copyright"),
}  # fmt: skip
LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)(?:/(\d\.\d))?")
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
LICENSED = XPath("(//a | //link)[contains(@rel,'license') or contains(@href,'creativecommons.org/')]")
TAGGED = XPath("//a[@rel='tag' or contains(@rel,' tag') or contains(@rel,'tag ')]")


@dataclass(frozen=True)
class Metadata:
    """What is known of a page; None or empty where it tells nothing.

    `date` (of publication) and `modified` are ISO 8601, a day or a minute. `sources` says of title, author, date and
    modified who told it, and how likely it is right.
    """

    title: str | None
    authors: tuple[str, ...]
    date: str | None
    modified: str | None
    site: str | None
    language: str | None
    licence: str | None
    image: str | None
    tags: tuple[str, ...]
    sources: dict[str, Origin] = field(default_factory=dict, compare=False)

    @property
    def author(self) -> str | None:
        """All authors joined by `; `."""
        return "; ".join(self.authors) or None


def metadata_of(page: Page, nodes: list[Node] | None = None) -> Metadata:
    """Reads a page. `nodes` are its `linked_data.nodes`, if they were read already."""
    nodes = linked_data.nodes(page.tree) if nodes is None else nodes
    meta = _meta(page.tree)
    titles, addresses = _titles(page.tree, meta), _addresses(page, meta)
    linked = linked_data.article_node(nodes, titles, addresses)
    others = not linked and any(map(linked_data.is_article, nodes))
    linked = {**linked_data.article_node(nodes, titles, addresses, linked_data.PAGE_TYPES), **linked}
    marked = linked_data.article_node(microdata.nodes(page.tree), titles, addresses)
    told: list[tuple[Source, Node]] = [("JSON-LD", linked), ("microdata", marked)]
    language, site = _language(page, linked, meta), _site(linked, meta, page.url)
    title = title_of(page, told, meta, site)
    lines = lines_of(page.layout, title.value if title else None)
    texts = [block.text for block in page.layout.blocks]
    authors = authors_of(page.tree, told, meta, lines, texts, site)
    region = _region(page, linked, meta, language)
    date, modified = dates_of(page, told, meta, lines, region, others)
    decided = {"title": title, "author": authors, "date": date, "modified": modified}
    return Metadata(
        title=title.value if title else None,
        authors=authors.value if authors else (),
        date=date.value if date else None,
        modified=modified.value if modified else None,
        site=site,
        language=language,
        licence=_licence(page.tree, linked, meta),
        image=_image(page, linked, meta),
        tags=_tags(page.tree, linked, meta),
        sources={name: Origin(claim.source, claim.confidence) for name, claim in decided.items() if claim},
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


def _site(article: Node, meta: dict[str, list[str]], url: str | None) -> str | None:
    stated = _first_of(meta, "site") or linked_data.text_of(article.get("publisher"), "name")
    return stated or host_of(url).removeprefix("www.") or None


def _language(page: Page, article: Node, meta: dict[str, list[str]]) -> str | None:
    """An ISO 639 code: as declared, unless the letters say Chinese, Japanese or Korean and it does not."""
    told = (
        page.tree.get("lang") or linked_data.text_of(article.get("inLanguage"), "name") or _first_of(meta, "language")
    )
    code = re.split(r"[-_,;\s]", told.strip().lower())[0][:3] if told else None
    text = "".join(block.text for block in page.layout.blocks[:400])[:LANGUAGE_SAMPLE]
    if not EAST_ASIAN.search(text):
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
        joined = urljoin(page.url or "", address.strip())
        return joined if urlsplit(joined).scheme in ("", "http", "https") else None  # a script is no picture
    except ValueError:
        return None


def _tags(tree: HtmlElement, article: Node, meta: dict[str, list[str]]) -> tuple[str, ...]:
    told = article.get("keywords")
    keywords = told if isinstance(told, list) else [told]
    texts = [text for keyword in keywords if isinstance(keyword, str) and (text := linked_data.text_of(keyword))]
    texts = texts or [content for name in META["tags"] for content in meta.get(name, ())]
    if not texts:
        texts = [element.text_content() for element in elements(TAGGED, tree)]
    tags = [tag.strip() for text in texts for tag in re.split(r"[,，;；、]", text)]
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 60))[:MAX_TAGS]
