"""A training step of word vectors that several processes share (see models.cluster)."""

from typing import TYPE_CHECKING, Any

from models.cluster import all_reduce

if TYPE_CHECKING:
    import tensorflow as tf


def local_dataset(batches: "tf.data.Dataset", strategy: "tf.distribute.Strategy") -> "tf.data.Dataset":
    """A data set of this process's shares as Keras wants it: used as it is, not cut up again."""
    if strategy.num_replicas_in_sync == 1:
        return batches
    return strategy.distribute_datasets_from_function(lambda _: batches)


def gather(tensor: "tf.Tensor") -> "tf.Tensor":
    """The rows of all processes, one under the other, in the same order everywhere. Inside a training step."""
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return tensor if context.num_replicas_in_sync == 1 else context.all_gather(tensor, axis=0)


def average(loss: "tf.Tensor") -> "tf.Tensor":
    """The mean over the processes of the loss of each. Inside a training step."""
    return all_reduce("MEAN", loss)


def replica_logs(logs: dict[str, Any]) -> dict[str, Any]:
    """What a training step returns, in the shape of which Keras takes the mean over processes: [1] each."""
    import tensorflow as tf

    alone = tf.distribute.get_strategy().num_replicas_in_sync == 1
    return logs if alone else {name: value[None] for name, value in logs.items()}
