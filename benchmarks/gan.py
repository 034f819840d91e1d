"""GANs on one image set at equal seconds: objectives on our networks, article 4439's perceptrons, the Keras example's.

KEXUE_IMAGES=mnist/ python -m benchmarks gan
KEXUE_IMAGES=mnist/ KEXUE_SECONDS=600 python -m benchmarks gan

Each trains for as many seconds, in one run, on the same pictures, and is scored in the features of one classifier that
is trained first. Of digits the objectives also learn stacked ones, as many seconds each, and the modes that they draw
are counted, see _stacked.py. Then the time of one call to the bundled checkpoint of clothes, beside Keras' `predict`.

The recipe is written anew after its description: critic of four strided 5×5 convolutions with dropout, generator of
nearest-neighbour upsampling with batch normalisation, five critic steps, batches of 512, Adam 2e-4 (0.5, 0.9),
two-sided gradient penalty of 10 at points drawn by a normal distribution.
"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import hub_utils
from benchmarks import _stacked
from benchmarks._command import begin
from benchmarks._timing import median
from models import gan
from models.gan.data import Images, batch, read
from models.gan.judge import Judge, train_judge
from models.gan.options import R3GAN, Options
from models.gan.score import Quality, modes, principal, quality

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

SCORED_PICTURES = 5_000
RECIPE_LATENT = 128
RECIPE_BATCH, RECIPE_CRITIC_STEPS = 512, 5
CALLS = 30

# All on our networks. The paper's (Gulrajani and others 2017) takes five critic steps at a lower rate.
OBJECTIVES = {
    "ours (WGAN-GP, two critic steps)": Options(),
    "WGAN-GP as published": Options(critic_steps=5, learning_rate=1e-4),
    "R3GAN": Options(objective="r3gan", **R3GAN),  # type: ignore[arg-type]  # values of several types
}
# Article 4439: 100 pictures a step, five critic steps, Adam 1e-4 (0.5), one-sided penalty of 10.
ARTICLE = Options(
    network="article", latent=10, penalty="gradient-one-sided", critic_steps=5, batch=100,
    learning_rate=1e-4, beta_1=0.5, beta_2=0.999,
)  # fmt: skip

Draw = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Run:
    """One training: how many steps it came to, and how good its pictures are."""

    name: str
    steps: int
    quality: Quality


def main() -> None:
    """Prints the tables."""
    source = os.environ.get("KEXUE_IMAGES", "")
    if source:
        seconds = float(os.environ.get("KEXUE_SECONDS", "120"))
        training, test = read(source)
        print(training_table(training, test, seconds))
        judge = _stacked.digits_judge()
        if _stacked.are_digits(test, judge):
            print(modes_table(training, judge, seconds))
    else:
        print("Training is left out: name a folder of idx files in KEXUE_IMAGES.")
    print(serving_table())


def training_table(training: Images, test: Images, seconds: float) -> str:
    """Markdown: one line for each way of training, and for the floor and the ceiling."""
    with tempfile.TemporaryDirectory() as place:
        accuracy = train_judge(training, test, Path(place) / "judge.onnx", Options().judge_steps)
        judge = Judge(Path(place) / "judge.onnx")
    count = min(SCORED_PICTURES, len(test))
    real = judge(test.pixels[:count])[0]
    ways = {name: trained(training, seconds, options) for name, options in OBJECTIVES.items()}
    ways["the article's perceptrons"] = trained(training, seconds, ARTICLE)
    if training.pixels.shape[1:] == (28, 28, 1):
        ways["the Keras example's recipe"] = recipe(training, seconds)
    runs = [Run(name, steps, quality(judge(draw(count))[0], real)) for name, (steps, draw) in ways.items()]
    rows = np.random.default_rng(0).permutation(len(training))[:count]
    bounds = {
        "real training pictures": training.pixels[rows],
        "principal components": principal(training.pixels, count),
    }
    runs += [Run(name, 0, quality(judge(pixels)[0], real)) for name, pixels in bounds.items()]
    lines = [
        f"{seconds:.0f} s each; the classifier is right about {accuracy:.1%} of real test pictures.\n",
        "| | steps | Fréchet | kernel | precision | recall |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for run in runs:
        found = run.quality
        cells = f"{found.frechet:.2f} | {found.kernel:.4f} | {found.precision:.3f} | {found.recall:.3f}"
        lines.append(f"| {run.name} | {run.steps or ''} | {cells} |")
    return "\n".join(lines)


def modes_table(training: Images, judge: Judge, seconds: float) -> str:
    """Markdown: of the 1,000 modes of stacked digits, how many each objective draws; and real ones."""
    images, drawn = _stacked.stacked(training, len(training)), _stacked.DRAWN
    ways = {name: trained(images, seconds, options) for name, options in OBJECTIVES.items()}
    ways["real ones"] = 0, lambda count: _stacked.stacked(training, count, seed=1).pixels
    lines = [
        f"\nStacked digits, {seconds:.0f} s each, {drawn:,} pictures drawn.\n",
        "| | steps | modes of 1,000 | divergence |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, (steps, draw) in ways.items():
        found = modes(_stacked.modes_of(draw(drawn), judge), _stacked.MODES)
        lines.append(f"| {name} | {steps or ''} | {found.covered} | {found.divergence:.3f} |")
    return "\n".join(lines)


def trained(images: Images, seconds: float, options: Options) -> tuple[int, Draw]:
    """Trains until the time is over; the rate of steps is measured first, since the learning rate falls to zero."""
    from dataclasses import replace

    from models.gan.train import design_of
    from models.gan.trainer import Trainer

    warm_up = Trainer(design_of(options, images), options)
    warm_up.train(images)
    began = time.perf_counter()
    for _ in range(10):
        warm_up.train(images)
    steps = max(20, int(seconds * 10 / (time.perf_counter() - began)))
    options = replace(options, steps=steps)
    trainer = Trainer(design_of(options, images), options)
    began = time.perf_counter()
    while trainer.step < steps and time.perf_counter() - began < seconds:
        trainer.train(images)

    def draw(count: int) -> np.ndarray:
        random, design = np.random.default_rng(1), trainer.design
        shape = count, design.latent
        latents = random.uniform(-1, 1, shape) if design.network == "article" else random.standard_normal(shape)
        kinds = np.arange(count, dtype=np.int32) % max(1, design.classes)
        given = [latents.astype(np.float32), kinds]
        made = trainer.average.predict(given if design.classes else given[0], batch_size=500, verbose=0)
        return np.rint(made * 255).astype(np.uint8)

    return trainer.step, draw


def recipe(images: Images, seconds: float) -> tuple[int, Draw]:
    """The Keras example's networks and settings, on pictures in −1 to 1."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(0)
    generator = _recipe_generator()
    train = _recipe_step(generator, _recipe_critic())
    size, step, began = RECIPE_BATCH * RECIPE_CRITIC_STEPS, 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        pixels = images.pixels[batch(len(images), size, step, 0)].astype(np.float32) / 127.5 - 1
        train(tf.constant(pixels.reshape(RECIPE_CRITIC_STEPS, RECIPE_BATCH, *pixels.shape[1:])))
        step += 1

    def draw(count: int) -> np.ndarray:
        latents = np.random.default_rng(1).standard_normal((count, RECIPE_LATENT)).astype(np.float32)
        return np.rint((generator.predict(latents, batch_size=500, verbose=0) + 1) * 127.5).astype(np.uint8)

    return step, draw


def _recipe_step(generator: "keras.Model", critic: "keras.Model") -> "Callable[[tf.Tensor], None]":
    """A compiled step on pictures, float32 [critic steps, batch, height, width, channels]."""
    import keras
    import tensorflow as tf

    optimizers = [keras.optimizers.Adam(2e-4, 0.5, 0.9) for _ in range(2)]

    def train(real: "tf.Tensor") -> None:
        for turn in range(RECIPE_CRITIC_STEPS):
            fake = generator(tf.random.normal([RECIPE_BATCH, RECIPE_LATENT]), training=True)
            with tf.GradientTape() as tape:
                distance = tf.reduce_mean(critic(fake, training=True)) - tf.reduce_mean(
                    critic(real[turn], training=True)
                )
                share = tf.random.normal([RECIPE_BATCH, 1, 1, 1])
                points = real[turn] + share * (fake - real[turn])
                with tf.GradientTape() as inner:
                    inner.watch(points)
                    scores = critic(points, training=True)
                slopes = tf.sqrt(tf.reduce_sum(inner.gradient(scores, points) ** 2, axis=[1, 2, 3]))
                loss = distance + 10 * tf.reduce_mean((slopes - 1) ** 2)
            optimizers[1].apply(tape.gradient(loss, critic.trainable_variables), critic.trainable_variables)
        with tf.GradientTape() as tape:
            made = generator(tf.random.normal([RECIPE_BATCH, RECIPE_LATENT]), training=True)
            loss = -tf.reduce_mean(critic(made, training=True))
        optimizers[0].apply(tape.gradient(loss, generator.trainable_variables), generator.trainable_variables)

    return tf.function(train)


def _recipe_critic() -> "keras.Model":
    import keras
    from keras import layers

    picture = keras.Input((28, 28, 1))
    hidden = layers.ZeroPadding2D(2)(picture)
    for filters, dropout in ((64, 0), (128, 0.3), (256, 0.3), (512, 0)):
        hidden = layers.LeakyReLU(0.2)(layers.Conv2D(filters, 5, 2, "same")(hidden))
        hidden = layers.Dropout(dropout)(hidden) if dropout else hidden
    return keras.Model(picture, layers.Dense(1)(layers.Dropout(0.2)(layers.Flatten()(hidden))))


def _recipe_generator() -> "keras.Model":
    import keras
    from keras import layers

    latent = keras.Input((RECIPE_LATENT,))
    hidden = layers.Dense(4 * 4 * 256, use_bias=False)(latent)
    hidden = layers.Reshape((4, 4, 256))(layers.LeakyReLU(0.2)(layers.BatchNormalization()(hidden)))
    for filters in (128, 64):
        hidden = layers.Conv2D(filters, 3, padding="same", use_bias=False)(layers.UpSampling2D()(hidden))
        hidden = layers.LeakyReLU(0.2)(layers.BatchNormalization()(hidden))
    hidden = layers.Conv2D(1, 3, padding="same", use_bias=False)(layers.UpSampling2D()(hidden))
    picture = layers.Activation("tanh")(layers.BatchNormalization()(hidden))
    return keras.Model(latent, layers.Cropping2D(2)(picture))


def serving_table() -> str:
    """Markdown: milliseconds for 64 pictures of clothes, warm, by ONNX Runtime and by Keras."""
    import keras

    folder = hub_utils.fetch("gan-fashion")
    model, network = gan.load(folder), keras.models.load_model(folder.path / "model.keras")
    latents, kinds = model.latents(64, 0), model.kinds(64)
    ways = {
        "ONNX Runtime (ours)": lambda: model.sample(64, 0),
        "Keras predict": lambda: network.predict([latents, kinds], verbose=0),
    }
    lines = ["\n| 64 pictures of clothes | ms |", "| --- | ---: |"]
    lines += [f"| {name} | {1e3 * median(call, CALLS):.1f} |" for name, call in ways.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    begin(main)
