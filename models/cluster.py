"""Several processes that train one network: who they are, and what they tell each other. Every system may use this.

The processes named by `TF_CONFIG` hold a copy of the network each and apply the same updates to it, which they average
over the connections between them (synchronous data parallelism; tf.distribute.MultiWorkerMirroredStrategy). Without
`TF_CONFIG` nothing here does anything.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from errors import ExplainedError

if TYPE_CHECKING:
    import tensorflow as tf


class ClusterError(ExplainedError, ValueError):
    """Processes that cannot train together."""


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
            ClusterError: they cannot be shared out equally, at least `least` for each.
        """
        if self.number > 1 and (rows % self.number or rows < least * self.number):
            raise ClusterError(
                f"{rows} rows of a batch cannot be shared out among {self.number} workers, {least} or more for each.",
                f"Give a --batch that makes them a multiple of {self.number}.",
            )
        return rows // self.number

    def share(self, batch: Any) -> Any:
        """This process's rows of a batch, which is an array or a tuple of arrays."""
        if isinstance(batch, tuple):
            return tuple(map(self.share, batch))
        size = len(batch) // self.number
        return batch[self.index * size : (self.index + 1) * size]


def place() -> Place:
    """What `TF_CONFIG` says of this process; the only one if it says nothing.

    Raises:
        ClusterError: it is no JSON, or names other tasks than workers.
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
        raise ClusterError(
            f"TF_CONFIG cannot be used: {error}.", "Give it as the docstring of the training command shows."
        ) from error
    return found


def strategy() -> "tf.distribute.Strategy":
    """The tf.distribute strategy of this process; to be called before TensorFlow computes anything.

    Raises:
        ClusterError: the processes see more GPUs than there are processes, who would then share batches otherwise.
    """
    import tensorflow as tf

    if place().number == 1:
        return tf.distribute.get_strategy()
    found = tf.distribute.MultiWorkerMirroredStrategy()
    if found.num_replicas_in_sync != place().number:
        raise ClusterError("A worker has several GPUs.", "Start one worker for each, with CUDA_VISIBLE_DEVICES.")
    return found


def agree(variables: Sequence[Any], strategy: "tf.distribute.Strategy") -> None:
    """Gives the variables of every process the values of the first one's."""
    import tensorflow as tf

    if strategy.num_replicas_in_sync == 1:
        return
    summed = tf.function(lambda value: strategy.run(lambda own: all_reduce("SUM", tf.identity(own)), (value,)))
    for variable in variables:
        value = tf.convert_to_tensor(variable)
        variable.assign(summed(value if place().first else tf.zeros_like(value)))


def mean(tensors: Sequence[Any], strategy: "tf.distribute.Strategy") -> list[Any]:
    """The means of tensors over the processes. Outside of a replica, as in a step that is no strategy's own."""
    import tensorflow as tf

    if strategy.num_replicas_in_sync == 1:
        return list(tensors)

    def averages(*own: tf.Tensor) -> tuple[tf.Tensor, ...]:
        return tuple(all_reduce("MEAN", tf.identity(one)) for one in own)  # the copy has a device, which it asks for

    return list(strategy.run(averages, tuple(map(tf.convert_to_tensor, tensors))))


def all_reduce(how: str, tensor: "tf.Tensor") -> "tf.Tensor":
    """SUM or MEAN over the processes. Inside a replica."""
    import tensorflow as tf

    return tf.distribute.get_replica_context().all_reduce(how, tensor)
