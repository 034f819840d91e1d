"""Small tensors of a visitor's own, and noise shapes, read from text; and the one that is shown before there is any."""

import json
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.dropout.counter import uniforms
from models.dropout.errors import BadTensorError, NoiseShapeError

LONGEST_AXIS, AXES = 6, 3  # (batch, time, feature)
LONGEST_TEXT = 10_000  # characters
LARGEST_VALUE = 1e6
EXAMPLE_SEED = 4521
_SHAPE = re.compile(r"\s*[\[(]?\s*\d+(?:\s*[,x×]\s*\d+){0,2}\s*,?\s*[\])]?\s*")
_REMEDY = "Give rows of numbers, one a line, a blank line between sheets; or a shape such as 3, 4, 5."


def example_tensor(shape: tuple[int, ...]) -> np.ndarray:
    """Numbers from 0.1 to 2.0 by tenths, float64 of the shape; always the same."""
    numbers = uniforms(EXAMPLE_SEED, math.prod(shape))
    tensor: np.ndarray = ((1 + np.floor(20 * numbers)) / 10).reshape(shape)
    return tensor


def read_tensor(given: Any) -> np.ndarray:
    """A tensor from what a visitor or a program sends, float64 (batch, time, feature).

    Args:
        given: a shape ("3, 4, 5", "3x4x5", [3, 4, 5] of three whole numbers from 1 to 6), for which the example's
            numbers are taken; or values: rows one a line, numbers apart by commas or blanks, sheets by a blank line;
            or nested lists of one to three levels. What lacks axes gets them in front.

    Raises:
        BadTensorError: it is none of these, has more than 6 a side, or a number is beyond a million or none.
    """
    text = (given if isinstance(given, str) else json.dumps(given, default=str)).strip()
    if not text:
        raise BadTensorError("There are no values.", _REMEDY)
    if len(text) > LONGEST_TEXT:
        raise BadTensorError(f"The values are {len(text)} characters long.", f"Give at most {LONGEST_TEXT}.")
    if _SHAPE.fullmatch(text) and len(sizes := [int(size) for size in re.findall(r"\d+", text)]) == AXES:
        return example_tensor(_bounded(sizes))
    nested = _nested(text) if text.startswith("[") else _rows(text)
    try:
        tensor = np.array(nested, np.float64)
    except (ValueError, TypeError) as error:
        raise BadTensorError("The rows have different lengths, or something in them is no number.", _REMEDY) from error
    if not 1 <= tensor.ndim <= AXES:
        raise BadTensorError(f"The values have {tensor.ndim} axes.", "Give one to three: batch, time, feature.")
    tensor = tensor.reshape((1,) * (AXES - tensor.ndim) + tensor.shape)
    _bounded(tensor.shape)
    if not (np.abs(tensor) <= LARGEST_VALUE).all():  # which no NaN is either
        raise BadTensorError("A value is no number, or beyond a million.", "Give finite numbers of up to 1,000,000.")
    return tensor


def read_noise_shape(given: Any) -> tuple[int | None, ...] | None:
    """A noise shape from "(3, 1, 5)", "3x1x5", "None, 1, None", [3, 1, 5]; None for nothing, "none" or "null".

    Raises:
        NoiseShapeError: it is none; whether it fits a tensor is looked at elsewhere.
    """
    remedy = "Write one number for each axis, such as (3, 1, 5): its size, or 1 to share a coin along it."
    if given is not None and not isinstance(given, str | list | tuple):
        raise NoiseShapeError(f"{str(given)[:60]} is no noise shape.", remedy)
    text = "" if given is None else given if isinstance(given, str) else ",".join(map(str, given))
    text = text.strip()
    if text[:1] + text[-1:] in ("()", "[]"):  # one bracket alone stays, and is refused below
        text = text[1:-1]
    text = text.strip().rstrip(",")
    if text.lower() in ("", "none", "null"):
        return None
    entries = re.split(r"\s*[,x×]\s*|\s+", text)
    if len(text) > 200 or not all(re.fullmatch(r"\d{1,6}|none|null", entry, re.IGNORECASE) for entry in entries):
        raise NoiseShapeError(f"{text[:60]!r} is no noise shape.", remedy)
    return tuple(int(entry) if entry.isdigit() else None for entry in entries)


def _bounded(sizes: Sequence[int]) -> tuple[int, ...]:
    if not all(1 <= size <= LONGEST_AXIS for size in sizes):
        raise BadTensorError(f"The tensor is {' × '.join(map(str, sizes))}.", f"Give 1 to {LONGEST_AXIS} on each axis.")
    return tuple(sizes)


def _nested(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTensorError("The brackets or numbers of the list do not fit together.", _REMEDY) from error


def _rows(text: str) -> list[list[list[float]]]:
    sheets = [sheet for sheet in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if sheet.strip()]
    return [[_numbers(line) for line in sheet.strip().split("\n")] for sheet in sheets]


def _numbers(line: str) -> list[float]:
    words = line.replace(",", " ").split()
    try:
        return [float(word) for word in words]
    except ValueError as error:
        raise BadTensorError(f"{line.strip()[:60]!r} is no row of numbers.", _REMEDY) from error
