import base64
import io
import random
import subprocess
import sys
from itertools import count, islice
from pathlib import Path

import pytest
from PIL import Image

from benchmarks import makers
from benchmarks.makers import debian, folders, npm, pypi, unseen
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


def test_what_svg_captcha_lacks_is_named_and_the_others_are_drawn(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.setattr(folders, "SVG_TRAINING", tmp_path / "svg-captcha-training")
    assert makers.drawn_folder("svg-captcha", tmp_path) is None and makers.training() is None
    left_out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in left_out] == ["svg-captcha", "svg-captcha-training"]
    assert all("make bench" in line for line in left_out)


ANSWERING = """
import base64, io, sys
from PIL import Image
for text in sys.stdin:
    stream = io.BytesIO()
    Image.new("RGB", (len(text.strip()), 20), "#" + text.strip()).save(stream, "PNG")
    print(base64.b64encode(stream.getvalue()).decode(), flush=True)
"""

FANCY = """
import random
from PIL import Image, ImageMath

def gen_captcha(text, fontname, fontsize, file_name):
    assert fontname.endswith((".ttf", ".otf")) and len(text) > fontsize / 6 and ImageMath.eval
    Image.new("RGB", (40, 20), tuple(random.choices(range(256), k=3))).save(file_name)
"""


@pytest.mark.parametrize("maker", debian.MAKERS)
def test_a_maker_of_debian_is_told_texts_that_are_never_trained_on(maker, monkeypatch):
    told = []
    monkeypatch.setattr(debian, "have", told.append)
    monkeypatch.setattr(debian, "unpack", lambda packages, place: told.append((packages, place)))
    monkeypatch.setattr(debian, "drawn", lambda command, texts: (told.append(command), islice(texts, 50))[1])
    texts = list(makers.captchas(maker))
    installed, (unpacked, place), (interpreter, *_, program, given) = told
    assert installed == debian.MAKERS[maker].installed and unpacked == debian.MAKERS[maker].unpacked
    assert Path(program).is_file() and given == place and interpreter in ("php", "perl", "ruby", sys.executable)
    assert {split_of(text) for text in texts} == {"test"} and len({text.casefold() for text in texts}) == 50
    assert all(text.isascii() and text.isalnum() for text in texts)
    assert texts == list(islice(debian.texts(maker), 50))


def test_words_are_such_as_fancycaptcha_takes():
    words = debian.WORDS.split()
    assert len(set(words)) == len(words) > 200
    for word in words:
        assert len(word) in (4, 5) and not word.startswith("f") and word[0] != word[1] and word[-1] != word[-2]


def test_a_text_told_is_a_picture_drawn():
    command = [sys.executable, "-c", ANSWERING]
    told = ["fff", "00ff00", "123456"]
    assert [(text, image.size, image.mode) for text, image in debian.drawn(command, told)] == [
        ("fff", (3, 20), "RGB"),
        ("00ff00", (6, 20), "RGB"),
        ("123456", (6, 20), "RGB"),
    ]
    with pytest.raises(subprocess.CalledProcessError):
        list(debian.drawn(command, ["no colour"]))


def test_a_folder_of_debians_can_be_read(tmp_path, monkeypatch):
    def unpack(packages, place):
        script = Path(place) / "usr/share/mediawiki/extensions-core/ConfirmEdit/captcha.py"
        script.parent.mkdir(parents=True)
        script.write_text(FANCY)

    monkeypatch.setattr(debian, "have", lambda packages: None)
    monkeypatch.setattr(debian, "unpack", unpack)
    folder = makers.drawn_folder("fancycaptcha", tmp_path, 8)
    found = [text for _, text in labelled(str(folder)).all()]
    assert sorted(found) == sorted(islice(debian.texts("fancycaptcha"), 8))
    assert {path.suffix for path in folder.iterdir()} == {".png"}


def test_what_debian_lacks_is_named(tmp_path, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(folders, "FOLDER", tmp_path)
    monkeypatch.setattr(debian, "lacking", lambda packages: list(packages[1:]))
    monkeypatch.setattr(debian, "by_apt", asked.append)
    monkeypatch.setattr(debian.shutil, "which", lambda tool: tool)
    assert makers.drawn_folder("simple-captcha2") is None
    assert asked == [["imagemagick"]]
    assert "simple-captcha2 is left out: it needs imagemagick" in capsys.readouterr().out
    monkeypatch.setattr(debian.shutil, "which", lambda tool: None)
    assert makers.drawn_folder("fancycaptcha") is None
    assert "fancycaptcha is left out: it is a package of Debian" in capsys.readouterr().out


def test_makers_out_of_sight_are_others_and_pinned():
    assert not set(unseen.MAKERS) & {*makers.HELD_OUT, makers.SVG}
    assert all("==" in package for packages in pypi.UNSEEN.values() for package in packages)
    assert all("@" in package for package in npm.UNSEEN.values())
    assert unseen.FOLDER not in (folders.FOLDER, *folders.FOLDER.parents)


@pytest.mark.parametrize(("maker", "source"), [("gregwar", debian), ("trek-captcha", npm), ("fast-captcha", pypi)])
def test_a_maker_is_asked_where_it_comes_from(maker, source, monkeypatch):
    monkeypatch.setattr(source, "captchas", lambda maker: iter([(maker, None)]))
    assert list(makers.captchas(maker)) == [(maker, None)]


def test_what_shows_through_is_white(monkeypatch):
    stream = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 0, 0, 51)).save(stream, "PNG")
    line = {"text": "1234", "picture": base64.b64encode(stream.getvalue()).decode()}
    monkeypatch.setattr(npm, "printed", lambda *_: iter([line]))
    [(text, image)] = npm.captchas("captchapng3")
    assert text == "1234" and image.getpixel((0, 0)) == (204, 204, 204)
