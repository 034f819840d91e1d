"""One checkpoint, one model, shared by everybody: fetched and loaded on first use."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

import hub_utils

Model = TypeVar("Model")


class Served(Generic[Model]):
    """The model of a tab. Whoever asks first waits for it, everybody else shares it; a failure is tried again."""

    def __init__(self, name: str, load: Callable[[hub_utils.Checkpoint], Model]):
        self.name, self._load = name, load
        self._lock = Lock()
        self._checkpoint: hub_utils.Checkpoint | None = None
        self._model: Model | None = None

    def checkpoint(self) -> hub_utils.Checkpoint:
        """Where the model comes from; asks the Hub if the settings name one. Raises HubError."""
        with self._lock:
            return self._fetched()

    def model(self) -> Model:
        """The loaded model. Raises HubError."""
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = self._load(self._fetched())
        return self._model

    @property
    def loaded(self) -> bool:
        """Whether `model` answers at once."""
        return self._model is not None

    def _fetched(self) -> hub_utils.Checkpoint:
        if self._checkpoint is None:
            self._checkpoint = hub_utils.fetch(self.name)
        return self._checkpoint


def headline(checkpoint: hub_utils.Checkpoint) -> dict[str, Any] | None:
    """Name and value of the metric that a checkpoint puts first; None if it names none."""
    try:
        return checkpoint.metrics.get("headline")
    except hub_utils.HubError:
        return None
