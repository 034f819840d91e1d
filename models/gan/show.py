"""What the tab and the endpoints show: pictures with their scores, walks, growth, and the nearest real pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from models.gan.answers import Animation, Growth, Nearest, Picture, Real, Sheet
from models.gan.data import FORMATS, of_eight_bits, upright
from models.gan.errors import NoClassError, OutOfRangeError, WrongSizeError
from models.gan.media import address, archive, enlarge, grid, png, webp
from models.gan.predict import Gan

MAX_WALKS = 16  # side by side
TOP = 6  # real pictures that are shown
MAX_FILES = 64  # pictures to score at once
MAX_BYTES = 1_000_000  # of a picture to score, which has 64×64 pixels at most
MAX_SIDE = 512  # pixels of a picture that is sent


def sheet_of(gan: Gan, pictures: np.ndarray, kinds: np.ndarray, origin: tuple[int | None, int | None, float]) -> Sheet:
    """Pictures with their scores; `origin` is the seed, the class and the truncation that they come from."""
    seed, kind, truncation = origin
    scores = gan.score(pictures, kinds)
    shown = tuple(
        Picture(address(png(picture)), place, class_name(gan, kind), float(score))
        for place, (picture, kind, score) in enumerate(zip(pictures, kinds, scores, strict=True))
    )
    named = {f"{picture.place:02}.png": picture for picture in shown}
    rows = [{"file": file, "class": picture.kind, "score": picture.score} for file, picture in named.items()]
    manifest = {"seed": seed, "class": kind, "truncation": truncation, "pictures": rows}
    files = {"sheet.png": enlarge(grid(pictures))} | dict(zip(named, pictures, strict=True))
    return Sheet(shown, seed, kind, truncation, address(archive(files, manifest), "application/zip"))


def rank(sheet: Sheet) -> Sheet:
    """The same, the most real picture first."""
    return replace(sheet, pictures=tuple(sorted(sheet.pictures, key=lambda picture: picture.score)))


def class_name(gan: Gan, kind: int) -> str | None:
    """What a class is called; None without classes."""
    return gan.names[kind] if gan.names else None


def sample(gan: Gan, count: int, seed: int, kind: int | None = None, truncation: float = 1.0) -> Sheet:
    """Draws pictures. Raises OutOfRangeError as `Gan.sample`."""
    pictures = gan.sample(count, seed, kind, truncation)
    return sheet_of(gan, pictures, gan.kinds(count, kind), (seed, kind, truncation))


def move(gan: Gan, seed: int, amounts: Sequence[float], kind: int | None = None) -> Sheet:
    """The first picture of a seed, moved along the checkpoint's directions. Raises OutOfRangeError."""
    latents, kinds = gan.move(gan.latents(1, seed), amounts), gan.kinds(1, kind)
    return sheet_of(gan, gan.render(latents, kinds), kinds, (seed, kind, 1.0))


def walk(gan: Gan, seeds: Sequence[int], count: int, frames: int, kind: int | None, loop: bool) -> Animation:
    """`count` pictures of the first seed that turn into those of the next ones, all at once. Raises OutOfRangeError."""
    if not 1 <= count <= MAX_WALKS:
        raise OutOfRangeError(f"The count is {count}.", f"Give 1 to {MAX_WALKS}.")
    ends = np.stack([gan.latents(count, seed) for seed in seeds])  # [seeds, count, latent]
    kinds = gan.kinds(count, kind)
    walks = [gan.walk(ends[:, one], np.full(len(seeds), kinds[one], np.int32), frames, loop) for one in range(count)]
    columns = int(np.ceil(np.sqrt(count)))
    way = [enlarge(grid(np.stack(frame), columns, 1)) for frame in zip(*walks, strict=True)]
    shots = np.stack(way if loop else [*way, *way[-2:0:-1]])
    return Animation(webp(shots), len(shots), tuple(seeds))


def grow(gan: Gan, count: int, seed: int, kind: int | None, distances: Mapping[str, float]) -> Growth:
    """The pictures of a seed at every snapshot; `distances` as metrics.json has them. Raises OutOfRangeError."""
    pictures = gan.grow_up(gan.latents(count, seed), gan.kinds(count, kind))
    known = set(map(str, gan.steps)) <= set(distances)
    measured = tuple(distances[str(step)] for step in gan.steps) if known else ()
    return Growth(gan.steps, tuple(address(png(enlarge(grid(one)))) for one in pictures), measured, seed)


def nearest(gan: Gan, seed: int, place: int, kind: int | None, truncation: float) -> Nearest:
    """The real pictures of the gallery most like one picture of a seed, not of the whole training set.

    Raises OutOfRangeError.
    """
    sheet = sample(gan, place + 1, seed, kind, truncation)
    pixels, labels = gan.gallery.pixels, gan.gallery.labels
    pictures = gan.sample(place + 1, seed, kind, truncation)[place:]
    real = tuple(
        Real(
            address(png(pixels[near.place])),
            None if labels is None else class_name(gan, int(labels[near.place])),
            near.distance,
        )
        for near in gan.nearest(pictures, TOP)[0]
    )
    return Nearest(sheet.pictures[place], real, len(pixels))


def score_files(gan: Gan, files: Sequence[str | Path], kind: int | None = None) -> Sheet:
    """What the critic says of pictures of the right size, best first.

    Raises:
        OutOfRangeError: none or too many, a file that is no picture, or one of another size.
    """
    if not 1 <= len(files) <= MAX_FILES:
        raise OutOfRangeError(f"{len(files)} pictures were given.", f"Give 1 to {MAX_FILES}.")
    if gan.design.classes and kind is None:
        raise NoClassError("This critic judges a picture as one of its classes.", "Choose the class.")
    pictures = np.stack([read_picture(gan, Path(file)) for file in files])
    return rank(sheet_of(gan, pictures, gan.kinds(len(pictures), kind), (None, kind, 1.0)))


def read_picture(gan: Gan, path: Path) -> np.ndarray:
    """A picture as the generator draws them, uint8 [height, width, channels]; raises WrongSizeError for any other."""
    design = gan.design
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WrongSizeError(f"{path.name} has more than {MAX_BYTES:,} bytes.", "Scale it first.")
        with Image.open(path, formats=FORMATS) as image:
            picture = upright(image) if max(image.size) <= MAX_SIDE else image
            if picture.size != (design.width, design.height) or max(picture.size) > MAX_SIDE:
                raise WrongSizeError(
                    f"{path.name} has {picture.width}×{picture.height} pixels.",
                    f"This critic judges {design.width}×{design.height}: scale it first.",
                )
            pixels = np.asarray(of_eight_bits(picture).convert("L" if design.channels == 1 else "RGB"))
    except WrongSizeError:
        raise
    except Exception as error:  # of many kinds, as Pillow comes upon what is damaged
        raise WrongSizeError(f"{path.name} is no readable picture.", "Send PNG, JPEG or WebP.") from error
    return pixels.reshape(design.height, design.width, design.channels)
