"""Other views of a picture, which try a doubtful reading: slanted either way; if that is little, taller; if that is
little too, closer and cleaned.

What holds in several views is the letter, what holds in one was an accident of its pixels. A flatter view, tried too,
told nothing more.
"""

import numpy as np
from PIL import Image, ImageFilter

from models.captcha.images import from_pixels

SLANTS, STRETCH = (0.15, -0.15), 1.12
CLOSE = 2 / 3  # of the height
PLACES = (0.0, 0.5, 1.0)  # of what is closer, from the top to the bottom
CLEANING = (ImageFilter.MedianFilter(3), ImageFilter.MinFilter(3), ImageFilter.MaxFilter(3))
ROWS = 160  # pixels; in higher pictures cleaning would take long, and thin lines are thicker than it takes away


def slanted(pixels: np.ndarray) -> list[np.ndarray]:
    """A view for each of SLANTS, of uint8 [height, width, channels] as they are; what comes in at its edges is the
    colour of the corner."""
    return [_seen(pixels, (1, slant, -slant * len(pixels) / 2, 0, 1, 0)) for slant in SLANTS]


def taller(pixels: np.ndarray) -> list[np.ndarray]:
    """The view in which everything is STRETCH as tall, of uint8 [height, width, channels] as they are."""
    middle = len(pixels) / 2
    return [_seen(pixels, (1, 0, 0, 0, 1 / STRETCH, middle - middle / STRETCH))]


def _seen(pixels: np.ndarray, way: tuple[float, ...]) -> np.ndarray:
    image = from_pixels(pixels)
    corner = image.getpixel((0, 0))
    affine, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    return np.asarray(image.transform(image.size, affine, way, bilinear, fillcolor=corner)).reshape(pixels.shape)


def closer(image: Image.Image) -> list[Image.Image]:
    """The upper, the middle and the lower part of a picture, CLOSE of its height, in which small letters are larger."""
    height = round(CLOSE * image.height)
    tops = [round(place * (image.height - height)) for place in PLACES]
    return [image.crop((0, top, image.width, top + height)) for top in tops]


def cleaned(image: Image.Image) -> list[Image.Image]:
    """A picture without specks, without thin lines that are lighter than the rest, without such that are darker."""
    return [image.filter(cleaning) for cleaning in CLEANING]


def reduced(image: Image.Image) -> Image.Image:
    """A picture of at most ROWS, in its proportions."""
    width = max(1, round(image.width * ROWS / image.height))
    return image if image.height <= ROWS else image.resize((width, ROWS), Image.Resampling.BILINEAR, reducing_gap=2)
