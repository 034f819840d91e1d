"""Loads a checkpoint folder and reads captchas with ONNX Runtime; TensorFlow is not needed."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from models.captcha.answers import Reading
from models.captcha.constraints import Length
from models.captcha.encoding import Encoding, map_by_shape
from models.captcha.errors import CaptchaError
from models.captcha.frames import steady_ink
from models.captcha.images import Source, frames_in, read_image
from models.captcha.looks import adding_up, combined_reading, others_than, together
from models.captcha.parts import is_more_than_a_captcha, likeliest, likely_parts
from models.captcha.reader import Reader
from models.captcha.views import cleaned, closer, reduced, slanted, taller

MAX_BATCH = 16  # images a run of the network: bounds memory, and larger is not faster on a CPU
# Confidences under which a picture is looked at again, slanted, taller and anew: above them that changes less than it
# costs, or than it spoils.
LOOK_SLANTED, LOOK_TALLER, LOOK_ANEW = 0.9, 0.7, 0.4
MIN_HALVED = 4  # images, from which on two threads take half of them each

Read = Callable[..., list[Reading]]  # what `Reader.read` is, with all that is asked
Views = Callable[[int], Sequence[np.ndarray]]  # of the picture at a place, as the network takes them
Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Solver:
    """A checkpoint ready to read; safe to share between threads."""

    def __init__(self, folder: str | os.PathLike[str]):
        import onnxruntime  # here, so that importing the package stays quick

        config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # two wait for each other longer than one picture takes; see _run for many
        options.add_session_config_entry("session.x64quantprecision", "1")  # else AVX2 without VNNI cuts sums off
        model = Path(folder) / "model.onnx"
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._helper = ThreadPoolExecutor(1) if (os.cpu_count() or 1) > 1 else None
        encoding = Encoding(**config["encoding"])
        if self._session.get_outputs()[0].shape[-1] != encoding.classes:
            raise CaptchaError("The network has other classes than its encoding.", "Save both from one training.")
        self.reader = Reader(encoding, config["steps"], config["threshold"], config["temperature"])

    @property
    def charset(self) -> str:
        """Every symbol that the model can read."""
        return self.reader.encoding.charset

    @property
    def longest(self) -> int:
        """The greatest length that can be asked for."""
        return self.reader.longest

    @property
    def threshold(self) -> float:
        """Readings of less confidence are flagged unsure."""
        return self.reader.threshold

    def solve(
        self, images: Sequence[Source], charset: str | None = None, length: Length | None = None, others: int = 0
    ) -> list[Reading]:
        """Reads each image; with a charset or a length, only readings that fit are possible.

        Args:
            images: PIL images, uint8 arrays, paths or file contents. The frames of an animation are read together.
            charset: the symbols that may occur, or names of classes (`digits`, `lower+digits`; see `constraints`); all
                that the model knows if None.
            length: how many characters there are, or the fewest and the most; any number if None.
            others: how many next best readings to give as well.

        Raises:
            CaptchaError: an image that cannot be read, or a constraint that cannot be met; nothing is read then.
        """
        self.reader.allowed(charset), self.reader.lengths(length)
        read = partial(self.reader.read, charset=charset, length=length)

        def read_some(some: Sequence[Source]) -> list[Reading]:
            return [adding_up(reading, others) for reading in self._readings(some, read, 2 * others)]

        return self._in_two_threads(read_some, images)

    def _readings(self, images: Sequence[Source], read: Read, others: int) -> list[Reading]:
        pixels, moving, large = [], [], []
        for place, image in enumerate(images):
            picture = read_image(image)
            pixels.append(self.reader.encoding.pixels(picture))
            if frames_in(picture):
                moving.append(place)
            elif is_more_than_a_captcha((0, 0, *picture.size)):
                large.append(place)
        readings = self._look_closely(pixels, lambda place: self._anew(read_image(images[place])), read, others)
        for place in moving:  # opened again, one after the other: all at once would fill the memory
            frames = frames_in(read_image(images[place]))
            readings[place] = self._with_frames(readings[place], frames, read)
        for place in large:
            readings[place] = self._in_its_part(images[place], readings[place], read, others)
        return readings

    def _in_its_part(self, image: Source, reading: Reading, read: Read, others: int) -> Reading:
        """The reading of the captcha in a picture of much more, if nothing sure was read in all of it."""
        encoding = self.reader.encoding
        if not reading.unsure or encoding.slots:
            return reading
        picture = read_image(image)
        whole = encoding.box(picture)
        if not is_more_than_a_captcha(whole):
            return reading
        parts, readings = likely_parts(picture), []
        for some in _batches([encoding.pixels(picture.crop(part)) for part in parts]):
            readings += self._look_closely(some, lambda _: (), read, others)
        best, share = likeliest([*parts, whole], [*readings, reading])
        if best == len(parts):
            return reading
        captcha = picture.crop(parts[best])
        (readings[best],) = self._look_closely([encoding.pixels(captcha)], lambda _: self._anew(captcha), read, others)
        confidence = readings[best].confidence * share
        return replace(readings[best], confidence=confidence, unsure=confidence < self.threshold, part=parts[best])

    def _with_frames(self, reading: Reading, frames: Sequence[Image.Image], read: Read) -> Reading:
        """What the frames of an animation say together, of which `reading` is that of all their ink."""
        pixels = [self.reader.encoding.pixels(picture) for picture in (steady_ink(frames), *frames)]
        looks = [reading, *(look for some in _batches(pixels) for look in self._look(some, read))]
        combined = together(looks[2:], looks, self.threshold) or combined_reading(looks, self.threshold)
        return replace(combined, others=others_than(combined.text, reading))

    def _look(self, pixels: Sequence[np.ndarray], read: Read) -> list[Reading]:
        return map_by_shape(lambda alike: read(self._run(self.reader.encoding.normalise(alike))), pixels)

    def _look_closely(self, pixels: Sequence[np.ndarray], anew: Views, read: Read, others: int) -> list[Reading]:
        """The readings; what is doubtful is settled together with other views of its pixels, and with those of the
        picture itself that `anew` gives."""
        readings = self._look(pixels, partial(read, others=others))
        if self.reader.encoding.slots:  # the articles' networks, which looked once
            return readings
        looks = [[reading] for reading in readings]
        steps: tuple[tuple[float, Views], ...] = (
            (LOOK_SLANTED, lambda place: slanted(pixels[place])),
            (LOOK_TALLER, lambda place: taller(pixels[place])),
            (LOOK_ANEW, anew),
        )
        for enough, views in steps:
            doubtful = [place for place, reading in enumerate(readings) if reading.confidence < enough]
            seen = [views(place) for place in doubtful]
            found = (look for some in _batches([*chain.from_iterable(seen)]) for look in self._look(some, read))
            for place, own in zip(doubtful, seen, strict=True):
                looks[place] += islice(found, len(own))
                readings[place] = combined_reading(looks[place], self.reader.threshold)
        return readings

    def _anew(self, picture: Image.Image) -> Sequence[np.ndarray]:
        """Views of an RGB picture that show it otherwise than its pixels for the network can."""
        encoding = self.reader.encoding
        image = reduced(picture.crop(encoding.box(picture)))
        return list(map(encoding.pixels, (*closer(image), *cleaned(image))))

    def scores(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """The network's answers, float32 [steps, classes], to inputs float32 [height, width, channels]."""
        return self._in_two_threads(lambda some: map_by_shape(self._run, some), arrays)

    def _run(self, images: np.ndarray) -> np.ndarray:
        answers: np.ndarray = self._session.run(None, {self._input: images})[0]
        return answers

    def _in_two_threads(
        self, function: Callable[[Sequence[Item]], list[Answer]], items: Sequence[Item]
    ) -> list[Answer]:
        """What a function of several items gives for all, every other batch of them in another thread."""
        if self._helper is None or len(items) < MIN_HALVED:
            return [answer for some in _batches(items) for answer in function(some)]
        batches = list(_batches(items, -(-len(items) // 2)))
        theirs = self._helper.submit(lambda: list(map(function, batches[1::2])))
        answers = [*map(function, batches[::2])]
        for place, answer in enumerate(theirs.result()):
            answers.insert(2 * place + 1, answer)
        return list(chain.from_iterable(answers))


def _batches(items: Sequence[Item], most: int = MAX_BATCH) -> Iterator[Sequence[Item]]:
    size = min(most, MAX_BATCH)
    return (items[start : start + size] for start in range(0, len(items), size))


def load(folder: str | os.PathLike[str]) -> Solver:
    """Opens a checkpoint folder, as `hub_utils.fetch("captcha")` returns it."""
    return Solver(folder)
