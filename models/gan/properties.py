"""Properties of pictures that are counted in their pixels: how thick the strokes are, how long the hair.

Each is a function of shades, float [n, height, width, channels] in 0 to 1, that returns float [n].
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.gan.errors import OutOfRangeError

Property = Callable[[np.ndarray], np.ndarray]
TINY = 1e-9
INK = 0.2  # from this shade on a pixel is no ground
ANY = ("light", "width", "height", "slant")  # for pictures of which nothing is known


def check_names(names: Sequence[str]) -> None:
    """Raises OutOfRangeError for a property that there is not."""
    if unknown := set(names) - set(PROPERTIES):
        raise OutOfRangeError(f"There is no knob {', '.join(sorted(unknown))}.", f"There are {', '.join(PROPERTIES)}.")


def _grey(shades: np.ndarray) -> np.ndarray:
    return np.asarray(shades.mean(axis=-1))


def _ink(shades: np.ndarray) -> np.ndarray:
    return np.asarray(_grey(shades) > INK)


def _light(shades: np.ndarray) -> np.ndarray:
    return np.asarray(shades.mean(axis=(1, 2, 3)))


def _stroke(shades: np.ndarray) -> np.ndarray:
    """Ink by the length of its edges."""
    grey = _grey(shades)
    edges = sum(np.abs(np.diff(grey, axis=axis)).sum(axis=(1, 2)) for axis in (1, 2))
    return np.asarray(grey.sum(axis=(1, 2)) / (edges + TINY))


def _moments(shades: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Variances of the ink's rows and columns, and their covariance, each [n]."""
    grey = _grey(shades)
    rows, columns = np.mgrid[: grey.shape[1], : grey.shape[2]]
    weights = grey / (grey.sum(axis=(1, 2), keepdims=True) + TINY)
    down, across = (it - (weights * it).sum(axis=(1, 2), keepdims=True) for it in (rows, columns))
    first, second, both = ((weights * it).sum(axis=(1, 2)) for it in (down * down, across * across, down * across))
    return first, second, both


def _slant(shades: np.ndarray) -> np.ndarray:
    """How far columns lean to the right for each row upwards."""
    down, _, both = _moments(shades)
    return -both / (down + TINY)


def _width(shades: np.ndarray) -> np.ndarray:
    return np.sqrt(_moments(shades)[1])


def _height(shades: np.ndarray) -> np.ndarray:
    return np.sqrt(_moments(shades)[0])


def _extent(axis: int) -> Property:
    """From the first to the last row or column with ink, along an axis of the picture."""

    def extent(shades: np.ndarray) -> np.ndarray:
        there = np.asarray(_ink(shades).any(axis=3 - axis))
        return (there.shape[1] - there[:, ::-1].argmax(axis=1) - there.argmax(axis=1)).astype(float)

    return extent


def _top(shades: np.ndarray) -> np.ndarray:
    """Ink in the upper half rather than in the lower."""
    grey, half = _grey(shades), shades.shape[1] // 2
    return np.asarray(grey[:, :half].mean(axis=(1, 2)) - grey[:, half:].mean(axis=(1, 2)))


def _waist(shades: np.ndarray) -> np.ndarray:
    """The share of the ink that is in the middle fifth of the rows."""
    grey, height = _grey(shades), shades.shape[1]
    middle = grey[:, round(0.4 * height) : round(0.6 * height)]
    return np.asarray(middle.sum(axis=(1, 2)) / (grey.sum(axis=(1, 2)) + TINY))


def _shade(shades: np.ndarray) -> np.ndarray:
    """The mean shade of what is no ground."""
    grey, ink = _grey(shades), _ink(shades)
    return np.asarray((grey * ink).sum(axis=(1, 2)) / (ink.sum(axis=(1, 2)) + 1))


def _hem(shades: np.ndarray) -> np.ndarray:
    """Columns with ink in the lower half, less those in the upper."""
    ink, half = _ink(shades), shades.shape[1] // 2
    return np.asarray(ink[:, half:].any(axis=1).sum(axis=1) - ink[:, :half].any(axis=1).sum(axis=1), float)


def _pattern(shades: np.ndarray) -> np.ndarray:
    """How far pixels are from the mean of their four neighbours, inside of what is drawn."""
    grey, ink = _grey(shades), _ink(shades)
    centre, around = (
        np.s_[:, 1:-1, 1:-1],
        [np.s_[:, :-2, 1:-1], np.s_[:, 2:, 1:-1], np.s_[:, 1:-1, :-2], np.s_[:, 1:-1, 2:]],
    )
    inside = ink[centre] & np.all([ink[it] for it in around], axis=0)
    apart = np.abs(grey[centre] - np.mean([grey[it] for it in around], axis=0))
    return np.asarray((apart * inside).sum(axis=(1, 2)) / (inside.sum(axis=(1, 2)) + 1))


def _warmth(shades: np.ndarray) -> np.ndarray:
    """Red rather than blue."""
    return np.asarray((shades[..., 0] - shades[..., -1]).mean(axis=(1, 2)))


def _part(rows: tuple[float, float], columns: tuple[float, float], sign: int = 1) -> Property:
    """How light, or for sign −1 dark, a part of a portrait is; by shares of the sides."""

    def shade(shades: np.ndarray) -> np.ndarray:
        height, width = shades.shape[1:3]
        above, below, left, right = (
            round(share * side) for share, side in zip((*rows, *columns), (height, height, width, width), strict=True)
        )
        return np.asarray(sign * shades[:, above:below, left:right].mean(axis=(1, 2, 3)))

    return shade


def _long_hair(shades: np.ndarray) -> np.ndarray:
    """How dark it is on both sides of the chin."""
    left, right = (_part((0.5, 0.84), columns, -1) for columns in ((0.125, 0.25), (0.75, 0.875)))
    return left(shades) + right(shades)


PROPERTIES: Mapping[str, Property] = {
    "light": _light,
    "stroke": _stroke,
    "slant": _slant,
    "width": _width,
    "height": _height,
    "top": _top,
    "waist": _waist,
    "shade": _shade,
    "breadth": _extent(2),
    "length": _extent(1),
    "hem": _hem,
    "pattern": _pattern,
    "skin": _part((0.53, 0.72), (0.34, 0.66)),
    "long_hair": _long_hair,
    "hair": _part((0.125, 0.28), (0.375, 0.625)),
    "glasses": _part((0.375, 0.5), (0.31, 0.69), -1),
    "clothes": _part((0.84, 1), (0.31, 0.69)),
    "warmth": _warmth,
}
