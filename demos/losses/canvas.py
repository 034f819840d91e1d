"""The square on which visitors draw their own points, and its text beside it: each follows the other in the browser."""

from dataclasses import dataclass

from demos.shared.components import View, script
from models.losses import MOST_POINTS, Point

# Two classes that no line parts, each in two corners: something to train on before the first click
EXAMPLE = "\n".join(
    f"{x * a}, {y * b}, {int(a * b < 0)}"
    for a in (1, -1)
    for b in (1, -1)
    for x, y in ((0.3, 0.35), (0.45, 0.6), (0.6, 0.4), (0.75, 0.7), (0.5, 0.25), (0.35, 0.75), (0.7, 0.55), (0.55, 0.5))
)


@dataclass(frozen=True)
class Canvas:
    """The points, and the class that the next click draws."""

    points: tuple[Point, ...]
    label: int = 0


as_text = "canvas => canvas.points.map(point => point.join(', ')).join('\\n')"
as_canvas = script("losses.read").replace("MOST", str(MOST_POINTS))


def drawing() -> View:
    """The square, with the example in it."""
    rows = [line.split(",") for line in EXAMPLE.splitlines()]
    points = tuple((float(x), float(y), int(label)) for x, y, label in rows)
    return View(
        "losses.canvas",
        Canvas,
        value=Canvas(points),
        common="shared.plot",
        on_load=script("losses.draw").replace("MOST", str(MOST_POINTS)),
    )
