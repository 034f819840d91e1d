"""The network that tells kinds of blocks apart: bytes embedded, two strided convolutions, pooled, in Keras.

A byte is a symbol, not a number, so it gets a vector (as in MalConv, Raff et al., arXiv:1710.09435). Strides keep it to
about a million multiplications a block. The mean of the embeddings is a histogram of bytes in few numbers, which what
has no order (noise beside archives) is told by.
"""

import keras
from keras import layers

from models.recovery.blocks.kinds import BLOCK_BYTES, KINDS

EMBEDDED, NARROW, WIDE, HIDDEN = 16, 32, 64, 96


@keras.saving.register_keras_serializable("kexue_recovery")
class Spread(layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """Mean, greatest value and standard deviation along the block: [batch, steps, width] to [batch, 3 · width]."""

    def call(self, x: keras.KerasTensor) -> keras.KerasTensor:
        mean = keras.ops.mean(x, axis=1)
        square = keras.ops.mean(x * x, axis=1)
        deviation = keras.ops.sqrt(keras.ops.maximum(square - mean * mean, 0.0) + 1e-6)
        return keras.ops.concatenate([mean, keras.ops.max(x, axis=1), deviation], axis=-1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, int]:
        return shape[0], 3 * int(shape[-1] or 0)


def build() -> keras.Model:
    """Blocks int32 [batch, 512], each byte 0 to 255, to logits float32 [batch, kinds]."""
    block = keras.Input((BLOCK_BYTES,), dtype="int32", name="block")
    embedded = layers.Embedding(256, EMBEDDED, name="bytes")(block)
    x = layers.Conv1D(NARROW, 8, strides=4, padding="same", activation="relu", name="near")(embedded)
    x = layers.Conv1D(WIDE, 8, strides=4, padding="same", activation="relu", name="far")(x)
    pooled = layers.Concatenate()([Spread(name="histogram")(embedded), Spread(name="spread")(x)])
    hidden = layers.Dense(HIDDEN, activation="relu", name="hidden")(layers.Dropout(0.2)(pooled))
    return keras.Model(block, layers.Dense(len(KINDS), name="kind")(hidden), name="blocks")
