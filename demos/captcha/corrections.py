"""Pictures whose text a visitor has told: a folder that training takes as --data.

A picture is stored once, by the digest of its content, with the text that was told last, and nothing of who told it.
Replicas may share the folder. Other columns of the list stay, and one that cannot be read is set aside.
Where the settings name a data set of the Hub, hub_utils.feedback pushes the same there.
"""

import csv
import hashlib
import logging
from io import BytesIO, StringIO
from pathlib import Path

from PIL import Image

from hub_utils import FeedbackFullError, disk, feedback

COLUMNS = ("file", "label")  # of the list; others may stand beside them
Row = dict[str, str]  # by column

log = logging.getLogger(__name__)


def keep(picture: Image.Image, text: str, folder: Path, most: int) -> int:
    """Stores a picture and its text: first the picture, whole, then its line, so that a kill loses at most this one.

    Returns:
        How many pictures are kept now.

    Raises:
        FeedbackFullError: `most` are kept, and this is another one; or the disk is full.
    """
    try:
        with disk.lock(folder):
            return _keep(picture, text, folder, most)
    except OSError as error:
        raise FeedbackFullError(f"It cannot be written: {error.strerror}.") from error


def _keep(picture: Image.Image, text: str, folder: Path, most: int) -> int:
    name = f"{hashlib.sha256(picture.tobytes()).hexdigest()[:32]}.png"
    columns, rows = _read_list(folder / "labels.csv")
    if name not in rows and len(rows) >= most:
        raise FeedbackFullError(f"{most} pictures are kept, and no more.")
    disk.write_whole(folder / name, png(picture))
    rows[name] = rows.get(name, {}) | {"file": name, "label": text}
    disk.write_whole(folder / "labels.csv", _csv(columns, rows))
    return len(rows)


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


def _read_list(labels: Path) -> tuple[list[str], dict[str, Row]]:
    """The columns of the list and its rows by file name; of one that cannot be read none, and it gets another name."""
    columns, rows = list(COLUMNS), []
    if labels.exists():
        try:
            with labels.open(encoding="utf-8-sig", newline="") as lines:  # with the mark of a spreadsheet, too
                reader = csv.DictReader(lines, restval="", skipinitialspace=True)
                columns = reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
                rows = list(reader)
        except (UnicodeDecodeError, csv.Error):
            columns = []
        if not set(COLUMNS) <= set(columns):
            _set_aside(labels)
            columns, rows = list(COLUMNS), []
    return columns, {row["file"]: row for row in rows}


def _set_aside(labels: Path) -> None:
    """What is told now is kept in a new list, and nothing of the other one is lost."""
    aside = labels.with_name(f"labels-{hashlib.sha256(labels.read_bytes()).hexdigest()[:8]}.csv")
    labels.replace(aside)
    log.warning(
        "%s is no CSV in UTF-8 that begins with file,label, and is %s now. Put its lines back as such.",
        labels,
        aside.name,
    )


def _csv(columns: list[str], rows: dict[str, Row]) -> bytes:
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows.values())
    return stream.getvalue().encode()
