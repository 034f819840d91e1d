"""Other views of a picture, by which a doubtful reading is tried: slanted one way, taller, slanted the other way.

What holds in several views is the letter, what holds in one was an accident of its pixels. A flatter view, tried too,
told nothing that these three do not.
"""

import numpy as np
from PIL import Image

from models.captcha.images import from_pixels

CHANGES = ((0.15, 1.0), (0.0, 1.12), (-0.15, 1.0))  # slant and stretch of each view
VIEWS = len(CHANGES)


def view(pixels: np.ndarray, number: int) -> np.ndarray:
    """View `number`, under VIEWS, of uint8 [height, width, channels], as a network takes it before normalisation; what
    comes in at its edges is the colour of the corner."""
    image = from_pixels(pixels)
    slant, stretch = CHANGES[number]
    middle = image.height / 2
    matrix = (1, slant, -slant * middle, 0, 1 / stretch, middle - middle / stretch)
    corner = image.getpixel((0, 0))
    seen = image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=corner)
    return np.asarray(seen).reshape(pixels.shape)
