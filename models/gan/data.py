"""Image sets: idx files, folders or ZIPs of images, and `datasets` ids, as one array of bytes.

read("mnist/")            four idx files, plain or gzipped, as MNIST and Fashion-MNIST are kept
read("faces/")            images in a folder or ZIP, all of one size; names of subfolders are the classes
read("ylecun/mnist")      a data set of the Hub, by its image and label columns
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import numpy as np
from PIL import Image, ImageOps

from models.gan.errors import DataError
from models.zip_members import DAMAGED, is_hidden

if TYPE_CHECKING:
    import datasets

MIN_IMAGES = 64  # images that anything can be learned from
MAX_BYTES = 2_000_000_000  # of pixels kept in memory
HOLD_OUT_EVERY = 6  # one image in so many is held out where a set has no test part of its own
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"}
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")  # of them; others run programs or take unbounded memory
IDX = {"train": "train-images*idx3-ubyte*", "test": "t10k-images*idx3-ubyte*"}
MIN_SIDE, MAX_SIDE = 4, 512  # pixels a side


@dataclass(frozen=True)
class Images:
    """Pictures, uint8 [n, height, width, channels], and their classes, int64 [n], or None."""

    pixels: np.ndarray
    labels: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.pixels)

    @property
    def classes(self) -> int:
        """How many classes there are; 0 without labels."""
        return 0 if self.labels is None else int(self.labels.max()) + 1

    @property
    def digest(self) -> str:
        """The SHA-256 of the pictures and their classes."""
        found = hashlib.sha256(str(self.pixels.shape).encode())
        found.update(np.ascontiguousarray(self.pixels).data)
        found.update(b"" if self.labels is None else self.labels.astype(np.int64).tobytes())
        return found.hexdigest()


def floats(pixels: np.ndarray) -> np.ndarray:
    """Shades of 255 in 0 to 1, float32: four times as large, so a few pictures at a time where there are many."""
    return np.divide(pixels, 255, dtype=np.float32)


def read(source: str) -> tuple[Images, Images]:
    """The training and the test part of an image set.

    Raises:
        DataError: nothing is there, too few images, sizes that differ, a corrupt file, or more than memory should hold.
    """
    path = Path(source)
    if path.is_dir() and any(path.glob(IDX["train"])):
        parts = _read_idx(path, "train"), _read_idx(path, "test")
    elif path.is_dir():
        files = sorted(file for file in path.rglob("*") if _is_picture(file.relative_to(path)))
        parts = _split(_stack((str(file.relative_to(path)), _content(file)) for file in files))
    elif path.suffix.lower() == ".zip" and path.is_file():
        parts = _split(_stack(_zip_entries(path)))
    elif path.exists():
        raise DataError(f"{source} is neither a folder nor a ZIP.", "Give a folder of images, or of idx files.")
    else:
        parts = _read_datasets(source)
    if len(parts[0]) < MIN_IMAGES:
        raise DataError(f"{source} has {len(parts[0])} images to train on.", f"At least {MIN_IMAGES} are needed.")
    if parts[0].pixels.shape[1:] != parts[1].pixels.shape[1:]:
        raise DataError(f"{source} has test images of another size or kind.", "Give both parts alike.")
    if min(side := parts[0].pixels.shape[1:3]) < MIN_SIDE:
        raise DataError(f"The images have {side[1]}×{side[0]} pixels.", f"Give {MIN_SIDE} a side or more.")
    return parts


def cell_of(pixels: np.ndarray) -> int:
    """The side of the squares that every picture is made of: 4 for pixel art drawn on every fourth pixel, mostly 1."""
    height, width = pixels.shape[1:3]
    for cell in (16, 8, 4, 2):
        if height % cell == 0 == width % cell:
            squares = pixels.reshape(len(pixels), height // cell, cell, width // cell, cell, -1)
            if (squares == squares[:, :, :1, :, :1]).all():
                return cell
    return 1


def _read_idx(folder: Path, part: str) -> Images:
    files = sorted(folder.glob(IDX[part]))
    if not files:
        raise DataError(f"{folder.name} has no {IDX[part]}.", "Keep the four idx files of the set together.")
    pixels = _idx(files[0])
    labels = _idx(files[0].with_name(files[0].name.replace("images", "labels").replace("idx3", "idx1")))
    if len(pixels) != len(labels):
        raise DataError(f"{files[0].name}: {len(pixels)} images, {len(labels)} labels.", "Get the files again.")
    return Images(pixels[..., None], labels.astype(np.int64))


def _idx(path: Path) -> np.ndarray:
    """An idx file: two zero bytes, the type (8 is bytes), the rank, big-endian sizes, the values."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path.name} cannot be read: {error}.", "Get the file again.") from None
    rank = content[3] if len(content) > 3 else 0
    sizes = np.frombuffer(content[4 : 4 + 4 * rank], ">u4")
    values = np.frombuffer(content[4 + 4 * rank :], np.uint8)
    if content[:3] != b"\0\0\x08" or len(sizes) != rank or len(values) != sizes.prod():
        raise DataError(f"{path.name} is no idx file of bytes, or is cut off.", "Get the file again.")
    return values.reshape(sizes)


def _is_picture(name: PurePath) -> bool:
    """Whether a file is one of the set's pictures by its name, and not what a Mac adds to each: `__MACOSX/._0.png`."""
    return name.suffix.lower() in SUFFIXES and not is_hidden(name.as_posix())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:  # a link that leads nowhere, a folder
        raise DataError(f"{file.name} cannot be read: {error.strerror}.", "Remove it from the set.") from None


def _zip_entries(path: Path) -> Iterable[tuple[str, bytes]]:
    try:
        with ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if _is_picture(PurePosixPath(name)):
                    yield name, archive.read(name)
    except DAMAGED as error:
        raise DataError(f"{path.name}: {error}.", "Pack the images again.") from None


def _stack(files: Iterable[tuple[str, bytes]]) -> Images:
    """Images of one size, their classes by subfolder where all have one."""
    pixels: list[np.ndarray] = []
    folders: list[str] = []
    total = 0
    for name, content in files:
        picture = _pixels_of(name, content)
        if pixels and picture.shape[:2] != pixels[0].shape[:2]:
            raise DataError(
                f"{name} has {picture.shape[1]}×{picture.shape[0]} pixels, the others "
                f"{pixels[0].shape[1]}×{pixels[0].shape[0]}.",
                "Crop or scale all images to one size.",
            )
        total += picture.nbytes
        if total > MAX_BYTES:
            raise DataError(f"The images have more than {MAX_BYTES / 1e9:.0f} GB of pixels.", "Make them smaller.")
        pixels.append(picture)
        folders.append(Path(name).parent.name)
    if not pixels:
        raise DataError("No image was found.", f"Give a folder with files of {', '.join(sorted(SUFFIXES))}.")
    names = sorted(set(folders))
    classed = len(names) > 1 and "" not in names
    labels = np.array([names.index(folder) for folder in folders]) if classed else None
    return Images(_fewest_channels(np.stack(pixels)), labels)


def _pixels_of(name: str, content: bytes) -> np.ndarray:
    """uint8 [height, width, 3], photographs upright and transparent images on white."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if max(picture.size) <= MAX_SIDE:
            shown = of_eight_bits(upright(picture)).convert("RGBA")
            on_white = Image.new("RGBA", shown.size, "white")
            on_white.alpha_composite(shown)
            return np.asarray(on_white.convert("RGB"))
    except Exception as error:  # of many kinds, as Pillow comes upon what is damaged
        raise DataError(f"{name} is no readable image: {error}.", "Remove it from the set.") from None
    raise DataError(f"{name} has {max(picture.size)} pixels a side.", f"At most {MAX_SIDE} can be generated.")


def upright(picture: Image.Image) -> Image.Image:
    """As its EXIF data turn it: a phone's photograph. Those that cannot be read turn nothing."""
    picture.load()
    with suppress(Exception):  # of many kinds
        return ImageOps.exif_transpose(picture)
    return picture


def of_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits in shades of 255, of which Pillow would make white what is not nearly black."""
    if not picture.mode.startswith("I;16"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))


def _fewest_channels(pixels: np.ndarray) -> np.ndarray:
    """One channel instead of three where no picture has a colour."""
    grey = (pixels == pixels[..., :1]).all()
    return pixels[..., :1] if grey else pixels


def _split(images: Images) -> tuple[Images, Images]:
    """Every sixth image is held out."""
    held = np.arange(len(images)) % HOLD_OUT_EVERY == HOLD_OUT_EVERY - 1
    return _part(images, ~held), _part(images, held)


def _part(images: Images, chosen: np.ndarray) -> Images:
    return Images(images.pixels[chosen], None if images.labels is None else images.labels[chosen])


def _read_datasets(source: str) -> tuple[Images, Images]:
    import datasets

    try:
        parts = datasets.load_dataset(source)
    except Exception as error:  # of many kinds: no such repo, no network, no such format
        raise DataError(f"{source} is no file and no data set: {error}", "Name a folder, a ZIP or a Hub id.") from error
    read = {name: _images_of(part) for name, part in parts.items()}
    if "train" in read and "test" in read:
        return read["train"], read["test"]
    return _split(next(iter(read.values())))


def _images_of(part: "datasets.Dataset") -> Images:
    import datasets

    kinds = part.features
    image = [name for name, kind in kinds.items() if isinstance(kind, datasets.Image)]
    label = [name for name, kind in kinds.items() if isinstance(kind, datasets.ClassLabel)]
    if not image:
        raise DataError(f"The data set has no image column, only {', '.join(kinds)}.", "Choose another.")
    images = _stack((str(row), _png(entry)) for row, entry in enumerate(part[image[0]]))
    return Images(images.pixels, np.array(part[label[0]])) if label else images


def _png(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def batch(total: int, size: int, step: int, seed: int) -> np.ndarray:
    """Which images the given step trains on, int64 [size]: every epoch in an order of its own, none left out.

    A function of the step alone, so that a run that goes on sees the very same stream.
    """
    places = np.arange(step * size, (step + 1) * size)
    epochs, places = places // total, places % total
    return np.concatenate([_order(total, seed, epoch)[places[epochs == epoch]] for epoch in np.unique(epochs)])


def _order(total: int, seed: int, epoch: int) -> np.ndarray:
    key = total, seed, int(epoch)
    if _EPOCH_ORDER.get("key") != key:
        _EPOCH_ORDER.update(key=key, order=np.random.default_rng((seed, int(epoch))).permutation(total))
    return _EPOCH_ORDER["order"]


_EPOCH_ORDER: dict[str, Any] = {}  # the order of the epoch that is under way
