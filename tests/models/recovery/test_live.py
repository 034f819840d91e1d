"""Searches that are watched: small frames, a last one with all, nothing in them that steers a terminal or a page."""

import hashlib
import io
import json
import zipfile
from base64 import b64decode
from dataclasses import replace

import pytest
from pydantic_core import to_json

from models import recovery
from models.recovery import live, packing, previews, sample
from models.recovery.errors import FragmentError, NotAnImageError, SourceError

SMALL, LARGE = 25_000, 400_000  # bytes of a frame, and of the last one


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "thesis.img"
    path.write_bytes(sample.sample_image())
    return path


def unpacked(address: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b64decode(address.partition(",")[2]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def shown(version: previews.ShownVersion) -> str:
    return "".join(text for text, _ in version.parts)


def test_the_sample_is_the_same_to_the_byte_and_small():
    first = sample.sample_image()
    sample.sample_image.cache_clear()
    assert sample.sample_image() == first
    assert len(first) <= 8_000_000
    assert sample.sample_image(1) != first


def test_the_deleted_thesis_comes_back_in_all_its_versions(image):
    before = hashlib.sha256(image.read_bytes()).hexdigest()
    *frames, last = live.search_live(image, sample.FRAGMENTS)
    assert hashlib.sha256(image.read_bytes()).hexdigest() == before
    assert [frames[0].stage, last.stage] == ["map", "done"]
    assert all(len(to_json(frame)) < SMALL and frame.found is None for frame in frames)
    assert len(to_json(last)) < LARGE
    versions = last.found.versions
    assert {version.encoding for version in versions} == {"utf-8", "gb18030", "utf-16-le"}
    assert len(versions) == 4 and {version.group for version in versions} == {0}
    assert "Draft 4 第4稿" in shown(versions[0])  # the final one is the best
    assert not any(version.partial for version in versions)
    assert [version.copies for version in versions if version.encoding == "gb18030"] == [2]
    for version in versions:
        assert [text for text, hit in version.parts if hit][:2] == list(sample.FRAGMENTS)
        assert version.offset // last.strip.cell_bytes in last.strip.hits
    assert not versions[0].changes
    assert {"-Draft 4 第4稿", "+Draft 3 第3稿"} <= set(
        next(version for version in versions if version.encoding == "utf-16-le").changes
    )


def test_the_archive_has_the_whole_texts_and_what_is_known_of_them(image):
    *_, last = live.search_live(image, sample.FRAGMENTS)
    files = unpacked(last.found.archive)
    texts = recovery.recover_text(image, sample.FRAGMENTS).versions
    assert last.found.packed == len(texts) == len(files) - 1
    assert [content.decode() for name, content in files.items() if name != "found.json"] == [one.text for one in texts]
    described = json.loads(files["found.json"])
    assert [one["offset"] for one in described] == [one.offset for one in texts]
    *_, again = live.search_live(image, sample.FRAGMENTS)
    assert again.found.archive == last.found.archive


@pytest.mark.parametrize(
    ("name", "count", "partial"), [("letter", 1, ()), ("script", 1, ()), ("torn", 1, ("cut_at_block",))]
)
def test_every_example_gives_what_it_promises(image, name, count, partial):
    *_, last = live.search_live(image, sample.EXAMPLES[name])
    assert len(last.found.versions) == count
    assert last.found.versions[0].partial == partial


def test_hits_are_marked_while_a_search_goes_on(tmp_path):
    path = tmp_path / "three.img"
    places = (40_960, (5 << 20) + 4096, (11 << 20) + 4096)
    content = bytearray(12 << 20)
    for number, place in enumerate(places):
        line = b"Here the needle number %d lies." % number
        content[place : place + len(line)] = line
    path.write_bytes(content)
    *frames, last = live.search_live(path, ["the needle"])
    marked = [frame.strip.hits for frame in frames if frame.stage == "search"]
    cells = [place // last.strip.cell_bytes for place in places]
    assert [len(hits) for hits in marked] == [0, 1, 2, 3]
    assert marked[-1] == last.strip.hits == tuple(cells)


def test_many_hits_are_marked_in_small_steps(tmp_path):
    path = tmp_path / "many.img"
    path.write_bytes(b"the needle ".ljust(4096, b"\0") * 2000)
    steps = list(recovery.scan_text(path, ["the needle"]))[:-1]
    assert 0 < max(len(step.places) for step in steps) <= 500


def test_what_was_overwritten_is_not_invented(image):
    *_, last = live.search_live(image, sample.EXAMPLES["overwritten"])
    assert (last.found.versions, last.found.archive, last.strip.hits) == ((), "", ())


def test_control_characters_and_reading_directions_are_shown_harmlessly(tmp_path):
    path = tmp_path / "evil.img"
    text = "A plum \x1b]0;owned\x07 cake \u202e<script>alert(1)</script> with the secret plum of words. " * 4
    path.write_bytes(bytes(4096) + text.encode().ljust(4096, b"\0") + bytes(4096))
    for fragment in ("secret plum", "plum"):
        *_, last = live.search_live(path, [fragment])
        seen = to_json(last.found.versions).decode()
        assert last.found.versions and "\\u001b" not in seen and "\u202e" not in seen
    *_, listed = live.list_live(path)
    assert not {"\x1b", "\x07", "\u202e"} & set(to_json(listed).decode())
    peek = recovery.look_at(path, 4096)
    assert not {"\x1b", "\x07", "\u202e"} & set((peek.text or "") + "".join(row.text for row in peek.rows))


def test_a_long_text_is_cut_around_its_first_hit_and_says_how_much(tmp_path):
    path = tmp_path / "long.img"
    text = "Some words of a story go on. " * 1_000 + "Here the needle lies. " + "And more of it came later. " * 1_000
    path.write_bytes(text.encode() + bytes(4096))
    *_, last = live.search_live(path, ["the needle"])
    (version,) = last.found.versions
    assert ("the needle", True) in version.parts
    assert len(shown(version)) == previews.SHOWN
    assert version.cut_before + len(shown(version)) + version.cut_after == len(text)
    assert version.cut_before == text.index("the needle") - previews.BEFORE


def test_fifty_long_texts_still_make_a_small_frame(tmp_path):
    path = tmp_path / "many.img"
    texts = [
        f"第{number}篇：湖泊的记忆。" + f"湖水保存着第{number}年夏天的热量，没有人知道。" * 300 for number in range(50)
    ]
    path.write_bytes(b"".join(text.encode().ljust(40_960, b"\0") for text in texts))
    *_, last = live.search_live(path, ["湖泊的记忆"], "all", 50)
    assert len(last.found.versions) == 50
    assert len(to_json(last)) - len(last.found.archive) < LARGE


def test_files_come_with_their_bytes(image):
    *frames, last = live.files_live(image)
    assert all(len(to_json(frame)) < SMALL for frame in frames)
    assert [(file.kind, file.whole) for file in last.found.files] == [("png", True), ("zip", True), ("png", True)]
    files = unpacked(last.found.archive)
    content = sample.sample_image()
    for (name, taken), file in zip(list(files.items())[1:], last.found.files, strict=True):
        assert name.endswith(f".{file.kind}")
        assert taken == content[file.offset : file.offset + file.length]
    *_, pictures = live.files_live(image, ["png"])
    assert {file.kind for file in pictures.found.files} == {"png"}


def test_the_map_names_what_lies_there(image):
    *_, last = live.map_live(image, 256)
    strip = last.strip
    assert len(strip.kinds) == 256 and strip.cell_bytes * 256 == len(sample.sample_image())
    assert sum(strip.shares) == pytest.approx(1, abs=0.01)
    kinds = [strip.names[int(digit)] for digit in strip.kinds]
    assert kinds[0] == "empty"
    assert kinds[350 * 4096 // strip.cell_bytes] in ("random", "compressed")
    assert kinds[232 * 4096 // strip.cell_bytes] == "markup"


def test_the_list_has_every_text(image):
    *_, last = live.list_live(image)
    assert last.count == len(last.rows) == sum(number for *_, number in last.counts)
    for block, encoding in ((60, "utf-8"), (180, "utf-16-le"), (470, "gb18030"), (640, "gb18030"), (880, "utf-8")):
        assert any(abs(row.offset - block * 4096) <= 2 and row.encoding == encoding for row in last.rows), block


def test_a_look_at_a_cell_shows_its_first_sector_that_is_not_all_alike(image):
    peek = recovery.look_at(image, 59 * 4096, 8192)
    assert peek.offset == 60 * 4096
    assert peek.rows[0].bytes.startswith("23 20 54 68 65")
    assert peek.text.startswith("# The memory of lakes") and peek.encoding == "utf-8"
    within = recovery.look_at(image, 471 * 4096)
    assert within.encoding == "gb18030" and within.text and "\ufffd" not in within.text
    assert recovery.look_at(image, 0).text is None
    for offset in (-1, len(sample.sample_image())):
        with pytest.raises(SourceError):
            recovery.look_at(image, offset)


def test_what_is_refused_is_refused_before_anything_is_read(image, tmp_path):
    with pytest.raises(FragmentError):
        list(live.search_live(image, ["x"]))
    page = tmp_path / "page.img"
    page.write_text("<!doctype html><html></html>")
    for search in (
        live.list_live(page),
        live.map_live(page, 64),
        live.files_live(page),
        live.search_live(page, ["ab"]),
    ):
        with pytest.raises(NotAnImageError):
            next(search)


def test_a_file_by_itself_is_what_lies_on_the_image(image):
    *_, last = live.files_live(image)
    assert last.found.single == (0, 1, 2)
    content = sample.sample_image()
    for number, file in enumerate(last.found.files, 1):
        saved = recovery.pack_file(image, number, file)
        assert saved.name.startswith(f"{number:03}_") and saved.name.endswith(f".{file.kind}")
        assert b64decode(saved.address.partition(",")[2]) == content[file.offset : file.offset + file.length]
        assert saved.length == file.length


def test_a_file_in_pieces_is_put_together_by_itself(tmp_path):
    path = tmp_path / "pieces.img"
    path.write_bytes(bytes(4096) + b"second" + bytes(4090) + b"first " + bytes(4090))
    file = recovery.CarvedFile(8192, 12, "zip", "../a b", False, 0.5, ((8192, 6), (4096, 6)))
    saved = recovery.pack_file(path, 1, file)
    assert (saved.name, b64decode(saved.address.partition(",")[2])) == ("001_a_b.zip", b"first second")


@pytest.mark.parametrize(
    ("offset", "length", "runs", "told"),
    [
        (0, packing.FILES_PACKED + 1, (), "--files --output"),
        (-4, 8, (), "does not begin"),
        (0, 8, ((-4, 8),), "does not begin"),
        (0, 8192, (), "ends before"),
    ],
)
def test_a_file_that_is_too_large_or_not_there_is_refused_by_itself(tmp_path, offset, length, runs, told):
    path = tmp_path / "small.img"
    path.write_bytes(bytes(range(256)) * 16)
    with pytest.raises(SourceError, match=told):
        recovery.pack_file(path, 1, recovery.CarvedFile(offset, length, "zip", None, True, 0.9, runs))


def test_large_files_and_those_in_too_many_pieces_are_not_offered_by_themselves():
    large = recovery.CarvedFile(0, packing.FILES_PACKED + 1, "zip", None, True, 0.9)
    torn = recovery.CarvedFile(0, 10, "zip", None, True, 0.9, ((0, 1),) * 3_000)
    shown, single = previews.shown_files([large, torn, torn, replace(torn, runs=())])
    assert single == (1, 3)
    assert [len(file.runs) for file in shown] == [0, 3_000, 0, 0]
