"""Data sets of ours: written whole, published with a card, streamed, and trained on again."""

import json
import subprocess
import sys
from uuid import uuid4

import pytest
from datasets import Features, Value
from huggingface_hub import DatasetCard

from hub_utils import dataset, errors
from models import captcha
from models.captcha import push as captchas
from models.captcha.data import split_of
from models.words import push as corpus
from models.words.corpus import Recipe, encode
from models.words.errors import CorpusError
from tests.live_app import ROOT
from tests.waiting import PATIENCE

TEXT = Features({"text": Value("string")})
STREAM = """
import json, sys
from datasets import load_dataset
for row in load_dataset(sys.argv[1], split=sys.argv[2], streaming=True):
    print(json.dumps({name: value for name, value in row.items() if name != "image"}))
"""


@pytest.fixture
def repo(hub):
    return f"{hub.user}/set-{uuid4().hex[:8]}"


@pytest.fixture
def run(hub, tmp_path):
    """run(script, *arguments): what a process prints whose Hub is the local one."""

    def run(script: str, *arguments: str) -> list[str]:
        environment = hub.environment(tmp_path / "home") | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


@pytest.fixture
def streamed(run):
    """The rows of a split, but for their pictures, as `datasets` streams them."""
    return lambda repo, split="train": [json.loads(line) for line in run(STREAM, repo, split)]


@pytest.fixture
def card(api):
    return lambda repo: DatasetCard.load(api.hf_hub_download(repo, "README.md", repo_type="dataset"))


def test_rows_are_parted_into_files_and_a_smaller_set_leaves_none_of_a_larger_one(api, repo, tmp_path, streamed, card):
    rows = [{"text": str(number)} for number in range(5)]
    assert dataset.write(rows, tmp_path, "train", TEXT, 2) == 5
    text = dataset.card(repo, "mit", ["one"], "Words.")
    first = dataset.publish_dataset(tmp_path, repo, text, "five", private=True)
    assert streamed(repo) == rows
    assert dataset.write(rows[:3], tmp_path, "train", TEXT, 2) == 3
    assert dataset.publish_dataset(tmp_path, repo, text, "three") != first
    files = api.list_repo_files(repo, repo_type="dataset")
    assert {"data/train-00000.parquet", "data/train-00001.parquet"} == {name for name in files if "data/" in name}
    assert api.dataset_info(repo).private
    assert (card(repo).data.license, card(repo).data.tags) == ("mit", ["kexue-space", "one"])


def test_an_empty_folder_is_not_published_and_a_failure_leaves_no_half_file(api, repo, tmp_path):
    with pytest.raises(errors.NothingToPublishError):
        dataset.publish_dataset(tmp_path, repo, "", "nothing")
    assert not api.repo_exists(repo, repo_type="dataset")

    def broken():
        yield {"text": "one"}
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        dataset.write(broken(), tmp_path / "out", "train", TEXT)
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


@pytest.mark.parametrize("repo", ["captchas", "a/b/c"])
def test_a_repo_of_nobody_is_refused_before_anything_is_drawn_or_made(api, tmp_path, repo):
    dataset.write([{"text": "one"}], tmp_path, "train", TEXT)
    before = [found.id for found in api.list_datasets()]
    with pytest.raises(errors.NoSuchRepoError, match=r"whose repo it is.*user/repo"):
        dataset.publish_dataset(tmp_path, repo, "", "one")
    drawn = str(tmp_path / "drawn")
    for command, options in (
        (captchas, captchas.Options(n=10, output=drawn, publish_dataset=repo)),
        (corpus, corpus.Options(["nowhere"], output=drawn, publish_dataset=repo)),
    ):
        with pytest.raises(errors.NoSuchRepoError, match="whose repo it is"):
            command.main(options)
    assert not (tmp_path / "drawn").exists() and [found.id for found in api.list_datasets()] == before


def test_captchas_are_drawn_published_and_opened_for_training(api, repo, tmp_path, capsys, streamed, run, card):
    given = {"n": 40, "styles": ["default", "unseen"], "workers": 1, "output": str(tmp_path / "out")}
    captchas.main(captchas.Options(**given, publish_dataset=repo))
    assert f"Published as {repo} at {api.dataset_info(repo).sha}." in capsys.readouterr().out
    for split, count in {"train": 32, "validation": 4, "test": 4}.items():
        rows = streamed(repo, split)
        assert len(rows) == count
        assert {split_of(row["label"]) for row in rows} == {split}
        assert ("unseen" in {row["style"] for row in rows}) == (split != "train")
    script = "import sys\nfrom models.captcha.labelled import labelled\nfound = list(labelled(sys.argv[1]).all())\n"
    assert run(f"{script}print(len(found), found[0][0].size)", repo) == ["32 (160, 60)"]
    assert "research, accessibility" in card(repo).text


def test_a_style_that_there_is_not_is_refused():
    with pytest.raises(captcha.CaptchaError, match="no style"):
        captchas.write_splits(captchas.Options(styles=["none such"]))
    with pytest.raises(captcha.CaptchaError, match="No split for training has the style 'unseen'"):
        captchas.write_splits(captchas.Options(styles=["unseen"]))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [("en", "The sun, the MOON!", "the sun the moon"), ("zh", "我愛北京天安門。", "我 爱 北京 天安门")],
)
def test_a_corpus_is_published_and_read_again_gives_the_same_words(
    repo, tmp_path, streamed, run, card, language, text, words
):
    source = tmp_path / "text.txt"
    source.write_bytes(f"{text}\n\n{text}\n".encode() + b"\xff\xfe broken\n")
    corpus.main(corpus.Options([str(source)], language, "mit", "Ours.", 1, str(tmp_path / "out"), repo))
    assert streamed(repo) == [{"text": words}] * 2
    assert (card(repo).data.license, card(repo).data.language) == ("mit", [language])
    assert "1 lines that" in card(repo).text and str(tmp_path) not in card(repo).text
    script = "import sys\nfrom models.words.texts import lines\nfor line in lines(sys.argv[1]): print(line.decode())"
    (tmp_path / "again.txt").write_text("\n".join(run(script, repo)))
    again = encode(Recipe((str(tmp_path / "again.txt"),), language, 1), tmp_path / "corpus", 1)
    assert set(again.words[1:]) == set(words.split())


def test_a_corpus_without_words_is_refused(tmp_path):
    (tmp_path / "empty.txt").write_text("1 2 3\n")
    with pytest.raises(CorpusError, match="no word"):
        corpus.write_corpus(corpus.Options([str(tmp_path / "empty.txt")], workers=1, output=str(tmp_path / "out")))
    (tmp_path / "gbk.txt").write_bytes("我们在大学学习数学。\n".encode("gbk") * 2)
    with pytest.raises(CorpusError, match="2 lines are not UTF-8"):
        corpus.write_corpus(corpus.Options([str(tmp_path / "gbk.txt")], "zh", workers=1, output=str(tmp_path / "out")))
