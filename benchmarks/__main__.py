"""`python -m benchmarks` runs every benchmark, `python -m benchmarks startup` only the named ones."""

import argparse
from importlib import import_module

from benchmarks import names


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"which ones: {', '.join(names())}; all if none is named")
    asked = parser.parse_args().name
    if unknown := set(asked) - set(names()):
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    for name in asked or names():
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
