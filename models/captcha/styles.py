"""The makers of captchas: two libraries and our own painter, each drawing by a seed.

A style is one way in which one maker draws; `longest` is how many characters it has room for. What a network is never
shown, so that one can tell how it reads new ones: the fonts of the styles named unseen, and whole makers, which
`benchmarks/makers` draws with.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from random import Random, SystemRandom
from typing import Any, ClassVar

import captcha.image
import wheezy.captcha.image as wheezy
from PIL import Image

from models.captcha import fonts
from models.captcha.encoding import MAX_LABEL
from models.captcha.painting import IDEAS, idea, paint
from models.captcha.painting.colours import Colour, any_colour

CAPTCHA, WHEEZY = "captcha 0.7.1", "wheezy.captcha 3.2.2"

_SOURCE: ContextVar[Random] = ContextVar("source", default=SystemRandom())  # noqa: B039


class _Secrets:
    """Takes the place of the `secrets` module in captcha.image, which takes no seed."""

    def choice(self, options: Sequence[Any]) -> Any:
        return _SOURCE.get().choice(options)

    def randbelow(self, limit: int) -> int:
        return _SOURCE.get().randrange(limit)

    def randbits(self, bits: int) -> int:
        return _SOURCE.get().getrandbits(bits)


class _Randomness:
    """Takes the place of the `random` module in wheezy.captcha.image."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_SOURCE.get(), name)


setattr(captcha.image, "secrets", _Secrets())  # noqa: B010  # a plain assignment is one to a module's own import
wheezy.random = _Randomness()


@contextmanager
def _drawing_by(source: Random) -> Iterator[None]:
    token = _SOURCE.set(source)
    try:
        yield
    finally:
        _SOURCE.reset(token)


@dataclass(frozen=True)
class Library:
    """The `captcha` library: one of `fonts` per character, sizes in pixels."""

    maker: ClassVar[str] = CAPTCHA
    longest: ClassVar[int] = 8  # more are squeezed beyond recognition
    fonts: tuple[str, ...]
    width: int = 160
    height: int = 60
    font_sizes: tuple[int, ...] = (42, 50, 56)

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        with _drawing_by(source):
            return _library(self).generate_image(text)


@lru_cache(512)
def _library(style: Library) -> captcha.image.ImageCaptcha:
    return captcha.image.ImageCaptcha(style.width, style.height, list(style.fonts), style.font_sizes)


@dataclass(frozen=True)
class LibraryAnyhow:
    """The `captcha` library in one family of fonts a picture and any size."""

    maker: ClassVar[str] = CAPTCHA
    longest: ClassVar[int] = 8
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

    maker: ClassVar[str] = "our own painter"
    longest: ClassVar[int] = MAX_LABEL
    families: fonts.Families

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        chosen = tuple(source.choice(family) for family in source.sample(self.families, min(4, len(self.families))))
        return paint(text, chosen, source)


@dataclass(frozen=True)
class Composed:
    """Our own painter after one of its ideas."""

    maker: ClassVar[str] = "our own painter"
    longest: ClassVar[int] = MAX_LABEL
    idea: str
    families: fonts.Families
    bitmaps: fonts.Families = ()

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        return idea(self.idea, self.bitmaps)(text, self.families, source)


@dataclass(frozen=True)
class Wheezy:
    """The wheezy.captcha library, as its documentation uses it."""

    maker: ClassVar[str] = WHEEZY
    longest: ClassVar[int] = 8
    fonts: tuple[str, ...]

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB, 200 x 75."""
        with _drawing_by(source):
            return _wheezy(self.fonts)(text)


@lru_cache
def _wheezy(fonts: tuple[str, ...]) -> Callable[[str], Image.Image]:
    letters = wheezy.text(fonts=fonts, drawings=[wheezy.warp(), wheezy.rotate(), wheezy.offset()])
    return wheezy.captcha([wheezy.background(), letters, wheezy.curve(), wheezy.noise(), wheezy.smooth()])


@dataclass(frozen=True)
class WheezyAnyhow:
    """The wheezy.captcha library with other fonts, colours, sizes and drawings for each picture."""

    maker: ClassVar[str] = WHEEZY
    longest: ClassVar[int] = MAX_LABEL
    families: fonts.Families

    def draw(self, text: str, source: Random) -> Image.Image:
        """The captcha of a text, RGB."""
        height = source.choice((45, 60, 75, 75))
        sizes = tuple(int(height * share) for share in (0.87, 0.93, 1.0))
        width = max(height * 2, int(height * len(text) * source.uniform(0.55, 0.72)))
        paper = any_colour(source, *source.choice(((220, 255), (220, 255), (0, 50))))
        ink, line, dots = (any_colour(source, 100, 190) for _ in range(3))  # it takes an ink's brightness for opacity
        turned = wheezy.rotate(source.choice((10, 25)))
        letters = wheezy.text(
            source.choice(self.families),
            sizes,
            [wheezy.warp(), turned, wheezy.offset()],
            _hex(ink),
            squeeze_factor=source.uniform(0.75, 0.95),
        )
        curve = wheezy.curve(_hex(source.choice((ink, line))), source.randint(2, 4), source.randint(4, 7))
        noise = wheezy.noise(source.randint(20, 60), _hex(source.choice((paper, dots))), source.randint(1, 2))
        with _drawing_by(source):
            parts = [wheezy.background(_hex(paper)), letters, curve, noise, wheezy.smooth()]
            return wheezy.captcha(parts, width, height)(text)


def _hex(colour: Colour) -> str:
    red, green, blue = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


Style = Library | LibraryAnyhow | Painted | Composed | Wheezy | WheezyAnyhow

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
TRAINING_STYLES: tuple[str, ...] = (
    ("default",) * 12 + ("library",) * 4 + ("wheezy-anyhow",) * 3 + ("painter",) * 13
)  # how often
IDEAS_OF_TRAINING = {
    "crossed": 9,
    "faded": 6,
    "bunched": 5,
    "inverted": 4,
    "pixelled": 5,
    "motley": 4,
    "hollow": 1,
    "blotted": 6,
    "stirred": 6,
    "ruled": 9,
}
TRAINING_STYLES += tuple(name for name, often in IDEAS_OF_TRAINING.items() for _ in range(often))


def as_often(names: Sequence[str]) -> tuple[str, ...]:
    """Names of styles, each as often as it says: `default*3` three times."""
    counted = [name.partition("*") for name in names]
    return tuple(name for name, _, often in counted for _ in range(int(often or 1)))


@lru_cache
def styles(folder: str) -> dict[str, Style]:
    """All styles, those of training and its tests too, with the fonts in `folder` (see `fonts.training_families`)."""
    training, unseen = fonts.training_families(folder), fonts.unseen_families(folder)
    bitmaps, new_bitmaps = fonts.bitmap_families(folder), fonts.bitmap_families(folder, unseen=True)
    ideas = {name: Composed(name, training, bitmaps) for name in IDEAS}
    ideas_unseen = {f"{name}-unseen": Composed(name, unseen, new_bitmaps) for name in IDEAS}
    return (
        STYLES
        | ideas
        | ideas_unseen
        | {
            "library": LibraryAnyhow(training),
            "painter": Painted(training),
            "wheezy-anyhow": WheezyAnyhow(training),
            "library-unseen": LibraryAnyhow(unseen),
            "painter-unseen": Painted(unseen),
            "wheezy-unseen": Wheezy(tuple(family[0] for family in unseen)),
        }
    )
