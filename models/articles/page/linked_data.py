"""What a page says of itself to machines: the JSON-LD of schema.org in its scripts."""

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]  # an object of JSON-LD

ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|Review|Recipe|HowTo|FAQPage")
MEDIA_TYPE = "application/ld+json"
MAX_SCRIPT = 5_000_000  # characters of one script
MAX_NODES = 2_000
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


def article_node(found: list[Node]) -> Node:
    """The first object that is an article; an empty one if there is none."""
    return next((node for node in found if ARTICLE_TYPES.search(str(node.get("@type")))), {})


def bodies(found: list[Node]) -> list[str]:
    """The texts of the articles, each tag a line's end."""
    texts = [node["articleBody"] for node in found if isinstance(node.get("articleBody"), str)]
    return [without_markup(text, "\n") for text in texts if text.strip()]


def without_markup(text: str, instead: str = " ") -> str:
    """A string of JSON-LD as text: its tags, escaped or not, replaced by `instead`, its entities read."""
    if not TAG.search(text) and ESCAPED_TAG.search(text):
        text = html.unescape(text)
    return html.unescape(TAG.sub(instead, text))


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
