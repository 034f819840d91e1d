"""python -m demos.shared.record gan.play words

Records what visitors see until they ask themselves. Of a live endpoint (tab.endpoint) the run with its default
settings, thinned to FRAMES frames; of a tab the answers that its `arrival.py` gives. Run it anew when what is trained
or answered, or how it is drawn, has changed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from pydantic_core import to_json

from demos.shared.components import record_file
from demos.shared.live import Run

FRAMES = 12


def record(name: str) -> int:
    """Trains as a visitor's click does, writes the file, and returns how many bytes it has."""
    tab, _, endpoint = name.partition(".")
    runs: Iterator[Run[Any]] = getattr(import_module(f"demos.{tab}.endpoints"), endpoint)()
    frames = [run.frame for run in runs if run.frame and not run.recorded]
    last, count = len(frames) - 1, min(FRAMES, len(frames))
    chosen = [frames[round(place * last / max(1, count - 1))] for place in range(count)]
    return _write(name, chosen)


def record_answers(tab: str) -> dict[str, int]:
    """Writes what a tab shows on arrival, and returns how many bytes each record has."""
    answers = import_module(f"demos.{tab}.arrival").answers()
    return {name: _write(f"{tab}.{name}", answer) for name, answer in answers.items()}


def _write(name: str, content: Any) -> int:
    file = record_file(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(to_json(content) + b"\n")
    return file.stat().st_size


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demos.shared.record", description=__doc__.partition("\n\n")[2])
    parser.add_argument("name", nargs="+", help="live endpoints, as tab.endpoint, or tabs")
    for name in parser.parse_args(arguments).name:
        sizes = {name: record(name)} if "." in name else record_answers(name)
        for file, size in sizes.items():
            print(f"{file}: {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
