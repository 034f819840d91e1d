"""The forum algorithm of kexue.fm articles 4422 and 4430, as they have it: posts are clusters of texts by position.

Elements are numbered depth first, inline tags and leaves not counted; the positions of successive texts are
differenced, and the list is cut where a difference is a strict local maximum. A block stands at the mean of its
positions, and the same is done once more with the blocks. A line that is mostly a date splits a block into what is
above and below it.

Where the article's code departs from its text, the text is followed: no text is counted twice, the last block is
averaged like the others, and what follows a child belongs to the parent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.articles.page.outline import Outline
from models.articles.thread.options import Letters

# The article's list. Elements of these tags, and elements without children, do not advance the number.
UNCOUNTED = frozenset(["p", "br", "em", "strong", "b", "font", "u", "a", "img", "h1", "h2", "h3", "h4", "h5"]).union(
    ["sup", "sub", "blockquote", "cite", "code", "pre"]
)
MIN_SPEECH = 0.25  # of a text that must be Chinese or a date (article 4430, code)
ROUNDS = 2  # of clustering: texts into blocks, blocks into posts
DATE = re.compile(
    r"((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s*(?:[上下]午)?\s*(\d{1,2}):(\d{2})(?::\d\d)?"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class PositionedText:
    """A text of a page: its tag path, its number in the article's counting."""

    path: str
    text: str
    position: float


@dataclass(frozen=True)
class Clusters:
    """Blocks of texts; their positions in the last round, and the differences between successive positions."""

    blocks: tuple[tuple[PositionedText, ...], ...]
    positions: tuple[float, ...]
    differences: tuple[float, ...]


def positioned_texts(outline: Outline) -> list[PositionedText]:
    """The own text of every element in depth-first order, each with its number."""
    own: dict[int, list[str]] = {}
    for piece, owner in zip(outline.pieces, outline.owners, strict=True):
        own.setdefault(owner, []).append(piece.strip())
    texts: list[PositionedText] = []
    number, paths = 0, {-1: ""}
    for element, tag in enumerate(outline.tags):
        if tag not in UNCOUNTED and outline.ends[element] > element + 1:
            number += 1
        paths[element] = f"{paths[outline.parents[element]]}/{tag}"
        if text := " ".join(own.get(element, [])).strip():
            texts.append(PositionedText(paths[element], text, float(number)))
    return texts


def without_template(pages: Sequence[list[PositionedText]]) -> list[list[PositionedText]]:
    """Article 4413: what every page has at the same path is the template; a single page has none."""
    if len(pages) < 2:
        return list(pages)
    common = set.intersection(*({(text.path, text.text) for text in page} for page in pages))
    return [[text for text in page if (text.path, text.text) not in common] for page in pages]


def is_speech(text: str, letters: Letters) -> bool:
    """Whether a text is Chinese, or a date, by at least a quarter. With `any`, letters of every script count."""
    dated = sum(len(date[0]) for date in DATE.finditer(text))
    return _letters_in(DATE.sub("", text), letters) + dated >= MIN_SPEECH * len(text)


def _letters_in(text: str, letters: Letters) -> int:
    return len((CHINESE if letters == "chinese" else LETTER).findall(text))


def cut_places(differences: Sequence[float]) -> list[int]:
    """Where a difference is larger than both its neighbours; the ends have one neighbour only and are no maxima."""
    return [
        place
        for place in range(1, len(differences) - 1)
        if differences[place - 1] < differences[place] > differences[place + 1]
    ]


def cluster(texts: Sequence[PositionedText], rounds: int = ROUNDS) -> Clusters:
    """Texts joined into blocks, blocks into larger ones."""
    blocks: list[tuple[PositionedText, ...]] = [(text,) for text in texts]
    positions = [text.position for text in texts]
    differences = _differences(positions)
    for _ in range(rounds):
        cuts = cut_places(differences)
        if not cuts:  # evenly spaced, or too few: nothing says where a post would end
            break
        edges = [0, *(place + 1 for place in cuts), len(blocks)]
        groups = [range(start, end) for start, end in pairwise(edges)]
        positions = [sum(positions[place] for place in group) / len(group) for group in groups]
        blocks = [tuple(text for place in group for text in blocks[place]) for group in groups]
        differences = _differences(positions)
    return Clusters(tuple(blocks), tuple(positions), tuple(differences))


def _differences(positions: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(positions)]


def date_line(text: str) -> str | None:
    """The date of a text that is mostly a date, as YYYY-M-D HH:MM; relative times wait for another crawl (4422)."""
    match = DATE.search(text)
    if not match or len(match[0]) * 2 <= len(text):
        return None
    year, month, day, hour, minute = match.groups()
    return f"{year}-{int(month)}-{int(day)} {hour}:{minute}"


def dated_posts(blocks: Sequence[Sequence[PositionedText]], letters: Letters) -> list[tuple[str, str]]:
    """(date, content) of each block with a date; blocks without one continue the post before them, or are dropped."""
    parts = [_parts_of(block) for block in blocks]
    above = sum(_letters_in(upper, letters) for date, upper, _ in parts if date)
    below = sum(_letters_in(lower, letters) for date, _, lower in parts if date)
    posts: list[tuple[str, str]] = []
    for date, upper, lower in parts:
        if date:
            posts.append((date, upper if above > below else lower))
        elif posts:
            last, content = posts[-1]
            posts[-1] = (last, f"{content}\n{upper}".strip())
    return posts


def _parts_of(block: Sequence[PositionedText]) -> tuple[str | None, str, str]:
    """The first date line of a block, what is above it, and what is below; all is above where there is none."""
    lines = [text.text for text in block]
    dates = (date_line(line) for line in lines)
    at, date = next(((place, date) for place, date in enumerate(dates) if date), (len(lines), None))
    return date, "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
