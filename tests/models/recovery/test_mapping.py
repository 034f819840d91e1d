"""The map of an image and the list of all texts on it: made images with known places, deleted files, refusals."""

import hashlib
from dataclasses import asdict

import numpy as np
import pytest

from models.recovery import listing
from models.recovery.answers import Progress
from models.recovery.blocks import KINDS
from models.recovery.errors import NotAnImageError, SourceError, UnknownKindError
from models.recovery.listing import ListedTexts, language_of, list_texts, scan_list
from models.recovery.mapping import CELL_BYTES, ImageMap, map_image, scan_map

ENGLISH = ("The river was wide, and nobody had crossed it since the winter. " * 40 + "\n") * 100
CHINESE = ("那条河很宽，从冬天以来没有人渡过它，大家都在等春天。" * 20 + "\n") * 200
CODE = (
    "def area(width, height):\n    if width < 0:\n        raise ValueError(width)\n    return width * height\n\n\n"
    * 1500
)
MIB = 1 << 20


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """8 MiB: nothing, English at 1, Chinese in GB 18030 at 3, code at 5, noise at 7."""
    path = tmp_path_factory.mktemp("map") / "disk.img"
    noise = np.random.default_rng(0).bytes(MIB)
    with path.open("wb") as file:
        file.truncate(8 * MIB)
        for place, content in ((1, ENGLISH.encode()), (3, CHINESE.encode("gb18030")), (5, CODE.encode()), (7, noise)):
            file.seek(place * MIB)
            file.write(content)
    return path


def kind_at(found: ImageMap, place: int) -> str:
    (kind,) = {one.kind for one in found.stretches if one.start <= place < one.start + one.length}
    return kind


@pytest.mark.parametrize("cells", [64, 512, 4096])
def test_the_map_shows_what_lies_where(image, cells):
    found = map_image(image, cells)
    assert found.kinds == KINDS
    assert kind_at(found, 0) == kind_at(found, 2 * MIB) == "empty"
    assert kind_at(found, MIB + 10_000) == "prose"
    assert kind_at(found, 3 * MIB + 10_000) == "prose"
    assert kind_at(found, 5 * MIB + 10_000) == "code"
    assert kind_at(found, 7 * MIB + MIB // 2) in ("random", "compressed")


def test_stretches_cover_the_image_once(image):
    found = map_image(image, 100)
    assert len(found.shares) <= 100
    assert found.cell_bytes % CELL_BYTES == 0
    places = [0, *(one.start + one.length for one in found.stretches)]
    assert [one.start for one in found.stretches] == places[:-1]
    assert places[-1] == found.size == 8 * MIB
    assert all(one.kind != other.kind for one, other in zip(found.stretches, found.stretches[1:], strict=False))
    assert sum(found.totals) == pytest.approx(1, abs=1e-3)
    assert all(sum(row) == pytest.approx(1, abs=0.01) for row in found.shares)
    assert found.totals[KINDS.index("empty")] > 0.4


def test_the_map_is_the_same_twice_and_progress_rises(image):
    steps = list(scan_map(image, 1000))
    assert steps[-1] == map_image(image, 1000)
    done = [step.done for step in steps if isinstance(step, Progress)]
    assert done == sorted(done) and done[0] == 0 and done[-1] == 8 * MIB
    asdict(steps[-1])


def test_all_texts_are_listed_with_their_kinds_and_languages(image):
    found = list_texts(image)
    at = {round(text.offset / MIB): text for text in found.texts}
    assert set(at) == {1, 3, 5}
    assert [at[place].language for place in (1, 3)] == ["en", "zh"]
    assert [at[place].kind for place in (1, 3, 5)] == ["prose", "prose", "code"]
    assert [at[place].encoding for place in (1, 3, 5)] == ["utf-8", "gb18030", "utf-8"]
    assert at[5].text_kind == "python"
    assert at[1].offset == MIB and at[1].length == len(ENGLISH)
    assert at[3].preview.startswith("那条河很宽")
    assert dict(((kind, language), n) for kind, language, n in found.counts)["prose", "zh"] == 1
    assert not found.bounded


def test_nothing_is_listed_twice_nor_invented(tmp_path):
    path = tmp_path / "noise.img"
    path.write_bytes(np.random.default_rng(1).bytes(4 * MIB))
    assert list_texts(path).texts == ()
    path.write_bytes(bytes(4 * MIB))
    assert list_texts(path).texts == ()
    path.write_bytes((bytes(4096) + ENGLISH.encode()[:4000].ljust(4096, b"\0")) * 10)
    listed = list_texts(path).texts
    assert len(listed) == 10 and len({text.offset for text in listed}) == 10


def test_deleted_texts_of_file_systems_are_listed(lost):
    listed = list_texts(lost.path).texts
    whole = [made for made in lost.whole if len(made.text) > 1500]
    begun = [
        made
        for made in whole
        if any(made.text[200:260] in text.preview or made.text[:60] in text.preview for text in listed)
    ]
    assert len(begun) >= 0.8 * len(whole)


def test_the_image_is_not_written_to(image):
    before = hashlib.sha256(image.read_bytes()).digest(), image.stat().st_mtime_ns
    map_image(image)
    list_texts(image)
    assert (hashlib.sha256(image.read_bytes()).digest(), image.stat().st_mtime_ns) == before


def test_more_texts_than_are_kept_are_said_to_be(monkeypatch, tmp_path):
    path = tmp_path / "many.img"
    path.write_bytes((bytes(4096) + ENGLISH.encode()[:4000].ljust(4096, b"\0")) * 30)
    monkeypatch.setattr(listing, "MOST_TEXTS", 12)
    found = list_texts(path)
    assert found.bounded and len(found.texts) == 12


def test_holes_of_a_sparse_image_are_not_read(tmp_path):
    path = tmp_path / "sparse.img"
    with path.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(600 * MIB)
        file.write(ENGLISH.encode())
    found = list_texts(path)
    assert [text.offset for text in found.texts] == [600 * MIB]
    assert found.scanned < 10 * MIB
    found = map_image(path, 4096)
    assert kind_at(found, 600 * MIB) == "prose" and kind_at(found, 599 * MIB) == "empty"


@pytest.mark.parametrize("size", [1, 511, 512, 513, 4096, 5000, 123_457])
def test_images_of_any_size(tmp_path, size):
    path = tmp_path / "odd.img"
    path.write_bytes(ENGLISH.encode()[:size])
    found = map_image(path, 7)
    assert sum(one.length for one in found.stretches) == found.size == size
    list_texts(path)


@pytest.mark.parametrize("cells", [0, -1, 4097])
def test_other_numbers_of_cells_are_refused(image, cells):
    with pytest.raises(UnknownKindError, match="cells"):
        map_image(image, cells)


@pytest.mark.parametrize(("content", "error"), [(b"", NotAnImageError), (b"<!DOCTYPE html><html>", NotAnImageError)])
def test_what_is_no_image_is_refused(tmp_path, content, error):
    path = tmp_path / "no.img"
    path.write_bytes(content)
    for look in (map_image, list_texts):
        with pytest.raises(error):
            look(path)
    with pytest.raises(SourceError):
        map_image(tmp_path / "nothing.img")


def test_the_scans_end_with_their_answer(image):
    assert isinstance(list(scan_map(image))[-1], ImageMap)
    assert isinstance(list(scan_list(image))[-1], ListedTexts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The end of the story is near, and all of it was told in the dark.", "en"),
        ("科学空间的文章", "zh"),
        ("在 Python 里写程序", "zh"),
        ("これはテキストです", "ja"),
        ("한국어 문장입니다", "ko"),
        ("Это русский текст", "ru"),
        ("Die Würde des Menschen ist unantastbar.", "other"),
        ("12345 67890", "other"),
        ("", "other"),
    ],
)
def test_languages(text, language):
    assert language_of(text) == language
