"""What a sound folder is, and how each way of being broken is told."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from hub_utils import checkpoint
from hub_utils.checkpoint import Checkpoint, Origin, validate
from hub_utils.errors import CorruptCheckpointError, IncompatibleCheckpointError
from tests.hub_utils import tiny_checkpoint


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha")


def words(folder):
    tiny_checkpoint.write(folder, system="words")
    (folder / "model.onnx").unlink()
    save_file({"vectors": np.eye(4, dtype=np.float16)}, folder / "vectors.safetensors")
    return folder


def test_sound_folders_pass(folder, tmp_path):
    validate(folder)
    validate(folder, "captcha")
    validate(words(tmp_path / "words-en"), "words")


@pytest.mark.parametrize("file", ["config.json", "metrics.json", "model.onnx"])
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()
    with pytest.raises(CorruptCheckpointError, match=file):
        validate(folder)


@pytest.mark.parametrize("file", ["config.json", "metrics.json", "model.onnx", "model.keras"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-7],
        lambda content: b"<!DOCTYPE html><html>captive portal</html>",
        lambda content: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    ],
    ids=["empty", "cut off", "web page", "LFS pointer"],
)
def test_a_damaged_file_is_named(folder, file, damage):
    path = folder / file
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CorruptCheckpointError, match=file):
        validate(folder)


@pytest.mark.parametrize("cut", [1, 40])
def test_damaged_vectors_are_found(tmp_path, cut):
    path = words(tmp_path / "words-en") / "vectors.safetensors"
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(CorruptCheckpointError, match="vectors"):
        validate(path.parent)


def test_json_that_is_no_object_is_refused(folder):
    (folder / "metrics.json").write_text("[1]")
    with pytest.raises(CorruptCheckpointError, match=r"metrics\.json is not a JSON object"):
        validate(folder)


@pytest.mark.parametrize("content", [b"[" * 90_000, rb'{"a": ["\ud800"]}', rb'{"\uDFFF": 1}', b'{"a": "\xed\xa0\x80"}'])
def test_json_that_no_page_can_show_is_refused(folder, content):
    (folder / "metrics.json").write_bytes(content)
    with pytest.raises(CorruptCheckpointError, match="is not JSON"):
        validate(folder)
    (folder / "metrics.json").write_text(r'{"a": "\ud83d\ude00"}')  # two halves are a whole
    validate(folder)


def test_a_newer_format_asks_for_an_update(tmp_path):
    with pytest.raises(IncompatibleCheckpointError, match=r"format 2.*Update Kexue Space"):
        validate(tiny_checkpoint.write(tmp_path, format=2))


def test_another_system_is_refused(folder):
    with pytest.raises(IncompatibleCheckpointError, match="for captcha, not for gan"):
        validate(folder, "gan")


def test_a_config_of_somebody_else_is_refused(folder):
    (folder / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(IncompatibleCheckpointError, match="not that of a Kexue Space"):
        validate(folder)


def test_sizes(folder, caplog, monkeypatch):
    monkeypatch.setattr(checkpoint, "SLOW_FILE_BYTES", 30)
    with caplog.at_level(logging.WARNING):
        validate(folder)
    assert "model.onnx" in caplog.text
    monkeypatch.setattr(checkpoint, "MAX_FILE_BYTES", 30)
    with pytest.raises(CorruptCheckpointError, match="MB"):
        validate(folder)


def test_a_checkpoint_is_a_path(folder):
    found = Checkpoint(folder, "captcha", Origin("bundled", None, None, ()))
    assert os.fspath(found) == str(folder)
    assert Path(found) == folder
    assert found.config["system"] == "captcha"
    assert found.metrics["headline"]["value"] == 0.875


def test_the_bundled_folder_is_found_without_loading_anything_heavy(folder):
    code = """if True:
        import sys, pathlib, hub_utils
        from hub_utils import pins
        pins.BUNDLED = pathlib.Path(sys.argv[1])
        print(hub_utils.fetch("captcha").origin.kind, *sorted({"huggingface_hub", "onnx", "numpy"} & set(sys.modules)))
    """
    run = subprocess.run([sys.executable, "-c", code, folder.parent], capture_output=True, text=True, check=True)
    assert run.stdout == "bundled\n"
