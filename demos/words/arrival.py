"""What the words tab shows before anybody has asked, in both languages: a word's neighbours, and the map."""

from typing import Any

from demos.words.endpoints import Language, similar_words, word_map
from demos.words.examples import FILLED


def answers() -> dict[str, Any]:
    """The answers by the names of their records, as the endpoints give them with their default settings."""
    found: dict[str, Any] = {}
    codes: tuple[Language, ...] = ("en", "zh")
    for code in codes:
        filled = FILLED[code]
        found[f"neighbours-{code}"] = similar_words(filled["word"], code)
        found[f"map-{code}"] = word_map(filled["map"], code)
    return found
