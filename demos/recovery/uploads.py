"""Images that visitors bring: kept for their next search for some minutes, then deleted; and the sample."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gradio.utils import get_upload_folder

from demos.recovery.inputs import check_image
from demos.shared import ui
from models import recovery as models

SAMPLE = "thesis.img"
_lock = threading.Lock()
_users: Counter[Path] = Counter()  # searches of an image that are going on
_timers: dict[Path, threading.Timer] = {}
_sample: list[str] = []  # where it is, once it is made


@contextmanager
def used(image: str | None, minutes: float) -> Iterator[str]:
    """The path of an image while it is searched, the sample's if there is none; it is deleted `minutes` later.

    Raises:
        RecoveryError: it is gone, or none that can be searched.
    """
    if image is None:
        yield sample_path()
        return
    path = Path(image).resolve()
    with _lock:
        _users[path] += 1
        if timer := _timers.pop(path, None):
            timer.cancel()
    try:
        check_image(str(path))
        yield str(path)
    finally:
        with _lock:
            _users[path] -= 1
        forget_after(path, minutes)


def forget_after(path: Path, minutes: float) -> None:
    """Deletes an upload after some minutes, and at once if these are none; one that is searched when it has ended."""
    with _lock:
        if _users[path] > 0:
            return
        del _users[path]
        if timer := _timers.pop(path, None):
            timer.cancel()
        if minutes > 0:
            timer = _timers[path] = threading.Timer(60 * minutes, forget, [str(path)])
            timer.daemon = True
            timer.start()
    if minutes <= 0:
        _delete(path)


def forget(image: str | None) -> None:
    """Deletes an upload that somebody has taken back, unless another search of it is going on."""
    if image:
        forget_after(Path(image).resolve(), 0)


def sample_path() -> str:
    """The sample image, made at its first use into Gradio's cache."""
    with _lock:
        if not _sample or not Path(_sample[0]).is_file():
            _sample[:] = [ui.download(SAMPLE, models.sample_image())]
        return _sample[0]


def _delete(path: Path) -> None:
    """Deletes a file of the folder of uploads, and the folder that Gradio has made for it; nothing elsewhere."""
    folder = Path(get_upload_folder()).resolve()
    if path.parent.parent == folder and path.name != SAMPLE:
        with suppress(FileNotFoundError):
            path.unlink()
        with suppress(OSError):
            path.parent.rmdir()
