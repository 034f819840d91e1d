"""Labelled captchas: a folder with labels in the file names or in labels.csv, or an image data set of the Hub.

The pictures of a labels.csv lie beside it, or in images.zip.
"""

import csv
import hashlib
import random
import zipfile
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import datasets
from PIL import Image

from models.captcha.data import split_of
from models.captcha.errors import CaptchaError, UnreadableImageError
from models.captcha.images import label_in, read_image
from models.zip_members import DAMAGED

PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"}


@dataclass(frozen=True)
class Labelled:
    """Examples of a data set with the columns `image` (undecoded) and `label`, in an order that `seed` shuffles."""

    table: datasets.Dataset
    rows: tuple[int, ...]
    seed: int = 0

    def example(self, index: int) -> tuple[Image.Image, str]:
        """The picture (RGB) and its text; passes over the rows endlessly, reshuffled each time."""
        turn, place = divmod(index, len(self.rows))
        return self._row(random.Random(f"{self.seed}/{turn}").sample(self.rows, len(self.rows))[place])

    def all(self) -> Iterator[tuple[Image.Image, str]]:
        """Every example once, in the order of the source."""
        return map(self._row, self.rows)

    def split(self, *names: str) -> "Labelled":
        """The rows whose text belongs to one of the splits; a text is in one split only."""
        labels = self.table["label"]
        return replace(self, rows=tuple(row for row in self.rows if split_of(labels[row]) in names))

    def _row(self, row: int) -> tuple[Image.Image, str]:
        found = self.table[row]
        image = found["image"]
        try:
            return read_image(image["path"] if image["bytes"] is None else image["bytes"]), found["label"]
        except CaptchaError as error:
            raise UnreadableImageError(f"{_name_of(image, row)}: {error.cause}", error.remedy) from error


def labelled(source: str, seed: int = 0) -> Labelled:
    """Opens a folder, or else a data set of the Hub by its id; repeated pictures count once.

    Raises:
        UnreadableImageError: neither a folder with pictures nor a data set with the columns `image` and `label`; or a
            list, an archive or a picture that cannot be read, or a picture without a text.
    """
    folder = Path(source)
    table = _from_folder(folder) if folder.is_dir() else _from_hub(source)
    if not table or not {"image", "label"} <= set(table.column_names):
        raise UnreadableImageError(
            f"{source} holds no labelled pictures.",
            "Name the files after what they show (aB3x.png, or aB3x_17.png), or add a labels.csv with file,label.",
        )
    table = table.cast_column("image", datasets.Image(decode=False))
    for row, label in enumerate(table["label"]):
        if label and not isinstance(label, str):
            raise UnreadableImageError(f"{source} has labels that are no texts, as {label!r}.", "Choose another.")
        if not label:
            name = _name_of(table[row]["image"], row)
            raise UnreadableImageError(f"Nothing says what {name} shows.", "Label it, or remove it from the set.")
    return Labelled(table, _distinct(table), seed)


def names_of(sources: Sequence[str], taken: Container[str] = ()) -> dict[str, str]:
    """What each source is called: the last part of its path, or as many as no other one ends with and are not taken."""
    paths = {source: Path(source) for source in sources}

    def name(path: Path) -> str:
        others = [other for other in paths.values() if other != path]
        for parts in range(1, len(path.parts)):
            shown = "/".join(path.parts[-parts:])
            if shown not in taken and all(other.parts[-parts:] != path.parts[-parts:] for other in others):
                return shown
        return f"./{path.as_posix()}" if path.as_posix() in taken else path.as_posix()

    return {source: name(path) for source, path in paths.items()}


def _name_of(image: Mapping[str, Any], row: int) -> str:
    return Path(image["path"]).name if image["path"] else f"picture {row}"


def _from_hub(source: str) -> datasets.Dataset:
    try:
        return datasets.load_dataset(source, split="train")
    except Exception as error:  # of many kinds: no such repo, no network, no such format
        raise UnreadableImageError(
            f"{source} is no folder and no data set: {error}", "Name a folder of pictures, or a data set of the Hub."
        ) from error


def _from_folder(folder: Path) -> datasets.Dataset:
    listed, packed = folder / "labels.csv", folder / "images.zip"
    if listed.exists():
        named = _list_in(listed)
        if packed.exists():
            return _from_zip(packed, named)
        pairs = [(folder / name, label) for name, label in named]
    else:
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURE_SUFFIXES)
        # ._aB3x.png is a Mac's note on aB3x.png
        pictures = [path for path in files if not path.name.startswith(".") and not path.is_dir()]
        pairs = [(path, label_in(path.name)) for path in pictures]
    try:
        return datasets.Dataset.from_dict(
            {"image": [str(path) for path, _ in pairs], "label": [label for _, label in pairs]}
        )
    except UnicodeEncodeError as error:
        raise UnreadableImageError(f"A name is not UTF-8: {error.object!a}.", "Rename the file or folder.") from None


def _list_in(listed: Path) -> list[tuple[str, str]]:
    """The name and the text of each picture."""
    try:
        with listed.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, restval="", skipinitialspace=True)
            columns = rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
            found = list(rows)
    except UnicodeDecodeError:
        raise UnreadableImageError(f"{listed.name} is not UTF-8.", "Save it as CSV in UTF-8.") from None
    except (OSError, csv.Error) as error:
        raise UnreadableImageError(f"{listed.name} cannot be read: {error}.", "Save it as CSV once more.") from None
    if not {"file", "label"} <= set(columns):
        raise UnreadableImageError(
            f"{listed.name} begins with {','.join(columns)!r}.", "Make its first line file,label, parted by commas."
        )
    return [(row["file"], row["label"].strip()) for row in found]


def _from_zip(packed: Path, named: list[tuple[str, str]]) -> datasets.Dataset:
    try:
        with zipfile.ZipFile(packed) as archive:
            known = set(archive.namelist())
            images = [{"bytes": archive.read(name), "path": name} for name, _ in named if name in known]
    except DAMAGED as error:
        raise UnreadableImageError(f"{packed.name}: {error}.", "Pack the pictures again.") from None
    for name, _ in named:
        if name not in known:
            raise UnreadableImageError(f"{packed.name} has no {name}.", "Add it, or remove its line.")
    return datasets.Dataset.from_dict({"image": images, "label": [label for _, label in named]})


def _distinct(table: datasets.Dataset) -> tuple[int, ...]:
    first: dict[bytes, int] = {}
    for row, image in enumerate(table["image"]):
        content = _content_of(image["path"]) if image["bytes"] is None else image["bytes"]
        first.setdefault(hashlib.sha256(content).digest(), row)
    return tuple(first.values())


def _content_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        cause = f"{Path(path).name} cannot be opened: {error.strerror}."
        raise UnreadableImageError(cause, "Remove it from the set.") from None
