"""What a page marks in its elements for machines, microdata and RDFa, as the objects that JSON-LD would have for it."""

from itertools import islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.page.document import elements
from models.articles.page.linked_data import Node

MAX_MARKS = 3_000  # elements that are looked at
MAX_VALUE = 500  # characters of a value
MAX_PIECES = 100  # texts inside a value
SCOPED = XPath("boolean(//@itemscope) or boolean(//@typeof)")
# By the attributes: by the elements it takes twice as long; of many only the first, for parents are sorted in n² steps.
MARKED = XPath(
    " | ".join(
        f"({place})[position()<={MAX_MARKS}]/.."
        for place in (
            "//@itemprop", "//@itemscope", "//@typeof", "//@property[contains(.,':')]", "//@rel[contains(.,'schema:')]"
        )
    )
)  # fmt: skip
VOCABULARIES = frozenset(("schema", "dc", "dcterms", "dct", "foaf", "sioc"))  # prefixes of RDFa that speak of works
SAME = {  # what Dublin Core and its kin call a property of schema.org
    "creator": "author", "has_creator": "author", "maker": "author", "title": "headline", "date": "datePublished",
    "issued": "datePublished", "created": "dateCreated", "modified": "dateModified",
}  # fmt: skip
ATTRIBUTES = ("content", "datetime")  # whose text is the value, where an element has one
NAMED = ("author", "publisher", "creator")  # properties whose objects are people, who have names


def nodes(tree: HtmlElement) -> list[Node]:
    """Every marked object, outer ones before those inside them; marks after the first `MAX_MARKS` are not read."""
    objects: dict[HtmlElement, dict[str, Any]] = {}
    if not SCOPED(tree):
        return []
    for element in islice(elements(MARKED, tree), MAX_MARKS):
        around = next((objects[above] for above in element.iterancestors() if above in objects), None)
        names = _names(element)
        value: Any
        if element.get("itemscope") is not None or element.get("typeof"):
            value = objects[element] = {"@type": _type(element)}
            if element.get("about") and names == ["name"]:  # RDFa: the name is its own
                value["name"], names = _value(element), []
        else:
            value = _value(element)
        if around is None:
            continue
        for name in names:
            _add(around, name, value)
            if isinstance(value, dict) and name in NAMED:
                value["@shown"] = _value(element)
    for node in objects.values():
        if (shown := node.pop("@shown", None)) and "name" not in node:
            node["name"] = shown
    return list(objects.values())


def _names(element: HtmlElement) -> list[str]:
    """The properties of schema.org that an element has the values of."""
    told = element.get("itemprop") or element.get("property") or ""
    rel = [name for name in element.get("rel", "").split() if name.startswith("schema:")]
    names = [_local(name) for name in (*told.split()[:4], *rel[:4])]
    return [SAME.get(name, name) for name in names if name]


def _local(name: str) -> str:
    """A name without its vocabulary; empty if that is none of works."""
    if "://" in name:
        return name.rstrip("/").rpartition("/")[2]
    prefix, colon, rest = name.partition(":")
    return name if not colon else rest if prefix.lower() in VOCABULARIES else ""


def _type(element: HtmlElement) -> str:
    told = (element.get("itemtype") or element.get("typeof") or "").split()
    return " ".join(_local(name) or name for name in told[:4])


def _value(element: HtmlElement) -> str:
    told = next((element.get(name) for name in ATTRIBUTES if element.get(name)), None)
    if told is None and element.tag == "link":
        told = element.get("href")
    text = " ".join(islice(element.itertext(), MAX_PIECES)) if told is None else told
    return " ".join(text[: 10 * MAX_VALUE].split())[:MAX_VALUE]


def _add(node: dict[str, Any], name: str, value: Any) -> None:
    """Gives an object a property; of several values it has a list."""
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]
