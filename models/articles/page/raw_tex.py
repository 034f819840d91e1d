r"""TeX that a page leaves to a script to draw: `\( \)`, `\[ \]`, `$$ $$` and environments become `$ $` and `$$ $$`.

A display may run over line breaks, and over emphasis that a writer of Markdown made of its underscores.
"""

import re
from itertools import islice
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement

MAX_TEX = 5_000  # characters of a formula
MAX_PARTS = 200  # elements that one formula runs over
MAX_TEXTS = 20_000  # texts of a page that are looked at, and elements that all of its formulas run over
TEXTS = etree.XPath(r"descendant::text()[contains(., '\') or contains(., '$$')]")
BEGINNINGS = ("\\(", "\\[", "$$", "\\begin{")
CODE = ("script", "style", "pre", "code", "textarea", "annotation")
ENVIRONMENTS = "align|alignat|aligned|array|cases|eqnarray|equation|flalign|gather|matrix|multline|split"
SIGN = re.compile(
    rf"(?<!\\)\\(?:(?P<open>[(\[])|(?P<close>[)\]])|(?P<edge>begin|end)\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}})|\$\$"
)
CLOSING = {"(": ")", "[": "]"}
LIKE_TEX = re.compile(r"[\\^_{}=<>+]")  # a formula has one of these, or no word
WORD = re.compile(r"[^\W\d_]{3}")
EMPHASIS = {"em": "_", "i": "_", "br": " ", "wbr": ""}  # what stood in TeX before it became an element


def mark_raw_tex(tree: HtmlElement) -> None:
    """Puts dollar signs around the TeX in the texts of a tree, code left out."""
    left = MAX_TEXTS
    texts = (text for text in cast("list[Any]", TEXTS(tree)) if any(map(text.__contains__, BEGINNINGS)))
    for text in islice(texts, MAX_TEXTS):
        element = text.getparent()
        if element is None or (element.tail if text.is_tail else element.text) != text:  # one before it has taken it
            continue
        around = element if text.is_text else element.getparent()
        if around is None or around.tag in CODE or next(around.iterancestors(*CODE), None) is not None:
            continue
        marked, is_open = _marked(text)
        if is_open and left > 0:
            following = element.getnext() if text.is_tail else next(iter(element), None)
            longer, parts = _with_what_follows(following, text, min(left, MAX_PARTS))
            left -= len(parts)
            longer, is_open = _marked(longer)
            if not is_open:
                marked = longer
                for part in parts:
                    part.getparent().remove(part)  # its tail goes with it
        if text.is_tail:
            element.tail = marked
        else:
            element.text = marked


def _with_what_follows(part: HtmlElement | None, text: str, most: int) -> tuple[str, list[HtmlElement]]:
    """A text with what follows it, up to the end of the formula that is open in it; the elements that are in that."""
    parts: list[HtmlElement] = []
    while part is not None and part.tag in EMPHASIS and not len(part) and len(parts) < most:
        sign = EMPHASIS[part.tag]
        added = f"{sign}{part.text or ''}{sign if part.text else ''}{part.tail or ''}"
        text += added
        parts.append(part)
        if len(text) > 2 * MAX_TEX or (SIGN.search(added) and not _marked(text)[1]):
            break
        part = part.getnext()
    return text, parts


def _marked(text: str) -> tuple[str, bool]:
    """A text with dollar signs around its formulas, and whether one is left open at its end."""
    parts: list[str] = []
    done = 0
    opened: re.Match[str] | None = None
    for sign in SIGN.finditer(text):
        if opened is not None and sign.start() - opened.start() > MAX_TEX:
            opened = None
        if opened is None:
            within = sign["edge"] == "begin" and text.count("$", max(done, sign.start() - MAX_TEX), sign.start()) % 2
            opened = None if within or sign["close"] or sign["edge"] == "end" else sign
        elif _closes(sign, opened):
            tex = text[opened.start() : sign.end()] if opened["name"] else text[opened.end() : sign.start()]
            tex, dollars = " ".join(tex.split()), "$" if opened["open"] == "(" else "$$"
            if LIKE_TEX.search(tex) or (tex and not WORD.search(tex)):
                parts += [text[done : opened.start()], dollars, tex, dollars]
                done = sign.end()
            opened = None
    return "".join(parts) + text[done:], opened is not None and len(text) - opened.start() <= MAX_TEX


def _closes(sign: re.Match[str], opened: re.Match[str]) -> bool:
    if opened["name"]:
        return sign["edge"] == "end" and sign["name"] == opened["name"]
    if opened["open"]:
        return sign["close"] == CLOSING[opened["open"]]
    return sign[0] == "$$"
