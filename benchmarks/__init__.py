"""Ours beside the peers, measured in one run and printed as a table: `python -m benchmarks` runs all of them."""

from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark: a module here whose `main()` prints its table."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
