"""What bends a written line: ripples, fish eyes and water, as the filters of image libraries do it.

The parameters are in pixels of the picture; each takes RGB or RGBA and gives the same mode and size.
"""

import math
from random import Random

import numpy as np
from PIL import Image, ImageFilter


def ripple(image: Image.Image, source: Random) -> Image.Image:
    """Rows and columns swing along sine waves, of the wavelengths and swings of Java's ripple filters."""
    x, y = _places(image)
    swing = source.uniform(0.02, 0.12) * image.height, source.uniform(0.02, 0.1) * image.height
    lengths = source.uniform(0.4, 1.6) * image.height, source.uniform(0.5, 3) * image.height
    phases = source.uniform(0, math.tau), source.uniform(0, math.tau)
    across = x + swing[0] * np.sin(math.tau * y / lengths[0] + phases[0])
    down = y + swing[1] * np.sin(math.tau * x / lengths[1] + phases[1])
    return _sampled(image, across, down)


def fish_eye(image: Image.Image, source: Random) -> Image.Image:
    """A disc swells, or shrinks, by a power of the distance from its middle."""
    x, y = _places(image)
    reach = source.uniform(0.5, 1.2) * max(image.height, image.width / 2)
    centre = source.uniform(0.2, 0.8) * image.width, source.uniform(0.35, 0.65) * image.height
    away = np.hypot(x - centre[0], y - centre[1]) / reach
    inside = np.clip(away, 1e-3, 1)
    scale = inside ** source.uniform(-0.25, 0.5)
    return _sampled(image, centre[0] + (x - centre[0]) * scale, centre[1] + (y - centre[1]) * scale)


def water(image: Image.Image, source: Random) -> Image.Image:
    """Rings run out from one place, as where a stone fell in."""
    x, y = _places(image)
    centre = source.uniform(0, 1) * image.width, source.uniform(0, 1) * image.height
    away = np.hypot(x - centre[0], y - centre[1]) + 1e-3
    length = source.uniform(0.4, 1.5) * image.height
    moved = source.uniform(0.02, 0.07) * image.height * np.sin(math.tau * away / length + source.uniform(0, math.tau))
    return _sampled(image, x + moved * (x - centre[0]) / away, y + moved * (y - centre[1]) / away)


def stir(image: Image.Image, source: Random) -> Image.Image:
    """Stirred many times a little: lines of pixels at one angle after another swing, each also by a chance of its own,
    until strokes are frayed. As MediaWiki's FancyCaptcha does with turned copies."""
    generator = np.random.default_rng(source.getrandbits(32))
    x, y = _places(image)
    strength, angle = source.uniform(0.015, 0.045) * image.height, source.uniform(0, math.tau)
    for number in range(source.randint(3, 6)):
        angle += math.tau / 8 + source.uniform(-0.2, 0.2)
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        line = np.round(across[0] * x + across[1] * y).astype(int)
        line -= line.min()
        chance = generator.uniform(-0.5, 0.5, line.max() + 1).astype(np.float32)
        swing = np.sin(np.arange(line.max() + 1) * source.uniform(4, 5) * (number % 3 + 1) / image.height)
        moved = (strength * (swing + chance)).astype(np.float32)[line]
        x, y = x + along[0] * moved, y + along[1] * moved
    return _sampled(image, x, y)


def cast_shadow(layer: Image.Image, source: Random) -> Image.Image:
    """A written layer, RGBA, over its own blurred shadow."""
    shade = Image.new("RGBA", layer.size, (*[source.randint(0, 90)] * 3, 0))
    alpha = layer.getchannel("A").filter(ImageFilter.BoxBlur(source.uniform(0.5, 0.06 * layer.height)))
    shade.putalpha(alpha.point(lambda value: int(value * 0.8)))
    reach = max(1, layer.height // 14)
    moved = Image.new("RGBA", layer.size)
    moved.paste(shade, (source.randint(-reach, reach), source.randint(-reach, reach)))
    moved.alpha_composite(layer)
    return moved


WARPS = (ripple, ripple, fish_eye, water)


def _places(image: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel is: columns and rows, float32 [height, width] both."""
    rows, columns = np.mgrid[: image.height, : image.width].astype(np.float32)
    return columns, rows


def _sampled(image: Image.Image, x: np.ndarray, y: np.ndarray) -> Image.Image:
    """The picture as it is seen at these places, between pixels in proportion; past an edge, the edge."""
    pixels = np.asarray(image).astype(np.float32)
    height, width = pixels.shape[:2]
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left, top = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    right, low = (x - left)[..., None], (y - top)[..., None]
    upper = pixels[top, left] * (1 - right) + pixels[top, left + 1] * right
    lower = pixels[top + 1, left] * (1 - right) + pixels[top + 1, left + 1] * right
    return Image.fromarray(np.round(upper * (1 - low) + lower * low).astype(np.uint8))
