"""Pictures whose text a visitor has told: a folder that training takes as --data.

A picture is stored once, by the digest of its content, with the text that was told last, and nothing of who told it.
Where the settings name a data set of the Hub, hub_utils.feedback pushes the same there.
"""

import csv
import hashlib
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image

from hub_utils import FeedbackFullError, feedback

_LOCK = Lock()


def keep(picture: Image.Image, text: str, folder: Path, most: int) -> int:
    """Stores a picture and its text: first the picture, whole, then its line, so that a kill loses at most this one.

    Returns:
        How many pictures are kept now.

    Raises:
        FeedbackFullError: `most` are kept, and this is another one.
    """
    name = f"{hashlib.sha256(picture.tobytes()).hexdigest()[:32]}.png"
    with _LOCK:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _labels(folder / "labels.csv")
        if name not in kept and len(kept) >= most:
            raise FeedbackFullError(f"{most} pictures are kept, and no more.", "Thank you all the same.")
        _write_whole(folder / name, lambda path: path.write_bytes(png(picture)))
        kept[name] = text
        _write_whole(folder / "labels.csv", lambda path: _write_labels(path, kept))
        return len(kept)


def pass_on(picture: Image.Image, text: str, answer: str, checkpoint: str) -> None:
    """Lets a picture be pushed to the data set that the settings name, with its text and what the network read.

    Args:
        picture: as it was read.
        text: what the visitor says.
        answer: what the network said.
        checkpoint: which network: `captcha@` and a commit id, or `bundled`.

    Raises:
        hub_utils.FeedbackFullError: as many rows as are kept wait to be pushed.
    """
    store = feedback.store()
    if store:
        store.keep(feedback.Feedback("captcha", text, answer, checkpoint, png(picture)))


def png(picture: Image.Image) -> bytes:
    """The pixels as a PNG file, and nothing else that came with them: no EXIF, no profile, no comment."""
    stream = BytesIO()
    Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(stream, "PNG")
    return stream.getvalue()


def _labels(labels: Path) -> dict[str, str]:
    """The text of each picture by its file name."""
    if not labels.exists():
        return {}
    with labels.open(encoding="utf-8-sig", newline="") as rows:  # with the mark of a spreadsheet, too
        return {row["file"]: row["label"] for row in csv.DictReader(rows)}


def _write_labels(labels: Path, kept: dict[str, str]) -> None:
    with labels.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "label"))
        writer.writerows(kept.items())
        stream.flush()
        os.fsync(stream.fileno())


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file beside its place and moves it there in one step."""
    partial = path.with_name(f"partial-{path.name}")
    write(partial)
    partial.replace(path)
