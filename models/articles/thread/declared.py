"""Posts that a page declares in JSON-LD or microdata (schema.org): DiscussionForumPosting, QAPage, Comment.

What is declared is only as good as the site: often the first post alone, sometimes none of the visible ones.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from models.articles.page import linked_data
from models.articles.thread.records import SCHEMA

MAX_POSTS = 20_000
REPLIES = ("comment", "comments", "acceptedAnswer", "suggestedAnswer", "answer", "hasPart", "mainEntity", "@graph")
TEXT, DATE = ("text", "articleBody", "commentText", "description"), ("datePublished", "dateCreated", "commentTime")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Declared:
    """A declared post; `date` as the page has it, `level` the depth below the outermost."""

    author: str | None
    date: str | None
    text: str
    level: int


def declared_posts(tree: HtmlElement) -> list[Declared]:
    """The posts of the JSON-LD or, if there are fewer, those of the microdata."""
    linked = [post for document in linked_data.documents(tree) for post in _linked_posts(document)]
    marked = list(_microdata_posts(tree))
    return linked if len(linked) >= len(marked) else marked


def _linked_posts(root: object) -> Iterator[Declared]:
    stack: list[tuple[object, int]] = [(root, 0)]
    for _ in range(MAX_POSTS):
        if not stack:
            return
        node, level = stack.pop()
        if isinstance(node, list):
            stack.extend((inner, level) for inner in reversed(node))
        elif isinstance(node, dict):
            post = _post(node, level)
            if post:
                yield post
            stack.extend((node[name], level + bool(post)) for name in reversed(REPLIES) if name in node)


def _post(node: dict, level: int) -> Declared | None:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    text = next((node[name] for name in TEXT if isinstance(node.get(name), str)), "")
    if not any(kind in SCHEMA for kind in kinds) or not text.strip():
        return None
    author = linked_data.text_of(node.get("author") or node.get("creator"), "name")
    date = next((node[name] for name in DATE if isinstance(node.get(name), str)), None)
    return Declared(author, date, linked_data.text_of(text) or "", level)


def _microdata_posts(tree: HtmlElement) -> Iterator[Declared]:
    """Microdata: scopes of a post's type, each with its own properties."""
    for scope, _ in zip(_scopes(tree), range(MAX_POSTS), strict=False):
        values: dict[str, str] = {}
        for element in _properties(scope):
            for name in element.get("itemprop").split()[:4]:
                values.setdefault(name, _value(element))
        text = next((values[name] for name in TEXT if values.get(name)), "")
        if text:
            date = next((values[name] for name in DATE if values.get(name)), None)
            level = sum(_kind(above) in SCHEMA for above in scope.iterancestors())
            yield Declared(values.get("author") or values.get("creator"), date, text, level)


def _scopes(tree: HtmlElement) -> Iterator[HtmlElement]:
    elements = tree.iter(etree.Element)
    return (node for node in elements if node.get("itemscope") is not None and _kind(node) in SCHEMA)


def _kind(element: HtmlElement) -> str:
    return element.get("itemtype", "").split(" ")[0].rstrip("/").rsplit("/", 1)[-1]


def _properties(scope: HtmlElement) -> Iterator[HtmlElement]:
    """Elements with a property of this scope, none of a scope inside it."""
    stack = list(reversed(scope))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        if element.get("itemprop"):
            yield element
        if element.get("itemscope") is None:
            stack.extend(reversed(element))


def _value(element: HtmlElement) -> str:
    if element.get("itemscope") is not None:
        names = (inner for inner in element.iter(etree.Element) if inner.get("itemprop") == "name")
        element = next(names, element)
    for attribute in ("content", "datetime"):
        if element.get(attribute):
            return element.get(attribute).strip()
    return _SPACE.sub(" ", " ".join(element.itertext())).strip()
