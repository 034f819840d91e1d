"""What a network takes and gives: pictures as arrays, texts as classes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image

from models.captcha.errors import UnknownLabelError
from models.captcha.images import NORMALISATIONS, trim_box

MAX_LABEL = 12  # characters of a label
STRIDE = 32  # pixels between the widths of a network that keeps proportions
BLANK = 0  # class that reads as nothing; the symbol i of a charset is class i + 1

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Encoding:
    """The size and scale of a network's input, and the classes of its answers.

    `slots` > 0 means one answer per fixed position; 0 means a sequence with blanks, for CTC.
    `trim` means that margins of one colour are cut off before the picture is resized. `wide`, if it is not 0, is the
    width given to pictures of at least that width when they are `height` high: in `width` their letters would be thin.
    `narrow`, if it is not 0 either, is the least of the widths up to `wide`, a STRIDE apart, of which a picture is
    given the one that keeps its proportions best.
    """

    height: int
    width: int
    channels: int
    normalisation: str
    charset: str
    slots: int = 0
    trim: bool = False
    wide: int = 0
    narrow: int = 0

    @property
    def classes(self) -> int:
        """How many there are: the symbols, and the blank of a network that reads a sequence."""
        return len(self.charset) + (0 if self.slots else 1)

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths that an input may have, the usual one first."""
        if self.narrow:
            return (self.width, *(width for width in range(self.narrow, self.wide + 1, STRIDE) if width != self.width))
        return (self.width, self.wide) if self.wide else (self.width,)

    def image(self, image: Image.Image) -> np.ndarray:
        """The input for an RGB image, float32 [height, one of widths, channels]."""
        return self.normalise(self.pixels(image)[None])[0]

    def pixels(self, image: Image.Image) -> np.ndarray:
        """An RGB image cut and resized, uint8 [height, one of widths, channels]."""
        box = self.box(image)
        if image.mode != (mode := "L" if self.channels == 1 else "RGB"):
            image = image.convert(mode)
        width = self._width_of(box[2] - box[0], box[3] - box[1])
        resized = image.resize((width, self.height), Image.Resampling.BILINEAR, box)
        return np.asarray(resized).reshape(self.height, width, self.channels)

    def box(self, image: Image.Image) -> tuple[int, int, int, int]:
        """What of an RGB image is seen: left, top, right, bottom in its pixels."""
        return trim_box(image) if self.trim else (0, 0, *image.size)

    def _width_of(self, width: int, height: int) -> int:
        if self.narrow:
            natural = width * self.height / height
            return min(self.widths, key=lambda given: max(given / natural, natural / given))
        return self.wide if self.wide and width * self.height >= self.wide * height else self.width

    def normalise(self, pixels: np.ndarray) -> np.ndarray:
        """Scales values: float32 [batch, height, width, channels] from uint8."""
        return NORMALISATIONS[self.normalisation](pixels)

    def label(self, text: str) -> np.ndarray:
        """Class of each character, int32: [slots] counted from 0, or [MAX_LABEL] with 0 as padding for CTC.

        Where the charset has only one case, the text is folded to it.

        Raises:
            UnknownLabelError: a symbol outside the charset, or a length that the network cannot give.
        """
        if self.charset == self.charset.lower():
            text = text.lower()
        strange = "".join(sorted(set(text) - set(self.charset)))
        if strange:
            raise UnknownLabelError(f"The label {text!r} has {strange!r}.", f"Labels may have {self.charset} alone.")
        if not 1 <= len(text) <= MAX_LABEL or (self.slots and len(text) != self.slots):
            lengths = f"{self.slots}" if self.slots else f"1 to {MAX_LABEL}"
            raise UnknownLabelError(f"The label {text!r} has {len(text)} characters.", f"Labels may have {lengths}.")
        classes = [self.charset.index(symbol) for symbol in text]
        if self.slots:
            return np.asarray(classes, np.int32)
        return np.asarray([index + 1 for index in classes] + [BLANK] * (MAX_LABEL - len(text)), np.int32)

    def text(self, label: np.ndarray) -> str:
        """The text of a label as `label` gives it."""
        offset = 0 if self.slots else 1
        return "".join(self.charset[index - offset] for index in label if self.slots or index != BLANK)


def map_by_shape(answer: Callable[[np.ndarray], Iterable[Answer]], arrays: Sequence[np.ndarray]) -> list[Answer]:
    """What a function of arrays of one shape, stacked, answers to arrays of several, in their order."""
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    answers: dict[int, Answer] = {}
    for place, array in enumerate(arrays):
        alike[array.shape].append(place)
    for places in alike.values():
        answers.update(zip(places, answer(np.stack([arrays[place] for place in places])), strict=True))
    return [answers[place] for place in range(len(arrays))]
