"""The makers of captchas: two libraries and our own painter, each drawing by a seed.

A style is one way in which one maker draws. What a network is never shown, so that one can tell how it reads new ones:
the style `unseen` (fonts), and the whole maker wheezy.captcha.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from random import Random, SystemRandom

import captcha.image
import wheezy.captcha.image as wheezy
from PIL import Image

from models.captcha import fonts
from models.captcha.painting import paint

_SOURCE: ContextVar[Random] = ContextVar("source", default=SystemRandom())  # noqa: B039


class _Secrets:
    """Takes the place of the `secrets` module in captcha.image, which takes no seed."""

    def choice(self, options):
        return _SOURCE.get().choice(options)

    def randbelow(self, limit: int) -> int:
        return _SOURCE.get().randrange(limit)

    def randbits(self, bits: int) -> int:
        return _SOURCE.get().getrandbits(bits)


class _Randomness:
    """Takes the place of the `random` module in wheezy.captcha.image."""

    def __getattr__(self, name: str):
        return getattr(_SOURCE.get(), name)


captcha.image.secrets = _Secrets()
wheezy.random = _Randomness()


@contextmanager
def _drawn_from(source: Random):
    token = _SOURCE.set(source)
    try:
        yield
    finally:
        _SOURCE.reset(token)


@dataclass(frozen=True)
class Library:
    """The `captcha` library: one of `fonts` per character, sizes in pixels."""

    fonts: tuple[str, ...]
    width: int = 160
    height: int = 60
    font_sizes: tuple[int, ...] = (42, 50, 56)

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        with _drawn_from(source):
            return _library(self).generate_image(text)


@lru_cache(512)
def _library(style: Library) -> captcha.image.ImageCaptcha:
    return captcha.image.ImageCaptcha(style.width, style.height, list(style.fonts), style.font_sizes)


@dataclass(frozen=True)
class LibraryAnyhow:
    """The `captcha` library in one family of fonts a picture and any size."""

    families: fonts.Families

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        family = source.choice(self.families)
        height = source.choice((44, 60, 60, 80))
        width = int(height * source.choice((2.0, 2.67, 2.67, 3.2, 4.0)))
        sizes = tuple(int(height * share) for share in (0.7, 0.83, 0.93))
        return Library((source.choice(family),), width, height, sizes).draw(text, source)


@dataclass(frozen=True)
class Painted:
    """Our own painter: another style for each picture."""

    families: fonts.Families

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        chosen = tuple(source.choice(family) for family in source.sample(self.families, min(4, len(self.families))))
        return paint(text, chosen, source)


@dataclass(frozen=True)
class Wheezy:
    """The wheezy.captcha library, as its documentation uses it."""

    fonts: tuple[str, ...]

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB, 200 x 75."""
        with _drawn_from(source):
            return _wheezy(self.fonts)(text)


@lru_cache
def _wheezy(fonts: tuple[str, ...]) -> Callable[[str], Image.Image]:
    letters = wheezy.text(fonts=fonts, drawings=[wheezy.warp(), wheezy.rotate(), wheezy.offset()])
    return wheezy.captcha([wheezy.background(), letters, wheezy.curve(), wheezy.noise(), wheezy.smooth()])


Style = Library | LibraryAnyhow | Painted | Wheezy

_SEEN = tuple(path for family in fonts.BUNDLED for path in family)
_UNSEEN = tuple(path for family in fonts.BUNDLED_UNSEEN for path in family)

STYLES: dict[str, Style] = {  # those that need no other fonts than the bundled ones
    "default": Library(fonts.DROID),  # the captcha library as it comes
    "sans": Library(fonts.SANS + fonts.HANKEN),
    "serif": Library(fonts.SERIF),
    "wide": Library(_SEEN, width=240, height=80, font_sizes=(50, 60, 70)),
    "small": Library(_SEEN, width=120, height=44, font_sizes=(30, 34, 40)),
    "unseen": Library(_UNSEEN),
    "painted": Painted(fonts.BUNDLED),
    "wheezy": Wheezy(_SEEN),
}
TRAINING_STYLES = ("default",) * 7 + ("library",) * 4 + ("painter",) * 13  # how often each is drawn


@lru_cache
def styles(folder: str) -> dict[str, Style]:
    """All styles, those of training and its tests too, with the fonts in `folder` (see `fonts.training_families`)."""
    training, unseen = fonts.training_families(folder), fonts.unseen_families(folder)
    return STYLES | {
        "library": LibraryAnyhow(training),
        "painter": Painted(training),
        "library-unseen": LibraryAnyhow(unseen),
        "painter-unseen": Painted(unseen),
        "wheezy-unseen": Wheezy(tuple(family[0] for family in unseen)),
    }
