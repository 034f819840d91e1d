"""Many visitors at once: this app beside a bare Gradio page on the same machine, in one run, on loopback alone.

    python -m benchmarks.load --clients 32 128 --seconds 30
    python -m benchmarks.load --clients 32 --minutes 10      memory under load, from minute 2 to the end

The bare page has one endpoint that takes a text and one that takes a picture of the same size as our captchas; ours are
asked for a captcha as often as the bare page for its picture, and else for answers about words, commands and masks.
Each answer is compared with the one that was got alone. Every fourth visitor is a `gradio_client`, the others speak
plain HTTP. Linux only: memory is the proportional set of /proc, of the server with the processes that it has started.
"""

import argparse
import os
import re
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks._clients import Browser, Program, Question, Tally, Visitor, visit
from models import captcha
from tests.live_app import LiveApp

CLIENTS = (32, 128)
SECONDS = 20.0
TURNS = 4  # of each page, one after the other
SETTLED = 120.0  # seconds of load after which memory must not grow any more
BARE = """import gradio as gr
def text(text):
    return {"text": text[::-1], "length": len(text)}
def picture(image):
    return {"size": list(image.size)}
with gr.Blocks(analytics_enabled=False) as page:
    typed, shown, told = gr.Textbox(), gr.Image(type="pil"), gr.JSON()
    typed.submit(text, typed, told, api_name="text")
    shown.upload(picture, shown, told, api_name="picture")
page.queue(max_size=512).launch(footer_links=[])"""
WORDS = ("piano", "river", "seven", "glass", "winter", "doctor", "engine", "silver")
COMMANDS = ("rm -rf /", "dd if=/dev/zero of=/dev/sda", "ls -l", "chmod -R 777 /etc")
ENVIRONMENT = {"KEXUE_QUEUE_SIZE": "512"}  # so that 128 visitors are answered rather than refused
HEADER = """| visitors | page | requests/s | server ms/request | median text | median picture | lost | wrong | refused |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def main(arguments: Sequence[str] = ()) -> None:
    """Prints the tables."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks.load", description=__doc__, formatter_class=raw)
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS, help="how many visitors come at once")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each number of them stays")
    parser.add_argument("--minutes", type=float, default=0, help="how long the first number stays for the memory")
    parser.add_argument("--only", choices=("load", "memory"), help="only one of the two")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, LiveApp(environment=ENVIRONMENT) as ours:
        pictures = [draw(Path(folder), text, seed) for seed, text in enumerate(("k7Pm", "2468", "aB3x", "Tz9Q"))]
        if asked.only != "memory":
            with LiveApp("-c", BARE) as bare:
                compare(ours, bare, pictures, asked.clients, asked.seconds)
        if asked.minutes:
            long_run(ours, our_questions(pictures), asked.clients[0], 60 * asked.minutes)
        if asked.only != "load":
            use_every_tab(ours, pictures)


def draw(folder: Path, text: str, seed: int) -> Path:
    """A captcha in a file."""
    path = folder / f"{text}.png"
    captcha.draw(text, seed=seed).save(path)
    return path


def our_questions(pictures: Sequence[Path]) -> list[Question]:
    """A captcha in every second place, and between them texts of several tabs."""
    texts = [Question("/similar_words", (word, "en", 10, "", 0, ""), "text") for word in WORDS]
    texts += [Question("/explain_command", (command,), "text") for command in COMMANDS]
    texts += [Question("/dropout_mask", ("2,3", 0.5, "", seed), "text") for seed in range(4)]
    return [
        question
        for place, text in enumerate(texts)
        for question in (Question("/solve_captcha", (pictures[place % len(pictures)], "", 0, "", 0), "picture"), text)
    ]


def bare_questions(pictures: Sequence[Path]) -> list[Question]:
    """A picture in every second place, and between them texts."""
    return [
        question
        for place, word in enumerate(WORDS)
        for question in (
            Question("/picture", (pictures[place % len(pictures)],), "picture"),
            Question("/text", (word,), "text"),
        )
    ]


def compare(ours: LiveApp, bare: LiveApp, pictures: Sequence[Path], numbers: Sequence[int], seconds: float) -> None:
    """Prints both pages for each number of visitors, and what ours is of the bare one."""
    print(f"### Visitors at once, {seconds:.0f} s each ({os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})\n")
    print(HEADER)
    lost: list[str] = []
    for number in numbers:
        crowds = {"bare Gradio": Crowd(bare, bare_questions(pictures), number)}
        crowds["Kexue Space"] = Crowd(ours, our_questions(pictures), number)
        for _ in range(TURNS):  # so that whatever else the machine does weighs on both alike
            for crowd in crowds.values():
                crowd.stay(seconds / TURNS)
        for name, crowd in crowds.items():
            print(line(number, name, crowd), flush=True)
            lost += crowd.tally.lost
        simple, full = (crowd.tally for crowd in crowds.values())
        rate, wait = full.rate / simple.rate, full.median("picture") / simple.median("picture")
        print(f"| | ours / bare | {rate:.2f} | | | {wait:.2f} | | | |", flush=True)
    print("".join(f"\n- {told}" for told in sorted(set(lost))[:5]))


class Crowd:
    """Some visitors of a page, what they have met, and the seconds of processor that its server spent on them."""

    def __init__(self, page: LiveApp, questions: Sequence[Question], number: int):
        assert page.process
        self._pid, self._questions = page.process.pid, questions
        self._visitors: list[Visitor] = [
            Browser(page.url) if place % 4 else Program(page.url) for place in range(number)
        ]
        alone = [[visitor.ask(question) for question in questions] for visitor in self._visitors[:2]]
        self._expected = [alone[0] if isinstance(it, Program) else alone[1] for it in self._visitors]
        self.tally, self.spent = Tally(), 0.0

    def stay(self, seconds: float) -> None:
        """All ask for so long."""
        before = processor_seconds(self._pid)
        visit(self.tally, self._questions, self._expected, self._visitors, seconds)
        self.spent += processor_seconds(self._pid) - before


def line(number: int, name: str, crowd: Crowd) -> str:
    """A row of the table."""
    tally = crowd.tally
    waits = " | ".join(f"{tally.median(kind):.2f} s" for kind in ("text", "picture"))
    each = 1000 * crowd.spent / max(1, tally.answers)
    told = f"{len(tally.lost)} | {tally.wrong} | {tally.refused}"
    return f"| {number} | {name} | {tally.rate:.1f} | {each:.0f} | {waits} | {told} |"


def long_run(page: LiveApp, questions: Sequence[Question], number: int, seconds: float) -> None:
    """Prints the memory under load after two minutes and at the end."""
    assert page.process
    kept: list[float] = []
    with watch(page.process.pid, kept):
        crowd = Crowd(page, questions, number)
        crowd.stay(seconds)
    tally = crowd.tally
    early, late = kept[min(int(SETTLED), len(kept) // 5)], kept[-1]
    print(f"\n{number} visitors for {seconds / 60:.0f} minutes: {tally.answers} answers, {len(tally.lost)} lost,")
    print(f"{tally.wrong} wrong, {tally.refused} refused; {early:.0f} MiB early, {late:.0f} MiB at the end,")
    print(f"{100 * (late / early - 1):+.1f} %.")


@contextmanager
def watch(pid: int, kept: list[float]) -> Iterator[None]:
    """Notes the memory once a second meanwhile."""
    ended = threading.Event()

    def note() -> None:
        while not ended.wait(1):
            kept.append(memory(pid))

    thread = threading.Thread(target=note)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def use_every_tab(page: LiveApp, pictures: Sequence[Path]) -> None:
    """Prints the memory after something of each tab has been used."""
    assert page.process
    program = page.client(download_files=False)
    html = "<html><body><article><h1>Ice</h1><p>The harbour froze in January, and the ships stayed.</p></article>"
    used = {
        "captcha": ("/generate_captcha", {}),
        "words, English": ("/similar_words", {}),
        "words, Chinese": ("/similar_words", {"word": "北京", "language": "zh"}),
        "words, text": ("/text_keywords", {"text": "a glass of wine"}),
        "gan": ("/sample_images", {}),
        "articles": ("/extract_article", {"html": html}),
        "losses": ("/ask_faq", {"question": "how do I return it"}),
        "dropout": ("/dropout_mask", {}),
        "hub": ("/list_checkpoints", {}),
        "recovery": ("/recover_text", {}),
        "gan, playground": ("/play", {"steps": 25}),
    }
    print("\n### Memory, MiB\n\n| after | server | with its processes |\n| --- | ---: | ---: |")
    for name, (endpoint, values) in used.items():
        program.predict(**values, api_name=endpoint)
        pid = page.process.pid
        print(f"| {name} | {proportional(pid):.0f} | {memory(pid):.0f} |", flush=True)


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for child in (child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()):
        found += family(int(child))
    return found


def memory(pid: int) -> float:
    """MiB of a process and of all that it has started, what they share counted once."""
    return sum(proportional(it) for it in family(pid))


def proportional(pid: int) -> float:
    """MiB of a process, what it shares with others divided among them; 0 for one that has just ended."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(pid: int) -> float:
    """Of a process so far."""
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
