"""Where captchas come from: drawn by the `captcha` library, endlessly and by seed, or read from labelled files.

A text belongs to exactly one split by its hash, and the fonts of the style `unseen` are never trained on, so that a
score on `validation` or `test` is one on new strings, and on `unseen` one on new fonts too.
"""

import hashlib
import os
import random
import string
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import count, islice
from multiprocessing import get_context, parent_process
from threading import Thread

import captcha.image
import numpy as np
from PIL import Image

from models.captcha.errors import UndrawableText
from models.captcha.images import to_input

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
MAX_DRAWN = 8  # characters; more are squeezed beyond recognition
BLANK = 0  # class that reads as nothing; the symbol i of a charset is class i + 1


@dataclass(frozen=True)
class Style:
    """How a captcha is drawn: one of `fonts` per character, sizes in pixels."""

    fonts: tuple[str, ...]
    width: int = 160
    height: int = 60
    font_sizes: tuple[int, ...] = (42, 50, 56)


def _fonts(package: str, *names: str) -> tuple[str, ...]:
    return tuple(str(files(package) / "files" / name) for name in names)


_DROID = tuple(captcha.image.DEFAULT_FONTS)
_SANS = _fonts("font_source_sans_pro", "SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf", "SourceSansPro-It.ttf")
_SANS += _fonts("font_hanken_grotesk", "HankenGrotesk-Regular.otf", "HankenGrotesk-Bold.otf")
_SERIF = _fonts("font_source_serif_pro", "SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf")
_SERIF += _fonts("font_source_serif_pro", "SourceSerifPro-It.ttf")
_ROUND = _fonts("font_fredoka_one", "FredokaOne-Regular.ttf")
_UNSEEN = _fonts("font_manrope", "Manrope-Regular.ttf", "Manrope-Bold.ttf")
_UNSEEN += _fonts("font_caladea", "Caladea-Regular.ttf", "Caladea-Bold.ttf")
_SEEN = _DROID + _SANS + _SERIF + _ROUND

STYLES: dict[str, Style] = {
    "default": Style(_DROID),  # the captcha library as it comes
    "sans": Style(_SANS),
    "serif": Style(_SERIF),
    "round": Style(_ROUND),
    "mixed": Style(_SEEN),
    "wide": Style(_SEEN, width=240, height=80, font_sizes=(50, 60, 70)),
    "small": Style(_SEEN, width=120, height=44, font_sizes=(30, 34, 40)),
    "unseen": Style(_UNSEEN),  # kept out of training
}
DRAWN = (  # for the model card
    "Synthetic only: captchas of letters and digits, drawn endlessly by the captcha 0.7.1 package in the fonts Droid "
    "Sans Mono, Source Sans Pro, Source Serif Pro, Hanken Grotesk and Fredoka One (Apache-2.0 and OFL-1.1). Texts are "
    "split by hash into training, validation and test. The fonts Manrope and Caladea are never trained on, but half of "
    "the validation captchas, which choose the epoch and the threshold, show them."
)
TRAINING_STYLES = ("default",) * 4 + ("sans", "serif", "round", "mixed", "wide", "small")


class _Draws:
    """Takes the place of the `secrets` module in captcha.image, which takes no seed."""

    source: ContextVar[random.Random] = ContextVar("source", default=random.SystemRandom())  # noqa: B039

    def choice(self, options):
        return self.source.get().choice(options)

    def randbelow(self, limit: int) -> int:
        return self.source.get().randrange(limit)

    def randbits(self, bits: int) -> int:
        return self.source.get().getrandbits(bits)


captcha.image.secrets = _Draws()


@lru_cache
def _generator(style: str) -> captcha.image.ImageCaptcha:
    drawn = STYLES[style]
    return captcha.image.ImageCaptcha(drawn.width, drawn.height, list(drawn.fonts), drawn.font_sizes)


def draw(text: str, style: str = "default", seed: int = 0) -> Image.Image:
    """Draws a captcha, RGB; the same text, style and seed give the same pixels.

    Raises:
        UndrawableText: empty, longer than MAX_DRAWN, or with a symbol outside ALPHABET; or an unknown style.
    """
    if style not in STYLES:
        raise UndrawableText(f"There is no style {style!r}.", f"Choose one of {', '.join(STYLES)}.")
    if not 1 <= len(text) <= MAX_DRAWN or not set(text) <= set(ALPHABET):
        remedy = f"Use 1 to {MAX_DRAWN} of the letters A-Z, a-z and the digits 0-9."
        raise UndrawableText(f"{text!r} cannot be drawn.", remedy)
    token = _Draws.source.set(random.Random(f"{seed}/{style}/{text}"))
    try:
        return _generator(style).generate_image(text)
    finally:
        _Draws.source.reset(token)


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
    """The symbols to draw for a network that answers in `charset`: both cases where it folds them into one."""
    return "".join(sorted(set(charset) | set(charset.upper()))) if charset == charset.lower() else charset


@dataclass(frozen=True)
class Recipe:
    """Which captchas to draw; example `index` of a recipe is always the same picture."""

    styles: tuple[str, ...] = TRAINING_STYLES
    lengths: tuple[int, ...] = (4, 5, 6)
    charset: str = ALPHABET
    split: str = "train"
    seed: int = 0

    def example(self, index: int) -> tuple[Image.Image, str]:
        """The picture (RGB) and its text."""
        source = random.Random(f"{self.seed}/{self.split}/{index}")
        text = random_text(source, source.choice(self.lengths), self.charset, self.split)
        return draw(text, source.choice(self.styles), source.getrandbits(32)), text


@dataclass(frozen=True)
class Encoding:
    """What a network takes and gives: the size and scale of its input, and the classes of its answers.

    `slots` > 0 means one answer per fixed position; 0 means a sequence with blanks, for CTC.
    """

    height: int
    width: int
    channels: int
    normalisation: str
    charset: str
    slots: int = 0

    def image(self, image: Image.Image) -> np.ndarray:
        """float32 [height, width, channels]"""
        return to_input(image, self.height, self.width, self.channels, self.normalisation)

    def label(self, text: str, longest: int = MAX_DRAWN) -> np.ndarray:
        """Class of each character, int32: [slots] counted from 0, or [longest] with 0 as padding for CTC.

        Where the charset has only one case, the text is folded to it.
        """
        if self.charset == self.charset.lower():
            text = text.lower()
        classes = [self.charset.index(symbol) for symbol in text]
        if self.slots:
            return np.asarray(classes, np.int32)
        return np.asarray([index + 1 for index in classes] + [BLANK] * (longest - len(text)), np.int32)


Batch = tuple[np.ndarray, np.ndarray]


def batch_of(recipe: Recipe, encoding: Encoding, size: int, index: int) -> Batch:
    """Batch `index` of a recipe: images float32 [size, height, width, channels], labels int32 [size, longest]."""
    return encoded((recipe.example(index * size + offset) for offset in range(size)), encoding)


def encoded(examples: Iterator[tuple[Image.Image, str]], encoding: Encoding) -> Batch:
    """Stacks pictures and texts into arrays."""
    pairs = [(encoding.image(image), encoding.label(text)) for image, text in examples]
    images, labels = zip(*pairs, strict=True)
    return np.stack(images), np.stack(labels)


def stream(make_batch: Callable[[int], Batch], start: int = 0, workers: int = 1) -> Iterator[Batch]:
    """Endless batches from number `start` on, made in order by `workers` processes a few batches ahead.

    Starting at the step a run had reached continues it with the very batches it would have seen.
    """
    if workers == 0:
        yield from map(make_batch, count(start))
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent) as pool:
        numbers = count(start)
        waiting = [pool.submit(make_batch, number) for number in islice(numbers, 4 * workers)]
        while True:
            yield waiting.pop(0).result()
            waiting.append(pool.submit(make_batch, next(numbers)))


def _end_with_parent() -> None:
    """A killed training run must not leave its drawing processes waiting for ever."""

    def watch() -> None:
        parent_process().join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
