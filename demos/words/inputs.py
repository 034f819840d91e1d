"""What visitors send to the words tab, looked at before any model is loaded: each refusal has a cause and a remedy."""

import re
from typing import Any

import gradio as gr

from demos.shared import ui
from demos.shared.serving import check_choice
from models.words import LONGEST_WORD, TextError

MOST_WORDS = 200  # in one list
LONGEST_SENTENCE = 2_000  # characters
LONGEST_TEXT = 200_000  # characters: jieba takes about 2 s for them
_FINE = gr.validate(True, "")
_PARTING = re.compile(r"[\s,;，；、]+")
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


def check_word(text: str | None, language: str) -> str:
    """The one word that was typed. Raises TextError."""
    word = (text or "").strip()
    if not word:
        raise NoWordsError("There is no word yet.", "Type one, or click an example.")
    if len(word) > LONGEST_WORD or not word.isprintable() or _PARTING.search(word):
        raise NotOneWordError(
            f"{_shortened(word)} is no single word.",
            f"Give one word of at most {LONGEST_WORD} characters, without spaces, commas or control characters.",
        )
    _check_language(word, language, always=True)
    return word


def check_words(text: str | None, language: str, least: int = 1) -> list[str]:
    """The words of a list, parted by commas, spaces or line ends. Raises TextError for fewer than `least`."""
    words = [word for word in _PARTING.split(text or "", MOST_WORDS + 1) if word]
    if len(words) < least:
        raise NoWordsError(
            f"{len(words)} words were given, at least {least} are needed.", "Part words by commas, spaces or line ends."
        )
    if len(words) > MOST_WORDS:
        raise TooManyWordsError(f"More than {MOST_WORDS} words were given.", f"Give at most {MOST_WORDS}.")
    return [check_word(word, language) for word in words]


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


def validate_similar(
    word: str, language: str, top: int, among: str, least: int, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what similar_words could not answer."""
    word, among = ui.verdict(request, check_word, word, language), ui.verdict(request, check_words, among, language, 0)
    return [word, _FINE, _FINE, among, _FINE, _choice(checkpoint, language, request)]


def validate_similarity(
    first: str, second: str, language: str, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what word_similarity could not compare."""
    lists = [ui.verdict(request, check_words, words, language) for words in (first, second)]
    return [*lists, _FINE, _choice(checkpoint, language, request)]


def validate_analogy(
    a: str, b: str, c: str, language: str, top: int, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what word_analogy could not answer."""
    asked = [ui.verdict(request, check_word, word, language) for word in (a, b, c)]
    return [*asked, _FINE, _FINE, _choice(checkpoint, language, request)]


def validate_odd(words: str, language: str, checkpoint: str, request: gr.Request | None = None) -> list[dict[str, Any]]:
    """Refuses before the queue what odd_one_out could not judge."""
    return [ui.verdict(request, check_words, words, language, 3), _FINE, _choice(checkpoint, language, request)]


def validate_gap(
    sentence: str, language: str, top: int, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what predict_word could not fill."""
    return [ui.verdict(request, check_gap, sentence, language), _FINE, _FINE, _choice(checkpoint, language, request)]


def validate_text(
    text: str, language: str, top: int, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what text_keywords could not read."""
    return [ui.verdict(request, check_text, text, language), _FINE, _FINE, _choice(checkpoint, language, request)]


def validate_map(
    words: str, language: str, method: str, around: int, seed: int, checkpoint: str, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what word_map could not lay out."""
    asked = ui.verdict(request, check_words, words, language, 1 if around else 3)
    return [asked, *[_FINE] * 4, _choice(checkpoint, language, request)]


def validate_comparison(
    word: str, first: str, second: str, language: str, top: int, request: gr.Request | None = None
) -> list[dict[str, Any]]:
    """Refuses before the queue what compare_words could not answer."""
    chosen = [_choice(checkpoint, language, request) for checkpoint in (first, second)]
    return [ui.verdict(request, check_word, word, language), *chosen, _FINE, _FINE]


def _choice(checkpoint: str, language: str, request: gr.Request | None) -> dict[str, Any]:
    return ui.verdict(request, check_choice, f"words-{language}", checkpoint)


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise TooLongError(f"The text has {len(text):,} characters, at most {most:,} are read.", "Give a part of it.")


def _check_language(text: str, language: str, always: bool) -> None:
    """A text is in the other language if none of it is in ours; an English word (`always`) if any of it is Chinese."""
    han, latin = _HAN.search(text), _LATIN.search(text)
    if language == "en" and han and (always or not latin):
        raise ChineseInEnglishError(
            f"{_shortened(text)} holds Chinese characters, and English is on.",
            "Choose 中文 at the top of the tab (language zh).",
        )
    if language == "zh" and latin and not han:
        raise EnglishInChineseError(
            f"{_shortened(text)} holds no Chinese character, and Chinese is on.",
            "Choose English at the top of the tab (language en).",
        )


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 30 else f"{text[:30]}…")
