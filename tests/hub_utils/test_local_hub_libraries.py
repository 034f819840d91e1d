"""datasets, transformers, Keras and hf-xet, unmodified and each in a process of its own, against the local Hub."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.hub_utils.hub_process import HubProcess
from tests.waiting import COMMAND


def run(script: str, hub: HubProcess, home: Path, **variables: str) -> str:
    """Runs a script whose environment names the Hub; returns what it printed."""
    environment = {**hub.environment(home), **variables}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=COMMAND,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def test_datasets_and_tokenizers(local_hub, tmp_path):
    script = """
        from datasets import Dataset, load_dataset
        rows = {"text": ["a b", "c", "d"], "label": [0, 1, 0]}
        Dataset.from_dict(rows).push_to_hub("user/rows", split="train")
        Dataset.from_dict(rows).select([0]).push_to_hub("user/rows", split="test")
        assert load_dataset("user/rows", split="train").to_dict() == rows
        assert [row["text"] for row in load_dataset("user/rows", split="test", streaming=True)] == ["a b"]

        from tokenizers import Tokenizer, models, pre_tokenizers
        from transformers import AutoTokenizer, PreTrainedTokenizerFast
        words = Tokenizer(models.WordLevel({"[UNK]": 0, "hello": 1, "world": 2}, unk_token="[UNK]"))
        words.pre_tokenizer = pre_tokenizers.Whitespace()
        PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]").push_to_hub("user/words", private=True)
        assert AutoTokenizer.from_pretrained("user/words")("hello new world")["input_ids"] == [1, 0, 2]
    """
    run(script, local_hub, tmp_path)


@pytest.mark.training
def test_keras(local_hub, tmp_path):
    script = """
        import os
        os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
        import keras, numpy
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        model.save("hf://user/dense")
        again = keras.saving.load_model("hf://user/dense")
        numpy.testing.assert_array_equal(again(numpy.ones((1, 3))), model(numpy.ones((1, 3))))
    """
    run(script, local_hub, tmp_path)


def test_a_client_with_xet_is_told_what_to_do(local_hub, tmp_path):
    script = """
        from huggingface_hub import HfApi
        HfApi().create_repo("user/xet")
        try:
            HfApi().upload_file(path_or_fileobj=bytes(1000), path_in_repo="w.bin", repo_id="user/xet")
        except Exception as error:
            print(error)
    """
    assert "HF_HUB_DISABLE_XET=1" in run(script, local_hub, tmp_path, HF_HUB_DISABLE_XET="0")


def test_xet_uploads_end_as_objects_of_this_hub(tmp_path):
    script = f"""
        import random
        from pathlib import Path
        from huggingface_hub import HfApi, constants
        folder = Path({str(tmp_path)!r}) / "source"
        folder.mkdir()
        (folder / "a.txt").write_text("text")
        (folder / "w.bin").write_bytes(random.Random(0).randbytes(3_000_000))
        (folder / "same.bin").write_bytes(random.Random(0).randbytes(3_000_000) + b"tail")
        HfApi().create_repo("user/xet")
        first = HfApi().upload_folder(folder_path=folder, repo_id="user/xet").oid
        assert HfApi().upload_folder(folder_path=folder, repo_id="user/xet").oid == first
        HfApi().upload_file(path_or_fileobj=bytes(1000), path_in_repo="zeros.bin", repo_id="user/xet")
        pulled = Path(HfApi().snapshot_download("user/xet"))
        assert all((pulled / path.name).read_bytes() == path.read_bytes() for path in folder.iterdir())
    """
    with HubProcess(tmp_path / "hub", "--xet") as hub:
        run(script, hub, tmp_path / "home", HF_HUB_DISABLE_XET="0")
        objects = hub.root / "models" / "user" / "xet.git" / "lfs" / "objects"
        assert sorted(path.stat().st_size for path in objects.rglob("*") if path.is_file()) == [
            1000,
            3_000_000,
            3_000_004,
        ]
