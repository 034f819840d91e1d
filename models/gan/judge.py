"""The frozen classifier in whose features generated pictures are measured: a network of its own for each image set.

It is trained on the training part and never sees a generated picture. A set without classes gets some: pictures are
parted by k-means, once for each of four horizontal bands (of faces: hair, eyes, mouth, clothes), and the classifier
tells all four clusters.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.gan.data import Images, cell_of, floats

if TYPE_CHECKING:
    import keras
    from sklearn.cluster import KMeans

FEATURES = 64
FILE = "judge.onnx"
BANDS, CLUSTERS = 4, 12
MAX_ROWS = 500  # pictures of one run
BATCH_SIZE = 128


class Judge:
    """Tells features and classes of pictures. `sha256` names it."""

    def __init__(self, path: Path):
        import onnxruntime

        content = Path(path).read_bytes()
        self.sha256 = hashlib.sha256(content).hexdigest()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # as the generator's
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def __call__(self, pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features, float32 [n, 64], and classes, int64 [n, questions], of uint8 [n, height, width, channels]."""
        name = self._session.get_inputs()[0].name
        found = [
            self._session.run(None, {name: floats(pixels[start : start + MAX_ROWS])})
            for start in range(0, len(pixels), MAX_ROWS)
        ]
        features, logits = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return features, logits.argmax(axis=-1)


def questions(images: Images, seed: int = 0) -> tuple[np.ndarray, "list[KMeans]"]:
    """The classes that a judge is taught, int64 [n, questions], and how those of other pictures are found.

    The second value is a list of k-means, one a band; empty where the set has classes of its own.
    """
    if images.labels is not None:
        return images.labels[:, None], []
    from sklearn.cluster import KMeans

    bands = _bands(images.pixels)
    fitted = [KMeans(CLUSTERS, n_init=3, random_state=seed).fit(band) for band in bands]
    return np.stack([one.labels_ for one in fitted], axis=1).astype(np.int64), fitted


def answers(images: Images, fitted: "Sequence[KMeans]") -> np.ndarray:
    """The classes of pictures that were not taught, int64 [n, questions]."""
    if images.labels is not None:
        return images.labels[:, None]
    bands = _bands(images.pixels)
    return np.stack([one.predict(band) for one, band in zip(fitted, bands, strict=True)], axis=1).astype(np.int64)


def _bands(pixels: np.ndarray) -> list[np.ndarray]:
    return [floats(band.reshape(len(pixels), -1)) for band in np.array_split(pixels, BANDS, axis=1)]


def network_of(images: Images, classes: int, asked: int) -> "keras.Model":
    """Three convolutions, on one value for each square of the pictures; features [n, 64], logits [n, questions, …]."""
    import keras
    from keras import layers

    picture = keras.Input(images.pixels.shape[1:], name="picture")
    cell = cell_of(images.pixels)
    hidden = layers.AveragePooling2D(cell)(picture) if cell > 1 else picture
    for filters in (32, 64, 64):
        hidden = layers.Conv2D(filters, 3, padding="same", activation="relu")(hidden)
        if min(hidden.shape[1:3]) > 1:  # three times from eight squares a side on
            hidden = layers.MaxPooling2D()(hidden)
    features = layers.Dense(FEATURES, "relu", name="features")(layers.Flatten()(hidden))
    logits = layers.Dense(asked * classes)(layers.Dropout(0.3)(features))
    return keras.Model(picture, [features, layers.Reshape((asked, classes), name="logits")(logits)], name="judge")


def _batches(images: Images, labels: np.ndarray, seed: int) -> Iterator[tuple[np.ndarray, tuple[np.ndarray, ...]]]:
    """Pictures in 0 to 1 and their classes, endlessly, each epoch in an order of its own; memory holds one batch."""
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(len(images))
        for start in range(0, len(order), BATCH_SIZE):
            rows = order[start : start + BATCH_SIZE]
            yield floats(images.pixels[rows]), (np.zeros((len(rows), 1), np.float32), labels[rows])


def train_judge(training: Images, test: Images, path: Path, steps: int, seed: int = 0) -> float:
    """Trains a judge, writes it as ONNX, and returns its accuracy on the test part, a fraction."""
    import keras

    keras.utils.set_random_seed(seed)
    labels, fitted = questions(training, seed)
    network = network_of(training, int(labels.max()) + 1, labels.shape[1])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    epochs = -(-steps * BATCH_SIZE // len(training))
    falling = keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(training) // BATCH_SIZE)
    network.compile(keras.optimizers.Adam(falling), loss=[None, loss])
    rhythm = {"steps_per_epoch": -(-len(training) // BATCH_SIZE), "epochs": epochs}
    network.fit(_batches(training, labels, seed), shuffle=False, verbose=0, **rhythm)
    path.parent.mkdir(parents=True, exist_ok=True)
    network.export(path, format="onnx", verbose=False)
    return float((Judge(path)(test.pixels)[1] == answers(test, fitted)).mean())
