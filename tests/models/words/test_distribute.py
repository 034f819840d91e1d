"""Training in two processes on loopback, beside one: the same losses, and one of them writes."""

import csv
import shutil
import string
from pathlib import Path

import numpy as np
import pytest

from models import recipe, words
from models.words.options import Options
from tests.models.workers import run_together
from tests.waiting import COMMAND

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.training
ARTICLE = {"network": "cbow", "batch": 200, "learning_rate": 0.02, "negatives": 4}
BLOCKS = {"network": "block-cbow", "batch": 16}
WORKER = "import sys; from models.words.options import parse_options; from models.words.train import *; \
o = parse_options(sys.argv[2:]); np.savez(sys.argv[1], *fit(o, corpus_of(o)).tables())"


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Two topics whose words never meet, more words than negatives can exhaust."""
    random = np.random.default_rng(0)
    topics = [[topic + ending for ending in string.ascii_lowercase] for topic in ("star", "bread")]
    lines = [" ".join(random.choice(topics[random.integers(2)], 12)) for _ in range(1500)]
    path = tmp_path_factory.mktemp("text") / "topics.txt"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def corpus(text, tmp_path_factory):
    """The folder of the corpus, segmented once for all runs."""
    from models.words.train import corpus_of

    return corpus_of(options(text, tmp_path_factory.mktemp("corpus"))).folder


def options(text, run, **given):
    small = {"epochs": 2, "dimensions": 16, "sample": 0.0, "workers": 1}
    return Options(**{"data": [str(text)], "run": str(run), "output": str(run / "checkpoint")} | small | given)


def arguments(chosen: Options) -> list[str]:
    names = ("run", "output", "network", "batch", "learning_rate", "negatives", "epochs", "dimensions", "sample")
    return ["--data", *chosen.data, *(f"--{name}={getattr(chosen, name)}" for name in names)]


def losses(run: Path) -> np.ndarray:
    """One of each epoch."""
    with (run / "log.csv").open() as lines:
        return np.array([float(line["loss"]) for line in csv.DictReader(lines)])


def run_with_corpus(corpus: Path, run: Path) -> Path:
    shutil.copytree(corpus, run / "corpus")
    return run


@pytest.mark.timeout(2 * COMMAND)
def test_the_same_command_in_two_processes_reaches_the_losses_of_one(text, corpus, tmp_path):
    from models.words.train import fit

    one, first, second = (run_with_corpus(corpus, tmp_path / name) for name in ("one", "first", "second"))
    fit(options(text, one, **ARTICLE), words.corpus.Corpus(one / "corpus"))
    run_together([["-m", "models.words.train", *arguments(options(text, run, **ARTICLE))] for run in (first, second)])
    assert losses(first) == pytest.approx(losses(one), rel=0.01)
    assert len(words.load(first / "checkpoint").words) == 1 + 2 * 26
    assert [path.name for path in second.iterdir()] == ["corpus"]


def in_halves(gradients):
    """Takes the negatives of a block from its own half of the batch, as two processes do."""
    import tensorflow as tf

    def both(self, *batch):
        halves = [gradients(self, *half) for half in zip(*(tf.split(rows, 2) for rows in batch), strict=True)]
        loss, *others = zip(*halves, strict=True)
        return tf.reduce_mean(loss), *(tf.concat(parts, 0) for parts in others)

    return both


@pytest.mark.timeout(4 * COMMAND)
def test_two_processes_get_the_tables_of_one_and_go_on_from_the_state_of_the_first(text, corpus, tmp_path, monkeypatch):
    from models.words.model import BlockCBOW
    from models.words.train import fit

    one, first, second = (run_with_corpus(corpus, tmp_path / name) for name in ("one", "first", "second"))
    monkeypatch.setattr(BlockCBOW, "gradients", in_halves(BlockCBOW.gradients))
    for epochs in (1, 2):
        given = BLOCKS | {"epochs": epochs}
        network = fit(options(text, one, **given), words.corpus.Corpus(one / "corpus"))
        runs = {run: arguments(options(text, run, **given)) for run in (first, second)}
        run_together([["-c", WORKER, str(run / "tables"), *command] for run, command in runs.items()])
        for run in (one, first):
            (run / recipe.FILE).unlink()  # else the second call, of more epochs, would be that of another training
    assert losses(first) == pytest.approx(losses(one), rel=0.001)
    for run in (first, second):
        for table, expected in zip(np.load(run / "tables.npz").values(), network.tables(), strict=True):
            assert np.allclose(table, expected, atol=0.01)  # updates of one step may land in another order
