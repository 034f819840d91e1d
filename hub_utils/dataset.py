"""Data sets of ours: Parquet files in a folder, and the same folder with a card on the Hub.

count = write(rows, folder, "train", features)               folder/data/train-00000.parquet and so on
commit = publish_dataset(folder, "user/captchas", card)      one commit; `datasets.load_dataset` streams it
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub_utils import client, disk
from hub_utils.errors import NothingToPublishError, translated

if TYPE_CHECKING:
    from datasets import Features

SHARD_ROWS = 5_000  # rows of a file, all of which are in memory when it is written


def write(
    rows: Iterable[dict[str, Any]], folder: Path, split: str, features: "Features", size: int = SHARD_ROWS
) -> int:
    """Writes rows as Parquet, each file whole or not at all; a split's earlier ones go. Returns how many there are."""
    data, rows, count, shard = folder / "data", iter(rows), 0, 0
    for old in data.glob(f"{split}-*.parquet"):
        old.unlink()
    while part := list(islice(rows, size)):
        disk.write_whole(data / f"{split}-{shard:05d}.parquet", parquet(part, features))
        count, shard = count + len(part), shard + 1
    return count


def parquet(rows: list[dict[str, Any]], features: "Features") -> bytes:
    """A Parquet file of these rows, which `datasets` opens with its features."""
    import pyarrow
    import pyarrow.parquet

    stream = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=features.arrow_schema), stream)
    content: bytes = stream.getvalue().to_pybytes()
    return content


def card(repo: str, licence: str, tags: Iterable[str], body: str, **about: Any) -> str:
    """The README.md of a data set: its front matter, its name as title, and `body`, Markdown."""
    from huggingface_hub import DatasetCardData

    name = repo.partition("/")[2]
    front = DatasetCardData(pretty_name=name, license=licence, tags=["kexue-space", *tags], **about)
    return f"---\n{front.to_yaml()}\n---\n\n# {name}\n\n{body.strip()}\n"


def publish_dataset(folder: Path, repo: str, text: str, message: str, private: bool = False) -> str:
    """Publishes the Parquet files of `folder`/data with a card, in place of those that the repo has.

    Args:
        folder: what `write` has filled.
        repo: user/name, made if it does not exist.
        text: the card, as `card` gives it.
        message: of the commit.
        private: makes a new repo private.

    Returns:
        The commit id.

    Raises:
        NoSuchRepoError: `repo` is no id.
        NothingToPublishError: there is no such file.
        HubError: the Hub did not take it.
    """
    from huggingface_hub import CommitOperationAdd

    client.check_owner(repo)
    files = sorted((folder / "data").glob("*.parquet"))
    if not files:
        raise NothingToPublishError(f"There is no Parquet file in {folder / 'data'}.")
    operations = [CommitOperationAdd(f"data/{file.name}", file) for file in files]
    operations.append(CommitOperationAdd("README.md", text.encode()))
    hub = client.api()
    with translated(repo):
        hub.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        gone = _deletions(hub.list_repo_files(repo, repo_type="dataset"), {file.name for file in files})
        return hub.create_commit(repo, [*operations, *gone], commit_message=message, repo_type="dataset").oid


def _deletions(known: Iterable[str], names: set[str]) -> Iterator[Any]:
    """What takes away the Parquet files of an earlier and larger set."""
    from huggingface_hub import CommitOperationDelete

    for path in known:
        if path.startswith("data/") and path.endswith(".parquet") and path.removeprefix("data/") not in names:
            yield CommitOperationDelete(path)
