"""What happens to a whole picture: bending, blurring, coarse sampling, compression, noise."""

import io
import math
from random import Random

import numpy as np
from PIL import Image, ImageFilter


def bend(image: Image.Image, source: Random) -> Image.Image:
    """Rows and columns shifted along sine waves."""
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    columns, rows = np.arange(width), np.arange(height)
    rise = _wave(columns, source, 0.11 * height, (0.6 * height, 4 * height)).astype(int)
    shift = _wave(rows, source, 0.07 * height, (0.6 * height, 3 * height)).astype(int)
    y = np.clip(rows[:, None] + rise[None, :], 0, height - 1)
    x = np.clip(columns[None, :] + shift[:, None], 0, width - 1)
    return Image.fromarray(pixels[y, x])


def _wave(places: np.ndarray, source: Random, swing: float, lengths: tuple[float, float]) -> np.ndarray:
    length, phase = source.uniform(*lengths), source.uniform(0, 2 * math.pi)
    return source.uniform(0, swing) * np.sin(2 * math.pi * places / length + phase)


def bulge(image: Image.Image, source: Random) -> Image.Image:
    """Swollen or shrunk around one place, as under a lens."""
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    reach = source.uniform(0.6, 1.4) * height
    centre_x, centre_y = source.uniform(0.1, 0.9) * width, source.uniform(0.3, 0.7) * height
    away = np.hypot(x - centre_x, y - centre_y) / reach
    scale = 1 + source.uniform(-0.45, 0.5) * np.clip(1 - away, 0, None)
    columns = np.clip(centre_x + (x - centre_x) * scale, 0, width - 1).astype(int)
    rows = np.clip(centre_y + (y - centre_y) * scale, 0, height - 1).astype(int)
    return Image.fromarray(pixels[rows, columns])


def tilt(image: Image.Image, source: Random) -> Image.Image:
    """The whole picture turned; its corners black, white or of any colour."""
    colour = source.choice(((0, 0, 0), (255, 255, 255), tuple(source.randrange(256) for _ in range(3))))
    angle = source.uniform(-8, 8)
    return image.rotate(angle, source.choice((Image.Resampling.NEAREST, Image.Resampling.BILINEAR)), fillcolor=colour)


def lean(image: Image.Image, source: Random) -> Image.Image:
    """Seen from the side: each corner a little off."""
    width, height = image.size
    corners = ((0, 0), (0, height), (width, height), (width, 0))
    seen = [part for x, y in corners for part in (x + _off(width, source) / 2, y + _off(height, source))]
    colour = image.getpixel((0, 0))
    return image.transform(image.size, Image.Transform.QUAD, seen, Image.Resampling.BILINEAR, fillcolor=colour)


def _off(side: int, source: Random) -> float:
    return source.uniform(-0.14, 0.14) * side


def blur(image: Image.Image, source: Random) -> Image.Image:
    """Out of focus by up to 3 % of the height."""
    return image.filter(ImageFilter.BoxBlur(source.uniform(0.3, 0.03 * image.height)))


def smooth(image: Image.Image, _source: Random) -> Image.Image:
    """The small smoothing with which many makers end."""
    return image.filter(ImageFilter.SMOOTH)


def coarsen(image: Image.Image, source: Random) -> Image.Image:
    """Sampled down, so that it comes back blocky or soft."""
    share = source.uniform(0.5, 0.85)
    small = image.resize((max(8, int(image.width * share)), max(8, int(image.height * share))))
    return small.resize(image.size, source.choice((Image.Resampling.NEAREST, Image.Resampling.BILINEAR)))


def compress(image: Image.Image, source: Random, quality: tuple[int, int] = (15, 80)) -> Image.Image:
    """As a JPEG of bad to middling quality."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=source.randint(*quality))
    return Image.open(stream).convert(image.mode)


def add_noise(image: Image.Image, source: Random) -> Image.Image:
    """Gaussian noise on every pixel."""
    generator = np.random.default_rng(source.getrandbits(32))
    shape = (image.height, image.width, 1)
    noise = generator.standard_normal(shape, np.float32) * source.uniform(5, 22)
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def salt(image: Image.Image, source: Random) -> Image.Image:
    """Single pixels black, white or of one colour."""
    generator = np.random.default_rng(source.getrandbits(32))
    pixels = np.array(image)
    hit = generator.random(pixels.shape[:2]) < source.uniform(0.005, 0.04)
    pixels[hit] = generator.integers(0, 256, 3) if source.random() < 0.5 else source.choice((0, 255))
    return Image.fromarray(pixels)


def reduce_to_two_tones(image: Image.Image, _source: Random) -> Image.Image:
    """Black and white, parted at the middle of the range."""
    grey = np.asarray(image.convert("L"))
    middle = (int(grey.min()) + int(grey.max())) / 2
    return Image.fromarray(np.where(grey > middle, 255, 0).astype(np.uint8)).convert("RGB")


def reduce_palette(image: Image.Image, source: Random) -> Image.Image:
    """The few colours of a GIF, dithered or not."""
    dither = source.choice((Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG))
    palette = image.quantize(source.choice((8, 16, 32)), dither=Image.Dither.NONE)
    return image.quantize(palette=palette, dither=dither).convert("RGB")
