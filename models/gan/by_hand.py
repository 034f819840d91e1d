"""The playground's pair, stepped by hand: the critic and the generator each when a button is pressed.

Everything is a function of the settings and the moves, so that nothing but the moves has to be remembered; the pair of
the last request is kept all the same, and goes on where the next one only adds to its moves.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from models.gan.errors import DivergedError, OutOfRangeError
from models.gan.playground import BATCH_SIZE, Frame, Pair, check, real_points

MAX_MOVES = 300
MOVES = {"c": "critic", "g": "generator"}


class _Hand:
    """A pair and the moves that it has made. `trail` are the distances before the first and after each."""

    def __init__(self, target: str, penalty_name: str, strength: float, seed: int):
        import tensorflow as tf

        self.key = target, penalty_name, strength, seed
        self.pair = Pair(target, penalty_name, 1, strength, seed)
        self.moves, self.trail, self.penalty = "", [self.pair.distance()], 0.0
        self._random = np.random.default_rng(seed)
        self._steps = {"c": tf.function(self.pair.train_critic), "g": tf.function(self.pair.train_generator)}

    def move(self, which: str) -> None:
        """One step of the critic or of the generator. Raises DivergedError."""
        import tensorflow as tf

        real = tf.constant(real_points(self.pair.target, BATCH_SIZE, self._random))
        found = self._steps[which](real, tf.constant(len(self.moves) + 1)).numpy()
        self.penalty = float(found[1]) if which == "c" else self.penalty
        self.moves += which
        self.trail.append(self.pair.distance())
        if not np.isfinite(self.trail[-1]):
            raise DivergedError(f"After {len(self.moves)} moves the critic says no number.", "Begin again.")

    def frame(self) -> Frame:
        """What there is to see now."""
        trail = tuple(round(distance, 4) for distance in self.trail)
        shown = self.pair.frame(len(self.moves), len(self.moves))
        return replace(shown, distance=trail[-1], penalty=self.penalty, moves=self.moves, trail=trail)


_last: list[_Hand] = []  # of the last request, if any


def by_hand(
    target: str = "ring",
    penalty_name: str = "gradient-two-sided",
    strength: float = 1.0,
    seed: int = 0,
    moves: str = "",
) -> Iterator[Frame]:
    """Makes moves from fresh networks on, and yields what there is to see after the last.

    Args:
        target: one of TARGETS.
        penalty_name: one of PENALTIES.
        strength: λ, 0 to 100.
        seed: of everything.
        moves: up to 300 of c, a step of the critic, and g, one of the generator.

    Raises:
        OutOfRangeError: an argument is not served.
        DivergedError: the critic's scores are no numbers.
    """
    check(target, penalty_name, strength)
    check_moves(moves)
    key = target, penalty_name, strength, seed
    hand = _last.pop() if _last else None
    if hand is None or hand.key != key or not moves.startswith(hand.moves):
        hand = _Hand(*key)
    for which in moves[len(hand.moves) :]:
        hand.move(which)
    _last.append(hand)
    yield hand.frame()


def check_moves(moves: str) -> None:
    """Raises OutOfRangeError for what are no moves, or too many."""
    if set(moves) - set(MOVES):
        raise OutOfRangeError(f"The moves are {moves[:20]!r}.", "Give c for the critic and g for the generator.")
    if len(moves) > MAX_MOVES:
        raise OutOfRangeError(f"There are {len(moves)} moves.", f"Give at most {MAX_MOVES}, or begin again.")
