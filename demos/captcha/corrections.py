"""Pictures whose text a visitor has told: a folder that training takes as --data.

A picture is stored once, by the digest of its content, with the text that was told last, and nothing of who told it.
Replicas may share the folder.
Where the settings name a data set of the Hub, hub_utils.feedback pushes the same there.
"""

import csv
import hashlib
from io import BytesIO, StringIO
from pathlib import Path

from PIL import Image

from hub_utils import FeedbackFullError, disk, feedback


def keep(picture: Image.Image, text: str, folder: Path, most: int) -> int:
    """Stores a picture and its text: first the picture, whole, then its line, so that a kill loses at most this one.

    Returns:
        How many pictures are kept now.

    Raises:
        FeedbackFullError: `most` are kept, and this is another one.
    """
    name = f"{hashlib.sha256(picture.tobytes()).hexdigest()[:32]}.png"
    with disk.lock(folder):
        kept = _labels(folder / "labels.csv")
        if name not in kept and len(kept) >= most:
            raise FeedbackFullError(f"{most} pictures are kept, and no more.", "Thank you all the same.")
        disk.write_whole(folder / name, png(picture))
        kept[name] = text
        disk.write_whole(folder / "labels.csv", _csv(kept))
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


def _csv(kept: dict[str, str]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(("file", "label"))
    writer.writerows(kept.items())
    return stream.getvalue().encode()
