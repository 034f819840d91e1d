"""Differentiable augmentation (Zhao and others 2020, arXiv:2006.10738), for sets of a few hundred pictures.

The critic sees only pictures that were changed at random, generated ones as real ones, and cannot learn the few real
ones by heart; the generator's gradient flows through the same changes. Sizes are the paper's.
"""

import tensorflow as tf

from models.gan.options import AUGMENTATIONS

SHIFT = 1 / 8  # of the side, at most
HOLE = 1 / 2  # side of the square cut out, of the picture's
LIGHTER = 0.5  # of the range of 1, at most, or darker


def augment(pictures: tf.Tensor, names: tuple[str, ...], key: tf.Tensor, cell: int = 1) -> tf.Tensor:
    """Each picture changed in its own way; the same key changes in the same ways.

    Args:
        pictures: float32 [n, height, width, channels] in 0 to 1; the changed ones may lie outside.
        names: of AUGMENTATIONS.
        key: int32 [2].
        cell: side of the squares that pictures are made of, which are shifted and cut out whole.
    """
    for place, name in enumerate(AUGMENTATIONS):
        if name in names:
            changed = {"translation": translate, "cutout": cut_out, "brightness": brighten}[name]
            pictures = changed(pictures, tf.add(key, [1_000_000 * (place + 1), 0]), cell)
    return pictures


def brighten(pictures: tf.Tensor, key: tf.Tensor, cell: int = 1) -> tf.Tensor:
    """A picture's every value plus one number of −1/2 to 1/2."""
    return pictures + tf.random.stateless_uniform([tf.shape(pictures)[0], 1, 1, 1], key, -LIGHTER, LIGHTER)


def translate(pictures: tf.Tensor, key: tf.Tensor, cell: int = 1) -> tf.Tensor:
    """Shifted by up to an eighth along each axis; what comes in is black."""
    for axis in (1, 2):
        size = pictures.shape[axis]
        most = max(1, round(size // cell * SHIFT)) * cell
        shifts = cell * _integers(tf.shape(pictures)[0], tf.add(key, [axis, 0]), -(most // cell), most // cell)
        wide = tf.pad(pictures, [[most, most] if place == axis else [0, 0] for place in range(4)])
        rows = most + tf.range(size)[None] - shifts[:, None]
        pictures = tf.gather(wide, rows, axis=axis, batch_dims=1)
    return pictures


def cut_out(pictures: tf.Tensor, key: tf.Tensor, cell: int = 1) -> tf.Tensor:
    """A square of half the side is black, its middle anywhere in the picture."""
    inside = []
    for axis in (1, 2):
        cells = pictures.shape[axis] // cell
        middles = _integers(tf.shape(pictures)[0], tf.add(key, [axis, 0]), 0, cells - 1)
        first = middles - int(cells * HOLE) // 2
        places = tf.range(pictures.shape[axis])[None] // cell - first[:, None]
        inside.append((places >= 0) & (places < int(cells * HOLE)))
    hole = inside[0][:, :, None, None] & inside[1][:, None, :, None]
    return pictures * tf.cast(~hole, pictures.dtype)


def _integers(count: tf.Tensor, key: tf.Tensor, least: int, most: int) -> tf.Tensor:
    return tf.random.stateless_uniform([count], key, least, most + 1, tf.int32)
