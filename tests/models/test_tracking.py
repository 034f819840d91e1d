"""`--track` keeps the numbers of a training by trackio, on this machine, and costs nothing where it is not given."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from hub_utils.card import render
from models import evaluation, tracking
from tests.hub_utils import tiny_checkpoint
from tests.waiting import COMMAND

ROOT = Path(__file__).parents[2]
TRAININGS = sorted(path.relative_to(ROOT) for path in (ROOT / "models").rglob("train.py"))
RUN = """
from dataclasses import dataclass
from models import tracking
from models.evaluation import option, run

@dataclass
class Options:
    run: str = ""
    track: bool = option(False, tracking.MEANING)
    steps: int = 3

def main(options):
    for step in range(options.steps):
        tracking.log({"loss": 1 / (step + 1), "broken": float("nan")}, step)

run(main, lambda: Options("runs/mine", %s))
"""


def python(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"TRACKIO_DIR": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=COMMAND,
    )


def logged(folder: Path, project: str) -> list[tuple[str, str, int, dict]]:
    with sqlite3.connect(folder / f"{project}.db") as store:
        rows = store.execute("select run_id, run_name, step, metrics from metrics order by id").fetchall()
    return [(run, name, step, json.loads(metrics)) for run, name, step, metrics in rows]


def test_a_run_is_kept_on_this_machine_and_given_again_it_goes_on(tmp_path):
    for _ in range(2):
        done = python("-c", RUN % True, folder=tmp_path)
        assert done.returncode == 0, done.stderr
    rows = logged(tmp_path, "kexue-models")
    assert [(name, step, metrics) for _, name, step, metrics in rows[:3]] == [
        ("mine", step, {"loss": 1 / (step + 1)}) for step in range(3)
    ]
    assert len(rows) == 6 and len({run for run, *_ in rows}) == 1


def test_without_it_nothing_is_kept_and_trackio_is_not_even_read(tmp_path):
    done = python("-c", RUN % False + "import sys; print('trackio' in sys.modules)", folder=tmp_path)
    assert done.stdout == "False\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_trackio_is_missing_a_sentence_says_so_before_anything_begins(tmp_path):
    hidden = (RUN % True).replace("run(main", "tracking.find_spec = lambda name: None\nrun(main")
    done = python("-c", hidden, folder=tmp_path)
    assert done.returncode == 1 and list(tmp_path.iterdir()) == []
    assert done.stderr.strip().endswith(
        f"TrackingError: trackio is not installed. Give `pip install {tracking.PIN}`, or leave --track out."
    )


@pytest.mark.parametrize("path", TRAININGS, ids=str)
def test_every_training_takes_it(path):
    system = path.parent.relative_to("models").as_posix()
    shared = {"articles/article": "articles", "articles/kind": "articles", "articles/thread": "articles"}
    package = shared.get(system, system)
    module = "train" if package == "articles" else "options"
    options = import_module(f"models.{package.replace('/', '.')}.{module}")
    assert "track" in {field.name for field in fields(options.Options)}
    assert "track" in options.PLACES  # where, not how: it is in no command of a card


def test_a_training_of_trees_logs_the_numbers_of_its_card(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(3):
        text = f"The {number} article says what it has to say in one long paragraph, and then says it again at length."
        menu = "".join(f"<li><a href=/{item}>Item {item}</a></li>" for item in range(9))
        (pages / f"{number}.html").write_text(f"<ul>{menu}</ul><h1>Title {number}</h1><p>{text}</p><p>{text}</p>")
        (pages / f"{number}.txt").write_text(f"{text}\n{text}")
    output = tmp_path / "mine" / "checkpoint"
    given = ["--data", str(pages), "--output", str(output), "--folds", "0", "--track"]
    done = python("-m", "models.articles.article.train", *given, folder=tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    (_, name, _, metrics), *_ = logged(tmp_path / "kept", "kexue-articles")
    told = json.loads((output / "metrics.json").read_text())
    assert name == "mine" and metrics == {f"{row['metric']}: {row['dataset']}": row["value"] for row in told["results"]}
    assert "--track" not in (output / "README.md").read_text() and "training_log" not in told


def test_a_log_that_others_can_see_is_linked_on_the_card_and_stays_when_it_is_scored_again(tmp_path, monkeypatch):
    folder = tiny_checkpoint.write(tmp_path / "captcha")
    monkeypatch.setenv("TRACKIO_SPACE_ID", "me/logs")
    monkeypatch.setattr(tracking, "link", lambda: "https://huggingface.co/spaces/me/logs")
    evaluation.write_metrics(folder, tiny_checkpoint.METRICS)
    monkeypatch.undo()
    evaluation.write_metrics(folder, tiny_checkpoint.METRICS)
    assert "Its log: <https://huggingface.co/spaces/me/logs>." in render(folder)
    assert tracking.link() is None


def test_only_a_log_that_is_sent_to_a_space_has_an_address(monkeypatch):
    monkeypatch.setattr(tracking, "_now", tracking._Tracked("kexue-gan", "mine", {}, begun=True))
    assert tracking.link() is None
    monkeypatch.setenv("TRACKIO_SPACE_ID", "me/logs")
    assert tracking.link() == "https://huggingface.co/spaces/me/logs"
