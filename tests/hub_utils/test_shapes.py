"""Weights that are not those of their config.json are refused, whichever system they are of."""

import json
import shutil

import numpy as np
import onnx
import pytest
from safetensors.numpy import save_file

from hub_utils import errors, pins
from hub_utils.checkpoint import Checkpoint, Origin
from hub_utils.shapes import check_shapes, tensor_shapes
from tests.hub_utils import tiny_checkpoint

BUNDLED = [folder.name for folder in sorted(pins.BUNDLED.iterdir())]


@pytest.fixture
def copy(tmp_path):
    """copy(name) is a folder that has the files of a bundled one and may be changed."""

    def made(name):
        return shutil.copytree(pins.BUNDLED / name, tmp_path / name)

    return made


def check(folder):
    check_shapes(Checkpoint(folder, folder.name, Origin("bundled", None, None, ())))


@pytest.mark.parametrize("name", BUNDLED)
def test_the_bundled_ones_agree_file_by_file(name):
    folder = pins.BUNDLED / name
    told = json.loads((folder / "config.json").read_text(encoding="utf-8"))["tensors"]
    weights = {"model.onnx", "critic.onnx", "judge.onnx", "vectors.safetensors", "model.safetensors"}
    assert set(told) == {path.name for path in folder.iterdir()} & weights
    check(folder)


@pytest.mark.parametrize(
    ("ours", "theirs", "file"),
    [
        ("words-zh", "words-en", "vectors.safetensors"),
        ("gan-faces", "gan-digits", "model.onnx"),
        ("gan-faces", "gan-digits", "critic.onnx"),
        ("gan-faces", "gan-digits", "judge.onnx"),
        ("captcha", "gan-digits", "model.onnx"),
    ],
)
def test_weights_of_another_one_are_refused(copy, ours, theirs, file):
    folder = copy(ours)
    shutil.copyfile(pins.BUNDLED / theirs / file, folder / file)
    with pytest.raises(errors.IncompatibleCheckpointError, match=f"in {file} of {ours} has the shape"):
        check(folder)


def test_a_captcha_reader_of_another_character_set_is_refused(copy):
    folder = copy("captcha")
    network = onnx.load(folder / "model.onnx")
    [scores] = network.graph.output
    scores.type.tensor_type.shape.dim[-1].dim_value = 37  # 0-9, a-z and the blank
    onnx.save(network, folder / "model.onnx")
    with pytest.raises(errors.IncompatibleCheckpointError, match=r"\[None, None, 37\], config.json says .* 63\]"):
        check(folder)


def test_a_size_that_is_free_is_not_one_that_is_fixed(tmp_path):
    folder = tiny_checkpoint.write(tmp_path / "free", tensors={"model.onnx": {"x": [None], "y": [1]}})
    with pytest.raises(errors.IncompatibleCheckpointError, match=r"has the shape \[1\], config.json says \[None\]"):
        check(folder)


@pytest.mark.parametrize("rows", [4, 5])
def test_word_tables(tmp_path, rows):
    tables = {"input": [4, 3], "counts": [4]}
    folder = tiny_checkpoint.write(tmp_path / "words-en", "words", tensors={"vectors.safetensors": tables})
    (folder / "model.onnx").unlink()
    save_file({"input": np.zeros((rows, 3)), "counts": np.zeros(4)}, folder / "vectors.safetensors", {"by": "a test"})
    if rows == 4:
        check(folder)
    else:
        with pytest.raises(errors.IncompatibleCheckpointError, match=r"input in vectors.safetensors of words-en"):
            check(folder)


def test_a_file_too_many_and_a_file_too_few_are_refused(tmp_path):
    folder = tiny_checkpoint.write(tmp_path / "captcha")
    shutil.copyfile(folder / "model.onnx", folder / "critic.onnx")
    with pytest.raises(errors.IncompatibleCheckpointError, match=r"x in critic.onnx .* config.json says None"):
        check(folder)
    (folder / "critic.onnx").unlink()
    check(folder)
    (folder / "model.onnx").unlink()
    with pytest.raises(errors.IncompatibleCheckpointError, match=r"x in model.onnx .* has the shape None"):
        check(folder)


@pytest.mark.parametrize("told", [None, [], {"model.onnx": [1]}, "x"])
def test_a_config_that_says_no_shapes_is_refused(tmp_path, told):
    with pytest.raises(errors.CorruptCheckpointError, match="does not say the shapes"):
        check(tiny_checkpoint.write(tmp_path / "captcha", tensors=told))


@pytest.mark.parametrize(
    ("file", "content"),
    [("model.onnx", b"<html>"), ("vectors.safetensors", b"<html>"), ("vectors.safetensors", b"\2\0\0\0\0\0\0\0[]")],
)
def test_a_file_without_a_header_is_refused(tmp_path, file, content):
    (tmp_path / file).write_bytes(content)
    with pytest.raises(errors.CorruptCheckpointError, match=f"{file} cannot be read"):
        tensor_shapes(tmp_path)


def test_weights_that_older_exporters_list_among_the_inputs_are_none(tmp_path):
    model = onnx.load_from_string(tiny_checkpoint.network(1.0))
    model.graph.input.append(onnx.helper.make_tensor_value_info("scale", onnx.TensorProto.FLOAT, [1]))
    onnx.save(model, tmp_path / "model.onnx")
    assert tensor_shapes(tmp_path) == {"model.onnx": {"x": [1], "y": [1]}}
