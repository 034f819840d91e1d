import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from models.captcha import draw
from models.captcha.answers import Reading
from models.captcha.data import split_of
from models.captcha.errors import CaptchaError
from models.captcha.evaluate import Options, command, metrics, named_test_sets
from models.captcha.labelled import names_of
from models.captcha.score import score
from models.evaluation import parse_options
from tests.models.captcha.tiny import TINY
from tests.waiting import PATIENCE


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "claptcha"
    folder.mkdir()
    for number in range(1000, 1020):
        draw(str(number), seed=number).save(folder / f"{number}.png")
    return folder


def test_the_card_says_of_which_makers_none_was_trained_on(folder):
    options = Options(n=0, unseen=[str(folder)])
    sets = named_test_sets(TINY.encoding, options)
    assert sets["claptcha"].dataset == "claptcha, a maker never trained on"
    texts = [text for _, text in sets["claptcha"].examples]
    assert {split_of(text) for text in texts} > {"train"}  # no text of such a maker was trained on
    scores = {"claptcha": score([Reading(text, 0.9, False, ()) for text in texts], texts)}
    assert f"--unseen {folder}" in metrics(options, sets, scores)["command"]


def test_of_folders_that_end_alike_none_is_lost(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "others" / "claptcha")
    sources = [str(folder), str(tmp_path / "others" / "claptcha")]
    options = Options(n=0, data=sources[:1], unseen=sources[1:])
    assert list(named_test_sets(TINY.encoding, options)) == [f"{tmp_path.name}/claptcha", "others/claptcha"]
    assert names_of(["a/pictures/", "b/pictures", "user/captchas", "."]) == {
        "a/pictures/": "a/pictures",
        "b/pictures": "b/pictures",
        "user/captchas": "captchas",
        ".": ".",
    }


def test_a_folder_that_is_called_as_a_drawn_set_is_is_told_from_it(folder):
    called = folder.rename(folder.with_name("default"))
    sets = named_test_sets(TINY.encoding, Options(n=1, fonts="", data=[str(called)]))
    assert sets["default"].dataset.startswith("captcha 0.7.1") and len(sets) == 6
    assert sets[f"{folder.parent.name}/default"].dataset == f"{folder.parent.name}/default"
    assert names_of(["default", "user/wheezy"], {"default", "wheezy"}) == {
        "default": "./default",
        "user/wheezy": "user/wheezy",
    }


def test_of_makers_trained_on_the_texts_for_tests_are_scored(folder):
    tested = named_test_sets(TINY.encoding, Options(n=0, data=[str(folder)], split="test"))["claptcha"]
    assert tested.dataset == "claptcha, texts not trained on"
    assert {split_of(text) for _, text in tested.examples} == {"test"}


def test_a_folder_without_texts_of_the_split_is_refused_by_name(folder):
    for picture in folder.iterdir():
        if split_of(picture.stem) == "test":
            picture.unlink()
    with pytest.raises(CaptchaError, match=r"claptcha has no text of the split test\. Leave --split out"):
        named_test_sets(TINY.encoding, Options(n=0, data=[str(folder)], split="test"))


def test_nothing_to_score_is_refused():
    with pytest.raises(CaptchaError, match=r"nothing to score\. Give --n, --data or --unseen\."):
        named_test_sets(TINY.encoding, Options(n=0))


def test_the_card_names_the_command_that_gives_its_scores(folder):
    options = Options("checkpoints/mine/", data=["a", "../b c"], split="test", unseen=["d"], fonts="", save=True)
    shown = command(options)
    assert shown == (
        "python -m models.captcha.evaluate --folder checkpoints/mine --n 2000 --data a '../b c' --split test --unseen d"
    )
    assert command(Options(n=7, split="test")) == f"{shown.partition(' --')[0]} --folder checkpoints/captcha --n 7"
    told = json.loads(Path("checkpoints/captcha/metrics.json").read_text(encoding="utf-8"))["command"]
    assert command(parse_options(Options, shlex.split(told)[3:])) == told


@pytest.mark.parametrize("module", ["train", "evaluate", "push", "fetch_fonts"])
def test_every_option_is_explained_by_help(module, capsys):
    parse = import_module(f"models.captcha.{'options' if module == 'train' else module}")
    assert all(option.metadata["help"] for option in fields(parse.Options))
    with pytest.raises(SystemExit) as ended:
        parse_options(parse.Options, ["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(option.metadata["help"].split()[0] in shown for option in fields(parse.Options))


def test_training_and_pushing_read_command_lines_without_loading_transformers_before():
    script = "import sys, models.captcha.options, models.captcha.push; print('transformers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout.strip() == "False", done.stderr
