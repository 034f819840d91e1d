"""The chain of trainings from nothing to the served folder."""

import shlex
from pathlib import Path

import pytest

from models.captcha.chain import Chain, command, main, stages
from models.captcha.errors import CaptchaError
from models.captcha.options import parse_options


def test_each_stage_goes_on_from_the_one_before_and_the_last_is_made_for_use():
    found = stages(Chain(data=["a folder", "b"], unseen=["c"]))
    assert [options.start for options in found] == ["", *(options.output for options in found[:-1])]
    assert len({options.run for options in found}) == len({options.seed for options in found}) == len(found)
    assert [options.look_alikes > 0 for options in found] == [False] * (len(found) - 1) + [True]
    assert all(options.data == ["a folder", "b"] for options in found)
    assert [options.unseen for options in found] == [[]] * (len(found) - 1) + [["c"]]  # the last one is for a card


def test_the_commands_give_the_options_of_their_stages():
    for options in stages(Chain(data=["a folder", "b"], fonts="")):
        assert parse_options(shlex.split(command(options))[3:]) == options


def test_nothing_is_run_that_is_only_shown(tmp_path, capsys):
    main(Chain(run=str(tmp_path), output=str(tmp_path / "served"), show=True))
    assert capsys.readouterr().out.count("python -m models.captcha.train") == len(stages(Chain()))
    assert not list(tmp_path.iterdir())


def test_what_is_done_is_not_trained_again_and_the_last_folder_is_served(tmp_path):
    chain = Chain(run=str(tmp_path / "run"), output=str(tmp_path / "served"))
    for number, options in enumerate(stages(chain)):
        Path(options.output).mkdir(parents=True)
        Path(options.output, "README.md").write_text(f"stage {number}")
    main(chain)
    assert Path(chain.output, "README.md").read_text() == f"stage {number}"


def test_a_stage_that_fails_ends_the_chain_and_leaves_what_is_served(tmp_path):
    served = tmp_path / "served"
    served.mkdir()
    chain = Chain(data=[str(tmp_path / "nowhere")], fonts="", pool=2, run=str(tmp_path / "run"), output=str(served))
    with pytest.raises(CaptchaError, match="status 1"):
        main(chain)
    assert not list(served.iterdir())
    assert not (tmp_path / "run").exists()  # nothing is drawn where the labelled pictures are not there
