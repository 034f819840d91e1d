import os
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile

import datasets
import pytest

from models.captcha import CaptchaError, draw, random_text
from models.captcha.labelled import labelled
from tests.hub_utils.hub_process import HubProcess
from tests.waiting import PATIENCE


@pytest.fixture
def folder(tmp_path):
    for seed in range(40):
        text = random_text(seed)
        draw(text, seed=seed).save(tmp_path / f"{text}_{seed}.png")
    return tmp_path


def test_labels_come_from_file_names_and_splits_share_no_text(folder):
    found = labelled(str(folder))
    assert {text for _, text in found.all()} == {path.stem.split("_")[0] for path in folder.iterdir()}
    texts = {split: {text for _, text in found.split(split).all()} for split in ("train", "validation", "test")}
    assert sum(map(len, texts.values())) == 40
    assert texts["train"] and not texts["train"] & (texts["validation"] | texts["test"])


def test_labels_come_from_a_csv_where_there_is_one(folder):
    (folder / "labels.csv").write_text(
        "file,label\n" + "".join(f"{path.name},x1\n" for path in sorted(folder.iterdir()))
    )
    assert {text for _, text in labelled(str(folder)).all()} == {"x1"}


def test_a_repeated_picture_counts_once(folder):
    for path in list(folder.iterdir())[:5]:
        shutil.copy(path, folder / f"{path.stem}_again.png")
    assert len(labelled(str(folder)).rows) == 40


def test_examples_pass_over_all_rows_and_are_the_same_for_a_seed(folder):
    found = labelled(str(folder), seed=3)
    first = [found.example(index)[1] for index in range(40)]
    assert sorted(first) == sorted(text for _, text in found.all())
    assert first == [labelled(str(folder), seed=3).example(index)[1] for index in range(40)]
    assert first != [found.example(index)[1] for index in range(40, 80)]


def test_what_a_mac_adds_is_no_picture(folder):
    for path in list(folder.iterdir())[:5]:
        (folder / f"._{path.name}").write_bytes(b"no picture")
    assert len(list(labelled(str(folder)).all())) == 40


def test_an_empty_folder_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(CaptchaError) as refusal:
        labelled(str(tmp_path))
    assert "labels.csv" in refusal.value.remedy


def test_a_data_set_of_the_hub_is_read_by_its_id(folder, tmp_path_factory):
    script = """
        import sys
        from pathlib import Path
        from datasets import Dataset, Image
        from models.captcha.labelled import labelled
        pictures = sorted(Path(sys.argv[1]).iterdir())
        labels = [path.stem.split("_")[0] for path in pictures]
        table = Dataset.from_dict({"image": list(map(str, pictures)), "label": labels}).cast_column("image", Image())
        table.push_to_hub("user/captchas")
        found = labelled("user/captchas")
        assert [text for _, text in found.all()] == labels
        assert all(image.size == (160, 60) for image, _ in found.all())
    """
    with HubProcess(tmp_path_factory.mktemp("hub")) as hub:
        command = [sys.executable, "-c", textwrap.dedent(script), str(folder)]
        environment = hub.environment(tmp_path_factory.mktemp("home"))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def listed(tmp_path):
    """Two pictures whose names tell nothing, and a list of them."""
    for seed, text in enumerate(("aB3x", "K7pm")):
        draw(text, seed=seed).save(tmp_path / f"{seed}.png")
    (tmp_path / "labels.csv").write_text("file,label\n0.png,aB3x\n1.png,K7pm\n")
    return tmp_path


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("file;label\n0.png;aB3x\n", "labels.csv begins with 'file;label'"),
        ("0.png,aB3x\n1.png,K7pm\n", "labels.csv begins with '0.png,aB3x'"),
        ("file,label\n0.png,aB3x\n2.png,K7pm\n", "2.png cannot be opened"),
        ("file,label\n0.png,aB3x\n1.png\n", "Nothing says what 1.png shows"),
        ("file,label\n0.png,aB3x\n1.png,\n", "Nothing says what 1.png shows"),
        ("file,label\n,aB3x\n", "cannot be opened"),
        ("file,label\n0.png,验证\n".encode("gbk"), "labels.csv is not UTF-8"),
        ("file,label\n0.png,aB3x\n".encode("utf-16"), "labels.csv is not UTF-8"),
        (f'file,label\n"{"0.png" * 40_000}",aB3x\n', "labels.csv cannot be read"),
    ],
)
def test_a_list_that_does_not_tell_is_refused_with_a_remedy(listed, content, cause):
    (listed / "labels.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CaptchaError, match=re.escape(cause)):
        labelled(str(listed))


@pytest.mark.parametrize("beginning", ["file,label\n", "\ufefffile, label\r\n", "file , label\r"])
def test_a_list_as_spreadsheets_write_it_is_read(listed, beginning):
    (listed / "labels.csv").write_text(f'{beginning}0.png, "aB3x"\n1.png,K7pm\n', newline="")
    assert [text for _, text in labelled(str(listed)).all()] == ["aB3x", "K7pm"]


def test_an_archive_of_pictures_that_is_damaged_or_lacks_one_is_refused(listed):
    packed = listed / "images.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(listed / "0.png", "0.png")
    with pytest.raises(CaptchaError, match=r"^images\.zip has no 1\.png"):
        labelled(str(listed))
    content = bytearray(packed.read_bytes())
    content[60] ^= 0xFF
    for damaged in (bytes(content), b"no archive"):
        packed.write_bytes(damaged)
        (listed / "labels.csv").write_text("file,label\n0.png,aB3x\n")
        with pytest.raises(CaptchaError, match=re.escape("images.zip: ")):
            labelled(str(listed))


@pytest.mark.parametrize("packed", [False, True])
def test_a_picture_that_is_damaged_is_named(listed, packed):
    (listed / "1.png").write_bytes(b"no picture")
    if packed:
        with zipfile.ZipFile(listed / "images.zip", "w") as archive:
            for name in ("0.png", "1.png"):
                archive.write(listed / name, name)
    with pytest.raises(CaptchaError, match=r"1\.png: This is not an image"):
        list(labelled(str(listed)).all())


def test_what_is_named_as_a_picture_and_is_none_is_left_out_or_named(folder):
    (folder / "thumbnails.png").mkdir()
    assert len(labelled(str(folder)).rows) == 40
    (folder / "gone.png").symlink_to(folder / "nothing.png")
    with pytest.raises(CaptchaError, match=re.escape("gone.png cannot be opened")):
        labelled(str(folder))


@pytest.mark.skipif(sys.platform == "darwin", reason="there all names are UTF-8")
def test_a_name_that_is_no_text_is_refused(folder):
    shutil.copy(next(folder.iterdir()), os.fsencode(folder) + b"/\xd1\xe9.png")
    with pytest.raises(CaptchaError, match="not UTF-8"):
        labelled(str(folder))


@pytest.mark.parametrize("source", ["no_folder_here", "pictures.zip"])
def test_what_is_neither_folder_nor_data_set_is_refused(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    (tmp_path / "pictures.zip").write_bytes(b"PK")
    with pytest.raises(CaptchaError, match=f"{source} is no folder"):
        labelled(source)


def test_classes_are_no_texts(tmp_path, monkeypatch):
    draw("aB3x", seed=1).save(tmp_path / "0.png")
    table = datasets.Dataset.from_dict({"image": [str(tmp_path / "0.png")], "label": [3]})
    monkeypatch.setattr(datasets, "load_dataset", lambda *_, **__: table)
    with pytest.raises(CaptchaError, match="labels that are no texts"):
        labelled("user/digits")
