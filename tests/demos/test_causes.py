"""What the code refuses in English is told in Chinese where a visitor meets it, and nothing English is left in it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from demos.articles.files import check_page_size
from demos.gan.inputs import check_files, check_picture
from demos.shared.languages import CAUSES, TEXTS, in_chinese
from demos.shared.refusals import explain
from demos.words.inputs import check_word
from demos.words.own import check_question
from errors import ExplainedError
from hub_utils.feedback import Feedback, Store
from models.articles.web.fetch import FetchError
from models.captcha import images
from models.losses import OutOfRangeError

ROOT = Path(__file__).parents[2]
CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})
# Modules whose refusals visitors meet; those of commands, which speak English, are left out.
MET = (
    "demos/**/*.py",
    "models/captcha/archive.py",
    "models/captcha/images.py",
    "models/words/p*.py",
    "models/gan/playground.py",
    "models/gan/by_hand.py",
    "models/gan/inversion.py",
    "models/articles/page/*.py",
    "models/articles/workers.py",
    "models/articles/web/fetch.py",
    "models/articles/web/network.py",
    "models/articles/web/robots.py",
    "models/articles/web/addresses.py",
    "models/losses/[fp]*/*.py",
    "models/dropout/*.py",
    "models/recovery/s*.py",
    "models/recovery/commands/*.py",
)
OF_COMMANDS = {"push.py", "progress.py", "layers.py", "pairs.py", "train.py", "material.py", "releases.py"}
OF_COMMANDS |= {"fitting.py"}
VALUE = "value"
PLACE = re.compile(r"\{\w+\}")


def refused(file: Path) -> Iterator[tuple[str, str, str]]:
    """Of each error that a module makes its name, and `cause` or `remedy` with what it says, VALUE where one stands."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = [it for it in ast.walk(tree) if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name)]
    for call in (it for it in ast.walk(tree) if isinstance(it, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", "")).replace("_refusal", "FetchError")
        for part, given in zip(("cause", "remedy"), call.args if name.endswith("Error") else (), strict=False):
            before = [it.value for it in named if it.targets[0].id == getattr(given, "id", None)]
            yield from ((name, part, text) for it in [given, *before] for text in _texts(it) if text[-1] in ".?")


def _texts(node: ast.AST) -> Iterator[str]:
    """The sentences in a piece of code."""
    kinds = (ast.Constant, ast.JoinedStr)
    inner = {
        id(part) for it in ast.walk(node) if isinstance(it, ast.JoinedStr) for part in ast.walk(it) if part is not it
    }
    texts = [_text(it) for it in ast.walk(node) if isinstance(it, kinds) and id(it) not in inner]
    return (text for text in texts if len(text.replace(VALUE, "")) > 5)


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(_value(it) if isinstance(it, ast.FormattedValue) else it.value for it in parts)


def _value(place: ast.FormattedValue) -> str:
    return f"'{VALUE}'" if place.conversion == ord("r") else VALUE


def base(name: str, classes: dict[str, type]) -> str:
    kinds = classes[name].__mro__ if name in classes else ()
    return next((f"errors.{kind.__name__}" for kind in kinds if f"errors.{kind.__name__}" in TEXTS), "")


def explained() -> dict[str, type]:
    found, waiting = {}, [ExplainedError]
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return found


def test_what_visitors_meet_is_told_in_chinese():
    import app

    app.build()  # imports all that it is made of
    classes, files = explained(), {file for pattern in MET for file in ROOT.glob(pattern)}
    told = chain.from_iterable(refused(file) for file in files if file.name not in OF_COMMANDS)
    chinese = {kind: TEXTS[key]["zh"] for kind in classes if (key := base(kind, classes))}
    met = {text for kind, part, text in told if f"{{{part}}}" in chinese.get(kind, "")}
    assert len(met) > 100
    assert sorted(text for text in met if not in_chinese(text)) == []


def test_no_sentence_of_the_table_is_left_over_and_all_keep_their_values():
    files = chain.from_iterable((ROOT / part).rglob("*.py") for part in ("demos", "models", "hub_utils"))
    told = {text for file in files for text in _texts(ast.parse(file.read_text(encoding="utf-8")))}
    patterns = [re.compile(re.sub(f"'?{VALUE}'?", ".+", re.escape(text)) + r"\.?") for text in told]
    for english, chinese in tomllib.loads(CAUSES.read_text(encoding="utf-8")).items():
        assert set(PLACE.findall(chinese)) <= set(PLACE.findall(english)), english
        assert any(pattern.fullmatch(english) for pattern in patterns), english


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OutOfRangeError("steps is 99999.", "Give a whole number from 1 to 400."),
            "有一个值不能用：步数是 99999。请取 1 到 400 的整数。",
        ),
        (FetchError("A thing that no table has.", "Wait.", "time"), "这个网页没有取到。请检查地址"),
        (KeyError("secret"), "服务器内部出错。请再试一次"),
    ],
)
def test_a_chinese_refusal_has_no_english_sentence(error, told):
    said = explain(error, CHINESE)
    assert said.startswith(told)
    assert not re.search(r"[A-Za-z]+ [A-Za-z]+ [a-z]+", said)


@pytest.mark.parametrize(
    ("label", "most", "told"),
    [
        ("right", 0, "没有保存：已存 0 条，不再接收。仍然感谢。"),
        ("x" * 2000, 9, "没有保存：内容超过了一条的上限。请发送得少一些。"),
        ("right", 9, "没有保存：服务器无法写入。仍然感谢。"),
    ],
    ids=["many", "long", "full disk"],
)
def test_why_an_opinion_is_not_kept_is_told_in_chinese(label, most, told, tmp_path):
    (tmp_path / "waiting").write_text("a file where the folder should be")
    with pytest.raises(ExplainedError) as refused:
        Store(tmp_path, most).keep(Feedback("articles", label, "", "articles@bundled"))
    assert explain(refused.value, CHINESE) == told


def png(width: int, height: int) -> bytes:
    stream = BytesIO()
    Image.new("1", (width, height)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("refuse", "given", "told"),
    [
        (images.read_image, png(4000, 3000), "图片有 4000×3000 像素，超过 8,300,000 像素。请裁剪"),
        (images.read_image, png(20_000, 20_000), "图片超过 8,300,000 像素。请裁剪"),
        (images.read_image, png(4, 40), "图片只有 4×40 像素，容不下字符。请给每边至少 8 像素的图片。"),
        (check_page_size, b"<p>" * 2_000_000, "有 6,000,000 字节，超过 5,000,000。"),
        (check_picture, None, "没有给图片。请给一张与模型所画同样大小的图片。"),
        (check_files, ["1.png"] * 65, "给了 65 张图片。请给 1 到 64 张。"),
        (lambda word: check_word(word, "en"), "two words", "请输入一个最多 64 个字符的词"),
        (lambda words: check_question(words, "en"), "two words", "请填一个词，或类比的三个词"),
    ],
    ids=["large", "huge", "small", "page", "none", "many", "word", "own vectors"],
)
def test_a_chinese_refusal_names_the_limit_that_was_met(refuse, given, told):
    with pytest.raises(ExplainedError) as refused:
        refuse(given)
    assert told in explain(refused.value, CHINESE)
    assert ".." not in explain(refused.value, None)
