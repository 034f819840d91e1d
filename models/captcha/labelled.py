"""Labelled captchas: a folder with labels in the file names or in labels.csv, or an image data set of the Hub.

The pictures of a labels.csv lie beside it, or in images.zip.
"""

import csv
import hashlib
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import datasets
from PIL import Image

from models.captcha.data import split_of
from models.captcha.errors import UnreadableImageError
from models.captcha.images import label_in, read_image

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
        return read_image(found["image"]["bytes"] or found["image"]["path"]), found["label"]


def labelled(source: str, seed: int = 0) -> Labelled:
    """Opens a folder, or else a data set of the Hub by its id; repeated pictures count once.

    Raises:
        UnreadableImageError: neither a folder with pictures nor a data set with the columns `image` and `label`.
    """
    folder = Path(source)
    table = _from_folder(folder) if folder.is_dir() else datasets.load_dataset(source, split="train")
    if not table or not {"image", "label"} <= set(table.column_names):
        raise UnreadableImageError(
            f"{source} holds no labelled pictures.",
            "Name the files after what they show (aB3x.png, or aB3x_17.png), or add a labels.csv with file,label.",
        )
    table = table.cast_column("image", datasets.Image(decode=False))
    return Labelled(table, _distinct(table), seed)


def _from_folder(folder: Path) -> datasets.Dataset:
    listed, packed = folder / "labels.csv", folder / "images.zip"
    if listed.exists():
        with listed.open(encoding="utf-8-sig", newline="") as rows:
            named = [(row["file"], row["label"]) for row in csv.DictReader(rows)]
        if packed.exists():
            return _from_zip(packed, named)
        pairs = [(folder / name, label) for name, label in named]
    else:
        files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICTURE_SUFFIXES)
        pictures = [path for path in files if not path.name.startswith(".")]  # ._aB3x.png is a Mac's note on aB3x.png
        pairs = [(path, label_in(path.name)) for path in pictures]
    return datasets.Dataset.from_dict(
        {"image": [str(path) for path, _ in pairs], "label": [label for _, label in pairs]}
    )


def _from_zip(packed: Path, named: list[tuple[str, str]]) -> datasets.Dataset:
    with zipfile.ZipFile(packed) as archive:
        images = [{"bytes": archive.read(name), "path": None} for name, _ in named]
    return datasets.Dataset.from_dict({"image": images, "label": [label for _, label in named]})


def _distinct(table: datasets.Dataset) -> tuple[int, ...]:
    first: dict[bytes, int] = {}
    for row, image in enumerate(table["image"]):
        content = image["bytes"] or Path(image["path"]).read_bytes()
        first.setdefault(hashlib.sha256(content).digest(), row)
    return tuple(first.values())
