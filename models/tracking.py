"""The log of a training as curves: `--track` keeps it by trackio, on this machine, and `trackio show` draws it.

With TRACKIO_SPACE_ID=user/space in the environment trackio sends it to that Space instead, and the card links it.
"""

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errors import ExplainedError

if TYPE_CHECKING:
    import keras

PIN = "trackio==0.43.0"
MEANING = f"keep the log of the run by trackio too ({PIN}), for `trackio show`; see models/tracking.py"


class TrackingError(ExplainedError):
    """A run cannot be tracked."""


@dataclass
class _Tracked:
    """The run of this process that is tracked; it begins with the first number that is logged."""

    project: str
    name: str
    config: dict[str, Any]
    begun: bool = False


_now: _Tracked | None = None


@contextmanager
def tracked(options: Any, system: str) -> Iterator[None]:
    """What is logged inside belongs to one run, if `options.track` asks for it; given again, a run goes on.

    Raises:
        TrackingError: trackio is not installed.
    """
    global _now
    if not getattr(options, "track", False):
        yield
        return
    if not find_spec("trackio"):
        raise TrackingError("trackio is not installed.", f"Give `pip install {PIN}`, or leave --track out.")
    told = {name: value for name, value in asdict(options).items() if isinstance(value, int | float)}
    place = Path(getattr(options, "run", "") or options.output)
    name = place.parent.name if place.name == "checkpoint" else place.name
    _now = _Tracked(f"kexue-{system}", name, told)
    try:
        yield
    finally:
        if _now.begun:
            import trackio

            trackio.finish()
        _now = None


def log(values: Mapping[str, Any], step: int | None = None) -> None:
    """Numbers of a step or an epoch, or of the end; nothing happens unless the run is tracked."""
    if _now is None:
        return
    import trackio

    if not _now.begun:
        trackio.init(project=_now.project, name=_now.name, config=_now.config, resume="allow", embed=False)
        _now.begun = True
    numbers = {name: float(value) for name, value in values.items()}
    trackio.log({name: value for name, value in numbers.items() if math.isfinite(value)}, step=step)


def epochs_logged() -> list["keras.callbacks.Callback"]:
    """Callbacks of `Model.fit` that log every epoch; none unless the run is tracked."""
    if _now is None:
        return []
    import keras

    return [keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: log(logs or {}, epoch + 1))]


def link() -> str | None:
    """Where the log can be seen by others, for the card: None unless it is sent to a Space."""
    space = os.environ.get("TRACKIO_SPACE_ID", "")
    return f"https://huggingface.co/spaces/{space}" if _now and _now.begun and space.count("/") == 1 else None
