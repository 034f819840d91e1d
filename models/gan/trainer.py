"""One compiled training step, and the state of a run: everything is a function of the step and the seed.

The loss signs are the article's: the critic raises D(fake) − D(real), the generator lowers D(fake); see objectives.py.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from models import cluster, recipe
from models.gan.augment import augment
from models.gan.data import Images, batch
from models.gan.design import Design
from models.gan.errors import DivergedError, StateError
from models.gan.model import networks
from models.gan.objectives import critic_gain, generator_loss
from models.gan.options import NOT_LEARNED_BY, Options
from models.gan.penalties import penalty

STATE = "state.npz"
REPORTED = ("distance", "penalty", "generator")  # D(fake) − D(real), the penalty before λ, the generator's loss


class Trainer:
    """A generator, its moving average, a critic and their optimizers.

    `step` counts finished steps of the generator.
    """

    def __init__(self, design: Design, options: Options):
        keras.utils.set_random_seed(options.seed)
        self.design, self.options, self.step = design, options, 0
        self.place, self.strategy = cluster.place(), cluster.strategy()
        self._share = self.place.size(options.batch)  # of each batch, how many rows are this process's
        self.generator, self.critic = networks(design)
        self.average = keras.models.clone_model(self.generator)
        self.average.set_weights(self.generator.get_weights())
        self._compiled = tf.function(self._train)
        self._optimizers = [self._optimizer(self.generator, 1), self._optimizer(self.critic, options.critic_steps)]

    def _optimizer(self, network: keras.Model, updates: int) -> keras.optimizers.Optimizer:
        options = self.options
        falling = keras.optimizers.schedules.PolynomialDecay(options.learning_rate, options.steps * updates, 0.0)
        optimizer = keras.optimizers.Adam(falling, options.beta_1, options.beta_2)
        optimizer.build(network.trainable_variables)
        return optimizer

    def train(self, images: Images) -> dict[str, float]:
        """One step of the generator after --critic_steps of the critic.

        Returns:
            REPORTED, means over the critic's steps.

        Raises:
            DivergedError: one of them is no number.
        """
        options = self.options
        rows = batch(len(images), options.batch * options.critic_steps, self.step, options.seed)
        shape = options.critic_steps, options.batch
        real = images.pixels[rows].reshape(*shape, *images.pixels.shape[1:])[:, self._own_rows]
        kinds = np.zeros(shape, np.int32) if images.labels is None else images.labels[rows].reshape(shape)
        kinds = kinds[:, self._own_rows]
        losses = self._compiled(tf.constant(real), tf.constant(kinds, tf.int32), tf.constant(self.step))
        reported = dict(zip(REPORTED, losses.numpy().tolist(), strict=True))
        if not np.isfinite(list(reported.values())).all():
            raise DivergedError(
                f"At step {self.step} the losses are {reported}.",
                "Begin another --run with a smaller --learning_rate or a larger --strength.",
            )
        self.step += 1
        return reported

    @property
    def _own_rows(self) -> slice:
        return slice(self.place.index * self._share, (self.place.index + 1) * self._share)

    def _train(self, real: tf.Tensor, kinds: tf.Tensor, step: tf.Tensor) -> tf.Tensor:
        """`real` uint8 [critic steps, batch, height, width, channels], `kinds` int32 [critic steps, batch]."""
        losses = []
        for turn in range(self.options.critic_steps):
            pictures = tf.cast(real[turn], tf.float32) / 255
            losses.append(self._train_critic(pictures, kinds[turn], step, turn))
        generator = self._train_generator(tf.cast(real[0], tf.float32) / 255, kinds[0], step)
        self._update_average(step)
        return cluster.mean([tf.concat([tf.reduce_mean(losses, axis=0), [generator]], 0)], self.strategy)[0]

    def _train_critic(self, real: tf.Tensor, kinds: tf.Tensor, step: tf.Tensor, turn: int) -> tf.Tensor:
        options = self.options
        fake = self._augmented(self._pictures(self._latents(step, turn), kinds), step, 200 + turn)
        real = self._augmented(real, step, 300 + turn)
        epsilons = tf.random.stateless_uniform([2, options.batch], self._key(step, 100 + turn))[:, self._own_rows]
        with tf.GradientTape() as tape:
            scores = self._scores(tf.concat([fake, real], 0), tf.concat([kinds, kinds], 0))
            made, shown = scores[: self._share], scores[self._share :]
            slope = penalty(options.penalty, lambda points: self._scores(points, kinds), real, fake, epsilons)
            loss = options.strength * slope - critic_gain(options.objective, made, shown)
        self._apply(tape, loss, self.critic, self._optimizers[1])
        return tf.stack([critic_gain("wgan", made, shown), slope])

    def _train_generator(self, real: tf.Tensor, kinds: tf.Tensor, step: tf.Tensor) -> tf.Tensor:
        latents, objective = self._latents(step, self.options.critic_steps), self.options.objective
        real = self._augmented(real, step, 500)
        shown = self._scores(real, kinds) if objective == "r3gan" else tf.zeros(len(latents))
        with tf.GradientTape() as tape:
            fake = self._augmented(self._pictures(latents, kinds), step, 400)
            loss = generator_loss(objective, self._scores(fake, kinds), shown)
        self._apply(tape, loss, self.generator, self._optimizers[0])
        return loss

    def _apply(
        self, tape: tf.GradientTape, loss: tf.Tensor, network: keras.Model, optimizer: keras.optimizers.Optimizer
    ) -> None:
        weights = network.trainable_variables
        gradients = tape.gradient(loss, [weight.value for weight in weights])
        optimizer.apply(cluster.mean(gradients, self.strategy), weights)

    def _update_average(self, step: tf.Tensor) -> None:
        """The moving average, which looks back less far at the beginning; of all processes' normalisation."""
        counted = self.generator.non_trainable_weights
        means = cluster.mean([weight.value for weight in counted], self.strategy) if counted else []
        for weight, value in zip(counted, means, strict=True):
            weight.assign(value)
        decay = tf.minimum(self.options.average, (1 + tf.cast(step, tf.float32)) / (10 + tf.cast(step, tf.float32)))
        for mean, weight in zip(self.average.weights, self.generator.weights, strict=True):
            mean.assign(decay * mean + (1 - decay) * tf.cast(weight, tf.float32))

    def _latents(self, step: tf.Tensor, turn: int) -> tf.Tensor:
        """Uniform in −1 to 1 as in the article, or normal for the convolutions."""
        shape = [self.options.batch, self.design.latent]
        if self.design.network == "article":
            return tf.random.stateless_uniform(shape, self._key(step, turn), -1, 1)[self._own_rows]
        return tf.random.stateless_normal(shape, self._key(step, turn))[self._own_rows]

    def _key(self, step: tf.Tensor, turn: int) -> tf.Tensor:
        return tf.stack([self.options.seed + 1000 * turn, step])

    def _augmented(self, pictures: tf.Tensor, step: tf.Tensor, turn: int) -> tf.Tensor:
        key = tf.add(self._key(step, turn), [100_000_000 * self.place.index, 0])
        return augment(pictures, self.options.augmentations, key, self.design.cell)

    def _pictures(self, latents: tf.Tensor, kinds: tf.Tensor) -> tf.Tensor:
        return self.generator([latents, kinds] if self.design.classes else latents, training=True)

    def _scores(self, pictures: tf.Tensor, kinds: tf.Tensor) -> tf.Tensor:
        return self.critic([pictures, kinds] if self.design.classes else pictures, training=True)[:, 0]

    def _variables(self) -> list[keras.Variable]:
        optimizers = [variable for optimizer in self._optimizers for variable in optimizer.variables]
        return [*self.generator.weights, *self.average.weights, *self.critic.weights, *optimizers]

    def save(self, run: Path) -> None:
        """Writes beside the last state, then takes its place, so that a full disk loses nothing. Raises StateError."""
        scratch = run / f"part-{STATE}"
        try:
            np.savez(scratch, *(keras.ops.convert_to_numpy(variable) for variable in self._variables()), step=self.step)
            scratch.replace(run / STATE)
        except OSError as error:
            scratch.unlink(missing_ok=True)
            raise StateError(f"The state cannot be written: {error}.", "Free some space and go on.") from error

    def restore(self, run: Path) -> None:
        """Goes on from what `save` of the first process kept, if there is any. Raises StateError if it is of others."""
        if self.place.first and (run / STATE).exists():
            self._read(run / STATE)
        step = tf.Variable(self.step)
        cluster.agree([*self._variables(), step], self.strategy)
        self.step = int(step.numpy())

    def _read(self, path: Path) -> None:
        try:
            with np.load(path) as state:
                values, step = [state[f"arr_{index}"] for index in range(len(state.files) - 1)], int(state["step"])
        except Exception as error:  # of many kinds: an archive that is damaged, or another one
            raise StateError(f"{path} cannot be read: {error}.", "Give another --run, or delete it.") from error
        variables = self._variables()
        if [value.shape for value in values] != [tuple(variable.shape) for variable in variables]:
            raise StateError(f"{path} is of other networks.", "Give another --run, or delete it.")
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        self.step = step


def hold_to_recipe(options: Options, images: Images) -> None:
    """Keeps what a run begins with. Raises StateError where it has learnt by other options or of other pictures."""
    now = recipe.recipe_of(options, NOT_LEARNED_BY, pictures=images.digest)
    recipe.hold(now, Path(options.run), STATE, StateError)
