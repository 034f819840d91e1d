"""How long until the page answers, and how much memory: this app beside a bare gr.Blocks page.

Both are fresh processes, started in turn, so that whatever else the machine does weighs on both alike. Linux only:
memory is the resident set of /proc.
"""

import os
import platform
import re
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks._command import begin
from tests.live_app import LiveApp

REPETITIONS = 5
BARE = "import gradio as gr\nwith gr.Blocks() as demo:\n    gr.Markdown('# Bare')\ndemo.launch()"
PAGES = {"bare gr.Blocks": ("-c", BARE), "Kexue Space": ("app.py",)}


@dataclass(frozen=True)
class Start:
    """One start: until the page answered, in seconds, and the resident set then, in MiB."""

    seconds: float
    memory: float


def main(repetitions: int = REPETITIONS) -> None:
    """Starts each page `repetitions` times, in turn, and prints the medians."""
    starts: dict[str, list[Start]] = {name: [] for name in PAGES}
    for _ in range(repetitions):
        for name, command in PAGES.items():
            starts[name].append(measure(*command))
    print(table(starts))


def measure(*command: str) -> Start:
    """Starts `python *command`, waits for its page and stops it."""
    began = time.perf_counter()
    with LiveApp(*command, environment={"GRADIO_ANALYTICS_ENABLED": "False"}) as app:
        assert app.process  # the page has answered
        return Start(time.perf_counter() - began, resident(app.process.pid))


def resident(pid: int) -> float:
    """Memory of a process, MiB."""
    kilobytes = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    if not kilobytes:
        raise ProcessLookupError(f"Process {pid} has ended.")  # one that waits to be collected has no memory
    return int(kilobytes[1]) / 1024


def table(starts: dict[str, list[Start]]) -> str:
    """The medians as Markdown, and what ours costs beyond the bare page."""
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    repetitions = len(next(iter(starts.values())))
    lines = [
        f"### Start until the first answer: median of {repetitions}, taken in turn ({machine})\n",
        "| page | seconds | fastest | MiB |",
        "| --- | ---: | ---: | ---: |",
    ]
    medians = []
    for name, runs in starts.items():
        seconds, memory = (statistics.median(values) for values in zip(*map(_pair, runs), strict=True))
        medians.append((seconds, memory))
        lines.append(f"| {name} | {seconds:.2f} | {min(run.seconds for run in runs):.2f} | {memory:.0f} |")
    (bare, bare_memory), (ours, our_memory) = medians
    lines.append(f"| difference | {ours - bare:+.2f} ({ours / bare:.2f} x) | | {our_memory - bare_memory:+.0f} |")
    return "\n".join(lines)


def _pair(start: Start) -> tuple[float, float]:
    return start.seconds, start.memory


if __name__ == "__main__":
    begin(main)
