"""python -m demos.shared.record gan.play

Records the run that visitors see until theirs begins: the endpoint with its default settings, thinned to FRAMES frames.
Run it anew when what is trained, or how it is drawn, has changed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from pydantic_core import to_json

from demos.shared import live
from demos.shared.live import Run

FRAMES = 12


def record(name: str) -> int:
    """Trains as a visitor's click does, writes the file, and returns how many bytes it has."""
    tab, _, endpoint = name.partition(".")
    runs: Iterator[Run[Any]] = getattr(import_module(f"demos.{tab}.endpoints"), endpoint)()
    frames = [run.frame for run in runs if run.frame and not run.recorded]
    last, count = len(frames) - 1, min(FRAMES, len(frames))
    chosen = [frames[round(place * last / max(1, count - 1))] for place in range(count)]
    file = live.recording_file(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(to_json(chosen) + b"\n")
    return file.stat().st_size


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m demos.shared.record", description=__doc__.partition("\n\n")[2])
    parser.add_argument("endpoint", nargs="+", help="the endpoints to record, as tab.endpoint")
    for name in parser.parse_args(arguments).endpoint:
        print(f"{live.recording_file(name).name}: {record(name):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
