"""A picture says the same wherever it is read: by the app, the command, training's evaluation, or the files by hand."""

import json
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import pytest
from PIL import Image

from demos.captcha.endpoints import solve_captcha
from models.captcha import draw, load
from models.captcha.__main__ import main
from models.captcha.encoding import Encoding
from models.captcha.progress import Examples, ReadingScore
from models.captcha.reader import Reader

FOLDER = Path(__file__).parents[3] / "checkpoints" / "captcha"
DRAWN = [("7K3d", "default", 1), ("2846", "sans", 2), ("4719", "wheezy", 3), ("kexue", "painted", 52)]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """PNG files of clear captchas: narrow, wide, and with transparent paper."""
    folder = tmp_path_factory.mktemp("pictures")
    paths = [folder / f"{text}.png" for text, _, _ in DRAWN]
    for path, drawn in zip(paths, DRAWN, strict=True):
        draw(*drawn).save(path)
    wide = draw(*DRAWN[0]).crop((0, 10, 160, 50)).resize((400, 60))
    wide.save(folder / "wide.png")
    clear = draw(*DRAWN[1]).convert("RGBA")
    clear.putalpha(Image.eval(clear.convert("L"), lambda tone: 0 if tone > 200 else 255))
    clear.save(folder / "clear.png")
    return [*paths, folder / "wide.png", folder / "clear.png"]


@pytest.fixture(scope="module")
def solved(pictures):
    """What `solve` says of them, one by one."""
    solver = load(FOLDER)
    return [solver.solve([path])[0] for path in pictures]


def test_the_pictures_are_clear_enough_to_tell(solved):
    assert [reading.text.casefold() for reading in solved[:2]] == [text.casefold() for text, _, _ in DRAWN[:2]]
    assert all(reading.confidence > 0.6 for reading in solved[:3])


def test_the_app_the_command_and_a_batch_read_the_same(pictures, solved, capsys):
    expected = [reading.text for reading in solved]
    assert [solve_captcha(str(path)).text for path in pictures] == expected
    assert main(list(map(str, pictures))) == 0
    assert [line.split("\t")[1] for line in capsys.readouterr().out.splitlines()] == expected
    assert [reading.text for reading in load(FOLDER).solve(pictures)] == expected


def test_the_network_by_hand_reads_the_same_at_first_sight(pictures, solved):
    """Nothing but config.json, model.onnx and what `Encoding` does to a picture."""
    config = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
    encoding, session = Encoding(**config["encoding"]), onnxruntime.InferenceSession(FOLDER / "model.onnx")
    for path, reading in zip(pictures, solved, strict=True):
        with Image.open(path) as image:
            paper = Image.new("RGBA", image.size, "white")
            paper.alpha_composite(image.convert("RGBA"))
        (scores,) = session.run(None, {"image": encoding.image(paper.convert("RGB"))[None]})[0]
        path_taken = [0, *scores.argmax(axis=1)]
        text = "".join(encoding.charset[now - 1] for before, now in pairwise(path_taken) if now != before and now)
        if reading.confidence > 0.6:  # read at first sight
            assert text == reading.text, path.name


def test_training_scores_the_same_texts_right(pictures, solved):
    """The Keras network with the calibration of training's own score, in floats."""
    encoding = load(FOLDER).reader.encoding
    sure = [(draw(*drawn), drawn[0]) for drawn, reading in zip(DRAWN, solved, strict=False) if reading.confidence > 0.9]
    assert len(sure) >= 2
    model = keras.models.load_model(FOLDER / "model.keras", compile=False)
    scoring = ReadingScore(encoding, {"these": Examples.of(sure, encoding)}, 8)
    scoring.set_model(model)
    logs: dict[str, float] = {}
    scoring.on_epoch_end(0, logs)
    right = np.mean(
        [
            reading.text.casefold() == text.casefold()
            for reading, (_, text) in zip(load(FOLDER).solve([image for image, _ in sure]), sure, strict=True)
        ]
    )
    assert logs["val_whole"] == right
    read = Reader(encoding, model.output_shape[1] or 48).read(model(encoding.image(sure[0][0])[None]).numpy())
    assert read[0].text == load(FOLDER).solve([sure[0][0]])[0].text
