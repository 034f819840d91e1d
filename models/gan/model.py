"""Generators and critics: the article's two perceptrons, and convolutions as of DCGAN. Critics are low for the real.

Every generator takes a latent, float32 [n, latent], and where there are classes also those, int32 [n]; it gives
pictures, float32 [n, height, width, channels] in 0 to 1. Every critic takes pictures, and the classes, and gives one
score each, float32 [n, 1].
"""

import keras
from keras import layers

from models.gan.design import Design

MLP_HIDDEN = (32, 128)
SPREAD = 0.05  # of the article's first weights, uniform


def networks(design: Design) -> tuple[keras.Model, keras.Model]:
    """A fresh generator and critic."""
    if design.network == "article":
        return article_generator(design), article_critic(design)
    return dcgan_generator(design), dcgan_critic(design)


def article_generator(design: Design) -> keras.Model:
    """Article 4439: 10 uniform numbers, 32 and 128 rectified units, a sigmoid a pixel; 105,712 weights at 28×28."""
    pixels = design.height * design.width * design.channels
    latent = keras.Input((design.latent,), name="latent")
    hidden = latent
    for units in MLP_HIDDEN:
        hidden = _article_dense(units, "relu")(hidden)
    flat = _article_dense(pixels, "sigmoid")(hidden)
    picture = layers.Reshape((design.height, design.width, design.channels))(flat)
    return keras.Model(latent, picture, name="generator")


def article_critic(design: Design) -> keras.Model:
    """Article 4439: 128 and 32 rectified units, one linear; 104,641 weights at 28×28."""
    picture = keras.Input((design.height, design.width, design.channels), name="picture")
    hidden = layers.Flatten()(picture)
    for units in reversed(MLP_HIDDEN):
        hidden = _article_dense(units, "relu")(hidden)
    return keras.Model(picture, _article_dense(1, None)(hidden), name="critic")


def _article_dense(units: int, activation: str | None) -> layers.Dense:
    uniform = keras.initializers.RandomUniform(-SPREAD, SPREAD)
    return layers.Dense(units, activation, kernel_initializer=uniform, bias_initializer=uniform)


def dcgan_generator(design: Design) -> keras.Model:
    """A small square of features, doubled by transposed convolutions, batch-normalised; a sigmoid at the end.

    After Radford, Metz and Chintala 2016; so is the critic, but for its normalisation.
    """
    latent = keras.Input((design.latent,), name="latent")
    inputs, code = [latent], latent
    if design.classes:
        kind = keras.Input((), dtype="int32", name="kind")
        inputs.append(kind)
        code = layers.Concatenate()([latent, layers.Embedding(design.classes, design.latent, "random_normal")(kind)])
    side = [size >> design.doublings for size in design.grid]
    filters = design.filters * 2 ** max(1, design.doublings - 1)
    hidden = layers.Dense(side[0] * side[1] * filters, use_bias=False)(code)
    hidden = layers.Reshape((*side, filters))(hidden)
    hidden = _normalised_relu(hidden)
    for doubling in reversed(range(design.doublings)):
        filters = design.filters * 2**doubling // 2
        hidden = layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=False)(hidden)
        hidden = _normalised_relu(hidden)
    picture = layers.Conv2D(design.channels, 3, padding="same", activation="sigmoid")(hidden)
    if design.cell > 1:
        picture = layers.UpSampling2D(design.cell)(picture)
    return keras.Model(inputs, picture, name="generator")


def _normalised_relu(hidden: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU()(layers.BatchNormalization(momentum=0.9)(hidden))


def dcgan_critic(design: Design) -> keras.Model:
    """Halved by convolutions, nothing normalised; classes enter by projection (Miyato and Koyama 2018)."""
    picture = keras.Input((design.height, design.width, design.channels), name="picture")
    inputs, hidden = [picture], picture
    if design.cell > 1:
        hidden = layers.AveragePooling2D(design.cell)(hidden)
    for halving in range(design.doublings):
        filters = design.critic_filters * 2**halving
        hidden = _leaky_relu(layers.Conv2D(filters, 4, 2, "same")(hidden))
    features = _leaky_relu(layers.Dense(4 * design.critic_filters)(layers.Flatten()(hidden)))
    score = layers.Dense(1)(features)
    if not design.classes:
        return keras.Model(inputs, score, name="critic")
    kind = keras.Input((), dtype="int32", name="kind")
    matching = layers.Dot(1)([features, layers.Embedding(design.classes, 4 * design.critic_filters)(kind)])
    return keras.Model([picture, kind], layers.Add()([score, matching]), name="critic")


def _leaky_relu(hidden: keras.KerasTensor) -> keras.KerasTensor:
    return layers.LeakyReLU(0.2)(hidden)
