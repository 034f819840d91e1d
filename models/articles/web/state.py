"""What a crawl knows, in a file of SQLite: a crawl that was killed goes on from there, and its memory does not grow."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.articles.errors import ArticlesError

SETTINGS = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT);
"""


class State:
    """A few tables, which those who use them make. What happens within a `step` is kept as a whole or not at all.

    Raises ArticlesError for a file that is none of ours, or that another crawl has open.
    """

    def __init__(self, file: Path | None = None):
        self._database = sqlite3.connect(file or ":memory:", timeout=1.0, isolation_level=None, check_same_thread=False)
        try:
            self._database.executescript(SETTINGS)
            with self.step():
                self.note("opened", True)  # takes the lock
        except sqlite3.Error as error:
            self._database.close()
            cause = f"What the crawl knows cannot be read from {file} ({error})."
            raise ArticlesError(cause, "End the crawl that is under way there, or name a new folder.") from None

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    def tables(self, statements: str) -> None:
        """Makes the tables and indexes that there are not yet."""
        self._database.executescript(statements)

    @contextmanager
    def step(self) -> Iterator[None]:
        """All changes made within are kept together: none is, if the process ends or an exception leaves it before."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def change(self, statement: str, *values: Any) -> int:
        """Runs a statement; returns how many rows it changed."""
        return self._database.execute(statement, values).rowcount

    def rows(self, query: str, *values: Any) -> Iterable[tuple]:
        """The rows that a query gives, as they come."""
        return self._database.execute(query, values)

    def row(self, query: str, *values: Any) -> tuple | None:
        """The first row that a query gives, None if it gives none."""
        found: tuple | None = self._database.execute(query, values).fetchone()
        return found

    def value(self, query: str, *values: Any) -> Any:
        """The first value that a query gives, None if it gives none."""
        found = self.row(query, *values)
        return found[0] if found else None

    def note(self, name: str, value: Any) -> None:
        """Notes a value that JSON can hold."""
        self.change("INSERT OR REPLACE INTO note VALUES (?, ?)", name, json.dumps(value))

    def noted(self, name: str) -> Any:
        """What was noted by that name, None if nothing was."""
        found = self.value("SELECT value FROM note WHERE name = ?", name)
        return None if found is None else json.loads(found)
