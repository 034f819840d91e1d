import json
from pathlib import Path

import pytest

from models.captcha import draw
from models.captcha.checkpoint import pictures_seen
from models.captcha.data import split_of
from models.captcha.evaluate import Options, metrics, trials
from models.captcha.predict import Reading
from models.captcha.score import score
from tests.models.captcha.tiny import TINY


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "claptcha"
    folder.mkdir()
    for number in range(1000, 1020):
        draw(str(number), seed=number).save(folder / f"{number}.png")
    return folder


def test_the_card_says_of_which_makers_none_was_trained_on(folder):
    options = Options(n=0, unseen=[str(folder)])
    sets = trials(TINY.encoding, options)
    assert sets["claptcha"].dataset == "claptcha, a maker never trained on"
    texts = [text for _, text in sets["claptcha"].examples]
    assert {split_of(text) for text in texts} > {"train"}  # no text of such a maker was trained on
    scores = {"claptcha": score([Reading(text, 0.9, False, ()) for text in texts], texts)}
    assert f"--unseen {folder}" in metrics(options, sets, scores)["command"]


def test_of_makers_trained_on_the_texts_for_tests_are_scored(folder):
    tested = trials(TINY.encoding, Options(n=0, data=[str(folder)], split="test"))["claptcha"]
    assert tested.dataset == "claptcha, texts not trained on"
    assert {split_of(text) for _, text in tested.examples} == {"test"}


def test_pictures_of_all_runs_that_a_network_went_through_are_counted(tmp_path):
    told = "`train`: 2 epochs of 5 batches of 128, 1,280 pictures, after 64,000 pictures of the checkpoint that it"
    (tmp_path / "config.json").write_text(json.dumps({"card": {"training": told}}))
    assert pictures_seen(tmp_path) == 65_280
    assert pictures_seen(Path("checkpoints/captcha")) > 1_000_000
