"""The frames of an animated captcha: letters that flicker are never all there in one of them."""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

MAX_FRAMES = 8  # that are looked at, spread over the animation
MAX_DECODED = 8_000_000  # pixels of all frames that are decoded; a GIF of 10 kB may hold a thousand million
SAME = 8  # of 255, up to which pixels of two frames are the same colour


def frames_of(image: Image.Image) -> list[Image.Image]:
    """The different frames of a picture as they are shown, RGB or RGBA, at most MAX_FRAMES; of a still one itself."""
    if _is_still(image):
        return [image]
    shown = list(_decoded(image, max(1, MAX_DECODED // (image.width * image.height))))
    different: list[Image.Image] = []
    for frame in shown[:: -(-len(shown) // MAX_FRAMES)]:
        if not any(_are_same(frame, other) for other in different):
            different.append(frame)
    return different


def _is_still(image: Image.Image) -> bool:
    try:
        return getattr(image, "n_frames", 1) < 2
    except Exception:  # of many kinds: a later frame is damaged, and there is one
        return False


def _decoded(image: Image.Image, most: int) -> Iterator[Image.Image]:
    """The frames up to one that is damaged or of another size; that the first is damaged is an error.

    A size is looked at before its pixels are decoded: a later frame of a GIF may enlarge it, and so may a later page.
    """
    size = image.size
    for number in range(most):
        try:
            image.seek(number)
            if image.size != size:
                return
            frame = image.convert("RGBA")
        except Exception:  # of many kinds; EOFError after the last
            if number == 0:
                raise
            return
        yield frame


def _are_same(one: Image.Image, other: Image.Image) -> bool:
    apart = np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16))
    return int(apart.max()) <= SAME


def all_ink(frames: Sequence[Image.Image]) -> Image.Image:
    """RGB: each pixel as in the frame where it is farthest from the ground, which is the colour of most pixels."""
    pixels = np.stack([np.asarray(frame) for frame in frames])
    ground = np.median(pixels.reshape(-1, 3), axis=0)
    distance = np.abs(pixels - ground).sum(axis=-1)
    return Image.fromarray(np.take_along_axis(pixels, distance.argmax(0)[None, ..., None], axis=0)[0])


def steady_ink(frames: Sequence[Image.Image]) -> Image.Image:
    """RGB: each pixel as in most frames, so that what wanders over the letters is gone."""
    return Image.fromarray(np.median(np.stack([np.asarray(frame) for frame in frames]), axis=0).astype(np.uint8))
