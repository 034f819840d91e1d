import random
import subprocess
from itertools import count, islice
from pathlib import Path

import pytest
from PIL import Image

from benchmarks import makers
from benchmarks.makers import folders, pypi
from models.captcha import random_text
from models.captcha.data import split_of
from models.captcha.labelled import labelled

STUB = """
import random
from captcha import SIZE  # by this name the library that we draw with is installed too
from PIL import Image

def generate():
    return Image.new("RGB", SIZE, tuple(random.choices(range(256), k=3))), str(random.randrange(1000, 9999))
"""


def grey():
    for seed in count():
        yield random_text(seed), Image.new("RGB", (40, 20), tuple(random.Random(seed).choices(range(256), k=3)))


@pytest.fixture
def stub(monkeypatch):
    """A maker as small as can be, in place of the package that would be installed."""

    def install(packages: tuple[str, ...], place: str) -> None:
        assert all("==" in package for package in packages)
        (Path(place) / "gvcode.py").write_text(STUB)
        (Path(place) / "captcha.py").write_text("SIZE = (40, 20)")

    monkeypatch.setattr(pypi, "install", install)
    return "graphic-verification-code"


def test_a_folder_holds_the_first_captchas_of_its_splits(tmp_path):
    folder = makers.save(grey(), tmp_path / "made" / "grey", 20, "validation", "test")
    found = [text for _, text in labelled(str(folder)).all()]
    first = islice((text for text, _ in grey() if split_of(text) != "train"), 20)
    assert sorted(found) == sorted(first)
    assert [path.name for path in folder.parent.iterdir()] == ["grey"]


def test_a_maker_draws_the_same_each_time_and_meets_no_package_but_its_own(stub):
    twice = [[(text, image.tobytes()) for text, image in islice(makers.captchas(stub), 3)] for _ in range(2)]
    assert twice[0] == twice[1]
    assert len({text for text, _ in twice[0]}) == 3


def test_a_maker_that_cannot_be_had_is_left_out(stub, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(folders, "FOLDER", tmp_path)
    assert makers.drawn_folder("claptcha") is None  # its package is not what was installed
    assert "claptcha is left out" in capsys.readouterr().out
    assert makers.drawn_folder(stub) == tmp_path / stub
    with pytest.raises(subprocess.CalledProcessError):
        next(makers.captchas("claptcha"))
