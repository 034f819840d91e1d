"""What the losses tab answers, and the API and MCP too."""

from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr

from demos.losses.inputs import ORDER, Parameters, points_of, shown_parameters
from demos.shared import live
from demos.shared.live import Run
from demos.shared.refusals import errors_explained
from models import losses as models
from models.losses import LEARNING_RATE, LOSSES, STEPS, Curve, Frame, Pair

Task = Literal["moons", "spirals", "rings", "digits", "own"]
LossName = Literal["cross-entropy", "over-confidence", "focal", "centre", "triplet", "arcface"]
Centres = Literal["gradient", "average"]
Negatives = Literal["random", "semi-hard", "hard"]
Optimizer = Literal["adam", "sgd"]


def train_with_loss(
    task: Task = "spirals",
    loss: LossName = "centre",
    epsilon: float = 0.1,
    gamma: float = 2.0,
    weight: float = 0.2,
    centres: Centres = "gradient",
    rate: float = 0.5,
    margin: float = 0.1,
    negatives: Negatives = "random",
    scale: float = 16.0,
    angle: float = 0.5,
    steps: int = STEPS,
    stop_at: float = 0.0,
    optimizer: Optimizer = "adam",
    learning_rate: float = LEARNING_RATE,
    seed: int = 0,
    points: str = "",
    request: gr.Request | None = None,
) -> Iterator[Run[Frame]]:
    """Trains a small network with a loss while one looks; the same seed trains the same.

    Args:
        task: moons, spirals, rings (points of the plane), digits (8×8 pixels) or own, the points that are given.
        loss: cross-entropy, over-confidence (label smoothing), focal, centre, triplet or arcface.
        epsilon: of over-confidence, 0 to 0.9.
        gamma: of focal, 0 to 10.
        weight: λ of centre, 0 to 10.
        centres: how the centres of centre learn, gradient or average.
        rate: of the moving average of centres, 0 to 1.
        margin: of triplet, 0 to 2.
        negatives: of triplet, random, semi-hard or hard.
        scale: of arcface, 1 to 64.
        angle: the margin of arcface in radians, 0 to 1.5.
        steps: 50 to 5000.
        stop_at: the accuracy on held-out examples at which it stops, up to 1; 0 for never.
        optimizer: adam, or sgd with momentum.
        learning_rate: 0.0001 to 1.
        seed: of the data, the weights and the batches.
        points: of the task own, 4 to 400 lines `x, y, label`; x and y from -1 to 1, labels 0 to 3.

    Yields:
        How the run goes, at most ten times a second: its state, the place in line of who waits, and in `frame` the
        accuracy, the calibration error, the parts of the loss, what the network says on a grid, and the features.
    """
    with errors_explained(request):
        parameters = Parameters(epsilon, gamma, weight, centres, rate, margin, negatives, scale, angle).of(loss)
        until = float(stop_at) if stop_at else None
        run = int(steps), int(seed), until, points_of(task, points), optimizer, float(learning_rate)
        given = task, loss, parameters, *run
        yield from live.stream(models.train_live, *given, recorded="losses.train_with_loss", request=request)


def compare_losses(
    task: Task = "spirals",
    first: LossName = "centre",
    second: LossName = "cross-entropy",
    epsilon: float = 0.1,
    gamma: float = 2.0,
    weight: float = 0.2,
    centres: Centres = "gradient",
    rate: float = 0.5,
    margin: float = 0.1,
    negatives: Negatives = "random",
    scale: float = 16.0,
    angle: float = 0.5,
    steps: int = STEPS,
    optimizer: Optimizer = "adam",
    learning_rate: float = LEARNING_RATE,
    seed: int = 0,
    points: str = "",
    request: gr.Request | None = None,
) -> Iterator[Run[Pair]]:
    """Trains two small networks with two losses: the same data, first weights and batches for both.

    Args:
        task: moons, spirals, rings, digits or own, as in train_with_loss.
        first: cross-entropy, over-confidence, focal, centre, triplet or arcface.
        second: the other loss.
        epsilon: of over-confidence, 0 to 0.9.
        gamma: of focal, 0 to 10.
        weight: λ of centre, 0 to 10.
        centres: how the centres of centre learn, gradient or average.
        rate: of the moving average of centres, 0 to 1.
        margin: of triplet, 0 to 2.
        negatives: of triplet, random, semi-hard or hard.
        scale: of arcface, 1 to 64.
        angle: the margin of arcface in radians, 0 to 1.5.
        steps: 50 to 5000.
        optimizer: adam, or sgd with momentum.
        learning_rate: 0.0001 to 1.
        seed: of the data, the weights and the batches.
        points: of the task own, 4 to 400 lines `x, y, label`.

    Yields:
        How the run goes, at most ten times a second; in `frame` the same moment of both, as in train_with_loss.
    """
    with errors_explained(request):
        parameters = Parameters(epsilon, gamma, weight, centres, rate, margin, negatives, scale, angle)
        both = first, second, parameters.of(first), parameters.of(second)
        given = task, *both, int(steps), int(seed), points_of(task, points), optimizer, float(learning_rate)
        yield from live.stream(models.compare_live, *given, recorded="losses.compare_losses", request=request)


def show_parameters(loss: LossName, second: LossName, centres: Centres) -> list[dict[str, Any]]:
    """Shows the parameters of the losses that are chosen, and no others."""
    shown = shown_parameters({loss, second}, centres)
    return [gr.update(visible=name in shown) for name in ORDER]


def explain_loss(
    loss: LossName,
    epsilon: float,
    gamma: float,
    weight: float,
    centres: Centres,
    rate: float,
    margin: float,
    negatives: Negatives,
    scale: float,
    angle: float,
    request: gr.Request | None = None,
) -> tuple[str, str, Curve]:
    """The formula of a loss, its code and its curve."""
    parameters = epsilon, gamma, weight, centres, rate, margin, negatives, scale, angle
    return formula_of(loss), models.source_of(loss), draw_curve(loss, *parameters, request)


def draw_curve(
    loss: LossName,
    epsilon: float,
    gamma: float,
    weight: float,
    centres: Centres,
    rate: float,
    margin: float,
    negatives: Negatives,
    scale: float,
    angle: float,
    request: gr.Request | None = None,
) -> Curve:
    """The curve of a loss with the parameters as they stand."""
    with errors_explained(request):
        parameters = Parameters(epsilon, gamma, weight, centres, rate, margin, negatives, scale, angle)
        return models.curve_of(loss, parameters.of(loss))


def formula_of(loss: str) -> str:
    """The equation of a loss and where it comes from, as Markdown."""
    chosen = LOSSES[loss]
    sources = [address for address in (chosen.article, chosen.paper) if address]
    links = " · ".join(f"[{address.removeprefix('https://')}]({address})" for address in sources)
    return f"$${chosen.formula}$$\n\n{links}"


def show_points(task: Task) -> dict[str, Any]:
    """Shows where points are drawn, if these are what is learnt."""
    return gr.update(visible=task == "own")
