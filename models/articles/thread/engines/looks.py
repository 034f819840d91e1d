"""The posts of a page by the engine's own markup, each checked against what was said: so the truth is true."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from lxml import etree, html

from models.articles.thread.engines.engine import EngineError, Shown
from models.articles.thread.engines.markup import words_of
from models.articles.thread.engines.talks import Said, Talk

BLOCKS = frozenset(
    """address article aside blockquote br center dd details div dl dt figure figcaption footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
SILENT = frozenset(("script", "style", "template", "noscript"))


def of_class(*names: str, tag: str = "*") -> str:
    """The XPath step of elements that have all these classes."""
    tests = [f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')" for name in names]
    return f"{tag}[{' and '.join(tests)}]"


@dataclass(frozen=True)
class Look:
    """Where an engine shows what: XPaths, all but the first from the post's element.

    Attributes:
        post: the posts, from the page's root.
        content: the content.
        author: the name; elements or strings, the first is taken, its text whole; None if the page shows none.
        time: the time as shown; None if the page shows none.
        time_attr: the machine's time; None if there is none.
        among: whether the element of the author holds other words too, such as "Author:".
        drop: what stands in the content and is none: signatures, edit notes, buttons.
    """

    post: str
    content: str
    author: str | None
    time: str | None
    time_attr: str | None = None
    among: bool = False
    drop: tuple[str, ...] = ()


def read(
    page: bytes | str,
    look: Look,
    talk: Talk,
    posts: Sequence[Said] | None = None,
    times: Mapping[int, str] | None = None,
) -> tuple[Shown, ...]:
    """The posts that a page shows.

    Args:
        page: HTML; bytes are UTF-8.
        look: where the engine shows what.
        talk: what was said.
        posts: those of the talk that may be on the page; all that nobody deleted if None.
        times: the time of each post by its number, where the engine shows it among other words.

    Raises EngineError if a post on the page was not said, or not by its author, or if a post comes twice.
    """
    root = html.fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    left = list(talk.standing if posts is None else posts)
    shown = []
    for element in cast(list[html.HtmlElement], root.xpath(look.post)):
        said, post = _matched(element, look, left, talk)
        left.remove(said)
        shown.append(_timed(post, (times or {}).get(said.number)))
    return tuple(shown)


def _timed(post: Shown, time: str | None) -> Shown:
    """The post with its time alone. Raises EngineError if the page does not show it."""
    if time is None:
        return post
    time = " ".join(time.split())
    if time not in (post.time or ""):
        raise EngineError(f"{post.time!r} does not hold {time!r}.", "Mend how the engine's script tells times.")
    return replace(post, time=time)


def _matched(element: html.HtmlElement, look: Look, left: Sequence[Said], talk: Talk) -> tuple[Said, Shown]:
    text, label = _content(element, look), _first(element, look.author)
    bare_text = bare(text)
    named = [(said, _name(said, look, label)) for said in left]
    fitting = [(said, name) for said, name in named if (name or look.author is None) and _holds(bare_text, said)]
    if fitting:
        said, name = max(fitting, key=lambda one: sum(map(len, words_of(one[0].pieces))))
        time, attr = _first(element, look.time), _first(element, look.time_attr)
        return said, Shown(name, time, attr, _unsigned(text, said.author.signature), said.number)
    raise EngineError(
        f"{talk.title!r}: nobody said {text[:80]!r} as {label!r}.",
        "Look whether the engine's markup has changed, and mend its `Look`.",
    )


def _name(said: Said, look: Look, label: str | None) -> str | None:
    """The name of who said it, if it is the one that the page shows."""
    for name in (said.author.name, said.author.login):
        if label and (name in label if look.among else bare(name) == bare(label)):
            return name if look.among else label
    return None


def _holds(bare_text: str, said: Said) -> bool:
    """Whether a post's text is what was said, all of it and not much more."""
    words = [bare(word) for word in words_of(said.pieces)]
    return all(word in bare_text for word in words) and len(bare_text) <= 1.5 * sum(map(len, words)) + 120


def _unsigned(text: str, signature: str) -> str:
    """A text without the signature that archives of mail show as part of it."""
    if not signature or not text.endswith(signature):
        return text
    return text.removesuffix(signature).rstrip(" -_\u2014")


def _content(element: html.HtmlElement, look: Look) -> str:
    found = element.xpath(look.content)
    dropped = {inner for part in found for xpath in look.drop for inner in part.xpath(xpath)}
    return " ".join("".join(text_of(part, dropped) for part in found).split())


def text_of(
    element: html.HtmlElement, dropped: set[html.HtmlElement] | frozenset[html.HtmlElement] = frozenset()
) -> str:
    """The text of an element, a space at each block, without the elements that are dropped."""
    if not isinstance(element.tag, str) or element.tag in SILENT or element in dropped:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [text_of(child, dropped), child.tail or ""]
    text = "".join(parts)
    return f" {text} " if element.tag in BLOCKS else text


def _first(element: html.HtmlElement, xpath: str | None) -> str | None:
    """The text of what an XPath finds first, or None."""
    found = element.xpath(xpath) if xpath else ()
    if isinstance(found, str):
        return " ".join(found.split()) or None
    for one in found:
        text = text_of(one) if isinstance(one, etree._Element) else str(one)
        return " ".join(text.split()) or None
    return None


def bare(text: str | None) -> str:
    """Letters and digits alone, lower case."""
    return re.sub(r"[\W_]+", "", text or "").lower()
