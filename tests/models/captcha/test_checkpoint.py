"""The bundled checkpoint: a floor under its quality, and its two forms equal."""

from pathlib import Path

import numpy as np
import pytest

from hub_utils.card import render
from models.captcha import draw, load
from models.captcha.data import Recipe
from models.captcha.evaluate import score_of

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"


def floor(styles, lengths=(4,)):
    recipe = Recipe(styles, lengths, split="test", seed=2017)
    return score_of(load(BUNDLED), map(recipe.example, range(200)))


def test_the_captcha_library_is_read():
    assert floor(("default",)).whole >= 0.93


def test_fonts_never_trained_on_are_read():
    assert floor(("unseen",)).whole >= 0.74


@pytest.mark.training
def test_onnx_and_keras_give_the_same_answers():
    import keras

    solver = load(BUNDLED)
    arrays = [solver.reader.encoding.image(draw(text, seed=1)) for text in ("aB3x", "Kexue7")]
    expected = keras.saving.load_model(BUNDLED / "model.keras").predict(np.stack(arrays), verbose=0)
    assert solver.scores(arrays) == pytest.approx(expected, abs=1e-3)


def test_the_card_is_the_one_that_config_and_metrics_give():
    assert (BUNDLED / "README.md").read_text(encoding="utf-8") == render(BUNDLED)
