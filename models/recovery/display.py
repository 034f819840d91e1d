"""Recovered text as it can be shown: what would steer a terminal or turn the reading direction becomes visible."""

import unicodedata

KEPT = "\n\t"
PICTURES = 0x2400  # of control characters, in their order


def harmless(text: str) -> str:
    """A text whose control characters are pictures (␛) and whose invisible characters are escapes (\\u202e).

    Newlines and tabs stay, carriage returns before newlines are dropped.
    """
    return "".join(map(_shown, text.replace("\r\n", "\n")))


def _shown(character: str) -> str:
    code = ord(character)
    if character in KEPT or (0x20 <= code < 0x7F):
        return character
    if code < 0x20:
        return chr(PICTURES + code)
    if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"):
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return character
