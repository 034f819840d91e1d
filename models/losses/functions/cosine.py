"""Cosines that have a finite value and a finite slope everywhere."""

from keras import ops

from models.losses.functions.entropy import Tensor

SHORTEST = 1e-3  # length; a shorter vector is divided by it, so the slope at zero is 1,000, not infinite


def unit(vectors: Tensor) -> Tensor:
    """Vectors [..., d] over their lengths. One shorter than SHORTEST stays shorter than 1, and zero stays zero."""
    squares = ops.sum(vectors * vectors, axis=-1, keepdims=True)
    return vectors / ops.sqrt(ops.maximum(squares, SHORTEST**2))


def cosine(one: Tensor, other: Tensor) -> Tensor:
    """The cosine between vectors, [..., d] and [..., d] to [...]; that of a zero vector is 0."""
    return ops.sum(unit(one) * unit(other), axis=-1)
