"""What visitors say that a captcha shows, kept if they agree: a folder that training takes as --data.

A picture is stored once, by the digest of its content, with the text that was told last, and nothing of who told it.
"""

import csv
import hashlib
import os
from pathlib import Path
from threading import Lock

from PIL import Image

from models.captcha import CaptchaError

_LOCK = Lock()


class FeedbackFull(CaptchaError):
    """No more pictures are kept."""


def keep(picture: Image.Image, text: str, folder: Path, most: int) -> int:
    """Stores a picture and its text: first the picture, whole, then its line, so that a kill loses at most this one.

    Returns:
        How many pictures are kept now.

    Raises:
        FeedbackFull: `most` are kept, and this is another one.
    """
    name = f"{hashlib.sha256(picture.tobytes()).hexdigest()[:32]}.png"
    with _LOCK:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _kept(folder / "labels.csv")
        if name not in kept and len(kept) >= most:
            raise FeedbackFull(f"{most} pictures are kept, and no more.", "Thank you all the same.")
        _whole(folder / name, lambda path: picture.save(path, "PNG"))
        kept[name] = text
        _whole(folder / "labels.csv", lambda path: _write(path, kept))
        return len(kept)


def _kept(labels: Path) -> dict[str, str]:
    """The text of each picture by its file name."""
    if not labels.exists():
        return {}
    with labels.open(encoding="utf-8", newline="") as rows:
        return {row["file"]: row["label"] for row in csv.DictReader(rows)}


def _write(labels: Path, kept: dict[str, str]) -> None:
    with labels.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("file", "label"))
        writer.writerows(kept.items())
        stream.flush()
        os.fsync(stream.fileno())


def _whole(path: Path, write) -> None:
    """Writes a file beside its place and moves it there in one step."""
    partial = path.with_name(f"partial-{path.name}")
    write(partial)
    partial.replace(path)
