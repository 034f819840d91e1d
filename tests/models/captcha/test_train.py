"""One training run, killed and resumed, down to the checkpoint folder and its answers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.captcha import CaptchaError, draw, load

pytestmark = pytest.mark.training

SCRIPT = """
import sys
from models.captcha.train import Options, train
from tests.models.captcha.tiny import TINY

if __name__ == "__main__":  # the drawing processes import this file
    options = Options(
        epochs=int(sys.argv[2]), steps=4, batch=8, pool=60, fonts="", validation=16, test=24, run=sys.argv[1],
        output=sys.argv[1] + "/made",
    )
    train(TINY, options)
"""


def start(folder: Path, epochs: int) -> subprocess.Popen:
    script = folder / "run.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(folder), str(epochs)]
    environment = os.environ | {"PYTHONPATH": str(Path.cwd()), "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def epochs_logged(folder: Path) -> list[int]:
    return [int(line.split(",")[0]) for line in (folder / "log.csv").read_text().splitlines()[1:]]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run killed after its second epoch at the earliest, then given the same command again."""
    folder = tmp_path_factory.mktemp("run")
    killed = start(folder, epochs=400)
    deadline = time.monotonic() + 120
    while not ((folder / "latest.keras").exists() and len(epochs_logged(folder)) >= 2):
        assert killed.poll() is None and time.monotonic() < deadline, killed.communicate()[0]
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=20)  # returns once the drawing processes, which share its output, have ended too
    before = epochs_logged(folder)
    resumed = start(folder, epochs=len(before) + 2)
    output = resumed.communicate(timeout=200)[0]
    assert resumed.returncode == 0, output
    return folder, before, output


def test_a_killed_run_goes_on_where_it_stopped(run):
    folder, before, output = run
    after = epochs_logged(folder)
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert f"Epoch {after[len(before)] + 1}/" in output
    assert after[len(before)] >= before[-1]  # the epoch under way when it was killed may be trained again


def test_the_progress_shows_loss_and_accuracies(run):
    _, _, output = run
    assert "loss:" in output and "whole - default" in output and "painter-unseen" in output


def test_the_folder_holds_everything_a_checkpoint_needs(run):
    made = run[0] / "made"
    assert {path.name for path in made.iterdir()} == {
        "README.md",
        "config.json",
        "metrics.json",
        "model.keras",
        "model.onnx",
    }
    metrics = json.loads((made / "metrics.json").read_text())
    assert metrics["headline"]["value"] == metrics["results"][0]["value"]
    assert metrics["results"][0]["n"] == 24


def test_onnx_and_keras_give_the_same_answers(run):
    import keras

    made = run[0] / "made"
    solver = load(made)
    pictures = [draw("1234", seed=1), draw("90210", seed=1), draw("777", seed=1).resize((300, 40))]
    arrays = [solver.reader.encoding.image(picture) for picture in pictures]
    assert [array.shape[1] for array in arrays] == [48, 48, 80]
    model = keras.saving.load_model(made / "model.keras")
    for array, scores in zip(arrays, solver.scores(arrays), strict=True):
        assert scores == pytest.approx(model.predict(array[None], verbose=0)[0], abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_reading_always_keeps_to_the_charset_and_length_asked_for(run, data):
    solver = load(run[0] / "made")
    charset = "".join(data.draw(st.sets(st.sampled_from(solver.charset), min_size=1)))
    length = data.draw(st.integers(1, solver.longest))
    reading = solver.solve([draw("4711", seed=data.draw(st.integers(0, 99)))], charset, length)[0]
    assert len(reading.text) == length
    assert set(reading.text) <= set(charset)
    assert reading.text == "".join(character.text for character in reading.characters)
    for character in reading.characters:
        assert character.alternatives[0] == (character.text, character.probability)
        assert {symbol for symbol, _ in character.alternatives} <= set(charset)


def test_a_constraint_that_cannot_be_met_is_refused(run):
    solver = load(run[0] / "made")
    for charset, length in [("", None), ("12é", None), (None, 0), (None, solver.longest + 1)]:
        with pytest.raises(CaptchaError):
            solver.solve([draw("4711")], charset, length)


def test_a_batch_reads_like_one_image_at_a_time(run):
    solver = load(run[0] / "made")
    images = [draw("4711", seed=seed) for seed in range(70)]  # more than one run of the network
    images[5] = images[5].resize((400, 40))  # which takes another width
    together = solver.solve(images)
    assert [reading.text for reading in together] == [solver.solve([image])[0].text for image in images]
    assert solver.solve([]) == []


def test_the_card_names_the_makers_that_drew_and_those_that_never_did(tmp_path):
    from models.captcha.train import Options, card_texts
    from tests.models.captcha.tiny import TINY

    every = card_texts(TINY, Options(fonts="", run=str(tmp_path), unseen=["runs/makers/claptcha"]))["data"]
    assert "(captcha 0.7.1, wheezy.captcha 3.2.2, our own painter)" in every
    assert "Whole makers never trained on: claptcha." in every
    assert "(captcha 0.7.1)" in card_texts(TINY, Options(fonts="", run=str(tmp_path), styles=["default"]))["data"]


def test_the_card_counts_the_pictures_of_the_checkpoint_that_a_run_goes_on_from(tmp_path):
    from models.captcha.checkpoint import pictures_seen
    from models.captcha.train import Options, card_texts
    from tests.models.captcha.tiny import TINY

    told = card_texts(TINY, Options(fonts="", run=str(tmp_path), start="checkpoints/captcha"))["training"]
    assert f", after {pictures_seen(Path('checkpoints/captcha')):,} pictures of the checkpoint" in told
    before = "`train`: 2 epochs of 5 batches of 8, 80 pictures in all; the epoch kept is the last."
    after = f"`train`: 1 epochs, 40 pictures, after 80 pictures of the one before; the epoch kept. {before}"
    for training, seen in ((before, 80), (after, 120)):
        (tmp_path / "config.json").write_text(json.dumps({"card": {"training": training}}))
        assert pictures_seen(tmp_path) == seen
        told = card_texts(TINY, Options(fonts="", run=str(tmp_path / "run"), start=str(tmp_path)))["training"]
        assert f", after {seen} pictures of the checkpoint" in told


def test_the_card_names_the_command_and_no_folder_of_this_machine():
    from models.captcha.train import command, parsed

    given = [
        "--from",
        "/home/me/captcha",
        "--data",
        "../captchas",
        "/home/me/mine",
        "--fonts",
        "",
        "--run",
        "/home/me/run",
    ]
    told = command(parsed(given))
    assert told == "python -m models.captcha.train --from captcha --data ../captchas mine --fonts ''"
    assert command(parsed([])) == "python -m models.captcha.train"
