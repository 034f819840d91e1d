"""The models that all visitors share, each loaded once."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from math import inf
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

import hub_utils
from demos.shared.metrics import counted_load
from hub_utils import client
from hub_utils.choices import BUNDLED, resolve
from hub_utils.shapes import check_shapes

MODELS_KEPT = 3  # models of a name in memory, the served one among them: a table of words takes some 60 MB

Model = TypeVar("Model")
Place = tuple[str | None, str | None]  # a repo and a commit of it, or `bundled` and none
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """A model, and the checkpoint that it was loaded from."""

    checkpoint: hub_utils.Checkpoint
    model: Model


def parse_ref(checkpoint: str | None) -> tuple[str | None, str | None]:
    """The repo and the revision of `repo@revision`, or `bundled` and none; none of either for what is served."""
    repo, _, revision = (checkpoint or "").strip().partition("@")
    return repo or None, revision or None


def format_ref(checkpoint: hub_utils.Checkpoint) -> str:
    """The words that choose exactly this one: `repo@commit`, or `bundled`."""
    origin = checkpoint.origin
    return f"{origin.repo}@{origin.revision}" if origin.repo else BUNDLED


def check_choice(name: str, checkpoint: str | None) -> None:
    """Raises NotOfferedError for a checkpoint that is in no repo of `hub_utils.choices`; asks no Hub."""
    repo, _ = parse_ref(checkpoint)
    if repo and repo not in (offered := hub_utils.choices(name)):
        raise hub_utils.NotOfferedError(
            f"{repo} is not among the choices for {name}.", f"Choose one of: {', '.join(offered)}."
        )


class Served(Generic[Model]):
    """The models of a tab: the one that is served, and those that visitors have chosen instead, a few at a time.

    Whoever asks for one first loads it, everybody else waits and shares it; a failure is tried again. Of more than
    `MODELS_KEPT` the one that was used longest ago is let go, never the one that is served. Once a minute the Hub is
    asked, in the background, whether another revision is to be served now; it is, once it has passed every check.
    """

    def __init__(self, name: str, load: Callable[[hub_utils.Checkpoint], Model]):
        self.name, self._load = name, load
        self._lock = Lock()  # of the fields below, for moments
        self._fetching = Lock()
        self._loading = Lock()  # one at a time, so that no more than one beyond MODELS_KEPT are in memory
        self._kept: OrderedDict[Place, Future[Loaded[Model]]] = OrderedDict()
        self._checkpoint: hub_utils.Checkpoint | None = None
        self._refused: str | None = None  # the commit that failed its checks
        self._look_again = 0.0  # on the monotonic clock

    def checkpoint(self) -> hub_utils.Checkpoint:
        """What is served, and where it comes from; asks the Hub if the settings name one. Raises HubError."""
        if self._checkpoint is None:
            with self._fetching:
                if self._checkpoint is None:
                    found = hub_utils.fetch(self.name)
                    self._look_again = time.monotonic() + client.ANSWER_TTL
                    self._checkpoint = found
        self._look()
        return self._checkpoint

    def model(self, repo: str | None = None, revision: str | None = None) -> Model:
        """The loaded model that `open` gives. Raises HubError."""
        return self.open(repo, revision).model

    def open(self, repo: str | None = None, revision: str | None = None) -> Loaded[Model]:
        """A model that is loaded: of the checkpoint that is served, or of one that a visitor has chosen.

        Args:
            repo: one of `hub_utils.choices(name)`.
            revision: a branch, a tag or a full commit id of it; its main branch by default.

        Raises:
            HubError: as `hub_utils.choose`; the models that are loaded stay.
        """
        if repo is None and revision is None:
            return self._open_served()
        if loaded := self.at_hand(repo, revision):
            return loaded
        place = self._resolve(repo, revision)
        return self._once(place, lambda: self._load_checked(hub_utils.choose(self.name, *place)))

    def at_hand(self, repo: str | None = None, revision: str | None = None) -> Loaded[Model] | None:
        """What `open` gives if it is in memory, by full commit id, asking nobody; else None."""
        place = repo, revision
        if place == (None, None):
            if self._checkpoint is None:
                return None
            self._look()
            place = _place(self._checkpoint)
        with self._lock:
            future = self._kept.get(place)
            if future is None or not future.done() or future.exception():
                return None
            self._kept.move_to_end(place)
        return future.result()

    def ready(self, repo: str | None = None, revision: str | None = None) -> bool:
        """Whether `open` answers at once."""
        return self.at_hand(repo, revision) is not None

    @property
    def loaded(self) -> bool:
        """Whether what is served is in memory."""
        return self.ready()

    def _open_served(self) -> Loaded[Model]:
        checkpoint = self.checkpoint()
        try:
            return self._open(checkpoint)
        except (hub_utils.CorruptCheckpointError, hub_utils.IncompatibleCheckpointError) as error:
            if checkpoint.origin.kind == "bundled" or BUNDLED not in hub_utils.choices(self.name):
                raise
            log.warning("%s: %s", self.name, error)
            steps = (*checkpoint.origin.steps, str(error))
            found = hub_utils.choose(self.name, BUNDLED)
        self._refused = checkpoint.origin.revision
        self._checkpoint = _with_steps(found, *steps, *found.origin.steps)
        return self._open(self._checkpoint)

    def _resolve(self, repo: str | None, revision: str | None) -> Place:
        pin = resolve(self.name, repo, revision)
        return (pin.repo, pin.revision) if pin else (BUNDLED, None)

    def _open(self, checkpoint: hub_utils.Checkpoint) -> Loaded[Model]:
        return self._once(_place(checkpoint), lambda: self._load_checked(checkpoint))

    def _load_checked(self, checkpoint: hub_utils.Checkpoint) -> Loaded[Model]:
        if checkpoint.origin.kind != "bundled":
            check_shapes(checkpoint)
        with self._loading, counted_load(self.name):
            return Loaded(checkpoint, hub_utils.open_checkpoint(checkpoint, self._load))

    def _once(self, place: Place, load: Callable[[], Loaded[Model]]) -> Loaded[Model]:
        with self._lock:
            first = place not in self._kept
            future = self._kept.setdefault(place, Future())
            if first:
                self._let_go(place)
            self._kept.move_to_end(place)
        if first:
            try:
                future.set_result(load())
            except BaseException as error:
                with self._lock:
                    if self._kept.get(place) is future:
                        del self._kept[place]
                future.set_exception(error)
        return future.result()

    def _let_go(self, wanted: Place) -> None:
        needed = {wanted, _place(self._checkpoint) if self._checkpoint else wanted}
        for place in [place for place in self._kept if place not in needed]:
            if len(self._kept) <= MODELS_KEPT:
                return
            del self._kept[place]

    def _look(self) -> None:
        with self._lock:
            if time.monotonic() < self._look_again:
                return
            self._look_again = inf  # until this time is over, however long it takes
        Thread(target=self._renew, name=f"what is new of {self.name}", daemon=True).start()

    def _renew(self) -> None:
        """Serves what the settings name by now, if that is another revision and passes its checks."""
        try:
            commit, served = hub_utils.latest(self.name), self.checkpoint()
            if commit and commit not in (served.origin.revision, self._refused):
                self._try(commit, served)
        finally:
            self._look_again = time.monotonic() + client.ANSWER_TTL

    def _try(self, commit: str, served: hub_utils.Checkpoint) -> None:
        try:
            self._checkpoint = self._open(hub_utils.fetch(self.name, commit)).checkpoint
            hub_utils.fetch(self.name)  # so that the cache names it too, for when the Hub is away
        except (hub_utils.CorruptCheckpointError, hub_utils.IncompatibleCheckpointError) as error:
            if not isinstance(error, hub_utils.DamagedDownloadError):  # which may come whole the next time
                self._refused = commit
            steps = dict.fromkeys((*served.origin.steps, f"{commit} is refused. {error}"))
            self._checkpoint = _with_steps(served, *steps)
            log.warning("%s: %s is refused, and another one stays: %s", self.name, commit, error)
        except hub_utils.HubError as error:
            log.warning("%s: %s is tried again: %s", self.name, commit, error)


def _place(checkpoint: hub_utils.Checkpoint) -> Place:
    origin = checkpoint.origin
    return (origin.repo, origin.revision) if origin.repo else (BUNDLED, None)


def _with_steps(checkpoint: hub_utils.Checkpoint, *steps: str) -> hub_utils.Checkpoint:
    return replace(checkpoint, origin=replace(checkpoint.origin, steps=steps))


def headline(checkpoint: hub_utils.Checkpoint) -> dict[str, Any] | None:
    """Name and value of the metric that a checkpoint puts first; None if it names none."""
    try:
        return checkpoint.metrics.get("headline")
    except hub_utils.HubError:
        return None
