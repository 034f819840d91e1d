"""How a benchmark is run by itself: `--help` tells what it measures, and nothing begins."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable


def parser() -> ArgumentParser:
    """The command line of the module that runs, told by its docstring."""
    module = sys.modules["__main__"]
    name = module.__spec__.name.removesuffix(".__main__") if module.__spec__ else "benchmarks"
    return ArgumentParser(f"python -m {name}", description=module.__doc__, formatter_class=RawDescriptionHelpFormatter)


def begin(*steps: Callable[[], object]) -> None:
    """Takes the steps of a benchmark that has no options."""
    parser().parse_args()
    for step in steps:
        step()
