"""What a page says of itself to machines: the JSON-LD of schema.org in its scripts."""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|Review|Recipe|HowTo|FAQPage")
LARGEST = 2_000_000  # characters of one script
MOST_NODES = 2_000
TAG = re.compile(r"<[^<>]{1,500}>")


def nodes(tree: HtmlElement) -> list[dict]:
    """Every object of every JSON-LD script, outermost first; scripts that are no JSON are passed over."""
    found: list[dict] = []
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        text = (script.text or "").strip().removesuffix(";")
        if text and len(text) <= LARGEST:
            try:
                found += _objects(json.loads(text, strict=False))
            except (ValueError, RecursionError):
                continue
    return found[:MOST_NODES]


def _objects(value: object) -> Iterator[dict]:
    waiting = [value]
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [it for it in value.values() if isinstance(it, dict | list)]
        elif isinstance(value, list):
            waiting += value


def article_node(found: list[dict]) -> dict:
    """The first object that is an article; an empty one if there is none."""
    return next((it for it in found if ARTICLE_TYPES.search(str(it.get("@type")))), {})


def bodies(found: list[dict]) -> list[str]:
    """The texts of the articles, tags taken out."""
    texts = [it["articleBody"] for it in found if isinstance(it.get("articleBody"), str)]
    return [TAG.sub("\n", text) for text in texts if text.strip()]


def text_of(value: object, *keys: str) -> str | None:
    """A string, or that of an object under the first of `keys` that it has; of a list the first entry's."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys if isinstance(value.get(key), str)), None)
    return " ".join(TAG.sub(" ", value).split()) or None if isinstance(value, str) else None


def names_of(value: object) -> list[str]:
    """The names of one person or organisation, or of several."""
    names = [text_of(it, "name") for it in (value if isinstance(value, list) else [value])]
    return [name for name in names if name]
