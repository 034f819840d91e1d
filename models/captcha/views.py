"""Other views of a picture, that try a doubtful reading: slanted either way, and if that is not enough, closer.

What holds in several views is the letter, what holds in one was an accident of its pixels. Closer are its upper, middle
and lower two thirds, in which small letters stand larger. A taller and a flatter view, tried too, told nothing more.
"""

import numpy as np
from PIL import Image

from models.captcha.images import from_pixels

SLANTS = (0.15, -0.15)
CLOSE = 2 / 3  # of the height
PLACES = (0.0, 0.5, 1.0)  # of what is closer, from the top to the bottom


def slanted(pixels: np.ndarray) -> list[Image.Image]:
    """A view for each of SLANTS, of the picture's size, of uint8 [height, width, channels]; what comes in at its edges
    is the colour of the corner."""
    image = from_pixels(pixels)
    corner, middle = image.getpixel((0, 0)), image.height / 2
    return [
        image.transform(
            image.size,
            Image.Transform.AFFINE,
            (1, slant, -slant * middle, 0, 1, 0),
            Image.Resampling.BILINEAR,
            fillcolor=corner,
        )
        for slant in SLANTS
    ]


def closer(pixels: np.ndarray) -> list[Image.Image]:
    """A view for each of PLACES, as wide as the picture and CLOSE of its height, of uint8 [height, width, channels]."""
    image = from_pixels(pixels)
    height = round(CLOSE * image.height)
    tops = [round(place * (image.height - height)) for place in PLACES]
    return [image.crop((0, top, image.width, top + height)) for top in tops]
