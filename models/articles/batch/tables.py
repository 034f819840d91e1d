"""Articles as rows of a Parquet table, and the pages that gave none as rows of another.

output/data/00000.parquet      one row an article, with the columns of SCHEMA
output/failed/00000.parquet    one row a page that gave none: where it was, which error, why
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet as pq

from models.articles.answers import Article
from models.articles.errors import ArticlesError

MAX_ROWS = 500  # in memory before they are written; an article has some 10 kB
COMPRESSION = "zstd"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "url", "title", "author", "date", "text", "site", "language")),
        *((name, pa.string()) for name in ("licence", "image")),
        ("tags", pa.list_(pa.string())),
        ("authors", pa.list_(pa.string())),
        ("modified", pa.string()),
        *((name, pa.string()) for name in ("comments", "body", "charset", "method")),
        ("confidence", pa.float32()),
        ("kind", pa.string()),  # article, forum, product, collection, listing, documentation, service
        ("template", pa.string()),  # which pages of a site are laid out alike; only a crawl tells
    ]
)
FAILED = pa.schema([(name, pa.string()) for name in ("id", "url", "error", "cause")])
NOTHING = "No article was found in the page.", "Look at the page; it may be a list of others."  # cause, remedy


def article_row(
    article: Article, identifier: str, url: str | None = None, template: str | None = None
) -> dict[str, Any]:
    """An article as a row of SCHEMA; `url` is where the page was, if the article does not tell."""
    own = {name: getattr(article, name) for name in SCHEMA.names if hasattr(article, name)}
    report = article.report
    told = {"charset": report.used, "method": report.method, "confidence": report.confidence, "template": template}
    told["kind"] = article.kind.name if article.kind else None
    lists = {"tags": list(article.tags), "authors": list(article.authors)}
    values = own | told | lists | {"id": identifier, "url": article.url or url}
    return {name: _storable(value) for name, value in values.items()}


@dataclass(frozen=True)
class Failure:
    """Why a page gave no article: the name of the error, and its cause."""

    error: str
    cause: str

    @classmethod
    def of(cls, error: ArticlesError) -> "Failure":
        """That of an error."""
        return cls(type(error).__name__, error.cause)

    @property
    def reason(self) -> str:
        """The cause without what differs from page to page, so that equal reasons can be counted."""
        return re.sub(r"\d[\d,.]*", "N", self.cause.partition(" (")[0].rstrip("."))

    def row(self, identifier: str, url: str | None = None) -> dict[str, Any]:
        """The page as a row of FAILED."""
        values = {"id": identifier, "url": url, "error": self.error, "cause": self.cause}
        return {name: _storable(value) for name, value in values.items()}


def _storable(value: Any) -> Any:
    """Text without halves of surrogate pairs, which pages have and UTF-8 does not."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


class Table:
    """A Parquet file that rows are added to, a few hundred at a time; with no rows there is no file."""

    def __init__(self, path: Path, schema: pa.Schema):
        self.path, self.schema = path, schema
        self._rows: list[dict[str, Any]] = []
        self._writer: pq.ParquetWriter | None = None

    def add(self, added: dict[str, Any]) -> None:
        """Takes a row."""
        self._rows.append(added)
        if len(self._rows) == MAX_ROWS:
            self._write()

    def close(self) -> None:
        """Writes what is left."""
        if self._rows:
            self._write()
        if self._writer:
            self._writer.close()

    def _write(self) -> None:
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.path, self.schema, compression=COMPRESSION)
        self._writer.write_table(pa.Table.from_pylist(self._rows, self.schema))
        self._rows = []


class Tables:
    """Both tables of a run in one process, written anew."""

    def __init__(self, folder: Path):
        self._articles = Table(folder / "data" / "00000.parquet", SCHEMA)
        self._failures = Table(folder / "failed" / "00000.parquet", FAILED)
        self.keep, self.fail = self._articles.add, self._failures.add

    def __enter__(self) -> "Tables":
        return self

    def __exit__(self, *failure: object) -> None:
        self._articles.close()
        self._failures.close()
