"""From anything that holds a picture to the array a network reads."""

import io
import os
import stat
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import ExifTags, Image, ImageChops

from models.captcha.errors import ImageSizeError, UnreadableImageError
from models.captcha.frames import all_ink, frames_of

MAX_PIXELS = 8_300_000  # a screen of 3,840 x 2,160; the largest captcha in the wild is under 0.2 megapixels
MAX_BYTES = 10_000_000  # of a file
MIN_SIDE = 8  # pixels; under this no letter can be told from another
FRAMES = "frames"  # where `info` of a picture keeps the frames that it was made of
DEEP_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")  # more than eight bits of grey
TURNS = {  # by the orientation that EXIF data tell
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TURNING_NOTES = ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")  # that tell it, in `info` of a picture
MUCH_MORE = 3  # times the contrast on white, at which what is transparent is put on black instead
MIN_CONTRAST = 24  # of a pixel to the edge, of 255, which a compressed empty margin does not reach
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")  # raster formats that decode in bounded memory

Source = Image.Image | np.ndarray | bytes | str | os.PathLike[str]


def label_in(name: str) -> str:
    """What a file name says that the picture shows: aB3x in folder/aB3x.png and aB3x_17.png."""
    return PurePosixPath(name).stem.split("_")[0]


def read_image(source: Source) -> Image.Image:
    """Opens one picture as RGB: upright, what is transparent on a ground that shows it, the ink of all frames together.

    What it gives it takes again as it is, so that a picture is decoded once on its way.

    Args:
        source: a PIL image, an array uint8 [height, width] or [height, width, 3 or 4], a path or the file's bytes.

    Raises:
        UnreadableImageError: no supported image, or a damaged one.
        ImageSizeError: more than MAX_PIXELS pixels (refused before decoding) or a side under MIN_SIDE.
    """
    image = _open(source)
    if image.width * image.height > MAX_PIXELS:
        raise ImageSizeError(
            f"The image has {image.width} x {image.height} pixels; at most {MAX_PIXELS:,} are read.",
            "Crop it to the captcha alone.",
        )
    if min(image.size) < MIN_SIDE:
        raise ImageSizeError(
            f"The image has {image.width} x {image.height} pixels, too few to hold letters.",
            f"Each side needs at least {MIN_SIDE} pixels.",
        )
    try:
        frames = [_on_ground(_upright(frame)) for frame in frames_of(image)]
    except Exception as problem:  # of many kinds, as Pillow comes upon what is damaged
        raise UnreadableImageError(f"The image is damaged: {problem}.", "Save or download it again.") from problem
    if len(frames) == 1:
        return frames[0]
    picture = all_ink(frames)
    picture.info[FRAMES] = tuple(frames)
    return picture


def frames_in(picture: Image.Image) -> tuple[Image.Image, ...]:
    """The different frames of an animation that `read_image` opened; none of a still picture."""
    return picture.info.get(FRAMES, ())


def _open(source: Source) -> Image.Image:
    if isinstance(source, Image.Image):
        return source
    if isinstance(source, np.ndarray):
        return _from_array(source)
    stream = io.BytesIO(source) if isinstance(source, bytes) else _checked_file(Path(source))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS is stricter
            return Image.open(stream, formats=FORMATS)
    except Image.DecompressionBombError as problem:
        cause = f"The image has more than {MAX_PIXELS:,} pixels."
        raise ImageSizeError(cause, "Crop it to the captcha alone.") from problem
    except Exception as problem:  # of many kinds
        remedy = "Send a PNG, JPEG, GIF, WebP, BMP or TIFF file; for an SVG, send a screenshot of it."
        raise UnreadableImageError("This is not an image that can be opened.", remedy) from problem


def _checked_file(path: Path) -> Path:
    try:
        found = path.stat()
        cause = "" if stat.S_ISREG(found.st_mode) else "it is a folder or a device"
    except (OSError, ValueError) as problem:  # ValueError for a name that none can have
        cause = getattr(problem, "strerror", str(problem))
    if cause:
        raise UnreadableImageError(f"The file cannot be opened: {cause}.", "Name a picture file.")
    if found.st_size > MAX_BYTES:
        raise ImageSizeError(f"The file has more than {MAX_BYTES:,} bytes.", "Crop it to the captcha alone.")
    return path


def _from_array(array: np.ndarray) -> Image.Image:
    try:
        return Image.fromarray(array)
    except (TypeError, ValueError) as problem:
        remedy = "Send uint8 values, [height, width] or [height, width, 3]."
        raise UnreadableImageError(f"An array {array.dtype} {array.shape} is no image.", remedy) from problem


def _upright(image: Image.Image) -> Image.Image:
    """As its EXIF data turn it: a phone's photograph. Those that cannot be read turn nothing."""
    image.load()
    turn = None
    with suppress(Exception):  # of many kinds
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    if turn is None:
        return image
    turned = image.transpose(turn)
    for note in TURNING_NOTES:
        turned.info.pop(note, None)
    return turned


def _on_ground(image: Image.Image) -> Image.Image:
    """RGB. Grey of 16 bits or in floats is stretched from its darkest to its brightest value."""
    if type(image) is Image.Image and image.mode == "RGB" and not image.has_transparency_data:
        return image
    if image.mode in DEEP_MODES:
        return _stretched(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    white, black = (_composite(image, ground) for ground in ("white", "black"))
    return black if MUCH_MORE * _contrast(white) < _contrast(black) else white


def _stretched(image: Image.Image) -> Image.Image:
    values = np.asarray(image, np.float64)
    values = np.where(np.isfinite(values), values, 0.0)
    low, high = values.min(), values.max()
    return Image.fromarray((255 * (values - low) / max(high - low, 1e-9)).astype(np.uint8)).convert("RGB")


def _composite(image: Image.Image, ground: str) -> Image.Image:
    opaque = Image.new("RGBA", image.size, ground)
    opaque.alpha_composite(image.convert("RGBA"))
    return opaque.convert("RGB")


def _contrast(image: Image.Image) -> int:
    """How far apart the darkest and the brightest pixel are in the channel where they are farthest apart."""
    pixels = np.asarray(image).reshape(-1, 3)
    return int((pixels.max(axis=0) - pixels.min(axis=0)).max())


def from_pixels(pixels: np.ndarray) -> Image.Image:
    """The picture of uint8 [height, width, 1 or 3], as a network takes it before normalisation."""
    return Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[..., 0])


def trim_box(image: Image.Image) -> tuple[int, int, int, int]:
    """The box (left, top, right, bottom) of an RGB image without margins of the colour of its edge, but for a little
    air; the whole image if it has nothing else.

    Captchas on wide, empty paper fill the network's input that way as others do.
    """
    pixels = np.asarray(image)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    edge.partition(len(edge) // 2, axis=0)
    empty = Image.new("RGB", image.size, tuple(edge[len(edge) // 2].tolist()))  # the median colour
    tolerance = Image.new("RGB", image.size, (MIN_CONTRAST,) * 3)
    box = ImageChops.subtract(ImageChops.difference(image, empty), tolerance).getbbox()
    whole = (0, 0, *image.size)
    if box is None or box[2] - box[0] < MIN_SIDE or box[3] - box[1] < MIN_SIDE:
        return whole
    air = max(1, (box[3] - box[1]) // 16)
    return max(0, box[0] - air), max(0, box[1] - air), min(whole[2], box[2] + air), min(whole[3], box[3] + air)


def _stretch(pixels: np.ndarray) -> np.ndarray:
    """Darkest 0, brightest 1 in each picture: pale captchas look like strong ones."""
    low = pixels.min(axis=(1, 2, 3), keepdims=True)
    contrast = np.maximum(pixels.max(axis=(1, 2, 3), keepdims=True) - low, 1)
    stretched = np.subtract(pixels, low, dtype=np.float32)
    stretched /= contrast  # in place: more arrays than fit its cache are what a processor waits for
    return stretched


# Each takes uint8 [batch, height, width, channels] and gives float32.
NORMALISATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "stretched": _stretch,
    "ink": lambda pixels: 1 - pixels / np.float32(255),  # article 4138
    "symmetric": lambda pixels: pixels / np.float32(127.5) - 1,  # Xception's own, article 4503
}
