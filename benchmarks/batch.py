"""Articles in bulk: pages a second of one worker and of two, and the memory of a run as pages go by.

python -m benchmarks batch                       4,000 pages
KEXUE_PAGES=100000 python -m benchmarks batch    the memory of a long run

The pages are the example pages of this project, over and over. Memory is the resident set of all processes of the
command, pages that they share counted for each; Linux only.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import models.articles
from benchmarks._command import begin
from benchmarks.startup import resident

PAGES, FILES = 4_000, 8  # files are shared out among the workers
EXAMPLES = Path(models.articles.__file__).parent / "examples"
PAUSE = 1.0  # seconds between two looks at the memory


@dataclass(frozen=True)
class Run:
    """Seconds that a run took, its start included, and the memory seen in it, in MiB."""

    workers: int
    seconds: float
    memory: list[float]


def main() -> None:
    """Prints both runs and their ratio."""
    pages = int(os.environ.get("KEXUE_PAGES", PAGES))
    with tempfile.TemporaryDirectory(prefix="kexue-batch-") as folder:
        write_pages(Path(folder, "pages"), pages)
        runs = [measure(Path(folder), workers) for workers in (1, 2)]
    print(table(runs, pages))


def write_pages(folder: Path, pages: int) -> None:
    """The example pages in turn, a JSON line each, in `FILES` files."""
    folder.mkdir()
    examples = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.html"))]
    for file in range(FILES):
        with (folder / f"{file}.jsonl").open("w", encoding="utf-8") as stream:
            for page in range(file, pages, FILES):
                stream.write(json.dumps({"id": str(page), "html": examples[page % len(examples)]}) + "\n")


def measure(folder: Path, workers: int) -> Run:
    """The command in a session of its own, by which its processes are found."""
    command = ["-m", "models.articles.batch", str(folder / "pages"), "--output", str(folder / f"read-{workers}")]
    memory: list[float] = []
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command, "--workers", str(workers)], start_new_session=True, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            memory.append(session_memory(process.pid))
            time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"The batch ended with {process.returncode}.")
    return Run(workers, time.perf_counter() - began, memory)


def session_memory(session: int) -> float:
    """MiB of all processes of a session."""
    total = 0.0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(entry.name)) == session:
                total += resident(int(entry.name))
        except OSError:  # it has ended, or is ending
            continue
    return total


def table(runs: list[Run], pages: int) -> str:
    """Markdown: pages a second, and the memory of the second quarter of each run beside that of the last."""
    lines = [
        f"### {pages:,} pages ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})\n",
        "| workers | pages/s | MiB, second quarter | MiB, last quarter | MiB, most |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for measured in runs:
        quarter = max(1, len(measured.memory) // 4)
        second, last = measured.memory[quarter : 2 * quarter] or measured.memory, measured.memory[-quarter:]
        memory = (statistics.median(second), statistics.median(last), max(measured.memory))
        sizes = " | ".join(f"{mib:.0f}" for mib in memory)
        lines.append(f"| {measured.workers} | {pages / measured.seconds:.1f} | {sizes} |")
    one, two = runs
    return "\n".join([*lines, f"\nTwo workers are {one.seconds / two.seconds:.2f} times as fast as one."])


if __name__ == "__main__":
    begin(main)
