"""What visitors send to the words tab, looked at before any model is loaded: each refusal has a cause and a remedy."""

import re

from demos.shared.refusals import Checks
from demos.shared.serving import check_choice
from models.words import LONGEST_WORD, TextError

MOST_WORDS = 200  # in one list
LONGEST_SENTENCE = 2_000  # characters
LONGEST_TEXT = 200_000  # characters: jieba takes about 2 s for them
_PARTING = re.compile(r"[\s,;，；、]+")
_COMMAS = re.compile(r"[\n,;，；、]+")
_GAP = re.compile(r"[_＿]{2,}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
_LATIN = re.compile(r"[A-Za-z]")


class NoWordsError(TextError):
    """Nothing, or too little, was given."""


class TooManyWordsError(TextError):
    """More words than one list may have."""


class NotOneWordError(TextError):
    """Where one word is asked for: several, one that is too long, or characters that cannot be seen."""


class NoGapError(TextError):
    """A sentence without a gap, or with several."""


class TooLongError(TextError):
    """More text than is worked on at once."""


class ChineseInEnglishError(TextError):
    """Chinese characters while English is on."""


class EnglishInChineseError(TextError):
    """Latin letters alone while Chinese is on."""


def check_word(text: str | None, language: str, parting: re.Pattern[str] = _PARTING) -> str:
    """The one word that was typed, without what parts words. Raises TextError."""
    word = (text or "").strip()
    if not word:
        raise NoWordsError("There is no word yet.", "Type a word first, or click an example.")
    if len(word) > LONGEST_WORD or not word.isprintable() or parting.search(word):
        raise NotOneWordError(
            f"{_excerpt(word)} is not one word.",
            f"Give one word of at most {LONGEST_WORD} characters, without spaces, commas or control characters.",
        )
    _check_language(word, language, always=True)
    return word


def check_words(text: str | None, language: str, fewest: int = 1) -> list[str]:
    """The words of a list, separated by commas, spaces or line ends. Raises TextError for fewer than `fewest`."""
    words = [word for word in _PARTING.split(text or "", MOST_WORDS + 1) if word]
    if len(words) < fewest:
        raise NoWordsError(
            f"{len(words)} words were given, at least {fewest} are needed.",
            "Part words by commas, spaces or line ends.",
        )
    if len(words) > MOST_WORDS:
        raise TooManyWordsError(f"More than {MOST_WORDS} words were given.", f"Give at most {MOST_WORDS}.")
    return [check_word(word, language) for word in words]


def check_names(text: str | None, language: str) -> list[str]:
    """The words of a list; where commas part them, a word may hold spaces. Raises TextError."""
    if not _COMMAS.search((text or "").strip()):
        return check_words(text, language)
    words = [word for piece in _COMMAS.split(text or "", MOST_WORDS + 1) if (word := " ".join(piece.split()))]
    return [check_word(word, language, _COMMAS) for word in words]


def check_gap(sentence: str | None, language: str) -> tuple[str, str]:
    """What stands before and after the gap of a sentence. Raises TextError unless it has exactly one."""
    sentence = sentence or ""
    _check_length(sentence, LONGEST_SENTENCE)
    sides = _GAP.split(sentence)
    if len(sides) != 2:
        raise NoGapError(
            f"The sentence has {len(sides) - 1} gaps.", "Write exactly one gap, as three underscores: ___."
        )
    check_text("".join(sides), language)
    return sides[0], sides[1]


def check_text(text: str | None, language: str) -> str:
    """The text. Raises TextError if it is empty, too long, or wholly in the other language."""
    text = text or ""
    _check_length(text, LONGEST_TEXT)
    if not text.strip():
        raise NoWordsError("There is no text yet.", "Type or paste some.")
    _check_language(text, language, always=False)
    return text


def check_list(text: str | None, language: str) -> list[str]:
    """The words of a list that may be empty. Raises TextError."""
    return check_words(text, language, 0)


def check_group(text: str | None, language: str) -> list[str]:
    """The words of a list among which one can be odd: three or more. Raises TextError."""
    return check_words(text, language, 3)


def check_map(text: str | None, language: str, around: int) -> list[str]:
    """The words of a map: three or more if their neighbours are not shown as well. Raises TextError."""
    return check_words(text, language, 1 if around else 3)


def check_checkpoint(checkpoint: str, language: str) -> None:
    """Raises NotOfferedError for a checkpoint that nobody offers."""
    check_choice(f"words-{language}", checkpoint)


# By parameter; of the functions that call other things by these names, what is different.
CHECKS: Checks = {
    "word": check_word,
    "a": check_word,
    "b": check_word,
    "c": check_word,
    "among": check_list,
    "sentence": check_gap,
    "text": check_text,
    "checkpoint": check_checkpoint,
}
SIMILARITY_CHECKS: Checks = {**CHECKS, "first": check_words, "second": check_words}
COMPARISON_CHECKS: Checks = {**CHECKS, "first": check_checkpoint, "second": check_checkpoint}
ODD_CHECKS: Checks = {**CHECKS, "words": check_group}
MAP_CHECKS: Checks = {**CHECKS, "words": check_map}


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise TooLongError(f"The text has {len(text):,} characters, at most {most:,} are read.", "Give a part of it.")


def _check_language(text: str, language: str, always: bool) -> None:
    """A text is in the other language if none of it is in ours; an English word (`always`) if any of it is Chinese."""
    han, latin = _HAN.search(text), _LATIN.search(text)
    if language == "en" and han and (always or not latin):
        raise ChineseInEnglishError(
            f"{_excerpt(text)} holds Chinese characters, and English is on.",
            "Choose 中文 at the top of the tab (language zh).",
        )
    if language == "zh" and latin and not han:
        raise EnglishInChineseError(
            f"{_excerpt(text)} holds no Chinese character, and Chinese is on.",
            "Choose English at the top of the tab (language en).",
        )


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= 30 else f"{text[:30]}…")
