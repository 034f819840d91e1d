"""A folder of articles as a data set on the Hub: its Parquet files and a card, in one commit."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hub_utils import client
from hub_utils.errors import translated
from models.articles.errors import ArticlesError
from models.articles.rows import SCHEMA

if TYPE_CHECKING:
    from huggingface_hub import DatasetCard


@dataclass(frozen=True)
class Summary:
    """How a run went: pages read, articles found, and how many pages failed for each reason."""

    pages: int
    articles: int
    failed: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.articles:,} articles from {self.pages:,} pages"]
        lines += [f"{count:>9,}  {why}" for why, count in sorted(self.failed.items(), key=lambda it: -it[1])]
        return "\n".join(lines)


def push(folder: Path, repo: str, summary: Summary, command: str, private: bool = False) -> str:
    """Publishes `folder`/data as the data set `repo` and returns the commit id.

    Args:
        folder: where a run has written.
        repo: user/name, made if it does not exist.
        summary: how the run went, for the card.
        command: what was run, for the card.
        private: makes a new repo private.

    Raises:
        ArticlesError: there are no articles in the folder.
        HubError: the Hub did not take it.
    """
    from huggingface_hub import CommitOperationAdd

    files = sorted((folder / "data").glob("*.parquet"))
    if not files:
        raise ArticlesError("There are no articles to be published.", "Look into the folder 'failed'.")
    operations = [CommitOperationAdd(f"data/{file.name}", file) for file in files]
    operations.append(CommitOperationAdd("README.md", str(card(repo, summary, command)).encode()))
    hub = client.api()
    with translated(repo):
        hub.create_repo(repo, repo_type="dataset", private=private, exist_ok=True)
        message = f"{summary.articles:,} articles"
        return hub.create_commit(repo, operations, commit_message=message, repo_type="dataset").oid


def card(repo: str, summary: Summary, command: str) -> "DatasetCard":
    """The card of a data set: what is in it, how it was made, and whose the pages are."""
    from huggingface_hub import DatasetCard, DatasetCardData

    about = DatasetCardData(
        pretty_name=repo.partition("/")[2],
        license="other",
        tags=["kexue-space", "articles"],
        configs=[{"config_name": "default", "data_files": [{"split": "train", "path": "data/*.parquet"}]}],
    )
    columns = "\n".join(f"| `{field.name}` | {field.type} |" for field in SCHEMA)
    failed = "\n".join(f"| {why} | {count:,} |" for why, count in sorted(summary.failed.items()))
    text = f"""---
{about.to_yaml()}
---

# {about.pretty_name}

{summary.articles:,} articles, taken out of {summary.pages:,} web pages by Kexue Space.

```sh
{command}
```

The pages remain the work of their publishers and authors, under the terms of each site; `licence` has what a page says
of itself. Texts were taken out by a program, and some are incomplete or hold words that are not the article's.

| column | type |
| --- | --- |
{columns}
"""
    return DatasetCard(
        f"{text}\n| why a page gave no article | pages |\n| --- | ---: |\n{failed}\n" if failed else text
    )
