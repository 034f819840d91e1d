"""What the critic raises and the generator lowers, by the scores of generated and real pictures.

The article's sign: a high score means generated. `wgan` (article 4439) compares the means of both. `r3gan` (Huang and
others 2024, arXiv:2501.05441) asks of each pair whether the generated one is told from the real one, and holds the
critic by a zero-centred penalty; one step of the critic is enough for it.
"""

import tensorflow as tf

from models.gan.options import PENALTIES_OF


def objective_of(penalty: str) -> str:
    """The objective that a penalty goes with."""
    return next(name for name, penalties in PENALTIES_OF.items() if penalty in penalties)


def critic_gain(objective: str, fake: tf.Tensor, real: tf.Tensor) -> tf.Tensor:
    """What the critic raises, a scalar, by its scores [n] of generated and of real pictures."""
    if objective == "wgan":
        return tf.reduce_mean(fake) - tf.reduce_mean(real)
    return -tf.reduce_mean(tf.nn.softplus(real - fake))


def generator_loss(objective: str, fake: tf.Tensor, real: tf.Tensor) -> tf.Tensor:
    """What the generator lowers, a scalar; to `wgan` the real ones are all the same."""
    if objective == "wgan":
        return tf.reduce_mean(fake)
    return tf.reduce_mean(tf.nn.softplus(fake - real))
