"""What a page says of itself to machines: the JSON-LD of schema.org in its scripts."""

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from models.articles.page.document import without_controls

Node = Mapping[str, Any]  # an object of JSON-LD

ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|Review(?!Rating)|Recipe|HowTo(?![A-Z])|FAQPage")
PAGE_TYPES = re.compile(r"(?:Web|Item|Profile|About|Medical)Page\b")
MEDIA_TYPE = "application/ld+json"
MAX_SCRIPT = 5_000_000  # characters of one script
MAX_NODES = 2_000
# Properties whose objects are other works than the page's own.
OTHERS = frozenset(
    (
        "itemListElement", "relatedLink", "isRelatedTo", "isSimilarTo", "isBasedOn", "isPartOf", "hasPart", "mentions",
        "citation", "about", "subjectOf", "comment", "review", "reviews", "blogPost", "blogPosts", "significantLink",
    )
)  # fmt: skip
PEOPLE = frozenset(("author", "creator", "publisher"))  # properties whose text may be the `@id` of an object
WORD = re.compile(r"[\u3400-\u9fff]|\w+")
ALIKE = 0.6  # likeness of a headline to a page's title from which it is the page's
MIN_WORDS = 3  # of a headline that is looked for inside a title
TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z]")


def documents(tree: HtmlElement) -> Iterator[Any]:
    """The content of every JSON-LD script, in page order; scripts that are no JSON are passed over.

    Parameters of the media type (`; charset=utf-8`) and its case say nothing. Some sites escape the script as if it
    were text of the page, though HTML reads no entities there.
    """
    for script in tree.iter("script"):
        media_type = script.get("type", "").partition(";")[0].strip().lower()
        text = (script.text or "").strip().removesuffix(";")
        if media_type != MEDIA_TYPE or not text or len(text) > MAX_SCRIPT:
            continue
        for attempt in (text, html.unescape(text)) if "&quot;" in text else (text,):
            try:
                content = json.loads(attempt, strict=False)
            except (ValueError, RecursionError):
                continue
            yield content
            break


def nodes(tree: HtmlElement) -> list[Node]:
    """Every object of every JSON-LD script, of each script the outermost first, `MAX_NODES` at most."""
    return [node for document in documents(tree) for node in _objects(document)][:MAX_NODES]


def _objects(document: object) -> Iterator[Node]:
    waiting = deque([document])
    for _ in range(MAX_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(part for part in value.values() if isinstance(part, dict | list))
        elif isinstance(value, list):
            waiting.extend(value)


def article_node(
    found: list[Node],
    titles: Sequence[str] = (),
    addresses: Iterable[str] = (),
    types: re.Pattern[str] = ARTICLE_TYPES,
) -> Node:
    """The article that a page is, with what its `@id`s stand for filled in; an empty object if there is none.

    It is the one whose headline is most like one of the page's `titles` or whose address is one of the page's
    `addresses`; else the first that does not stand in a list of others and has no other address.
    """
    articles = [node for node in found if types.search(str(node.get("@type")))]
    here = {_place(address) for address in addresses}
    scores = [_likeness(_headline(node), titles) + (not here.isdisjoint(_places(node))) for node in articles]
    best = max(range(len(articles)), key=scores.__getitem__, default=None)
    if best is None:
        return {}
    if scores[best] >= ALIKE:
        return _filled(articles[best], found)
    others = _standing_in_others(found)
    rest = (node for node in articles if id(node) not in others and not (here and _places(node)))
    return _filled(next(rest, {}), found)


def is_article(node: Node) -> bool:
    """Whether an object is of a type that articles have."""
    return bool(ARTICLE_TYPES.search(str(node.get("@type"))))


def _headline(node: Node) -> str:
    return text_of(node.get("headline")) or text_of(node.get("name")) or ""


def _likeness(headline: str, titles: Sequence[str]) -> float:
    """0 to 1: Dice's coefficient of its words and those of the title that it is most like, 1 if it stands in one."""
    words = set(WORD.findall(headline.lower()))
    best = 0.0
    for title in titles:
        others = set(WORD.findall(title.lower()))
        if words and others:
            inside = len(words) >= MIN_WORDS and words <= others
            best = max(best, 1.0 if inside else 2 * len(words & others) / (len(words) + len(others)))
    return best


def _places(node: Node) -> set[str]:
    """The addresses that an object says are its page's."""
    page = node.get("mainEntityOfPage")
    told = (node.get("url"), page.get("@id") or page.get("url") if isinstance(page, dict) else page)
    return {_place(address) for address in told if isinstance(address, str) and "/" in address}


def _place(address: str) -> str:
    """An address without what may differ in two of the same page: scheme, `www.`, last slash, fragment."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _standing_in_others(found: list[Node]) -> set[int]:
    """The `id()` of each object that stands in a property of `OTHERS`, however deep."""
    others: set[int] = set()
    for node in found:  # outer ones come first
        for name, value in node.items():
            if id(node) in others or name in OTHERS:
                others.update(id(part) for part in (value if isinstance(value, list) else [value]))
    return others


def _filled(node: Node, found: list[Node]) -> Node:
    """An object whose values that are no more than the `@id` of another object are that object."""
    known: dict[str, Node] = {}
    for other in found:
        name = other.get("@id")
        if isinstance(name, str) and len(other) > len(known.get(name, ())):
            known[name] = other

    def meant(value: object, person: bool) -> object:
        if isinstance(value, list):
            return [meant(part, person) for part in value if not isinstance(part, list)]
        if isinstance(value, dict) and isinstance(value.get("@list"), list):
            return meant(value["@list"], person)
        name = value if person else None
        if isinstance(value, dict):
            name = None if "name" in value or "url" in value else value.get("@id")
        return known.get(name, value) if isinstance(name, str) else value

    return {name: meant(value, name in PEOPLE) for name, value in node.items()}


def bodies(found: list[Node]) -> list[str]:
    """The texts of the articles, each tag a line's end."""
    texts = [node["articleBody"] for node in found if isinstance(node.get("articleBody"), str)]
    return [without_markup(text, "\n") for text in texts if text.strip()]


def without_markup(text: str, instead: str = " ") -> str:
    """A string of JSON-LD as text: its tags, escaped or not, replaced by `instead`, its entities read, and without what
    its escapes can say and XML cannot."""
    if not TAG.search(text) and ESCAPED_TAG.search(text):
        text = html.unescape(text)
    plain = html.unescape(TAG.sub(instead, text)).replace("\xad", "")
    return without_controls(plain.encode("utf-8", "replace")).decode()


def text_of(value: object, *keys: str) -> str | None:
    """A string, or that of an object under the first of `keys` that it has; of a list the first entry's."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
    return " ".join(without_markup(value).split()) or None if isinstance(value, str) else None


def names_of(value: object) -> list[str]:
    """The names of one person or organisation, or of several."""
    names = [text_of(entry, "name") for entry in (value if isinstance(value, list) else [value])]
    return [name for name in names if name]
