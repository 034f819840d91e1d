"""Shows a network most often what it does not read yet and may come to read.

Of captchas drawn by chance a checkpoint reads half already, and some nobody reads; both take as long as those that
teach something. Each picture is shown by about how hard it pulls: by 1 - p, as CTC's gradient does, times p to the
power of BEYOND, by which what is far from being read pulls less (Zhang and Sabuncu, arXiv:1805.07836). Here p is the
probability that the checkpoint gives its text, case aside: many letters do not tell theirs.
"""

from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

from models.captcha.pool import Pool, weigh
from models.captcha.predict import Solver

LEAST = 0.15  # what each picture is shown by, so that nothing is forgotten
BEYOND = 0.1
AT_ONCE = 512  # pictures in memory


def emphasise(pool: Pool, solver: Solver) -> Pool:
    """The pool, each picture of it shown by its `pull`; what an earlier call has weighed stays so."""
    if pool.is_weighed:
        return pool
    found = np.zeros(len(pool.labels))
    with tqdm(total=len(found), desc="Weighing", unit=" pictures") as progress:
        for rows in (some for alike in pool.rows.values() for some in _in_turn(alike)):
            found[rows] = legibility(pool, rows, solver)
            progress.update(len(rows))
    return weigh(pool, pull(found))


def pull(probabilities: np.ndarray) -> np.ndarray:
    """How often to show pictures whose texts a network gives these probabilities, both [n]."""
    return np.asarray(LEAST + (1 - probabilities) * probabilities**BEYOND)


def legibility(pool: Pool, rows: np.ndarray, solver: Solver) -> np.ndarray:
    """The probability that a checkpoint gives the text of each of these pictures of one width, case aside: [rows]."""
    pictures = solver.reader.encoding.normalise(np.stack([pool.picture(row) for row in rows]))
    return solver.reader.legibility(np.stack(solver.scores(list(pictures))), pool.labels[rows])


def _in_turn(rows: np.ndarray) -> Sequence[np.ndarray]:
    return np.array_split(rows, -(-len(rows) // AT_ONCE))
