"""What visitors send to the dropout tab, looked at before the queue: each refusal has a cause and a remedy."""

from typing import Any

from demos.shared.refusals import Checks
from models.dropout import (
    CURVES,
    MAX_STEPS,
    PLACES,
    SCOPES,
    BadTensorError,
    check_fit,
    check_rate,
    check_seed,
    read_noise_shape,
    read_points,
    read_tensor,
    resolve_noise_shape,
)


def check_noise_shape(noise_shape: Any, values: Any) -> None:
    """Raises NoiseShapeError for one that is none, or does not fit values that are a tensor."""
    entries = read_noise_shape(noise_shape)
    try:
        shape = read_tensor(values).shape
    except BadTensorError:
        return  # which the values are told
    resolve_noise_shape(entries, shape)


def check_points(points: str, curve: str) -> None:
    """Raises BadPointsError for points that no curve can be fitted to, where they are asked for."""
    if curve == "own":
        read_points(points)


def check_fit_rate(rate: float) -> None:
    """Raises BadRateError or OutOfRangeError for a share that is not served."""
    check_fit(CURVES[0], rate, SCOPES[0], PLACES[0], MAX_STEPS)


def check_steps(steps: int) -> None:
    """Raises OutOfRangeError for a number of steps that is not served."""
    check_fit(CURVES[0], 0.0, SCOPES[0], PLACES[0], steps)


MASK_CHECKS: Checks = {
    "values": read_tensor,
    "rate": check_rate,
    "noise_shape": check_noise_shape,
    "seed": check_seed,
}
FIT_CHECKS: Checks = {"points": check_points, "rate": check_fit_rate, "steps": check_steps, "seed": check_seed}
