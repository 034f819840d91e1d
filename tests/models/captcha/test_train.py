"""One training run, killed and resumed, down to the checkpoint folder and its answers."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.captcha import CaptchaError, draw, load
from tests.waiting import COMMAND, PATIENCE, until

pytestmark = pytest.mark.training

SCRIPT = """
import sys
from models.captcha.train import Options, train
from settings import start_logging
from tests.models.captcha.tiny import TINY

options = Options(
    epochs=int(sys.argv[2]), steps=4, batch=8, pool=60, fonts="", validation=16, test=24, run=sys.argv[1],
    output=sys.argv[1] + "/made", saturation=0.1, look_alikes=1.5,
)
start_logging()
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
    two_epochs = lambda: (folder / "latest.keras").exists() and len(epochs_logged(folder)) >= 2  # noqa: E731
    until(lambda: two_epochs() or killed.poll() is not None, COMMAND)
    assert killed.poll() is None, killed.communicate()[0]
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=PATIENCE)  # returns once the drawing processes, which share its output, have ended too
    before = epochs_logged(folder)
    resumed = start(folder, epochs=len(before) + 2)
    output = resumed.communicate(timeout=COMMAND)[0]
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


def test_the_steps_told_are_those_of_the_narrowest_picture(run):
    """A text of the greatest length that may be asked for needs twice as many, whatever the picture's width."""
    solver = load(run[0] / "made")
    widths = solver.reader.encoding.widths
    assert len(widths) > 1
    counts = [len(solver.scores([np.zeros((16, width, 1), np.float32)])[0]) for width in widths]
    assert solver.reader.steps == min(counts) < max(counts)


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


def test_the_card_names_the_makers_that_drew_and_those_that_never_did():
    from models.captcha.card import card_texts
    from models.captcha.options import Options
    from tests.models.captcha.tiny import TINY

    every = card_texts("", TINY.encoding, Options(fonts="", unseen=["runs/makers/claptcha"]), 1, 0)["data"]
    assert "(captcha 0.7.1, wheezy.captcha 3.2.2, our own painter)" in every
    assert "Whole makers never trained on: claptcha." in every
    alone = card_texts("", TINY.encoding, Options(fonts="", styles=["default"]), 1, 0)["data"]
    assert "(captcha 0.7.1)" in alone


def test_the_pictures_of_all_runs_that_a_network_went_through_are_counted(tmp_path):
    from models.captcha.card import card_texts
    from models.captcha.train import Options, pictures_of
    from tests.models.captcha.tiny import TINY

    (tmp_path / "log.csv").write_text("epoch,val_whole\n0,0.1\n1,0.2\n")
    options = Options(fonts="", run=str(tmp_path), epochs=2, steps=5, batch=8)
    assert pictures_of(options) == (80, 0)
    assert (
        ", 80 pictures in all; the epoch kept"
        in card_texts("", TINY.encoding, options, *pictures_of(options))["training"]
    )
    options.start = str(tmp_path)
    for config, before, told in (('{"pictures_seen": 1200}', 1200, "1,200 pictures"), ("{}", 0, "those")):
        (tmp_path / "config.json").write_text(config)
        assert pictures_of(options) == (80, before)
        assert (
            f", 80 pictures, after {told} of the checkpoint that"
            in card_texts("", TINY.encoding, options, *pictures_of(options))["training"]
        )


def test_a_checkpoint_keeps_how_many_pictures_it_has_seen(run):
    folder, before, _ = run
    seen = json.loads((folder / "made" / "config.json").read_text())["pictures_seen"]
    assert seen == len(epochs_logged(folder)) * 4 * 8 > len(before) * 4 * 8


def test_the_former_name_of_the_default_network_is_understood():
    from models.captcha.model import NETWORKS
    from models.captcha.options import Options, command, parse_options

    assert Options().network in NETWORKS
    assert parse_options(["--network", "house"]) == Options()
    assert command(parse_options(["--network", "house"])) == "python -m models.captcha.train"


@pytest.mark.parametrize("wrong", ["--keep first", "--precision bf16"])
def test_options_that_there_are_not_are_refused_at_once(wrong, capsys):
    from models.captcha.options import parse_options

    with pytest.raises(SystemExit):
        parse_options(wrong.split())
    assert "invalid choice" in capsys.readouterr().err


def test_what_cannot_be_trained_is_refused_before_anything_is_drawn(tmp_path):
    from models.captcha.options import Options
    from models.captcha.start import network_of
    from models.captcha.train import material
    from tests.models.captcha.tiny import TINY

    with pytest.raises(CaptchaError, match=r"There is no network 'resnet'.*resnet-ctc"):
        network_of(Options(network="resnet"))
    for share in (1.0, -0.5):
        with pytest.raises(CaptchaError, match="no share of a batch is left for --data"):
            material(TINY.encoding, Options(data=[str(tmp_path)], drawn=share, run=str(tmp_path / "run")))
    assert not (tmp_path / "run").exists()


def test_a_folder_that_is_called_as_a_drawn_style_is_validates_beside_it(tmp_path, monkeypatch):
    from models.captcha.options import Options
    from models.captcha.train import _validation
    from tests.models.captcha.tiny import TINY

    monkeypatch.chdir(tmp_path)
    Path("default").mkdir()
    for number in range(1000, 1020):
        draw(str(number), seed=number).save(f"default/{number}.png")
    found = _validation(TINY.encoding, Options(data=["default"], drawn=0.5, validation=2, fonts=""))
    assert list(found) == ["default", "painter-unseen", "./default"]


def test_a_fine_tuning_takes_minutes_unless_it_is_told_otherwise():
    from models.captcha.options import parse_options

    options = parse_options(["--from", "captcha", "--epochs", "9"])
    assert (options.start, options.epochs, options.steps, options.keep) == ("captcha", 9, 40, "last")
    assert parse_options([]).epochs == 58


def test_a_fine_tuning_keeps_a_part_of_what_was_known_but_learns_new_symbols_wholly():
    from models.captcha.options import command, parse_options

    sums = ["--from", "captcha", "--data", "sums", "--symbols", "+="]
    assert [parse_options(given).blend for given in (["--from", "captcha"], sums, [])] == [0.7, 1, 1]
    assert command(parse_options(sums)) == "python -m models.captcha.train --from captcha --symbols += --data sums"
    assert command(parse_options([*sums, "--blend", "0.5"])).endswith("--blend 0.5")


def test_a_card_tells_what_a_network_came_of_besides_pictures():
    from models.captcha.card import card_texts
    from models.captcha.options import Options, command
    from tests.models.captcha.tiny import TINY

    def told(**options) -> str:
        options = {"start": "captcha"} | options
        return card_texts("", TINY.encoding, Options(fonts="", **options), 10, 20)["training"]

    assert "answers of the checkpoint that it goes on from as far" in told(teacher="captcha")
    assert "answers of other as far" in told(teacher="other")
    assert "answers" not in told() + told(start="")
    assert "beside those at the start" in told(blend=0.7) and "weights count" not in told()
    assert "whose weights count 50% beside those of checkpoints/captcha" in told(
        blend=0.5, blend_with="checkpoints/captcha"
    )
    assert " --blend_with a" in command(Options(start="captcha", blend_with="a"))


def test_the_learning_rate_falls_to_nothing():
    from models.captcha.train import learning_rate

    rates = [learning_rate(epoch, epochs=40, peak=2.0) for epoch in range(40)]
    assert rates[0] == pytest.approx(0.6) and rates[1] == pytest.approx(1.95) and rates[39] == pytest.approx(0.05)
    assert [learning_rate(epoch, epochs=4, peak=2.0) for epoch in range(4)] == [2.0, 1.5, 1.0, 0.5]


def test_quantising_leaves_the_log_as_it_was(tmp_path, caplog):
    """Else whatever is logged after a training run is heard by nobody."""
    import logging

    import keras
    import numpy as np

    from models.captcha.quantise import quantise

    image = keras.Input((8, 8, 1), name="image")
    model = keras.Model(image, keras.layers.Conv2D(2, 3)(image))
    model(np.zeros((1, 8, 8, 1), np.float32))
    model.export(tmp_path / "model.onnx", format="onnx", verbose=False)
    root = logging.getLogger()
    before = root.level, list(root.filters), list(root.handlers)
    quantise(tmp_path / "model.onnx", tmp_path / "small.onnx", [np.zeros((1, 8, 8, 1), np.float32)])
    assert (root.level, root.filters, root.handlers) == before
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    logging.warning("That one should consider pre-processing before quantization is heard again.")
    assert len(caplog.records[-1:]) == 1 and "heard again" in caplog.records[-1].message
    assert (tmp_path / "small.onnx").stat().st_size > 0


def test_the_card_names_the_command_and_no_folder_of_this_machine():
    from models.captcha.options import command, parse_options

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
    told = command(parse_options(given))
    assert told == "python -m models.captcha.train --from captcha --data ../captchas mine --fonts ''"
    assert command(parse_options([])) == "python -m models.captcha.train"
