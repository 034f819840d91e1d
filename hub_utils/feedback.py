"""What visitors say about an answer, if they agree: kept on disk, and pushed to a private dataset repo if there is one.

    store = feedback.store()                     # as the settings say, None if nothing is kept
    store.keep(Feedback("captcha", "aB3x", "a83x", "captcha@bundled", picture))

A row is one file, written whole. Every few minutes the rows that wait are packed into one Parquet file, which is pushed
in one commit and then deleted here. A pack keeps its name and its bytes until the Hub has it, so that a kill at any
moment neither loses a row nor pushes it twice; replicas may share the folder. Of the visitor nothing is kept: no
address, no cookie, only the day.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from hub_utils import client, dataset, disk
from hub_utils.errors import FeedbackFullError, HubError, VisibilityMismatchError, translated
from settings import Settings

if TYPE_CHECKING:
    from huggingface_hub import CommitScheduler

PUSH_EVERY = 5.0  # minutes between pushes, as huggingface_hub recommends: the Hub bounds the commits of an hour
RETRY_AFTER = 60.0  # seconds until a Hub that could not be reached at all is tried again
MAX_TEXT = 1_000  # characters of a text
MAX_IMAGE_BYTES = 2_000_000  # bytes of an image: a captcha has some 10,000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Feedback:
    """One row. `label` is what the visitor says, `answer` what the model said, `image` the bytes of a picture file."""

    task: str
    label: str
    answer: str
    checkpoint: str
    image: bytes | None = None

    @property
    def id(self) -> str:
        """The same for the same words about the same picture, or else the same answer, whoever says it and when."""
        about = self.answer.encode() if self.image is None else self.image
        parts = (self.task, self.label, self.checkpoint, hashlib.sha256(about).hexdigest())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


class Store:
    """Rows in a folder: `waiting/` has those that are not packed, `outgoing/` the packs that the Hub does not have.

    Args:
        folder: made if need be.
        most: rows that may wait.
        repo: private dataset repo, made if it does not exist; nothing is pushed if empty.
    """

    def __init__(self, folder: Path, most: int, repo: str = ""):
        self.folder, self.waiting, self.outgoing = folder, folder / "waiting", folder / "outgoing"
        self.most, self.repo = most, repo
        self.reason: str | None = None  # why the last push failed
        self._ended = Event()
        self._scheduler: CommitScheduler | None = None

    def keep(self, feedback: Feedback) -> int:
        """Writes a row down to the disk; the same one again changes nothing.

        Returns:
            How many rows wait here.

        Raises:
            FeedbackFullError: `most` wait, the row is too large, or the disk is full.
        """
        if max(len(feedback.label), len(feedback.answer)) > MAX_TEXT or len(feedback.image or b"") > MAX_IMAGE_BYTES:
            raise FeedbackFullError("That is more than one row may have.", "Send less.")
        path = self.waiting / f"{feedback.id}.json"
        try:
            with disk.lock(self.folder):
                known = {row.name for row in self._waiting()}
                if path.name not in known and len(known) >= self.most:
                    raise FeedbackFullError(f"{self.most} rows are kept, and no more.")
                disk.write_whole(path, json.dumps(_row(feedback)).encode())
                return len(known | {path.name})
        except OSError as error:
            raise FeedbackFullError(f"It cannot be written: {error.strerror}.") from error

    def push(self) -> int:
        """Packs what waits and pushes every pack; returns how many packs. A failure leaves all of them here.

        Raises:
            VisibilityMismatchError: the repo is public.
            HubError: the Hub did not take them.
        """
        with disk.lock(self.folder, ".push"):  # another one, since a push takes as long as the Hub
            self._pack()
            packs = sorted(self.outgoing.glob("*.parquet"))
            if not packs:
                return 0
            try:
                with translated(self.repo):
                    self._send(packs)
            except HubError as error:
                self.reason = str(error)
                raise
            self.reason = None
            for pack in packs:
                pack.unlink(missing_ok=True)
            return len(packs)

    def start(self) -> None:
        """Pushes every few minutes from now on, in the background, and once more when the process ends in peace."""
        if self.repo:
            Thread(target=self._connect, name="feedback", daemon=True).start()

    def stop(self) -> None:
        """Pushes no more."""
        self._ended.set()
        if self._scheduler:
            self._scheduler.stop()

    def _connect(self) -> None:
        while not self._ended.is_set():
            try:
                with translated(self.repo):
                    self._scheduler = _scheduler(self)
                return
            except HubError as error:
                self.reason = str(error)
                log.warning("feedback waits for the Hub: %s", error)
            self._ended.wait(RETRY_AFTER)

    def _waiting(self) -> Iterator[Path]:
        return self.waiting.glob("*.json")

    def _pack(self) -> None:
        with disk.lock(self.folder):
            packed = {name for pack in self.outgoing.glob("*.parquet") for name in _ids(pack)}
            for name in packed:  # of a pack that was written before a kill
                (self.waiting / f"{name}.json").unlink(missing_ok=True)
            rows = sorted(self._waiting())
            if not rows:
                return
            content = _parquet([json.loads(row.read_bytes()) for row in rows])
            disk.write_whole(self.outgoing / f"{hashlib.sha256(content).hexdigest()[:32]}.parquet", content)
            for row in rows:
                row.unlink(missing_ok=True)

    def _send(self, packs: list[Path]) -> None:
        from huggingface_hub import CommitOperationAdd

        hub = client.api()
        if not hub.repo_info(self.repo, repo_type="dataset", timeout=client.TIMEOUT).private:
            raise VisibilityMismatchError(
                f"{self.repo} is public, and feedback is not pushed there.", "Make it private."
            )
        added = [CommitOperationAdd(f"data/{pack.name}", pack.read_bytes()) for pack in packs]
        hub.create_commit(self.repo, added, commit_message="Feedback", repo_type="dataset")


@cache
def store() -> Store | None:
    """The store of the settings, which pushes from its first use on; None if nothing is kept."""
    settings = Settings.from_environment()
    if not settings.feedback:
        return None
    made = Store(Path(settings.feedback), settings.max_feedback, settings.feedback_repo)
    made.start()
    return made


def _scheduler(store: Store) -> "CommitScheduler":
    """huggingface_hub's scheduler, which pushes our packs instead of a whole folder."""
    from huggingface_hub import CommitScheduler

    class Packs(CommitScheduler):
        def push_to_hub(self) -> None:
            store.push()

    return Packs(
        repo_id=store.repo,
        repo_type="dataset",
        folder_path=store.outgoing,
        private=True,
        every=PUSH_EVERY,
        hf_api=client.api(),
    )


def _row(feedback: Feedback) -> dict[str, Any]:
    image = feedback.image and base64.b64encode(feedback.image).decode()
    day = datetime.now(UTC).date().isoformat()
    return {"id": feedback.id, "day": day, **asdict(feedback), "image": image}


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    """Rows as a Parquet file that `datasets` opens with its pictures."""
    from datasets import Features, Image, Value

    texts = ("id", "day", "task", "label", "answer", "checkpoint")
    features = Features({name: Value("string") for name in texts} | {"image": Image()})
    for row in rows:
        row["image"] = row["image"] and {"bytes": base64.b64decode(row["image"]), "path": None}
    return dataset.parquet(rows, features)


def _ids(pack: Path) -> list[str]:
    import pyarrow.parquet

    ids: list[str] = pyarrow.parquet.read_table(pack, columns=["id"])["id"].to_pylist()
    return ids
