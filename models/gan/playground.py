"""Points instead of pictures: small networks learn a shape in the plane, or the normal distribution, while one looks.

`live` trains them and yields what there is to see a few times a second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.gan.divergence import divergence, kolmogorov_smirnov
from models.gan.errors import DivergedError, OutOfRangeError
from models.gan.options import PENALTIES

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

TARGETS = ("normal", "ring", "grid", "moons")
SPAN = 2.4  # what is seen reaches from −SPAN to SPAN
BATCH_SIZE, UNITS = 128, 96
LEARNING_RATES = 1e-3, 2e-3  # of the generator and of the critic, which has to be ahead
LATENT_SIZES = {1: 1, 2: 4}  # numbers, uniform in −1 to 1, for points of so many dimensions
SHOWN_POINTS = 400
GRID_SIDE = 28  # values of the critic a side
FIELD_SIDE = 14  # arrows a side
FRAME_EVERY = 5  # steps between frames, some 30 ms; those that nobody has drawn yet are dropped
MAX_STEPS, MAX_CRITIC_STEPS = 4_000, 10
MODES = 8  # of the ring; the grid has 9
MODE_RADIUS = 3.0  # standard deviations within which a point belongs to a mode


@dataclass(frozen=True)
class Frame:
    """A moment of training. Points are [n, 2]; of the normal distribution [n, 1].

    `critic` are its values on a grid of GRID_SIDE rows from −SPAN to SPAN, the lowest row first (in one dimension one
    row), and `field` how it pulls the generated points, minus its gradient, [x, y] on a grid of FIELD_SIDE rows, at the
    middle of each square, as `critic` in order; None in one dimension. `distance` is what it tells generated from real
    points by. `covered` is the share of modes with at least a
    quarter of the points they should have (ring and grid); `divergence` and `largest` compare the normal distribution
    by histograms and by Kolmogorov and Smirnov. What does not apply is None. `moves` are the steps of a training by
    hand, c for the critic's and g for the generator's, and `trail` the distance before the first and after each.
    """

    step: int
    steps: int
    target: str
    real: list[list[float]]
    made: list[list[float]]
    critic: list[list[float]]
    distance: float
    penalty: float
    covered: float | None
    divergence: float | None
    largest: float | None
    field: list[list[list[float]]] | None = None
    moves: str = ""
    trail: tuple[float, ...] = ()


def centres(target: str) -> np.ndarray:
    """The modes of the ring and the grid, float32 [modes, 2]; none for others."""
    if target == "ring":
        angles = 2 * np.pi * np.arange(MODES) / MODES
        return np.stack([1.6 * np.cos(angles), 1.6 * np.sin(angles)], 1).astype(np.float32)
    if target == "grid":
        return np.array([[x, y] for y in (-1.5, 0, 1.5) for x in (-1.5, 0, 1.5)], np.float32)
    return np.zeros((0, 2), np.float32)


def real_points(target: str, count: int, random: np.random.Generator) -> np.ndarray:
    """Real points, float32 [count, dimensions]."""
    if target == "normal":
        return random.standard_normal((count, 1)).astype(np.float32)
    modes = centres(target)
    if len(modes):
        noise = random.standard_normal((count, 2)) * spread(target)
        return (modes[random.integers(len(modes), size=count)] + noise).astype(np.float32)
    angles, lower = np.pi * random.random(count), random.integers(2, size=count)
    x = np.where(lower, 1 - np.cos(angles), np.cos(angles)) - 0.5
    y = np.where(lower, 0.5 - np.sin(angles), np.sin(angles)) - 0.25
    points = 1.3 * np.stack([x, y], 1) + 0.07 * random.standard_normal((count, 2))
    return points.astype(np.float32)


def spread(target: str) -> float:
    """Standard deviation of a mode."""
    return {"ring": 0.1, "grid": 0.12}[target]


def coverage(target: str, points: np.ndarray) -> float | None:
    """Share of modes that have at least a quarter of their due of points within MODE_RADIUS standard deviations."""
    modes = centres(target)
    if not len(modes):
        return None
    apart = np.linalg.norm(points[:, None] - modes, axis=2)
    counts = (apart < MODE_RADIUS * spread(target)).sum(axis=0)
    return float((counts >= len(points) / len(modes) / 4).mean())


def live(
    target: str = "ring",
    penalty_name: str = "gradient-two-sided",
    critic_steps: int = 5,
    strength: float = 1.0,
    steps: int = 1_500,
    seed: int = 0,
) -> Iterator[Frame]:
    """Trains and yields a frame every FRAME_EVERY steps, the first one before training.

    Args:
        target: one of TARGETS.
        penalty_name: one of PENALTIES.
        critic_steps: 1 to 10 for each step of the generator.
        strength: λ, 0 to 100.
        steps: 1 to 4,000 of the generator.
        seed: of everything.

    Raises:
        OutOfRangeError: an argument is not served.
        DivergedError: a loss is no number.
    """
    check(target, penalty_name, strength, critic_steps, steps)
    pair = Pair(target, penalty_name, critic_steps, strength, seed)
    yield pair.frame(0, steps)
    for step in range(1, steps + 1):
        pair.train(step)
        if step % FRAME_EVERY == 0 or step == steps:
            yield pair.frame(step, steps)


def check(target: str, penalty_name: str, strength: float, critic_steps: int = 1, steps: int = 1) -> None:
    """Raises OutOfRangeError for what is not served."""
    if target not in TARGETS:
        raise OutOfRangeError(f"There is no shape {target!r}.", f"Choose one of {', '.join(TARGETS)}.")
    if penalty_name not in PENALTIES:
        raise OutOfRangeError(f"There is no penalty {penalty_name!r}.", f"Choose one of {', '.join(PENALTIES)}.")
    bounds = {"critic_steps": (critic_steps, 1, MAX_CRITIC_STEPS), "strength": (strength, 0, 100)}
    for name, (value, least, most) in (bounds | {"steps": (steps, 1, MAX_STEPS)}).items():
        if not least <= value <= most:
            raise OutOfRangeError(f"{name} is {value}.", f"Give {least} to {most}.")


class Pair:
    """A generator and a critic of two hidden layers, their optimizers, and the points of one run."""

    def __init__(self, target: str, penalty_name: str, critic_steps: int, strength: float, seed: int):
        import keras
        import tensorflow as tf

        keras.utils.set_random_seed(seed)
        self.target, self.critic_steps = target, critic_steps
        self._name, self._strength, self._seed = penalty_name, strength, seed
        self._random = np.random.default_rng(seed)
        self._size = 1 if target == "normal" else 2
        self.generator, self.critic = _perceptron(LATENT_SIZES[self._size], self._size), _perceptron(self._size, 1)
        self._optimizers = [keras.optimizers.Adam(rate, 0.5, 0.9) for rate in LEARNING_RATES]
        for optimizer, network in zip(self._optimizers, (self.generator, self.critic), strict=True):
            optimizer.build(network.trainable_variables)
        self._step = tf.function(self._train)
        self._last = (0.0, 0.0)
        self._shown = real_points(target, SHOWN_POINTS, np.random.default_rng(seed + 1))

    def train(self, step: int) -> None:
        import tensorflow as tf

        real = real_points(self.target, self.critic_steps * BATCH_SIZE, self._random)
        found = self._step(tf.constant(real.reshape(self.critic_steps, BATCH_SIZE, self._size)), tf.constant(step))
        self._last = tuple(found.numpy().tolist())
        if not np.isfinite(self._last).all():
            raise DivergedError(f"At step {step} the losses are no numbers.", "Choose a stronger penalty.")

    def _train(self, real: "tf.Tensor", step: "tf.Tensor") -> "tf.Tensor":
        for turn in range(self.critic_steps):
            found = self.train_critic(real[turn], step, turn)
        self.train_generator(real[0], step, self.critic_steps)
        return found

    def train_critic(self, real: "tf.Tensor", step: "tf.Tensor", turn: int = 0) -> "tf.Tensor":
        """One step on real points, float32 [BATCH_SIZE, dimensions]; returns its distance and the penalty, [2]."""
        import tensorflow as tf

        from models.gan.objectives import critic_gain, objective_of
        from models.gan.penalties import penalty

        fake = self.generator(self._latents(step, turn, BATCH_SIZE))
        epsilons = tf.random.stateless_uniform([2, BATCH_SIZE], [self._seed + 100 + turn, step])
        with tf.GradientTape() as tape:
            made, shown = self._scores(fake), self._scores(real)
            slope = penalty(self._name, self._scores, real, fake, epsilons)
            loss = self._strength * slope - critic_gain(objective_of(self._name), made, shown)
        self._apply(tape, loss, self.critic, self._optimizers[1])
        return tf.stack([critic_gain("wgan", made, shown), slope])

    def train_generator(self, real: "tf.Tensor", step: "tf.Tensor", turn: int = 0) -> "tf.Tensor":
        """One step beside real points, float32 [BATCH_SIZE, dimensions]; returns its loss."""
        import tensorflow as tf

        from models.gan.objectives import generator_loss, objective_of

        shown = self._scores(real)
        with tf.GradientTape() as tape:
            made = self._scores(self.generator(self._latents(step, turn, BATCH_SIZE)))
            loss = generator_loss(objective_of(self._name), made, shown)
        self._apply(tape, loss, self.generator, self._optimizers[0])
        return loss

    @staticmethod
    def _apply(
        tape: "tf.GradientTape", loss: "tf.Tensor", network: "keras.Model", optimizer: "keras.Optimizer"
    ) -> None:
        weights = network.trainable_variables
        optimizer.apply(tape.gradient(loss, [weight.value for weight in weights]), weights)

    def _latents(self, step: "tf.Tensor | int", turn: int, count: int) -> "tf.Tensor":
        import tensorflow as tf

        return tf.random.stateless_uniform([count, LATENT_SIZES[self._size]], [self._seed + turn, step], -1, 1)

    def _scores(self, points: "tf.Tensor | np.ndarray") -> "tf.Tensor":
        return self.critic(points)[:, 0]

    def frame(self, step: int, steps: int) -> Frame:
        """What there is to see now."""
        made = np.asarray(self.generator(self._latents(0, 0, 4 * SHOWN_POINTS)))
        normal = self.target == "normal"
        line = np.linspace(-SPAN, SPAN, GRID_SIDE, dtype=np.float32)
        places = line[:, None] if normal else np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
        values = np.asarray(self._scores(places)).reshape(-1, GRID_SIDE)
        real = real_points(self.target, 4 * SHOWN_POINTS, np.random.default_rng(self._seed + 2))
        return Frame(
            step,
            steps,
            self.target,
            _rounded(self._shown, 2),
            _rounded(made[:SHOWN_POINTS], 2),
            _rounded(values, 3),
            *self._last,
            coverage(self.target, made),
            divergence(made[:, 0], real[:, 0]).symmetric if normal else None,
            kolmogorov_smirnov(made[:, 0], real[:, 0]) if normal else None,
            None if normal else self._field(),
        )

    def distance(self) -> float:
        """How far the critic's means of the points that are shown are apart, whatever it was trained on last."""
        made = self._scores(self.generator(self._latents(0, 0, 4 * SHOWN_POINTS)))
        return float(np.mean(made) - np.mean(self._scores(self._shown)))

    def _field(self) -> list[list[list[float]]]:
        import tensorflow as tf

        line = SPAN * ((2 * np.arange(FIELD_SIDE, dtype=np.float32) + 1) / FIELD_SIDE - 1)
        places = tf.constant(np.stack(np.meshgrid(line, line), -1).reshape(-1, 2))
        with tf.GradientTape() as tape:
            tape.watch(places)
            scores = self._scores(places)
        pull = -tape.gradient(scores, places).numpy()
        return _rounded(pull.reshape(FIELD_SIDE, FIELD_SIDE, 2), 3)


def _rounded(values: np.ndarray, digits: int) -> Any:
    """Short numbers, as float64: those of float32 have many digits in JSON."""
    return np.round(values.astype(np.float64), digits).tolist()


def _perceptron(inputs: int, outputs: int) -> "keras.Model":
    import keras
    from keras import layers

    hidden = given = keras.Input((inputs,))
    for _ in range(2):
        hidden = layers.LeakyReLU(0.1)(layers.Dense(UNITS, kernel_initializer="he_normal")(hidden))
    return keras.Model(given, layers.Dense(outputs)(hidden))
