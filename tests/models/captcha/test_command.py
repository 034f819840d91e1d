import os
import subprocess
import sys

import pytest

from models.captcha import draw, evaluate
from models.captcha.__main__ import main
from models.evaluation import FolderError


def test_pictures_are_read_and_a_bad_file_stops_nothing(tmp_path, capsys):
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    draw("2468", seed=1).save(good)
    bad.write_text("no picture")
    assert main([str(bad), str(good), "--charset", "0123456789", "--length", "4"]) == 1
    printed = capsys.readouterr()
    name, text, confidence, verdict = printed.out.strip().split("\t")
    assert (name, len(text), set(text) <= set("0123456789")) == (str(good), 4, True)
    assert 0 <= float(confidence) <= 1 and verdict in ("sure", "unsure")
    assert str(bad) in printed.err and "PNG" in printed.err


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")
def test_a_name_that_is_not_utf_8_is_printed_as_it_is(tmp_path):
    picture = tmp_path / os.fsdecode(b"\xe9.png")
    draw("2468", seed=1).save(picture)
    command = [sys.executable, "-m", "models.captcha", picture, os.fsdecode(b"none-\xe9.png"), picture]
    done = subprocess.run(command, env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"}, capture_output=True)
    assert [line.split(b"\t")[:2] for line in done.stdout.splitlines()] == [[os.fsencode(picture), b"2468"]] * 2
    assert done.returncode == 1 and b"none-" in done.stderr


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"encoding": 7}'])
def test_a_folder_without_a_checkpoint_is_said_to_be_one(tmp_path, capsys, content):
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    draw("2468", seed=1).save(tmp_path / "picture.png")
    assert main([str(tmp_path / "picture.png"), "--folder", str(tmp_path)]) == 1
    assert f"{tmp_path} holds no checkpoint" in capsys.readouterr().err
    with pytest.raises(FolderError, match="Name the folder"):
        evaluate.main(evaluate.Options(str(tmp_path)))


def test_a_constraint_that_cannot_be_met_says_so(tmp_path, capsys):
    picture = tmp_path / "picture.png"
    draw("2468", seed=1).save(picture)
    assert main([str(picture), "--length", "99"]) == 1
    assert "99" in capsys.readouterr().err
