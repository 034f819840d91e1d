"""A picture of a whole page: the captcha on it is found and read, or the reading is called unsure."""

import pytest

from models import captcha
from tests.browser.forms import screenshot


@pytest.fixture(scope="module")
def solver():
    return captcha.load("checkpoints/captcha")


def test_of_the_captchas_on_pages_nearly_all_are_found_and_none_is_wrong_and_sure(browser, solver):
    shown = [one for one in (screenshot(browser, number) for number in range(16)) if one]
    assert len(shown) > 10
    readings = solver.solve([one.picture for one in shown])
    alone = solver.solve([one.captcha for one in shown])
    found = 0
    for one, reading, clear in zip(shown, readings, alone, strict=True):
        inside = reading.part and covered(one.box, reading.part) > 0.5
        found += bool(inside)
        assert inside or reading.unsure, (one.text, reading)
        if clear.confidence > 0.99 and inside:
            assert reading.text.casefold() == clear.text.casefold() or reading.unsure, (one.text, reading)
    assert found >= len(shown) - 2


def covered(box, part) -> float:
    """How much of a box's width a part covers, if it is at its height."""
    left, right = max(box[0], part[0]), min(box[2], part[2])
    level = box[1] - 8 <= (part[1] + part[3]) / 2 <= box[3] + 8
    return max(0.0, right - left) / (box[2] - box[0]) if level else 0.0
