"""What a training run is held to: it goes on as it began, or not at all."""

from dataclasses import replace

import pytest

from models.captcha import CaptchaError, draw
from models.captcha.options import Options
from models.captcha.train import hold_to_recipe, train
from tests.models.captcha.tiny import TINY


def test_a_run_that_has_learnt_is_held_to_what_it_began_with(tmp_path):
    pictures, start = tmp_path / "pictures", tmp_path / "start"
    for folder in (pictures, start):
        folder.mkdir()
    draw("2468", seed=1).save(pictures / "2468.png")
    (start / "model.keras").write_bytes(b"weights")
    options = Options(run=str(tmp_path / "run"), data=[str(pictures)], start=str(start), drawn=0.5, fonts="")
    hold_to_recipe(options, TINY.encoding)
    hold_to_recipe(replace(options, steps=9), TINY.encoding)  # nothing has been learnt yet
    hold_to_recipe(options, TINY.encoding)
    (tmp_path / "run" / "latest.keras").touch()
    hold_to_recipe(replace(options, epochs=99, output="elsewhere", blend=0.5), TINY.encoding)
    for other, named in (({"steps": 9}, "--steps"), ({"start": "", "drawn": 0.4}, "--drawn, the weights of --from")):
        with pytest.raises(CaptchaError, match=rf"run has the run of other options \({named}.*another --run"):
            train(TINY, replace(options, **other))
    draw("1357", seed=1).save(pictures / "1357.png")
    with pytest.raises(CaptchaError, match="the texts of --data"):
        train(TINY, options)
