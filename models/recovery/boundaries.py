"""Where a text meets the boundary of a block: whether another text begins there, and which character lies there."""

import numpy as np

from models.recovery.answers import Encoding
from models.recovery.characters import code_points, gb18030_sizes, is_hanzi
from models.recovery.kinds import ALONE_AT_LINE, HEAD, SOFT_HEAD

CONTEXT, NEAR = 300, 80  # characters on either side of a boundary that are compared
TIP = 6  # characters on either side of a boundary, by which a change of script lies on it and not beside it
SHIFT = 0.5  # half the summed difference of character classes from which on two sides are two texts
LAST_OF_SIZES = (0x7F, 0x7FF, 0xFFFF)  # the last code points that take one, two and three bytes in UTF-8


def other_text(content: bytes, at: int, encoding: Encoding, odd: bool = False) -> str:
    """Whether another text begins at a boundary: "head" if it begins as files do, "boundary" if it is only unlike.

    `odd` is true if what lies before is no file from its beginning, such as the last rows of a database's page.
    """
    unit = 4 if encoding != "utf-8" else 3
    before = content[max(0, at - CONTEXT * unit) : at].decode(encoding, "ignore")[-CONTEXT:]
    after = content[at : at + CONTEXT * unit].decode(encoding, "ignore")[:CONTEXT]
    if HEAD.match(after) or (odd and SOFT_HEAD.match(after)):
        return "head"
    if before.endswith("\n") and ALONE_AT_LINE.match(after):
        return "head"
    if before.endswith("\n") and SOFT_HEAD.match(after) and _shift(before, after) > SHIFT / 2:
        return "head"
    if min(len(before), len(after)) < CONTEXT / 3:
        return ""
    unlike = min(_shift(before, after), _shift(before[-NEAR:], after[:NEAR]))  # the near side alone may be a formula
    return "boundary" if unlike > SHIFT and not _changes_beside(before, after) else ""


def _changes_beside(before: str, after: str) -> bool:
    """Whether a text goes on in another script near a boundary, and not on it: one author's, who changes language."""
    far, near = (_hanzi(before[-size:]) - _hanzi(after[:size]) for size in (NEAR, TIP))
    return abs(far) > SHIFT / 2 and abs(near) < SHIFT / 2


def _hanzi(text: str) -> float:
    """The share of Chinese characters and of their punctuation, without white space."""
    points = code_points("".join(text.split()))
    return float((is_hanzi(points) | (points > 0x2FFF)).mean()) if len(points) else 0.0


def _shift(before: str, after: str) -> float:
    """How unlike two texts are in what classes of characters they are made of: 0 to 1."""
    return float(np.abs(_classes(before) - _classes(after)).sum() / 2)


def _classes(text: str) -> np.ndarray:
    points = code_points(text)
    lower, upper = (points >= 97) & (points <= 122), (points >= 65) & (points <= 90)
    digits, spaces = (points >= 48) & (points <= 57), points == 32
    marks = (points > 32) & (points < 127) & ~lower & ~upper & ~digits
    lines = np.isin(points, (9, 10, 13))
    parts = (lower, upper, digits, spaces, marks, lines, is_hanzi(points), points > 0x7F)
    return np.array([part.mean() for part in parts]) if len(points) else np.zeros(len(parts))


def character_ends(text: str, encoding: Encoding) -> np.ndarray:
    """Where each character of a text ends, in bytes."""
    points = code_points(text)
    if encoding == "gb18030":
        return np.cumsum(gb18030_sizes()[np.minimum(points, 0x10000)])
    if encoding == "utf-8":
        return np.cumsum(1 + np.searchsorted(LAST_OF_SIZES, points))
    if encoding == "cp1252":
        return np.arange(1, len(points) + 1)
    return np.cumsum(np.where(points > 0xFFFF, 4, 2))


def characters_in(ends: np.ndarray, size: int) -> int | None:
    """How many characters take `size` bytes; None if a character lies across."""
    place = int(np.searchsorted(ends, size))
    if size == 0:
        return 0
    return place + 1 if place < len(ends) and ends[place] == size else None
