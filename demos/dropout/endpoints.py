"""What the dropout tab answers, and the API and MCP too."""

from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr

from demos.shared import live
from demos.shared.live import Run
from demos.shared.refusals import errors_explained
from models import dropout as models
from models.dropout import Masked, McFrame

Curve = Literal["sine", "step", "own"]
Scope = Literal["network", "point"]
Place = Literal["both", "first", "last"]
VALUES = "1, 2, 3, 4\n5, 6, 7, 8\n\n-1, -2, -3, -4\n-5, -6, -7, -8"
POINTS = "-2, 0.5\n-1.5, 0.9\n-1, 0.4\n0.8, -0.2\n1.2, -0.9\n1.6, -0.7\n2, 0.1"
STEPS = 4_000


def dropout_mask(
    values: str = VALUES,
    rate: float = 0.5,
    noise_shape: str = "",
    seed: int = 1,
    request: gr.Request | None = None,
) -> Masked:
    """Drops places of a small tensor as dropout does while training, and says what many such draws would do.

    Args:
        values: a shape such as "3, 4, 5" (batch, time, feature), filled with example numbers; or numbers, one row a
            line, sheets apart by a blank line; or nested lists. At most 6 on each axis.
        rate: the share that is dropped, from 0 up to but not 1; survivors are divided by 1 − rate.
        noise_shape: for each axis its size, or 1 where all places share a coin: "(3, 1, 5)" or [3, 1, 5]. Empty for a
            coin for each place.
        seed: 0 to 2147483647; the same seed drops the same places.

    Returns:
        The values, the mask in its noise shape (1 for what is kept), the result, every noise shape that fits, and mean
        and variance over 2,000 draws beside those of the theory.
    """
    with errors_explained(request):
        tensor = models.read_tensor(values)
        return models.drop(tensor, float(rate), models.read_noise_shape(noise_shape), int(seed))


def mc_dropout(
    curve: Curve = "sine",
    points: str = POINTS,
    rate: float = 0.2,
    scope: Scope = "network",
    place: Place = "both",
    steps: int = STEPS,
    seed: int = 1,
    request: gr.Request | None = None,
) -> Iterator[Run[McFrame]]:
    """Trains a small network with dropout on a curve while one looks, and asks it many times with dropout left on.

    Args:
        curve: sine (with a gap in its data), step, or own.
        points: for own, 3 to 200 lines "x, y".
        rate: the share of hidden units that is dropped, 0 to 0.9.
        scope: network, one mask for the whole line, so that each pass is one thinned network; or point, one for each x.
        place: which hidden layers drop: both, first or last.
        steps: 200 to 10000 of training.
        seed: of the data, the first weights and all masks; the same seed gives the same run.

    Yields:
        How the run goes, at most ten times a second: its state, the place in line of who waits, and in `frame` the
        data, mean and standard deviation of 64 passes, some of the passes, and the prediction without dropout.
    """
    with errors_explained(request):
        given = curve, models.read_points(points) if curve == "own" else ()
        more = float(rate), scope, place, int(steps), int(seed)
        yield from live.stream(models.mc_live, *given, *more, recorded="dropout.mc_dropout", request=request)


def show_points(curve: Curve) -> dict[str, Any]:
    """The field for points of one's own is there where they are asked for."""
    return gr.update(visible=curve == "own")
