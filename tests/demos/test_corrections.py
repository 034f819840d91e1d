"""What visitors correct is kept whole, once, and within its bound."""

import errno
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from io import BytesIO
from multiprocessing import get_context

import pytest
from PIL import Image, PngImagePlugin

from demos.captcha.corrections import keep, png
from hub_utils import FeedbackFullError
from models import captcha
from models.captcha.labelled import labelled
from tests.waiting import until


def test_many_at_once_lose_nothing_and_double_nothing(tmp_path):
    pictures = [captcha.draw("2468", seed=seed) for seed in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda picture: keep(picture, "2468", tmp_path, 100), pictures * 3))
    assert len(labelled(str(tmp_path)).rows) == 12
    assert len(list(tmp_path.glob("*.png"))) == 12


def keep_some(one: int, folder) -> int:
    """Keeps 30 pictures, at the same time as the other one does."""
    (folder / f"ready-{one}").touch()
    until(lambda: len(list(folder.glob("ready-*"))) == 2)
    drawn = [Image.new("RGB", (20, 10), (one, number, 0)) for number in range(30)]
    return len([keep(picture, "2468", folder, 100) for picture in drawn])


def test_two_replicas_that_share_a_folder_lose_nothing(tmp_path):
    with ProcessPoolExecutor(2, get_context("spawn")) as replicas:
        assert sum(replicas.map(keep_some, (1, 2), (tmp_path, tmp_path))) == 60
    assert len(labelled(str(tmp_path)).rows) == 60


def test_the_bound_holds_and_a_known_picture_may_still_be_corrected(tmp_path):
    first, second, third = (captcha.draw("2468", seed=seed) for seed in range(3))
    assert [keep(picture, "2468", tmp_path, 2) for picture in (first, second)] == [1, 2]
    with pytest.raises(FeedbackFullError):
        keep(third, "2468", tmp_path, 2)
    assert keep(first, "1357", tmp_path, 2) == 2
    assert sorted(text for _, text in labelled(str(tmp_path)).all()) == ["1357", "2468"]


def test_a_picture_whose_line_was_never_written_is_no_example(tmp_path):
    keep(captcha.draw("2468", seed=1), "2468", tmp_path, 9)
    captcha.draw("1357", seed=2).save(tmp_path / "partial-lost.png")
    assert [text for _, text in labelled(str(tmp_path)).all()] == ["2468"]
    assert keep(captcha.draw("1357", seed=2), "1357", tmp_path, 9) == 2


def test_a_list_that_a_spreadsheet_has_saved_is_gone_on_with(tmp_path):
    keep(captcha.draw("2468", seed=1), "2468", tmp_path, 9)
    labels = tmp_path / "labels.csv"
    labels.write_text(labels.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert keep(captcha.draw("1357", seed=2), "1357", tmp_path, 9) == 2


def test_what_an_operator_has_noted_beside_the_labels_stays(tmp_path):
    first, second = (captcha.draw("2468", seed=seed) for seed in (1, 2))
    keep(first, "2468", tmp_path, 9)
    [name] = [path.name for path in tmp_path.glob("*.png")]
    (tmp_path / "labels.csv").write_text(f"checked, file, label\nyes,{name},2468\n,mine.png,ab\n")
    keep(first, "1357", tmp_path, 9)
    assert keep(second, "2468", tmp_path, 9) == 3
    lines = (tmp_path / "labels.csv").read_text().splitlines()
    assert lines[:3] == ["checked,file,label", f"yes,{name},1357", ",mine.png,ab"]
    assert lines[3].startswith(",") and lines[3].endswith(".png,2468")


@pytest.mark.parametrize("content", [b"file;label\na.png;x\n", "file,label\na.png,é\n".encode("latin-1"), b""])
def test_a_list_that_cannot_be_read_is_set_aside_and_the_correction_kept(content, tmp_path, caplog):
    (tmp_path / "labels.csv").write_bytes(content)
    assert keep(captcha.draw("2468", seed=1), "2468", tmp_path, 9) == 1
    [aside] = tmp_path.glob("labels-*.csv")
    assert aside.read_bytes() == content and aside.name in caplog.text
    assert [text for _, text in labelled(str(tmp_path)).all()] == ["2468"]


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FeedbackFullError, match=r"It cannot be written: No space left on device\. Thank you"):
        keep(captcha.draw("2468", seed=1), "2468", tmp_path, 9)
    assert not list(tmp_path.glob("*.png"))


def test_nothing_but_the_pixels_is_kept_of_a_picture(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "maker of the camera"
    remark = PngImagePlugin.PngInfo()
    remark.add_text("Author", "somebody", zip=False)
    drawn = captcha.draw("2468", seed=1)
    drawn.save(tmp_path / "one.jpg", exif=exif, icc_profile=b"a profile", quality=95)
    drawn.save(tmp_path / "one.png", exif=exif, pnginfo=remark)
    for name in ("one.jpg", "one.png"):
        assert b"maker of the camera" in (tmp_path / name).read_bytes()
        read = captcha.read_image(tmp_path / name)
        kept = Image.open(BytesIO(png(read)))
        assert not kept.getexif() and not kept.info
        assert kept.tobytes() == read.tobytes()
        keep(read, "2468", tmp_path / "kept", 9)
    files = [path.read_bytes() for path in (tmp_path / "kept").glob("*.png")]
    assert files and not any(secret in file for file in files for secret in (b"maker", b"somebody", b"a profile"))
