"""A folder of articles as a data set on the Hub: its Parquet files and a card, in one commit."""

from dataclasses import dataclass, field
from pathlib import Path

from hub_utils import dataset
from models.articles.batch.tables import SCHEMA
from models.articles.errors import ArticlesError


@dataclass(frozen=True)
class Summary:
    """How a run went: pages read, articles found, and how many pages failed for each reason."""

    pages: int
    articles: int
    failed: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.articles:,} articles from {self.pages:,} pages"]
        lines += [f"{count:>9,}  {why}" for why, count in sorted(self.failed.items(), key=lambda reason: -reason[1])]
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
    if not any((folder / "data").glob("*.parquet")):
        raise ArticlesError("There are no articles to be published.", "Look into the folder 'failed'.")
    return dataset.publish_dataset(
        folder, repo, card(repo, summary, command), f"{summary.articles:,} articles", private
    )


def card(repo: str, summary: Summary, command: str) -> str:
    """The card of a data set: what is in it, how it was made, and whose the pages are."""
    columns = "\n".join(f"| `{field.name}` | {field.type} |" for field in SCHEMA)
    failed = "\n".join(f"| {why} | {count:,} |" for why, count in sorted(summary.failed.items()))
    body = f"""
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
    if failed:
        body += f"\n| why a page gave no article | pages |\n| --- | ---: |\n{failed}\n"
    return dataset.card(repo, "other", ["articles"], body)
