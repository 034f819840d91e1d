"""What visitors said of articles and threads and agreed to be kept, as the app keeps it: no page is among it.

for row in told("feedback", "threads"):
    row["label"], row["answer"]
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.articles.errors import LabelsError

SOURCE = "visitors"  # of labelled pages
ROWS, PACKS = "waiting/*.json", "outgoing/*.parquet"  # of a folder

log = logging.getLogger(__name__)


def is_feedback(source: str) -> bool:
    """Whether this is the folder that KEXUE_FEEDBACK names, and not one of labelled pages."""
    return any(True for part in (ROWS, PACKS) for _ in Path(source).glob(part))


def told(source: str, task: str) -> Iterator[dict[str, Any]]:
    """The rows of a task in a folder of feedback, or in a data set of the Hub. Raises LabelsError.

    Args:
        source: the folder that KEXUE_FEEDBACK names, a folder with Parquet files under `data/`, or user/name.
        task: whose rows.
    """
    folder = Path(source)
    for row in _rows_of(folder) if folder.is_dir() else _rows_of_hub(source):
        if row.get("task") == task and isinstance(row.get("label"), str) and isinstance(row.get("answer"), str):
            yield row


def _rows_of(folder: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet

    for file in sorted(folder.glob(ROWS)):
        try:
            yield json.loads(file.read_bytes())
        except ValueError:
            log.warning("%s is not JSON and is left out.", file.name)
    for file in sorted((*folder.glob(PACKS), *folder.glob("data/*.parquet"))):
        yield from pyarrow.parquet.read_table(file, columns=["id", "task", "label", "answer"]).to_pylist()


def _rows_of_hub(source: str) -> Iterator[dict[str, Any]]:
    import datasets

    try:
        table = datasets.load_dataset(source, split="train")
        yield from table.select_columns(["id", "task", "label", "answer"])
    except Exception as error:  # of the Hub, of its files, or of the name
        cause = f"{source} is neither a folder nor a data set of feedback ({type(error).__name__})."
        raise LabelsError(cause, "Give the folder that KEXUE_FEEDBACK names.") from error


def page_at(url: str) -> bytes:
    """The page of an address, fetched again. Raises FetchError."""
    from models.articles.web.fetch import Fetcher, fetch

    return fetch(url, Fetcher).html
