"""Other views of a picture, by which a reading that is unsure is tried: slanted either way, taller, flatter.

What holds in several views is the letter, what holds in one was an accident of its pixels.
"""

import numpy as np
from PIL import Image

from models.captcha.images import from_pixels

SLANTS, STRETCHES = (0.15, -0.15), (1.12, 0.88)
VIEWS = len(SLANTS) + len(STRETCHES)


def views(pixels: np.ndarray) -> list[np.ndarray]:
    """`VIEWS` arrays like the one given, uint8 [height, width, channels], as a network takes it before normalisation;
    what comes in at their edges is the colour of the corner."""
    image = from_pixels(pixels)
    changes = [(slant, 1.0) for slant in SLANTS] + [(0.0, stretch) for stretch in STRETCHES]
    return [np.asarray(_affine(image, *change)).reshape(pixels.shape) for change in changes]


def _affine(image: Image.Image, slant: float, stretch: float) -> Image.Image:
    middle = image.height / 2
    matrix = (1, slant, -slant * middle, 0, 1 / stretch, middle - middle / stretch)
    corner = image.getpixel((0, 0))
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=corner)
