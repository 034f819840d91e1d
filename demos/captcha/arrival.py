"""What the captcha tab shows before anybody has asked: its first example, read, and where the network looked."""

from typing import Any

from demos.captcha.endpoints import EXAMPLES, OTHERS, Look, example_pictures
from demos.captcha.inputs import SOLVER
from demos.shared import ui
from models import captcha

FIRST = 0  # of the examples


def answers() -> dict[str, Any]:
    """The answers by the names of their records, with the served checkpoint."""
    picture, solver = example_pictures()[FIRST], SOLVER.model()
    found = captcha.focus(solver, picture)
    look = Look(found.reading.with_characters(), found.box, found.maps, ui.inline(picture), *picture.size)
    return {"reading": solver.solve([picture], others=OTHERS)[0].with_characters(), "look": look}


def text() -> str:
    """What the picture says."""
    return EXAMPLES[FIRST][0]
