import shutil
import subprocess
import sys
import textwrap

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
