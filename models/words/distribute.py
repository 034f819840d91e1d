"""Training on several machines: who takes which share of a batch, and what they tell each other.

The processes named by `TF_CONFIG` hold a copy of the tables each and apply the same updates to it, which they sum up
over the network (synchronous data parallelism; tf.distribute.MultiWorkerMirroredStrategy). Without `TF_CONFIG`
nothing here does anything.
"""

import json
import os
from dataclasses import dataclass

import keras

from models.words.errors import WordsError


@dataclass(frozen=True)
class Place:
    """A process among those that train together."""

    index: int = 0
    number: int = 1

    @property
    def first(self) -> bool:
        """Whether it is the one that writes."""
        return self.index == 0

    def size(self, rows: int, least: int = 1) -> int:
        """How many rows of a batch each process gets.

        Raises:
            WordsError: they cannot be shared out equally, at least `least` for each.
        """
        if self.number > 1 and (rows % self.number or rows < least * self.number):
            raise WordsError(
                f"{rows} rows of a batch cannot be shared out among {self.number} workers, {least} or more for each.",
                f"Give a --batch that makes them a multiple of {self.number}.",
            )
        return rows // self.number

    def share(self, batch):
        """This process's rows of a batch, which is an array or a tuple of arrays."""
        if isinstance(batch, tuple):
            return tuple(map(self.share, batch))
        size = len(batch) // self.number
        return batch[self.index * size : (self.index + 1) * size]


def place() -> Place:
    """What `TF_CONFIG` says of this process; the only one if it says nothing.

    Raises:
        WordsError: it is no JSON, or names other tasks than workers.
    """
    try:
        config = json.loads(os.environ.get("TF_CONFIG") or "{}")
        workers = config.get("cluster", {}).get("worker", [])
        task = config.get("task", {"type": "worker", "index": 0})
        if set(config.get("cluster", {})) - {"worker"} or task["type"] != "worker":
            raise ValueError("other tasks than workers")
        found = Place(int(task["index"]), max(1, len(workers)))
        if not 0 <= found.index < found.number:
            raise ValueError(f"no worker {found.index}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WordsError(f"TF_CONFIG cannot be used: {error}.", "Give it as in models/words/train.py.") from error
    return found


def strategy():
    """The tf.distribute strategy of this process; to be called before TensorFlow computes anything.

    Raises:
        WordsError: the processes see more GPUs than there are processes, who would then share batches otherwise.
    """
    import tensorflow as tf

    if place().number == 1:
        return tf.distribute.get_strategy()
    found = tf.distribute.MultiWorkerMirroredStrategy()
    if found.num_replicas_in_sync != place().number:
        raise WordsError("A worker has several GPUs.", "Start one worker for each, with CUDA_VISIBLE_DEVICES.")
    return found


def distributed(batches, strategy):
    """A data set of this process's shares as Keras wants it: used as it is, not cut up again."""
    if strategy.num_replicas_in_sync == 1:
        return batches
    return strategy.distribute_datasets_from_function(lambda _: batches)


def gathered(tensor):
    """The rows of all processes, one under the other, in the same order everywhere. Inside a training step."""
    import tensorflow as tf

    context = tf.distribute.get_replica_context()
    return tensor if context.num_replicas_in_sync == 1 else context.all_gather(tensor, axis=0)


def averaged(loss):
    """The mean over the processes of the loss of each. Inside a training step."""
    return _all_reduced("MEAN", loss)


def logged(logs: dict) -> dict:
    """What a training step returns, in the shape of which Keras takes the mean over processes: [1] each."""
    import tensorflow as tf

    alone = tf.distribute.get_strategy().num_replicas_in_sync == 1
    return logs if alone else {name: value[None] for name, value in logs.items()}


def agree(variables: list[keras.Variable], strategy) -> None:
    """Gives every process the values of the first one."""
    import tensorflow as tf

    if strategy.num_replicas_in_sync == 1:
        return
    summed = tf.function(lambda it: strategy.run(lambda own: _all_reduced("SUM", tf.identity(own)), (it,)))
    for variable in variables:
        value = tf.convert_to_tensor(variable)
        variable.assign(summed(value if place().first else tf.zeros_like(value)))


def _all_reduced(how: str, tensor):
    import tensorflow as tf

    return tf.distribute.get_replica_context().all_reduce(how, tensor)
