"""The training command on small texts: all networks, a kill in the middle, publishing is tested with the Hub."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from hub_utils.checkpoint import validate
from models import recipe, words
from models.words.errors import NoSetsError, OutOfRangeError, StateError
from models.words.options import Options, command, parse_options
from tests.waiting import COMMAND, until

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Two topics whose words never meet."""
    random = np.random.default_rng(0)
    topics = (["sun", "moon", "star", "sky", "comet"], ["bread", "milk", "butter", "cheese", "honey"])
    lines = [" ".join(random.choice(topics[random.integers(2)], 12)) for _ in range(6000)]
    path = tmp_path_factory.mktemp("text") / "topics.txt"
    path.write_text("\n".join(lines))
    return path


def options(text, place, **given):
    small = {"data": [str(text)], "epochs": 2, "dimensions": 16, "sample": 0.0, "batch": 4, "workers": 1}
    return Options(**small | {"run": str(place / "run"), "output": str(place / "out")} | given)


ARTICLE = {"batch": 200, "learning_rate": 0.02, "negatives": 4, "epochs": 1}


@pytest.mark.parametrize(
    "given",
    [
        {},
        ARTICLE | {"network": "cbow"},
        ARTICLE | {"network": "skip-gram", "shared": True, "learning_rate": 0.01, "batch": 2000, "epochs": 4},
        ARTICLE | {"network": "cbow", "objective": "nce"},
        ARTICLE | {"network": "skip-gram", "objective": "negative-sampling", "batch": 2000},
    ],
    ids=lambda given: "-".join(str(it) for it in given.values() if isinstance(it, str)) or "block-cbow",
)
def test_every_network_tells_topics_apart(text, tmp_path, given):
    from models.words.train import train

    vectors = words.load(train(options(text, tmp_path, **given)))
    assert {near.word for near in vectors.neighbours("sun", top=4).neighbours} == {"moon", "star", "sky", "comet"}


def test_a_checkpoint_can_be_published_with_its_own_numbers_without_sets_of_ones_own(text, tmp_path):
    from models.words.train import train

    stale = {"headline": {"name": "Spearman", "value": 0.99, "unit": ""}, "results": []}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "metrics.json").write_text(json.dumps(stale))  # of the training before
    folder = train(options(text, tmp_path, **ARTICLE, network="cbow"))
    validate(folder, "words")
    metrics = json.loads((folder / "metrics.json").read_text())
    assert metrics["headline"]["name"] == "Spearman on WordSim-353"
    assert metrics["headline"]["value"] != 0.99
    assert metrics["command"] == "python -m models.words.evaluate --folder out"
    assert str(tmp_path) not in (folder / "README.md").read_text()
    assert "Scored on WordSim-353" in (folder / "README.md").read_text()
    assert "SimLex" not in (folder / "README.md").read_text()


def test_a_killed_run_goes_on_to_the_same_weights(text, tmp_path):
    from models.words.progress import STATE
    from models.words.train import corpus_of, fit

    whole = options(text, tmp_path / "whole", epochs=6)
    expected = fit(whole, corpus_of(whole)).tables()
    place = tmp_path / "killed"
    arguments = [f"--{name}={value}" for name, value in vars(options(text, place, epochs=6)).items() if name in (
        "epochs", "dimensions", "sample", "batch", "workers", "run", "output")]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "models.words.train", "--data", str(text), *arguments, "--save_every=0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: (place / "run" / STATE).exists() or process.poll() is not None, COMMAND)
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = options(text, place, epochs=6)
    network = fit(again, corpus_of(again))
    assert float(network.optimizer.learning_rate) < 0.01 * again.learning_rate  # it has fallen to the end
    for one, other in zip(expected, network.tables(), strict=True):
        assert np.allclose(one, other, atol=0.05)  # updates of one step may land in another order


def test_a_run_of_other_options_or_texts_is_not_gone_on_with(text, tmp_path):
    from models.words.train import corpus_of, fit

    chosen = options(text, tmp_path, epochs=1)
    fit(chosen, corpus_of(chosen))
    for given in ({"seed": 7}, {"dimensions": 12}, {"epochs": 2}):
        (name,) = given
        with pytest.raises(StateError, match=f"began with other --{name}.*another --run"):
            fit(replace(chosen, **given), corpus_of(chosen))
    more = tmp_path / "more.txt"  # as many words, of which another one is the most frequent
    more.write_text(text.read_text() + "\nhoney honey honey" * 4000)
    other = replace(chosen, data=[str(more)])
    with pytest.raises(StateError, match="began with other texts"):
        fit(other, corpus_of(other))
    moved = replace(chosen, data=[str(text.rename(tmp_path / "moved.txt"))], words=4, save_every=1.0)
    try:
        fit(moved, corpus_of(moved))
    finally:
        Path(moved.data[0]).rename(text)


def test_a_full_disk_is_told_and_leaves_the_state_before(text, tmp_path, monkeypatch):
    from models.words.train import train

    train(options(text, tmp_path, epochs=1))
    before = (tmp_path / "run" / "state.npz").read_bytes()

    def full(path, *arrays):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    (tmp_path / "run" / recipe.FILE).unlink()  # else two epochs would be another training
    with pytest.raises(StateError, match=r"No space left.*Free some space"):
        train(options(text, tmp_path, epochs=2))
    assert (tmp_path / "run" / "state.npz").read_bytes() == before
    assert not list((tmp_path / "run").glob("*.part.npz"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"negatives": 64}, "1 to 32, with block-cbow"),
        ({"epochs": 0}, "1 or more"),
        ({"batch": 0}, "1 or more"),
        ({"window": 0}, "1 or more"),
        ({"dimensions": -8}, "1 or more"),
        ({"sample": float("nan")}, "0 or more"),
    ],
)
def test_a_number_that_no_training_takes_is_refused_before_it_begins(given, told):
    (name,) = given
    with pytest.raises(OutOfRangeError, match=f"--{name} is .*{told}"):
        Options(**given)
    assert Options(network="cbow", negatives=64).negatives == 64


def test_a_run_goes_on_in_the_stream_where_it_stopped():
    from models.words.train import batches_of
    from models.words.windows import Stream

    stream = Stream(np.arange(1, 4001, dtype=np.int32), np.ones(4001, np.float32), 5)
    chosen = Options(batch=4)
    whole, rest = ([batch.numpy() for batch in batches_of(chosen, stream, start).take(5)] for start in (0, 3))
    assert np.array_equal(whole[3:], rest[:2])
    assert not np.array_equal(whole[0], rest[0])


def test_what_is_held_out_is_not_trained_on():
    from models.words.corpus import split

    trained_on, held_out = split(np.arange(1000))
    assert (len(trained_on), len(held_out)) == (980, 20)
    assert not set(trained_on) & set(held_out)


def test_the_older_name_of_the_default_network_is_understood():
    assert parse_options(["--network", "house"]) == parse_options([]) == Options(network="block-cbow")


@pytest.mark.parametrize(
    ("given", "way", "tag"),
    [
        ({}, "CBOW with negative sampling in Keras", "cbow"),
        (
            {"network": "skip-gram", "shared": True},
            "skip-gram with random softmax and one table for input and output in Keras",
            "skip-gram",
        ),
        ({"network": "cbow", "objective": "nce"}, "CBOW with noise-contrastive estimation in Keras", "cbow"),
    ],
)
def test_a_card_tells_how_its_vectors_were_trained(given, way, tag):
    from models.words.train import _card

    corpus = SimpleNamespace(words=["[UNK]", "sun"], about={"tokens": 9, "kept": 9})
    about = {"perplexity": 2.0, "perplexity_by_frequency": 3.0}
    card = _card(Options(data=["user/corpus"], **given), corpus, about)
    assert way in card["summary"]
    assert tag in card["tags"] and len({"cbow", "skip-gram"} & set(card["tags"])) == 1
    assert card["data"].startswith("user/corpus: ")
    assert "--data user/corpus" in card["training"]


def test_the_card_shows_the_command_without_folders(text, tmp_path):
    shown = command(options(text, tmp_path, seed=3))
    assert shown.startswith("python -m models.words.train --data topics.txt")
    assert "--seed 3" in shown
    assert str(tmp_path) not in shown


def test_a_corpus_that_nothing_can_be_learned_from_is_refused(tmp_path):
    from models.words.train import train

    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(words.WordsError, match="min_count"):
        train(options(tmp_path / "empty.txt", tmp_path))


def test_a_corpus_of_a_single_word_is_refused(tmp_path):
    from models.words.train import train

    (tmp_path / "one.txt").write_text("word " * 5000)
    with pytest.raises(words.WordsError, match="1 words"):
        train(options(tmp_path / "one.txt", tmp_path, epochs=1))


def test_a_corpus_smaller_than_a_batch_is_refused(tmp_path):
    from models.words.train import train

    (tmp_path / "short.txt").write_text("one two three " * 100)
    with pytest.raises(words.WordsError, match="--batch"):
        train(options(tmp_path / "short.txt", tmp_path, batch=128))


@pytest.mark.parametrize("network", ["cbow", "block-cbow"])
def test_a_corpus_whose_words_are_mostly_thinned_out_is_refused_in_the_same_words(tmp_path, network):
    from models.words.train import train

    (tmp_path / "short.txt").write_text("one two three four\n" * 30)
    small = options(tmp_path / "short.txt", tmp_path, network=network, sample=1e-6, min_count=1)
    small.batch = 30 if network == "cbow" else 1
    with pytest.raises(words.WordsError, match="--batch"):
        train(small)


def test_a_folder_without_test_sets_is_refused_before_anything_is_trained(text, tmp_path):
    from models.words.train import train

    with pytest.raises(NoSetsError, match="misspelt has no test set of this language"):
        train(options(text, tmp_path, sets=str(tmp_path / "misspelt")))
    assert not (tmp_path / "run").exists()


def test_a_card_tells_that_too_little_was_held_out(tmp_path):
    from models.words.train import train

    (tmp_path / "short.txt").write_text("one two three four\n" * 9)
    small = options(tmp_path / "short.txt", tmp_path, network="cbow", min_count=1, batch=8)
    told = (train(small) / "config.json").read_text()
    assert "Too little text was held out" in told
    assert " nan" not in told


def test_a_diverging_run_says_so_and_keeps_the_last_good_state(text, tmp_path):
    from models.words.progress import STATE
    from models.words.train import train

    with pytest.raises(words.WordsError, match="learning_rate"):
        train(options(text, tmp_path, learning_rate=1e6))
    assert not (tmp_path / "run" / STATE).exists()
