"""The bundled network: floors of its scores, its two forms equal, and what it answers."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hub_utils
from hub_utils.errors import CorruptCheckpointError
from models import verify
from models.recovery import blocks
from models.recovery.blocks import drawn, sources
from models.recovery.blocks.evaluate import REFERENCE_SET
from models.recovery.blocks.kinds import KINDS
from models.recovery.blocks.predict import WrongBlockError
from models.recovery.evaluate import recompute

ROOT = Path(__file__).parents[4]
BUNDLED = ROOT / "checkpoints" / "blocks"
MAX_BYTES = 1 << 20
CODE = (
    b"def area(width, height):\n    if width < 0:\n        raise ValueError(width)\n    return width * height\n\n" * 6
)
CHINESE = """\
那天晚上我在整理硬盘，想把旧的实验数据搬到另一个文件夹里，结果在星号前面多敲了一个空格。等我反应过来的时候，根目录下面的东西已经搬走了一大半，
终端里的命令一个接一个地失效。我先是愣了几秒钟，然后马上按住电源键关机，因为我记得有人说过，删除之后继续写入才是最危险的事情。
第二天借来一台电脑，用启动盘进入系统，把整块分区只读挂载，再用文本搜索的办法去找脚本里还记得的几个变量名。内存不够，就分段来找；找到的片段很乱，
但是总算把最重要的论文初稿和三个程序拼了回来。从那以后，我每个星期都会做一次备份，删除之前也一定会先看一眼当前所在的目录。
"""


@pytest.fixture(scope="module")
def network():
    return blocks.load(BUNDLED)


def figures() -> dict[str, float]:
    metrics = json.loads((BUNDLED / "metrics.json").read_text())
    return {row["dataset"]: row["value"] for row in metrics["results"]}


def test_it_is_small():
    assert sum(file.stat().st_size for file in BUNDLED.iterdir()) < MAX_BYTES


def test_the_card_is_the_one_that_config_and_metrics_give():
    assert hub_utils.card.render(BUNDLED) == (BUNDLED / "README.md").read_text(encoding="utf-8")


def test_scores_are_above_their_floors_and_above_simple_classifiers():
    found = figures()
    for name in ("kinds of file never trained on", "packages never trained on"):
        ours = found[name]
        assert ours > found[f"{name}, by byte entropy"] + 0.2
        assert ours > found[f"{name}, by byte histogram, logistic regression"] + 0.05
    assert found["packages never trained on"] > 0.8
    assert found[f"{REFERENCE_SET}, compressed and random as one"] > 0.8


def test_the_figures_are_those_of_the_weights(tmp_path):
    assert "other results" in verify.check(BUNDLED)
    copied = shutil.copytree(BUNDLED, tmp_path / "blocks")
    metrics = json.loads((copied / "metrics.json").read_text())
    metrics["headline"]["value"] += 0.05
    (copied / "metrics.json").write_text(json.dumps(metrics))
    with pytest.raises(CorruptCheckpointError, match="apart"):
        verify.check(copied)
    metrics["packages"]["anyio"] = "0.1"
    (copied / "metrics.json").write_text(json.dumps(metrics))
    with pytest.raises(drawn.OtherPackagesError, match=r"anyio .* instead of 0\.1"):
        recompute(copied)


def test_the_blocks_drawn_again_are_the_same_and_of_every_kind():
    first, second = drawn.draw(12), drawn.draw(12)
    assert np.array_equal(first.blocks, second.blocks) and first.names == second.names
    assert set(first.kinds) == set(range(len(KINDS)))
    assert first.blocks.shape == (len(first), 512) and len(first.names) == len(first)


def test_no_block_is_stored_and_every_package_is_locked_and_left_out():
    locked = [line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines()]
    assert {path.name for path in BUNDLED.iterdir()} == {
        "README.md", "config.json", "metrics.json", "model.keras", "model.onnx"
    }  # fmt: skip
    for package, version in json.loads((BUNDLED / "metrics.json").read_text())["packages"].items():
        assert f"{package}=={version}" in locked
        assert sources.left_out(package.replace("-", "_"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bytes(512), "empty"),
        (b"\xff" * 512, "empty"),
        (b"The river was wide, and nobody had crossed it since the winter. " * 8, "prose"),
        (CHINESE.encode()[:510] + b"\n\n", "prose"),
        (CHINESE.encode("gb18030")[:512], "prose"),
        (CHINESE.encode("utf-16-le")[:512], "prose"),
        (CODE, "code"),
        (b'<div class="entry"><a href="/archives/4491">Recovery</a><p>A text in a page.</p></div>\n' * 7, "markup"),
        (b'{"name": "a", "size": 12, "tags": ["x", "y"], "time": "2017-07-16T08:00:00"}\n' * 8, "records"),
        (b'10.0.0.7 - - [16/Jul/2017:08:00:00 +0800] "GET /archives/4491 HTTP/1.1" 200 5120\n' * 7, "records"),
    ],
)  # fmt: skip
def test_what_it_answers(network, content, kind):
    assert network.kind(content[:512]) == kind


def test_noise_is_archive_or_noise(network):
    given = network.probabilities(np.random.default_rng(0).integers(0, 256, (50, 512), dtype=np.uint8))
    assert {network.kinds[place] for place in given.argmax(axis=1)} <= {"compressed", "random"}


def test_a_larger_block_is_averaged_without_its_empty_end(network):
    text = (b"The river was wide, and nobody had crossed it since the winter. " * 8).ljust(4096, b"\0")
    assert network.kind(text) == "prose"
    assert network.kind(bytes(4096)) == "empty"


def test_probabilities_add_up(network):
    given = network.probabilities(drawn.draw(4).blocks[:64])
    assert given.sum(axis=1) == pytest.approx(np.ones(64), abs=1e-4)


@pytest.mark.parametrize(
    "given",
    [np.zeros((1, 100), np.uint8), np.zeros(512, np.uint8), np.zeros((1, 512), np.int32), np.zeros((1, 0), np.uint8)],
)
def test_other_shapes_are_refused(network, given):
    with pytest.raises(WrongBlockError, match="512"):
        network.probabilities(given)


def test_loading_brings_no_training_library():
    script = "import sys; from models.recovery import blocks; blocks.load('checkpoints/blocks').kind(bytes(512)); "
    script += "print({'keras', 'tensorflow', 'torch', 'sklearn', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.training
def test_what_is_served_answers_like_what_was_trained(network):
    import keras

    import models.recovery.blocks.model  # noqa: F401  # registers its layer

    stored = drawn.draw(12).blocks[:200]
    trained = keras.saving.load_model(BUNDLED / "model.keras")
    assert trained.count_params() < 150_000
    logits = trained.predict(stored.astype(np.int32), verbose=0) / network.config["temperature"]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    used = (stored != stored[:, :1]).any(axis=1)
    ours = network.probabilities(np.ascontiguousarray(stored))
    assert np.allclose(ours[used], (powers / powers.sum(axis=1, keepdims=True))[used], atol=1e-4)


@pytest.mark.training
def test_a_training_makes_a_whole_folder(tmp_path, monkeypatch):
    from models.recovery.blocks import train
    from models.recovery.blocks.options import Options

    for number in range(16):
        package = tmp_path / "files" / f"package{number}"
        package.mkdir(parents=True)
        (package / "module.py").write_text(f"def f{number}(x):\n    return x + {number}\n" * 60)
    (tmp_path / "en_text.txt").write_text("A sentence of prose, and another one. " * 400)
    (tmp_path / "zh_laws.txt").write_text("本法自公布之日起施行。" * 400)
    monkeypatch.setattr(sources, "roots", lambda: [tmp_path / "files"])
    monkeypatch.setattr(train, "PER_KIND_TESTED", 6)
    seen = [str(tmp_path / "en_text.txt")]
    options = Options(seen, [str(tmp_path / "zh_laws.txt")], 130, 1, threads=0, output=str(tmp_path / "blocks"))
    train.main(options)
    folder = tmp_path / "blocks"
    assert {"README.md", "config.json", "metrics.json", "model.keras", "model.onnx"} == {
        path.name for path in folder.iterdir()
    }
    verify.check(folder)
    assert str(tmp_path) not in "".join(path.read_text() for path in folder.glob("*.json"))
