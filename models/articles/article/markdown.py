"""An article as Markdown: CommonMark, with the tables and `~~` of GitHub, the notes and definition lists of Pandoc.

Emphasis that the rules of CommonMark would not see, as between signs and Chinese characters, is written as HTML.
"""

import re
from typing import NamedTuple

from lxml import etree

from models.articles.answers import Article
from models.articles.article.body import NOTE_ID, XML_ID
from models.articles.article.formats import BLOCKS
from models.articles.article.lines import FORMULA, LEFT_OUT

SPECIAL = re.compile(r"([\\`*_\[\]<>]|~(?=~)|&(?=#?\w+;))")
SPECIAL_BESIDE_TEX = re.compile(SPECIAL.pattern.replace("[", "[$", 1))
LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[+:-](?=\s|$)|[=-]+$|~(?=\s|$))"
)  # what would make more than a paragraph
NUMBER_START = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
CLOSING_SIGNS = re.compile(r"(^|\s)(#+)$")  # of a heading, where they would be no text
EMPHASIS = {"bold": ("**", "strong"), "italic": ("*", "em"), "deleted": ("~~", "del")}
RAISED = {"superscript": "sup", "subscript": "sub"}
MARGIN = ("", " ")  # beside emphasis at the ends of a line and of words
SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
MAX_LABEL = 4  # characters of a link that calls a note, which Markdown writes by itself


def as_markdown(article: Article, header: bool = True, figures: bool = False) -> str:
    """The article as Markdown; `header` puts title, author, date and address above, `figures` its pictures in."""
    entry = etree.fromstring(article.body)[0]
    if header and article.title and len(entry) and entry[0].tag == "ab" and _text(entry[0]) == article.title:
        entry.remove(entry[0])
    blocks = [_heading(article)] if header else []
    blocks += _blocks(entry, figures)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(article: Article) -> str:
    about = [part for part in (article.author, article.date, article.site) if part]
    lines = [f"# {_escape(article.title)}"] if article.title else []
    lines += [_escape(" · ".join(about))] if about else []
    lines += [f"<{article.url}>"] if article.url else []
    return "\n\n".join(lines)


def _blocks(parent: etree._Element, figures: bool) -> list[str]:
    """The blocks in an element: the text before its first one, then each."""
    blocks = [_paragraph(parent)]
    before = None
    other = False  # whether a list needs another mark than the one right before it
    for child in parent:
        if child.tag not in BLOCKS:
            continue
        alike = child.tag == "list" and before == (child.tag, child.get("rend"), child.get("type"))
        other = alike and not other
        blocks += ["<!-- -->"] if alike and child.get("type") else []  # or the two would be one
        blocks.append(_list(child, figures, other) if child.tag == "list" else _block(child, figures))
        before = child.tag, child.get("rend"), child.get("type")
    return [block for block in blocks if block]


def _block(block: etree._Element, figures: bool) -> str:
    if block.tag == "ab":
        text = CLOSING_SIGNS.sub(r"\1\\\2", _lines(block))
        return f"{'#' * max(2, int(block.get('rend', 'h2')[1:]))} {text}"
    if block.tag == "table":
        return _table(block)
    if block.tag == "quote":
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(block, figures)).split("\n"))
    if block.tag == "figure":
        return _figure(block, figures)
    if block.tag == "note":
        return f"[^{block.get(XML_ID, '').removeprefix(NOTE_ID)}]: " + _indented(
            "\n\n".join(_blocks(block, figures)), 4
        )
    if len(block) and block[0].tag == "code" and block[0].get("rend") == "block":
        text = block[0].text or ""
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
        return f"{fence}{block[0].get('lang', '')}\n{text}\n{fence}"
    return "\n\n".join(_blocks(block, figures))


def _indented(text: str, spaces: int) -> str:
    """Text whose lines but the first begin with so many spaces."""
    return re.sub(r"\n(?=[^\n])", "\n" + " " * spaces, text)


def _list(block: etree._Element, figures: bool, other: bool) -> str:
    items = [(part, _blocks(part, figures)) for part in block]
    if block.get("type") == "gloss":
        return "".join(_definition(part, blocks) for part, blocks in items).strip("\n")
    loose = any(len(blocks) > 1 and not _is_tight(part) for part, blocks in items)
    lines = []
    for part, blocks in items:
        sign = f"{part.get('n')}{')' if other else '.'}" if part.get("n") else "*" if other else "-"
        lines.append(f"{sign} " + _indented(("\n\n" if loose else "\n").join(blocks), len(sign) + 1))
    return "\n".join(lines)


def _is_tight(item: etree._Element) -> bool:
    """Whether what stands in an item needs no empty lines: lists, which may begin right below a text."""
    blocks = (child for child in item if child.tag in BLOCKS)
    return all(block.tag == "list" and block[0].get("n", "1") == "1" for block in blocks)


def _definition(part: etree._Element, blocks: list[str]) -> str:
    if part.tag == "label":
        return f"\n{' '.join(blocks)}\n"
    return ":   " + _indented("\n\n".join(blocks), 4) + "\n"


def _table(table: etree._Element) -> str:
    rows = [[_lines(cell).replace("|", "\\|") for cell in row] for row in table.iterfind("row")]
    head = "".join(f"*{_lines(head)}*\n\n" for head in table.iterfind("head"))
    if not rows:
        return head.strip()
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return head + "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _figure(figure: etree._Element, figures: bool) -> str:
    lines = []
    for part in figure:
        if part.tag == "graphic" and figures:
            lines.append(f"![{_escape(part.findtext('desc'))}]({_address(part.get('url', ''))})")
        elif part.tag == "figDesc" and (figures or part.get("rend") != LEFT_OUT):
            lines.append(_emphasised("italic", part, "", _Place()))
    return "\n".join(lines)


def _paragraph(element: etree._Element) -> str:
    """The text of an element before its first block, as it may begin a line."""
    return LINE_START.sub(r"\1\\\2", NUMBER_START.sub(r"\1\\\2", _lines(element)))


class _Place(NamedTuple):
    """Where text stands: the sign that follows, whether in emphasis, and whether in a paragraph with formulas."""

    after: str = ""
    emphasis: bool = False
    tex: bool = False


def _lines(element: etree._Element, place: _Place | None = None) -> str:
    """What is in the lines of an element, up to its first block."""
    place = place or _Place(tex=_may_be_tex(element))
    written = [_escape(element.text, place.tex)]
    for child in element:
        if child.tag in BLOCKS:
            break
        following = child.getnext()
        last = following is None or following.tag in BLOCKS
        if child.tag == "ref" and written[-1].endswith(("!", "^")):  # which would make a picture or a note of it
            written[-1] = f"{written[-1][:-1]}\\{written[-1][-1]}"
        after = child.tail[0] if child.tail else place.after if last else "*"
        written.append(_inline(child, written[-1][-1:], place._replace(after=after)) + _escape(child.tail, place.tex))
    return "".join(written)


def _may_be_tex(element: etree._Element) -> bool:
    """Whether a reader may take a dollar for a formula's: beside a formula, and where two stand around emphasis."""
    if next(element.iter("formula"), None) is not None:
        return True
    return len(element) > 0 and sum(text.count("$") for text in map(str, element.itertext())) > 1


def _inline(element: etree._Element, before: str, place: _Place) -> str:
    if element.tag == "formula":
        return element.text or ""
    if element.tag == "code":
        return _code(_text(element))
    if element.tag == "ref":
        return _link(element, place)
    style = element.get("rend", "")
    if style in RAISED:
        return f"<{RAISED[style]}>{_lines(element, place._replace(after='<'))}</{RAISED[style]}>"
    return _html(style, element, place) if place.emphasis else _emphasised(style, element, before, place)


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _code(text: str) -> str:
    taken = set(map(len, re.findall(r"`+", text)))
    fence = "`" * next(length for length in range(1, len(taken) + 2) if length not in taken)
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def _link(element: etree._Element, place: _Place) -> str:
    target, text = element.get("target", ""), _lines(element, place._replace(after="]"))
    if target.startswith(f"#{NOTE_ID}"):
        label = f"[^{target.removeprefix(f'#{NOTE_ID}')}]"
        return label if len(_text(element).strip("[]() ")) <= MAX_LABEL else f"{text}{label}"
    return f"[{text}]({_address(target)})" if text else ""


def _address(target: str) -> str:
    """An address between round brackets."""
    return re.sub(r"[()<>|\\\s]", lambda sign: f"%{ord(sign[0]):02X}", target)


def _emphasised(style: str, element: etree._Element, before: str, place: _Place) -> str:
    """Emphasis between its signs if CommonMark would see them there, else between tags."""
    sign, text = EMPHASIS[style][0], _lines(element, place._replace(after="*", emphasis=True))
    opens = text[:1].isalnum() or before in MARGIN or before in SIGNS
    closes = text[-1:].isalnum() or place.after in MARGIN or place.after in SIGNS
    apart = sign[0] not in (before, place.after, text[:1], text[-1:])
    return f"{sign}{text}{sign}" if opens and closes and apart else _html(style, element, place)


def _html(style: str, element: etree._Element, place: _Place) -> str:
    text = _lines(element, place._replace(after="<", emphasis=True))
    return f"<{EMPHASIS[style][1]}>{text}</{EMPHASIS[style][1]}>"


def _escape(text: str | None, tex: bool = False) -> str:
    """A text without what Markdown would take for its signs; beside formulas a dollar is one of them."""
    parts = FORMULA.split(text or "")  # every second is a formula
    special = SPECIAL_BESIDE_TEX if tex else SPECIAL
    return "".join(part if number % 2 else special.sub(r"\\\1", part) for number, part in enumerate(parts))
