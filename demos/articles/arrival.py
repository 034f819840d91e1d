"""What the articles tab shows before anybody has asked: its first example, read."""

from typing import Any

from demos.articles.endpoints import read_example

FIRST = 0  # of the examples


def answers() -> dict[str, Any]:
    """The answers by the names of their records, with the served checkpoint."""
    return {"article": read_example(FIRST, "balanced", "records")[3]}
