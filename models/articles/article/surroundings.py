"""Where on a page its bylines and dates stand: short texts around the title, and at the ends of article and page."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from models.articles.article.titles import ANCHORS, MAX_TITLE, MAX_TITLE_PLACE, likeness, words
from models.articles.page.blocks import Layout, TextBlock

Place = Literal["near", "start", "end", "end of page"]

MAX_LINE = 160  # characters of a text that may be a byline
NEAR, AFTER, BEFORE, LAST = 5, 25, 8, 40  # texts close to the title, after it, before it, and of the page's end
PROSE, MAX_GAP = 60, 12  # characters of a paragraph; text blocks without one after which the article has ended
OPENING, CLOSING = 80, 80  # characters of a paragraph in which a byline may open or a signature end it
AROUND_END = 3  # text blocks around the end of the article
BRACKETS = ("）", ")", "】", "]")  # in which a paragraph's signature stands
MAX_SIGNED = 20


class Line(NamedTuple):
    """A text in which a byline is looked for, and where it is: `near` the title or farther at the `start` of the
    article, at the `end` of the article or of the page; `after` how many text blocks after the title. `heading` marks
    headings, and the title whatever it is."""

    text: str
    place: Place
    after: int
    heading: bool = False


def lines_of(layout: Layout, title: str | None) -> list[Line]:
    """The texts in the order in which a byline is looked for: close to the title, farther after and before it, where
    the article ends, where the page does. Of a paragraph only its beginning or end."""
    blocks, place = layout.blocks, _place_of(layout.blocks, title)
    end = _end_of(blocks, place)
    numbers: dict[int, Place] = {}

    def add(start: int, stop: int, where: Place) -> None:
        for number in range(max(start, 0), min(stop, len(blocks))):
            numbers.setdefault(number, where)

    add(place, place + NEAR, "near")
    add(place - NEAR + 1, place, "near")
    add(place + NEAR, place + AFTER, "start")
    add(place - BEFORE, place, "start")
    add(max(place + NEAR, end - AROUND_END), end + AROUND_END + 1, "end")
    signed = (number for number in range(end, place, -1) if blocks[number].text.endswith(BRACKETS))
    for number in islice(signed, MAX_SIGNED):
        numbers.setdefault(number, "end")
    add(len(blocks) - LAST, len(blocks), "end of page")
    return [line for number, where in numbers.items() for line in _cut(blocks[number], where, number - place)]


def _cut(block: TextBlock, where: Place, after: int) -> Iterator[Line]:
    text, heading = block.text, block.kind == "head" or after == 0
    if len(text) <= MAX_LINE:
        yield Line(text, where, after, heading)
    elif where in ("near", "start"):
        yield Line(text[:OPENING], where, after, heading)
    if text.endswith(BRACKETS) and not heading:
        yield Line(text[-CLOSING:], "end", after)


def _place_of(blocks: list[TextBlock], title: str | None) -> int:
    """The number of the text block that is the title; 0 if none is."""
    told = words(title)
    short = [(number, block) for number, block in enumerate(blocks) if len(block.text) <= MAX_TITLE]
    likely = [number for number, block in short if block.kind == "head"]
    likely += [number for number, block in short if block.kind != "head" and number < MAX_TITLE_PLACE]
    exact = next((number for number in likely if blocks[number].text.rstrip(ANCHORS) == title), None)
    if exact is not None and blocks[exact].kind == "head":
        return exact
    return next((number for number in likely if likeness(words(blocks[number].text), told) >= 0.8), 0)


def _end_of(blocks: list[TextBlock], place: int) -> int:
    """The number of the last paragraph of the article that begins at a place."""
    last = place
    for number in range(place + 1, len(blocks)):
        block = blocks[number]
        if len(block.text) >= PROSE and block.linked < 0.5 * len(block.text):
            last = number
        elif number - last > MAX_GAP and last > place:
            break
    return last
