"""The networks that read captchas: a residual one for texts of any length and the two of the articles, in Keras."""

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from models.captcha.data import ALPHABET
from models.captcha.encoding import Encoding

UNLEARNT = 3.0  # nats under the least probable symbol, where one begins that is still to be learnt
LETTERS = string.ascii_lowercase  # the articles label both cases with these 26


@dataclass(frozen=True)
class Network:
    """A network to build: its encoding, its builder and the shape of resnet-ctc's trunk."""

    build: Callable[["Network"], keras.Model]
    summary: str
    encoding: Encoding
    widths: tuple[int, ...] = (24, 48, 96, 128)
    neck: int = 192
    dropout: float = 0.1
    quantised: bool = False  # whether it is served in eight bits


def residual(network: Network) -> keras.Model:
    """Residual blocks (He et al., arXiv:1512.03385) with squeeze and excitation (Hu et al., arXiv:1709.01507).

    Height is pooled away and width, which may be any, divided by 4 only, so that the result is a sequence from left to
    right: float32 [batch, width / 4, 1 + symbols], logits with the blank first, for CTC (Graves et al. 2006).

    Ordinary convolutions, not Xception's separable ones, which on a CPU wait for memory more than they multiply.
    """
    encoding = network.encoding
    image = keras.Input((encoding.height, None if encoding.wide else encoding.width, encoding.channels), name="image")
    x = _normalised_relu(_convolution(network.widths[0], strides=2)(image))
    for depth, width in enumerate(network.widths[1:]):
        x = _normalised_relu(_convolution(width, strides=(2, 2) if depth == 0 else (2, 1))(x))
        x = _residual_block(x, excited=depth > 0)
    columns = layers.Conv2D(network.neck, (x.shape[1], 3), use_bias=False)(layers.ZeroPadding2D((0, 1))(x))
    columns = layers.Reshape((-1, network.neck))(_with_context(_normalised_relu(columns)))
    logits = layers.Dense(1 + len(encoding.charset), dtype="float32", name="reading")(
        layers.Dropout(network.dropout)(columns)
    )
    return keras.Model(image, logits, name="captcha")


def article_cnn(network: Network) -> keras.Model:
    """The 48,712 parameters of article 4138: four convolutions, 192 features, four unshared 26-way softmax heads."""
    encoding = network.encoding
    image = keras.Input((encoding.height, encoding.width, encoding.channels), name="image")
    x = image
    for activated in (False, True, True, False):
        x = layers.MaxPooling2D()(layers.Conv2D(32, 3)(x))
        x = layers.ReLU()(x) if activated else x
    features = layers.ReLU()(layers.Flatten()(x))
    return keras.Model(image, _heads(features, encoding, dropout=0.0), name="captcha")


def article_xception(network: Network) -> keras.Model:
    """Article 4503: the full Xception, every layer trained, one Dropout(0.5) and softmax head per position."""
    encoding = network.encoding
    image = keras.Input((encoding.height, encoding.width, encoding.channels), name="image")
    trunk = keras.applications.Xception(include_top=False, weights=None, input_tensor=image, pooling="avg")
    return keras.Model(image, _heads(trunk.output, encoding, dropout=0.5), name="captcha")


def _normalisation() -> layers.Layer:
    return layers.BatchNormalization(momentum=0.9)  # Keras's 0.99 still lags behind after a whole epoch of 100 steps


def _normalised_relu(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU()(_normalisation()(x))


def _convolution(width: int, strides: int | tuple[int, int] = 1) -> layers.Layer:
    return layers.Conv2D(width, 3, strides=strides, padding="same", use_bias=False)


def _residual_block(x: keras.KerasTensor, excited: bool) -> keras.KerasTensor:
    width = x.shape[-1]
    y = _normalised_relu(_convolution(width)(x))
    y = _normalisation()(_convolution(width)(y))
    if excited:  # which letters, which font, how much noise: seen from the whole picture
        context = layers.GlobalAveragePooling2D(keepdims=True)(y)
        context = layers.Conv2D(width // 4, 1, activation="relu")(context)
        y = layers.Multiply()([y, layers.Conv2D(width, 1, activation="sigmoid")(context)])
    return layers.ReLU()(layers.Add()([x, y]))


def _with_context(x: keras.KerasTensor) -> keras.KerasTensor:
    """A residual block along the line, by which a column knows what stands to its left and right.

    It changes nothing until it has learnt something.
    """
    width = x.shape[-1]
    y = x
    for number, start in enumerate(("ones", "zeros")):
        y = layers.Conv2D(width, (1, 5), padding="same", use_bias=False, name=f"context_{number}")(y)
        y = layers.BatchNormalization(momentum=0.9, gamma_initializer=start, name=f"context_{number}_normalised")(y)
        y = y if number else layers.ReLU()(y)
    return layers.ReLU()(layers.Add()([x, y]))


def _heads(features: keras.KerasTensor, encoding: Encoding, dropout: float) -> keras.KerasTensor:
    """One unshared head per position: probabilities float32 [batch, slots, symbols]."""
    answers = []
    for position in range(encoding.slots):
        kept = layers.Dropout(dropout)(features) if dropout else features
        answers.append(layers.Dense(len(encoding.charset), activation="softmax", name=f"position_{position}")(kept))
    return layers.Concatenate(axis=1, name="reading")([layers.Reshape((1, -1))(answer) for answer in answers])


NETWORKS: dict[str, Network] = {
    "resnet-ctc": Network(
        residual,
        "residual convolutions with a blank class for texts of any length",
        Encoding(64, 192, 3, "stretched", ALPHABET, trim=True, wide=320, narrow=128),
        quantised=True,
    ),
    "article-cnn": Network(
        article_cnn,
        "the four convolutions and 48,712 parameters of kexue.fm article 4138",
        Encoding(53, 129, 3, "ink", LETTERS, slots=4),
    ),
    "article-xception": Network(
        article_xception,
        "the full Xception of kexue.fm article 4503",
        Encoding(50, 120, 3, "symmetric", LETTERS, slots=4),
    ),
}


@keras.saving.register_keras_serializable("captcha")
class SaturatingCTC(keras.losses.CTC):  # type: ignore[misc]  # Keras comes without types
    """(1 - exp(-saturation l)) / saturation of CTC's loss l, which a picture that nobody can read pulls less by; l if
    saturation is 0.

    It is the generalised cross-entropy of Zhang and Sabuncu (arXiv:1805.07836) of a text's probability exp(-l), whose
    gradient is CTC's times exp(-saturation l).
    """

    def __init__(self, saturation: float, **settings: Any) -> None:
        super().__init__(**settings)
        self.saturation = saturation

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The loss of each picture, [batch]; arguments as of `keras.losses.CTC`."""
        loss = super().call(y_true, y_pred)
        return -keras.ops.expm1(-self.saturation * loss) / self.saturation if self.saturation else loss

    def get_config(self) -> dict[str, Any]:
        """What the loss is built from again."""
        return super().get_config() | {"saturation": self.saturation}


def loss_of(network: Network, saturation: float = 0.0) -> keras.Loss:
    """CTC for a sequence with blanks, cross-entropy averaged over the positions for fixed slots."""
    if network.encoding.slots:
        return keras.losses.SparseCategoricalCrossentropy()
    return SaturatingCTC(saturation)


def with_symbols(start: keras.Model, more: int) -> keras.Model:
    """The network, its answers grown by `more` symbols behind those that it knows. It gives what it gave before until
    it has learnt them: their rows begin small, and as improbable as the least probable symbol."""
    if not more:
        return start
    config = start.get_config()
    (reading,) = (layer for layer in config["layers"] if layer["name"] == "reading")
    reading["config"]["units"] += more
    grown = keras.Model.from_config(config)
    for layer, other in zip(grown.layers, start.layers, strict=True):
        if layer.name != "reading":
            layer.set_weights(other.get_weights())
    kernel, bias = start.get_layer("reading").get_weights()
    rows = np.random.default_rng(0).normal(0, 0.01, (len(kernel), more)).astype(np.float32)
    biases = np.full(more, bias.min() - UNLEARNT, np.float32)
    grown.get_layer("reading").set_weights([np.hstack([kernel, rows]), np.hstack([bias, biases])])
    return grown


def with_prior(model: keras.Model, classes: Sequence[int], nats: float) -> keras.Model:
    """The same network, to which some classes are more probable by `nats`: as where they are that much more frequent
    beside the others than in what it learnt from (Saerens et al. 2002)."""
    reading = model.get_layer("reading")
    kernel, bias = reading.get_weights()
    bias[list(classes)] += nats
    reading.set_weights([kernel, bias])
    return model


def blend(start: keras.Model, trained: keras.Model, share: float) -> keras.Model:
    """A network between what a run began with and what it made of it, which often reads unseen makers better than both
    (Wortsman et al., arXiv:2109.01903); `share` of each weight is the trained one's."""
    pairs = zip(start.get_weights(), trained.get_weights(), strict=True)
    trained.set_weights([(1 - share) * before + share * after for before, after in pairs])
    return trained


def freeze(model: keras.Model) -> None:
    """Keeps the means and variances of the normalisations, and normalises by them from now on, in training too.

    A batch has pictures of one width alone and is normalised by itself, though in use all are by the same.
    """
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False


def with_precision(model: keras.Model, policy: str) -> keras.Model:
    """The same network and weights computing as a dtype policy of Keras says; its answers are float32 in any case."""
    config = model.get_config()
    ends = ("image", "reading")
    for layer in config["layers"]:
        layer["config"]["dtype"] = "float32" if layer["name"] in ends else policy
    whole = keras.Model.from_config(config)
    whole.set_weights(model.get_weights())
    return whole
