"""Which captchas are drawn, endlessly and by seed.

A text belongs to exactly one split by its hash, so that a score on `validation` or `test` is one on new strings.
"""

import hashlib
import random
import string
from dataclasses import dataclass

from PIL import Image

from models.captcha.errors import UndrawableTextError
from models.captcha.styles import STYLES, TRAINING_STYLES, Library, styles

MAX_DRAWN = Library.longest  # characters of a captcha that is asked for
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
LENGTHS = (3,) + (4,) * 4 + (5,) * 3 + (6,) * 3 + (7, 8, 8, 9, 10)  # how often each is drawn for training
# Drawn twice as often as others for training: they are hard. Makers leave them out instead, of the seven with letters
# that may be trained on four do: a network that is to be used gives them log(2 * 7 / 3) = 1.5 nats less than it learnt.
LOOK_ALIKES = "0Oo1Il"
# What one picture may hold, and how often: makers use part of the alphabet, and a network should feel which.
CHARSETS = (
    (string.digits, 3),
    (string.digits + string.ascii_lowercase, 3),
    (string.digits + string.ascii_uppercase, 3),
    (string.ascii_lowercase, 1),
    (string.ascii_uppercase, 1),
    (ALPHABET, 4),
)


def draw(text: str, style: str = "default", seed: int = 0) -> Image.Image:
    """Draws a captcha, RGB; the same text, style and seed give the same pixels.

    Raises:
        UndrawableTextError: empty, longer than MAX_DRAWN, or with a symbol outside ALPHABET; or an unknown style.
    """
    if style not in STYLES:
        raise UndrawableTextError(f"There is no style {style!r}.", f"Choose one of {', '.join(STYLES)}.")
    if not 1 <= len(text) <= MAX_DRAWN or not set(text) <= set(ALPHABET):
        remedy = f"Use 1 to {MAX_DRAWN} of the letters A-Z, a-z and the digits 0-9."
        raise UndrawableTextError(f"{text!r} cannot be drawn.", remedy)
    return STYLES[style].draw(text, random.Random(f"{seed}/{style}/{text}"))


def split_of(text: str) -> str:
    """The split to which a text belongs, whatever its case: 80 % train, 10 % validation, 10 % test."""
    bucket = hashlib.sha256(text.casefold().encode()).digest()[0] % 10
    return {0: "validation", 1: "test"}.get(bucket, "train")


def random_text(
    seed: int | str | random.Random, length: int = 4, charset: str = ALPHABET, split: str | None = None
) -> str:
    """A text of uniform symbols, drawn until it belongs to `split`."""
    source = seed if isinstance(seed, random.Random) else random.Random(seed)
    while True:
        text = "".join(source.choices(charset, k=length))
        if split in (None, split_of(text)):
            return text


def charset_drawn(charset: str) -> str:
    """The symbols to draw for a network that answers in `charset`: both cases where it folds them into one, and none
    that every font need not have."""
    both = "".join(sorted(set(charset) | set(charset.upper()))) if charset == charset.lower() else charset
    return "".join(symbol for symbol in both if symbol in ALPHABET)


@dataclass(frozen=True)
class Recipe:
    """Which captchas to draw; example `index` of a recipe is always the same picture.

    `mixed` draws most pictures from a part of the charset: digits alone, one case alone, and so on.
    """

    styles: tuple[str, ...] = TRAINING_STYLES
    lengths: tuple[int, ...] = LENGTHS
    charset: str = ALPHABET
    split: str = "train"
    seed: int = 0
    fonts: str = ""
    mixed: bool = False

    def example(self, index: int) -> tuple[Image.Image, str]:
        """The picture (RGB) and its text."""
        source = random.Random(f"{self.seed}/{self.split}/{index}")
        style = source.choice(self.styles)
        part = self._part(source) if self.mixed and style != "default" else self.charset
        if self.mixed and self.split == "train":
            part = self._with_look_alikes(part)
        drawing = styles(self.fonts)[style]
        length = source.choice([length for length in self.lengths if length <= drawing.longest])
        text = random_text(source, length, part, self.split)
        return drawing.draw(text, source), text

    def _part(self, source: random.Random) -> str:
        parts, weights = zip(*CHARSETS, strict=True)
        part = source.choices(parts, weights)[0]
        return "".join(symbol for symbol in part if symbol in self.charset) or self.charset

    def _with_look_alikes(self, part: str) -> str:
        return part + "".join(symbol for symbol in LOOK_ALIKES if symbol in part)
