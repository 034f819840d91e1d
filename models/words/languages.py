"""How a text falls into words: English by a regular expression, Chinese by jieba."""

import functools
import logging
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_ENGLISH = re.compile(r"[a-z]+")
# Letters that NFKD does not part, as English writes them, and signs that are not seen
LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "\u00ad": "", "\u200b": "", "\u2060": "",
}  # fmt: skip
_PLAIN = str.maketrans(LETTERS)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")


@dataclass(frozen=True)
class Language:
    """A language: its code, how it is segmented, and the form in which its words stand in a vocabulary."""

    code: str
    words: Callable[[str], list[str]]
    normal: Callable[[str], str]


def _english_words(text: str) -> list[str]:
    return _ENGLISH.findall(fold(text))


def fold(text: str) -> str:
    """Lower case without accents: café and CAFÉ are cafe, Straße is strasse, ｐｉａｎｏ is piano (NFKD)."""
    lower = text.lower()
    if lower.isascii():
        return lower
    parted = unicodedata.normalize("NFKD", lower.translate(_PLAIN))
    return "".join(character for character in parted if not unicodedata.combining(character))


def _chinese_words(text: str) -> list[str]:
    """The words that hold a Chinese character. Spaces part words, so that segmented text stays so."""
    return [word for word in _segmenter().lcut(_simplify(text), HMM=True) if _HAN.search(word)]


def _simplify(text: str) -> str:
    """Traditional characters as simplified ones; half an emoji, as programs cut texts, becomes a question mark."""
    return _converter().convert(text.encode("utf-8", "replace").decode())


@functools.cache
def _segmenter() -> Any:
    import jieba  # here: it reads its dictionary for a second

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba


@functools.cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


LANGUAGES = {
    "en": Language("en", _english_words, fold),
    "zh": Language("zh", _chinese_words, _simplify),
}
