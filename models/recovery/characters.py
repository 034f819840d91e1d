"""Which characters texts are made of: the measure by which text is told from bytes that only decode by accident."""

import re
import unicodedata
from functools import lru_cache

import numpy as np

BAD, RARE, COMMON = 0, 1, 2
ALLOWED_CONTROLS = {9, 10, 12, 13, 27}  # logs hold escape sequences
COMMON_BLOCKS = (  # first and last code point
    (0x20, 0x24F),  # Latin
    (0x370, 0x5FF),  # Greek, Cyrillic, Armenian, Hebrew
    (0x600, 0x6FF),  # Arabic
    (0x900, 0x97F),  # Devanagari
    (0xE00, 0xE7F),  # Thai
    (0x1E00, 0x1EFF),  # Latin with two marks
    (0x2010, 0x27BF),  # punctuation, arrows, mathematics, boxes, dingbats
    (0x3000, 0x30FF),  # Chinese punctuation, kana
    (0xFF00, 0xFFEF),  # full width
    (0x1F300, 0x1FAFF),  # pictures
)
MOST_BEYOND, LEAST_ALONE = 0.2, 0.75  # of a Western text's characters, and of those: French has 5 and 95 per cent
HANZI = re.compile("[\u4e00-\u9fa5]+")  # of two bytes in GB 18030
HANGUL = (0xAC00, 0xD7A3)  # a sixth of all 16-bit numbers: common only where it is looked for


@lru_cache(maxsize=2)
def qualities(hangul: bool = False) -> np.ndarray:
    """BAD, RARE or COMMON for every code point, uint8 [0x110000].

    Common hanzi are those of GB 2312 and of the first level of Big5: a tenth of what 16 random bits can be.
    """
    table = np.full(0x110000, RARE, np.uint8)
    for first, last in COMMON_BLOCKS + ((HANGUL,) if hangul else ()):
        table[first : last + 1] = COMMON
    for lead in range(0xB0, 0xF8):
        _mark(table, lead, range(0xA1, 0xFF), "gb2312")
    for lead in range(0xA4, 0xC7):
        _mark(table, lead, (*range(0x40, 0x7F), *range(0xA1, 0xFF)), "big5")
    for code in range(0x30000):
        if unicodedata.category(chr(code)) in ("Cc", "Cn", "Co", "Cs") and code not in ALLOWED_CONTROLS:
            table[code] = BAD
    table[0x30000:] = BAD
    table[[*ALLOWED_CONTROLS, 0xFEFF]] = COMMON  # the last is the mark with which files begin
    return table


@lru_cache(maxsize=1)
def gb18030_sizes() -> np.ndarray:
    """How many bytes each code point below 0x10000 takes in GB 18030, and at 0x10000 what all others take.

    One for a byte that did not decode, which stands in the text as a surrogate.
    """
    sizes = [len(chr(point).encode("gb18030", "replace")) for point in range(0x10000)]
    return np.array([*sizes, 4], np.int64)


def code_points(text: str) -> np.ndarray:
    """The code points of a text, uint32."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def is_hanzi(points: np.ndarray) -> np.ndarray:
    """Which code points are Chinese characters or kana, bool."""
    return ((points >= 0x3040) & (points <= 0x30FF)) | ((points >= 0x3400) & (points <= 0x9FFF))


def is_western(text: str) -> bool:
    """Whether a text that was read as Windows-1252 is a language of it: the letters beyond ASCII are few, and mostly
    stand alone between those of ASCII, as bytes of other sets do not."""
    beyond = code_points(text) > 0x7F
    edged = np.concatenate([[False], beyond, [False]])
    alone = beyond & ~edged[:-2] & ~edged[2:]
    return 0 < beyond.sum() <= MOST_BEYOND * len(text) and alone.sum() >= LEAST_ALONE * beyond.sum()


def is_western_misread(text: str) -> bool:
    """Whether a text that was read as GB 18030 has Chinese characters for the letters of a Western set: most of them
    have taken the letter of ASCII that comes next, which only rare ones have as their second byte."""
    hanzi = "".join(HANZI.findall(text)).encode("gb18030")
    return 4 * sum(byte < 0x80 for byte in hanzi[1::2]) > len(hanzi)


def _mark(table: np.ndarray, lead: int, trails: "range | tuple[int, ...]", encoding: str) -> None:
    for character in b"".join(bytes((lead, trail)) for trail in trails).decode(encoding, "ignore"):
        table[ord(character)] = COMMON
