"""The captcha reader beside ddddocr 1.6.1 and PP-OCRv6 small, same pictures, same run: what is read right, how fast.

python -m benchmarks captcha                                  on drawn captchas, those of makers/ too
KEXUE_CAPTCHAS="folder other" python -m benchmarks captcha    on labelled ones too, see models/captcha/labelled.py
KEXUE_MAKERS="folder other" python -m benchmarks captcha      on makers too of which ours was never shown anything
KEXUE_CARD=checkpoints/captcha python -m benchmarks captcha   tells what is read right on the card of that folder too

Only texts count that ours is never trained on. Right means the whole text, case aside. Of ddddocr's two networks the
one that reads more of a set counts, and what it reads beyond letters and digits is struck out; of PP-OCRv6, which comes
with rapidocr 3.10.0, the recogniser reads the whole picture, and only its letters and digits compete. All get the bytes
of the file; ours and ddddocr take turns picture by picture, so that whatever else the machine does weighs on both.
"""

import io
import os
import platform
import re
import statistics
import string
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PIL import Image

import hub_utils
from benchmarks import makers
from benchmarks._command import begin
from benchmarks.startup import resident
from hub_utils.card import Peers, write_card
from hub_utils.checkpoint import read_json
from models import captcha
from models.captcha.data import Recipe
from models.captcha.fonts import FOLDER, if_fetched
from models.captcha.labelled import labelled
from models.evaluation import write_metrics

DRAWN = {
    "captcha default": "default",
    "captcha, new fonts": "library-unseen",
    "wheezy.captcha, new fonts": "wheezy-unseen",
}
DRAWN_N = 300  # captchas of a style
TIMED = 200
ALPHANUMERIC = string.digits + string.ascii_letters

Example = tuple[bytes, str]
Solve = Callable[[bytes], str]


def ours() -> Solve:
    """This project's reader."""
    solver = captcha.load(hub_utils.fetch("captcha"))
    return lambda picture: solver.solve([picture])[0].text


def theirs(beta: bool = False) -> Solve:
    """One of the two networks of ddddocr."""
    import ddddocr

    solver = ddddocr.DdddOcr(show_ad=False, beta=beta)
    return lambda picture: re.sub(r"[^0-9A-Za-z]", "", solver.classification(picture))


def paddle() -> Solve:
    """The recogniser of PP-OCRv6 small by rapidocr."""
    import cv2
    from rapidocr import RapidOCR
    from rapidocr.ch_ppocr_rec import TextRecInput

    engine = RapidOCR(params={"Global.log_level": "error"})
    engine(np.zeros((48, 320, 3), np.uint8), use_det=False, use_cls=False)  # loads the recogniser, and nothing else
    recogniser = engine.text_rec
    session, blank = recogniser.session, 0
    symbols = recogniser.postprocess_op.character
    others = [place for place, symbol in enumerate(symbols) if place != blank and symbol not in ALPHANUMERIC]

    def of_charset(pictures: np.ndarray) -> np.ndarray:
        shares = session(pictures)
        shares[..., others] = 0
        return shares

    recogniser.session = of_charset

    def solve(picture: bytes) -> str:
        read = recogniser(TextRecInput(img=cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)))
        return read.txts[0]

    return solve


def main() -> None:
    """Prints accuracy by set, then speed and memory."""
    sets = {name: list(examples) for name, examples in example_sets()}
    solvers = {"ours": ours(), "ddddocr": theirs(), "ddddocr beta": theirs(beta=True), "PP-OCRv6 small": paddle()}
    rows = {name: {solver: accuracy(solve, sets[name]) for solver, solve in solvers.items()} for name in sets}
    peers = beside(sets, rows)
    print(f"### Ours beside others\n\n{peers.table()}")
    if folder := os.environ.get("KEXUE_CARD"):
        tell(Path(folder), peers)
    of_each = max(1, TIMED // len(sets))
    groups = {
        "captcha default": sets["captcha default"][:TIMED],
        "all sets": [example for examples in sets.values() for example in examples[:of_each]],
    }
    print(speed_table({name: [picture for picture, _ in group] for name, group in groups.items()}, solvers))


def example_sets() -> Iterator[tuple[str, Iterator[Example]]]:
    """The names of the test sets and their pictures, as files, with their texts."""
    fonts = if_fetched(str(FOLDER))
    for name, style in DRAWN.items():
        recipe = Recipe((style,), (4,), split="test", seed=1, fonts=fonts)
        yield name, ((_file(image), text) for image, text in map(recipe.example, range(DRAWN_N)))
    for maker in (makers.SVG, *makers.HELD_OUT):
        if folder := makers.drawn_folder(maker):
            name = f"{maker}, never trained on" if maker in makers.HELD_OUT else maker
            yield name, ((_file(image), text) for image, text in labelled(str(folder)).all())
    for source in os.environ.get("KEXUE_CAPTCHAS", "").split():
        kept = labelled(source).split("validation", "test")
        yield Path(source).name, ((_file(image), text) for image, text in kept.all())
    for source in os.environ.get("KEXUE_MAKERS", "").split():
        name = f"{Path(source).name}, never trained on"
        yield name, ((_file(image), text) for image, text in labelled(source).all())


def _file(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def accuracy(solve: Solve, examples: Sequence[Example]) -> float:
    """The share of whole texts that are right, case aside."""
    return sum(solve(picture).casefold() == text.casefold() for picture, text in examples) / len(examples)


def beside(sets: dict[str, list[Example]], rows: dict[str, dict[str, float]]) -> Peers:
    """Ours beside the better of ddddocr's networks and PP-OCRv6, set by set."""
    folders = {name: os.environ[name].split() for name in ("KEXUE_CAPTCHAS", "KEXUE_MAKERS") if name in os.environ}
    asked = [f'{name}="{" ".join(Path(each).name for each in named)}"' for name, named in folders.items()]
    return Peers(
        "whole text read right, case aside",
        " ".join([*asked, "python -m benchmarks captcha"]),
        ["ddddocr 1.6.1", "PP-OCRv6 small"],
        [
            [name, len(sets[name]), read["ours"], max(read["ddddocr"], read["ddddocr beta"]), read["PP-OCRv6 small"]]
            for name, read in rows.items()
        ],
    )


def tell(folder: Path, peers: Peers) -> None:
    """Writes ours beside others into a checkpoint folder and its card."""
    write_metrics(folder, read_json(folder / "metrics.json") | {"peers": asdict(peers)})
    write_card(folder)


def speed_table(groups: dict[str, list[bytes]], solvers: dict[str, Solve]) -> str:
    """Markdown: of each group of pictures the time for one and pictures a second in a batch; memory."""
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    lines = [
        f"\n### Pictures taken in turn ({machine})\n",
        "| | ours | ddddocr | ratio |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, pictures in groups.items():
        times = _in_turn(pictures, {reader: solvers[reader] for reader in ("ours", "ddddocr")})
        rates = {"ours": _batch_rate(pictures), "ddddocr": 1 / statistics.mean(times["ddddocr"])}  # it has no batches
        about = f"{name} ({len(pictures)})"
        lines += [
            _line(f"{about}: one, median ms", {reader: 1e3 * statistics.median(times[reader]) for reader in times}),
            _line(f"{about}: one, 95th percentile ms", {reader: 1e3 * _p95(times[reader]) for reader in times}),
            _line(f"{about}: many, a second", rates),
        ]
    lines.append(_line("memory for the reader, MiB", {"ours": memory(ours), "ddddocr": memory(theirs)}))
    return "\n".join(lines)


def _in_turn(pictures: list[bytes], solvers: dict[str, Solve]) -> dict[str, list[float]]:
    """Seconds for each picture, by each reader; the first ten are read once before."""
    times: dict[str, list[float]] = {name: [] for name in solvers}
    for number, picture in enumerate([*pictures[:10], *pictures]):
        for name, solve in solvers.items():
            began = time.perf_counter()
            solve(picture)
            if number >= 10:
                times[name].append(time.perf_counter() - began)
    return times


def _line(title: str, found: dict[str, float]) -> str:
    return f"| {title} | {found['ours']:.2f} | {found['ddddocr']:.2f} | {found['ours'] / found['ddddocr']:.2f} |"


def _p95(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _batch_rate(pictures: Sequence[bytes]) -> float:
    solver = captcha.load(hub_utils.fetch("captcha"))
    rates = []
    for _ in range(5):
        began = time.perf_counter()
        solver.solve(pictures)
        rates.append(len(pictures) / (time.perf_counter() - began))
    return statistics.median(rates)


def memory(make: Callable[[], Solve]) -> float:
    """What a reader adds to a fresh process once it has read a picture, MiB of resident set."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_memory_added, make).result()


def _memory_added(make: Callable[[], Solve]) -> float:
    before = resident(os.getpid())
    picture = _file(captcha.draw("aB3x", seed=1))
    solve = make()
    for _ in range(5):
        solve(picture)
    return resident(os.getpid()) - before


if __name__ == "__main__":
    begin(main)
