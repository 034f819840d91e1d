"""What a live training costs: from the click to something on the page, cold and warm; Stop while other work goes on;
the memory of the server and of the process that trains, before, while and after.

A real browser clicks Train in the GAN playground of a fresh app. Linux only: memory is the resident set of /proc.
"""

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks._command import begin
from benchmarks.startup import resident
from tests.browser import chromium
from tests.live_app import LiveApp

RUNS = 10
BUSY = 2  # processes for each processor that do nothing but count
STEPS = "4000"


def main(runs: int = RUNS) -> None:
    """Trains `runs` times, stops each, and prints what was measured."""
    with LiveApp() as app, opened(app.url) as page:
        assert app.process
        server = app.process.pid
        before = resident(server)
        shown, cold = train(page)
        stops = [stop(page)]
        warm, during = [], []
        for _ in range(runs - 1):
            warm.append(train(page)[1])
            during.append(resident(server))
            stops.append(stop(page))
        worker = resident(process_of(server))
        after = resident(server)
        with busy():
            loaded = train(page)[1]
            loaded_stops = [stop(page)]
            for _ in range(4):
                train(page)
                loaded_stops.append(stop(page))
    print(f"### A live training, {runs} times ({os.cpu_count()} cores)\n")
    print("| | |\n| --- | ---: |")
    print(f"| click until something is shown, cold | {shown:.2f} s |")
    print(f"| click until the first own frame, cold | {cold:.2f} s |")
    print(f"| the same, warm (median of {len(warm)}) | {statistics.median(warm):.2f} s |")
    print(f"| the same, warm, {BUSY} busy processes a core | {loaded:.2f} s |")
    print(f"| Stop until it has stopped (median, slowest of {len(stops)}) | {spread(stops)} |")
    print(f"| the same, {BUSY} busy processes a core ({len(loaded_stops)}) | {spread(loaded_stops)} |")
    print(f"| server before, while, after (MiB) | {before:.0f}, {max(during):.0f}, {after:.0f} |")
    print(f"| process that trains (MiB) | {worker:.0f} |")


def spread(seconds: list[float]) -> str:
    """Median and slowest."""
    return f"{statistics.median(seconds):.2f} s, {max(seconds):.2f} s"


@contextmanager
def opened(url: str) -> Iterator[Page]:
    """The playground, ready to train."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        page = browser.new_page()
        page.goto(f"{url}/?tab=gan")
        page.get_by_role("button", name=re.compile("^Playground")).click()
        page.get_by_role("spinbutton", name="number input for Steps").fill(STEPS)
        page.keyboard.press("Tab")
        yield page
        browser.close()


def train(page: Page) -> tuple[float, float]:
    """Seconds from the click until anything is shown, and until a frame of this run is."""
    began = time.perf_counter()
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_selector(".live.starting svg, .live.waiting svg, .live.running svg")
    shown = time.perf_counter() - began
    page.wait_for_selector(".live.running")
    return shown, time.perf_counter() - began


def stop(page: Page) -> float:
    """Seconds from the click until it has stopped."""
    began = time.perf_counter()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_selector(".live.stopped")
    return time.perf_counter() - began


def process_of(server: int) -> int:
    """The process that trains."""
    children = (file.read_text().split() for file in Path(f"/proc/{server}/task").glob("*/children"))
    found = [int(child) for family in children for child in family]
    return next(child for child in found if b"shared.process" in Path(f"/proc/{child}/cmdline").read_bytes())


@contextmanager
def busy() -> Iterator[None]:
    """Other work on the machine."""
    command = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(command) for _ in range(BUSY * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


if __name__ == "__main__":
    begin(main)
