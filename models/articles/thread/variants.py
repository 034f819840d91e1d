"""Variants of labelled pages, from which forests learn what no labelled engine shows; no score is taken on them.

`with_comments` hangs small comments, each with a name and a time, under the posts, as sites of questions do: they are
no posts. `without_words` spells class tokens, ids and addresses anew, so that forests do not live on engines' words.
`thinned` leaves some posts a word or a picture, and takes the names of some.
"""

import random
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from models.articles.page.outline import Outline
from models.articles.thread.engines.talks import LANGUAGES, Said, Talk, talk
from models.articles.thread.labelled import Labelled
from models.articles.thread.records import Record

WORDS = ("comment", "cmt", "note", "reply", "remark", "small", "line", "sub", "foot", "item", "row", "text", "c", "x")
TIMES = ("%Y-%m-%d %H:%M", "%d.%m.%Y, %H:%M", "%b %d, %Y at %H:%M", "%d %B %Y", "%m/%d/%y %I:%M %p", "%Y年%m月%d日")
FORMS = (
    '<ul class="{a}"><li class="{b}"><span class="{c}">{text}</span> – '
    '<a href="/users/{n}/{name}" class="{d}">{name}</a> <span title="{time}">{time}</span></li></ul>',
    '<div class="{a}"><div class="{b}"><b class="{d}">{name}</b>: {text} <small>{time}</small></div></div>',
    '<table class="{a}"><tr class="{b}"><td>{text} — <a class="{d}" href="/u/{n}">{name}</a></td><td>{time}</td></tr>'
    "</table>",
    '<div class="{a}"><div class="{b}"><img alt="{name}" src="/a/{n}.png"><a href="/p/{n}">{name}</a><i>{time}</i>'
    '<p class="{c}">{text}</p></div></div>',
    '<dl class="{a}"><dt class="{b}">{name}, {time}</dt><dd class="{c}">{text}</dd></dl>',
)  # fmt: skip
COMMENTED = 0.6  # of the posts
MAX_COMMENTS = 4  # under a post
SHORTENED, UNNAMED = 0.15, 0.12  # of the posts
NEAR = 12  # pieces between a post and its author's name
SHORT = ("+1", "", "Thanks!", "顶", "👍", "Same here.", "danke", "lol")
DROPPED = ("itemprop", "itemtype", "itemscope", "rel", "role", "aria-label")
_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)


def with_comments(labelled: Labelled, outline: Outline, records: Sequence[Record], seed: int) -> Labelled:
    """The page with comments under some of its posts, whose elements `records` are; changes the outline's tree."""
    rng = random.Random(f"{labelled.name} {seed}")
    form, zone = rng.choice(FORMS), {letter: rng.choice(WORDS) + rng.choice(("", "-1", "s")) for letter in "abcd"}
    said = [one for one in _talk(rng).posts if one.pieces]
    shown = rng.choice(TIMES)
    for record in records:
        if rng.random() < COMMENTED and outline.ends[record.top] <= record.end:
            comments = [
                fragment_fromstring(form.format(**zone, **_told(rng.choice(said), shown, rng)))
                for _ in range(rng.randint(1, MAX_COMMENTS))
            ]
            first = comments[0]
            for other in comments[1:]:
                first.extend(list(other))
            outline.elements[record.top].append(first)
    return _with_tree(labelled, _root(outline), "comments")


def thinned(labelled: Labelled, outline: Outline, spans: Sequence[tuple[int, int] | None], seed: int) -> Labelled:
    """The page with some posts of a word or a picture, and some without a name; changes the outline's tree.

    `spans` are the pieces of each labelled post.
    """
    rng = random.Random(f"{labelled.name} {seed} thin")
    posts = [dict(post) for post in labelled.posts]
    for post, span in zip(posts, spans, strict=True):
        if span is not None and rng.random() < SHORTENED:
            text = rng.choice(SHORT)
            _say(outline.elements[_around(outline, span)], text)
            post |= {"head": text, "tail": text, "chars": len(text)}
        if span is not None and post.get("author") and rng.random() < UNNAMED:
            name = post["author"].strip()
            near = range(max(0, span[0] - NEAR), min(len(outline.pieces), span[1] + NEAR))
            said = [piece for piece in near if outline.pieces[piece].strip() == name]
            if said:
                _say(outline.elements[outline.owners[min(said, key=lambda piece: abs(piece - span[0]))]], "")
                post["author"] = None
    return replace(_with_tree(labelled, _root(outline), "thin"), posts=posts)


def _around(outline: Outline, span: tuple[int, int]) -> int:
    """The smallest element that holds these pieces."""
    element = outline.owners[span[0]]
    while outline.last[element] < span[1]:
        element = outline.parents[element]
    return element


def _say(node: HtmlElement, text: str) -> None:
    for child in list(node):
        node.remove(child)
    node.text = text
    if not text:
        node.attrib.pop("href", None)


def _talk(rng: random.Random) -> Talk:
    return talk(rng.randrange(10_000), rng.choice(LANGUAGES))


def _told(said: Said, shown: str, rng: random.Random) -> dict[str, Any]:
    text = next((piece.text for piece in said.pieces if hasattr(piece, "text")), "+1")
    names = {"name": _escaped(said.author.name), "n": rng.randrange(9_999)}
    return names | {"text": _escaped(text[:200]), "time": said.when.strftime(shown)}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def without_words(labelled: Labelled, outline: Outline, seed: int) -> Labelled:
    """The page with other class tokens, ids and addresses, and without microdata; changes the outline's tree."""
    rng = random.Random(f"{labelled.name} {seed}")
    salt, bare = str(rng.random()), rng.random() < 0.5
    for node in _root(outline).iter(etree.Element):
        for name in ("class", "id", "href", "name"):
            if value := node.get(name):
                node.set(name, _WORD.sub(lambda word: _code(word[0], salt), value[:2000]))
        for name in [name for name in node.attrib if name in DROPPED or (bare and name.startswith("data-"))]:
            del node.attrib[name]
    return _with_tree(labelled, _root(outline), "words")


def _code(word: str, salt: str) -> str:
    number = zlib.crc32(f"{salt}{word.lower()}".encode())
    return "".join(chr(ord("b") + (number >> shift) % 23) for shift in (0, 6, 12, 18))


def _root(outline: Outline) -> HtmlElement:
    return outline.elements[0].getroottree().getroot()


def _with_tree(labelled: Labelled, tree: HtmlElement, what: str) -> Labelled:
    html = tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return replace(labelled, name=f"{labelled.name} {what}", html=html)
