"""Changes to a picture that leave its text as it is, so that a network sees each captcha many times anew."""

from functools import partial
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from models.captcha.images import from_pixels
from models.captcha.painting.damage import compress


def augment(pixels: np.ndarray, source: Random) -> np.ndarray:
    """Moves, turns, recolours and harms a picture, uint8 [height, width, channels], each with its probability."""
    image = from_pixels(pixels)
    for probability, change in CHANGES:
        if source.random() < probability:
            image = change(image, source)
    return np.asarray(image).reshape(pixels.shape)


def _move(image: Image.Image, source: Random) -> Image.Image:
    """Shifted, scaled, turned and slanted a little about its middle; what comes in is the colour of its corner."""
    across, down = source.uniform(0.9, 1.12), source.uniform(0.88, 1.15)
    turn, slant = source.uniform(-0.05, 0.05), source.uniform(-0.25, 0.25)
    ratio = image.width / image.height
    a, b, d, e = 1 / across, slant, turn / ratio, 1 / down
    centre = image.width / 2 + source.uniform(-0.04, 0.04) * image.width, image.height / 2
    x, y = image.width / 2, image.height / 2 + source.uniform(-0.06, 0.06) * image.height
    matrix = (a, b, x - a * centre[0] - b * centre[1], d, e, y - d * centre[0] - e * centre[1])
    corner = image.getpixel((source.choice((0, image.width - 1)), source.choice((0, image.height - 1))))
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=corner)


def _invert(image: Image.Image, _source: Random) -> Image.Image:
    return ImageOps.invert(image)


def _recolour(image: Image.Image, source: Random) -> Image.Image:
    """Channels in another order, or all the same."""
    if image.mode == "L":
        return image
    if source.random() < 0.3:
        return image.convert("L").convert("RGB")
    channels = list(image.split())
    source.shuffle(channels)
    return Image.merge("RGB", channels)


def _relight(image: Image.Image, source: Random) -> Image.Image:
    """Brighter or darker, and with another contrast."""
    gain, bias, gamma = source.uniform(0.55, 1.2), source.uniform(-30, 45), source.uniform(0.7, 1.4)
    table = np.clip(gain * 255 * (np.arange(256) / 255) ** gamma + bias, 0, 255).astype(np.uint8).tolist()
    return image.point(table * len(image.getbands()))


def _blur(image: Image.Image, source: Random) -> Image.Image:
    return image.filter(ImageFilter.BoxBlur(source.uniform(0.3, 1.3)))


def _coarsen(image: Image.Image, source: Random) -> Image.Image:
    share = source.uniform(0.4, 0.8)
    small = image.resize((int(image.width * share), int(image.height * share)), Image.Resampling.BILINEAR)
    return small.resize(image.size, source.choice((Image.Resampling.BILINEAR, Image.Resampling.NEAREST)))


def _add_noise(image: Image.Image, source: Random) -> Image.Image:
    pixels = np.asarray(image)
    generator = np.random.default_rng(source.getrandbits(32))
    noise = generator.integers(-(spread := source.randint(4, 24)), spread + 1, pixels.shape, np.int16)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def _scratch(image: Image.Image, source: Random) -> Image.Image:
    """One to three thin lines in a colour of the picture."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    for _ in range(source.randint(1, 3)):
        colour = image.getpixel((source.randrange(image.width), source.randrange(image.height)))
        ends = [(source.uniform(0, image.width), source.uniform(0, image.height)) for _ in range(2)]
        draw.line(ends, colour, source.choice((1, 1, 2)))
    return image


CHANGES = (  # each with its probability
    (0.7, _move),
    (0.15, _invert),
    (0.3, _recolour),
    (0.4, _relight),
    (0.15, _scratch),
    (0.12, _blur),
    (0.12, _coarsen),
    (0.1, _add_noise),
    (0.1, partial(compress, quality=(20, 70))),
)
