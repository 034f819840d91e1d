"""A crawl of a site of many pages on loopback: pages a second, and the memory as pages go by.

python -m benchmarks crawl                       10,000 pages
KEXUE_PAGES=1000 python -m benchmarks crawl      fewer

The site is served by this process and asks for no pause. Memory is the resident set of all processes of the crawl,
pages that they share counted for each; Linux only.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyarrow import parquet as pq

from benchmarks._command import begin
from benchmarks.batch import PAUSE, Run, session_memory
from models.articles.web.crawl import Options, crawl
from models.articles.web.fetch import Limits
from tests.models.articles.web.site import Answer, Site, fetcher_of

PAGES = 10_000
POSTS = 50  # that a page of the index names
SYLLABLES = ("ka", "lo", "mi", "ser", "tun", "ve", "bra", "den", "fo", "gil", "po", "ri", "sha", "tor")
MENU = "".join(f'<li><a href="/#{number}">Part {number}</a></li>' for number in range(40))


def main() -> None:
    """Serves the site, has it crawled, and prints how that went."""
    pages = int(os.environ.get("KEXUE_PAGES", PAGES))
    with tempfile.TemporaryDirectory(prefix="kexue-crawl-") as folder, Site() as site:
        site.default = lambda path: page_of(path, pages)
        run = measure(site.port, Path(folder, "read"), pages)
        articles = pq.read_metadata(Path(folder, "read", "data", "00000.parquet")).num_rows
    print(table(run, pages, articles))


def page_of(path: str, pages: int) -> Answer:
    """The index names the posts, and every post the one after it."""
    part, _, number = path.strip("/").partition("/")
    at = int(number) if number.isdecimal() else -1
    if not part:
        return _answer("Index", _links("index", range(-(-pages // POSTS))))
    if part == "index" and 0 <= at * POSTS < pages:
        return _answer("Index", _links("posts", range(at * POSTS, min((at + 1) * POSTS, pages))))
    if part == "posts" and 0 <= at < pages:
        text = "".join(f"<p>{' '.join(_words(seed, 80)).capitalize()}.</p>" for seed in range(6 * at, 6 * at + 6))
        return _answer(f"Post {at}", f'<article><h1>Post {at}</h1>{text}</article><a href="/posts/{at + 1}">Next</a>')
    return Answer(b"none", 404)


def _links(part: str, numbers: range) -> str:
    return " ".join(f'<a href="/{part}/{number}">{number}</a>' for number in numbers)


def _words(seed: int, count: int) -> list[str]:
    """Words that few other texts have: pages that are all alike would be taken for a trap."""
    dice = random.Random(seed)
    return ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(count)]


def _answer(title: str, body: str) -> Answer:
    head = f"<head><meta charset=utf-8><title>{title}</title></head>"
    return Answer(f"<!doctype html><html lang=en>{head}<body><ul>{MENU}</ul>{body}</body></html>".encode())


def measure(port: int, output: Path, pages: int) -> Run:
    """The crawl in a session of its own, by which its processes are found."""
    code = "import sys; from benchmarks.crawl import crawl_it; crawl_it(*sys.argv[1:])"
    command = [sys.executable, "-c", code, str(port), str(output), str(pages)]
    memory: list[float] = []
    began = time.perf_counter()
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            memory.append(session_memory(process.pid))
            time.sleep(PAUSE)
    if process.returncode:
        raise SystemExit(f"The crawl ended with {process.returncode}.")
    return Run(1, time.perf_counter() - began, memory)


def crawl_it(port: str, output: str, pages: str) -> None:
    """The crawl that is measured."""
    crawl(
        f"http://site.test:{port}/",
        Options(output, max_pages=int(pages)),
        lambda: fetcher_of(int(port), limits=Limits(pause=0.0)),
    )


def table(run: Run, pages: int, articles: int) -> str:
    """Markdown: pages a second, and the memory of the second quarter beside that of the last."""
    quarter = max(1, len(run.memory) // 4)
    second, last = run.memory[quarter : 2 * quarter] or run.memory, run.memory[-quarter:]
    sizes = (statistics.median(second), statistics.median(last), max(run.memory))
    return "\n".join(
        [
            f"### A crawl of {pages:,} pages ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})\n",
            "| articles | pages/s | MiB, second quarter | MiB, last quarter | MiB, most |",
            "| ---: | ---: | ---: | ---: | ---: |",
            f"| {articles:,} | {pages / run.seconds:.1f} | {' | '.join(f'{mib:.0f}' for mib in sizes)} |",
        ]
    )


if __name__ == "__main__":
    begin(main)
