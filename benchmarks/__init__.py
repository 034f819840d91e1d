"""Ours beside the peers, measured in one run and printed as a table: `python -m benchmarks` runs all of them."""

from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """Every benchmark: a module or a package here whose `main()` prints its table."""
    modules = {path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")}
    return sorted(modules | {path.parent.name for path in HERE.glob("*/__main__.py")})
