"""The playground stepped by hand: each move moves one network, and nothing but the moves has to be remembered."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from models.gan import by_hand
from models.gan.by_hand import MAX_MOVES
from models.gan.errors import OutOfRangeError
from models.gan.playground import FIELD_SIDE, SPAN, Pair

pytestmark = pytest.mark.training


def after(moves: str, *given, **named):
    (frame,) = by_hand(*given, moves=moves, **named)
    return frame


def test_the_critics_step_leaves_the_points_and_the_generators_step_leaves_the_critic():
    fresh, critic, generator = after(""), after("c"), after("cg")
    assert critic.made == fresh.made
    assert critic.critic != fresh.critic
    assert generator.made != critic.made
    assert generator.penalty == critic.penalty > 0 == fresh.penalty
    assert generator.critic == critic.critic
    assert generator.field == critic.field


def test_moves_that_are_added_come_to_the_same_as_all_made_anew():
    given = "moons", "zero-centred", 0.5, 3
    for end in range(1, 6):
        grown = after("ccgcc"[:end], *given)
    after("", "ring")  # another's: the pair that was kept is gone
    anew = after("ccgcc", *given)
    for name in ("made", "critic", "trail"):
        np.testing.assert_allclose(getattr(grown, name), getattr(anew, name), atol=0.011)  # rounded to two digits
    apart = np.abs(np.subtract(grown.field, anew.field))
    assert np.mean(apart > 0.011) < 0.05  # a place beside a kink of the critic falls to either side of it
    assert len(anew.trail) == 6
    assert after("cc", *given).moves == "cc"  # fewer begin again


def test_the_distance_rises_by_the_critic_and_falls_by_the_generator():
    trail = after("cccccccccc" + "ggg").trail
    assert trail[10] > trail[0]
    assert trail[13] < trail[10]


def test_the_field_is_how_the_scores_fall():
    pair = Pair("ring", "gradient-two-sided", 1, 1.0, 0)
    field = np.array(pair.frame(0, 1).field)
    line = SPAN * ((2 * np.arange(FIELD_SIDE) + 1) / FIELD_SIDE - 1)
    for row, column in ((0, 0), (3, 10), (13, 5)):
        place, step = np.array([line[column], line[row]], np.float32), 0.01
        sides = [
            np.asarray(pair._scores(np.stack([place + step * unit, place - step * unit])))
            for unit in np.eye(2, dtype="f")
        ]
        falls = [(low - high) / (2 * step) for high, low in sides]
        np.testing.assert_allclose(field[row, column], falls, atol=0.02)
    assert Pair("normal", "gradient-two-sided", 1, 1.0, 0).frame(0, 1).field is None


@pytest.mark.parametrize("moves", ["x", "cgC", "c" * (MAX_MOVES + 1)])
def test_what_are_no_moves_or_too_many_are_refused(moves):
    with pytest.raises(OutOfRangeError):
        after(moves)
