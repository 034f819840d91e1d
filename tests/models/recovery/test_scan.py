"""Every spelling of a fragment is found wherever it lies, once, and no more is kept than can be shown."""

import fcntl
import hashlib
import os
from pathlib import Path

import pytest

from models.recovery.answers import ENCODINGS
from models.recovery.errors import DeviceError, FragmentError, NotAnImageError, SourceError
from models.recovery.scan import LONGEST, MOST_COUNTED, MOST_PLACES, Found, check_fragments, scan
from models.recovery.scanner import BLOCK
from models.recovery.source import Pieces, Source


def found_in(path, *fragments: str) -> Found:
    with Source(path) as source:
        *progress, found = scan(source, fragments)
    assert all(step.done <= step.total for step in progress)
    return found


def places(found: Found) -> list[tuple[int, str]]:
    return sorted((hit.offset, hit.encoding) for hit in found.hits)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "written", ["Über den FLUSS  zum  Hafen", "über den\n\tfluss zum hafen", "u\u0308ber den Fluss zum Hafen"]
)
def test_a_fragment_is_found_in_any_case_spacing_and_composition(tmp_path, encoding, written):
    path = tmp_path / "image"
    path.write_bytes(bytes(1000) + written.encode(encoding) + bytes(1000))
    (hit,) = found_in(path, "über den fluss zum hafen").hits
    assert (hit.offset, hit.length, hit.encoding) == (1000, len(written.encode(encoding)), encoding)


def test_chinese_is_found_in_each_encoding_and_several_fragments_in_one_pass(tmp_path):
    path = tmp_path / "image"
    parts = {1024 * number: "丢失的论文".encode(encoding) for number, encoding in enumerate(ENCODINGS, 1)}
    image = bytearray(8192)
    for place, content in parts.items():
        image[place : place + len(content)] = content
    image[8000:8010] = b"lost thing"
    path.write_bytes(image)
    found = found_in(path, "丢失的论文", "Lost Thing")
    assert places(found) == [*zip(parts, ENCODINGS, strict=True), (8000, "utf-8")]
    assert {hit.fragment for hit in found.hits} == {"丢失的论文", "Lost Thing"}


def test_the_second_byte_of_a_hanzi_is_no_letter_of_either_case(tmp_path):
    path = tmp_path / "image"
    lower = next(pair for pair in ("乤", "乣", "乥", "乧", "乨") if "a" <= chr(pair.encode("gb18030")[1]) <= "z")
    other = bytes([lower.encode("gb18030")[0], lower.encode("gb18030")[1] ^ 32])
    path.write_bytes(bytes(64) + other * 2 + bytes(64))
    assert not found_in(path, lower * 2).hits


@pytest.mark.parametrize("before", [*range(13), 20, 30])  # the last two lie in what blocks share
def test_a_fragment_across_the_blocks_of_a_scan_is_found_once(tmp_path, before):
    path = tmp_path / "image"
    place = BLOCK - before
    with path.open("wb") as file:
        file.write(b"\x01" * place + b"needle in it" + b"\x01" * 5000)
    found = found_in(path, "needle in it")
    assert places(found) == [(place, "utf-8")] and found.counted == 1


def test_holes_are_not_read_and_offsets_stay_true(tmp_path):
    path = tmp_path / "image"
    with path.open("wb") as file:
        for place in (1 << 20, 64 << 20):
            file.seek(place)
            file.write(b"the needle")
        file.truncate(128 << 20)
    found = found_in(path, "the needle")
    assert places(found) == [(1 << 20, "utf-8"), (64 << 20, "utf-8")]
    assert found.scanned < 16 << 20


def test_a_million_hits_are_counted_and_bounded(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"ab" * (MOST_COUNTED + 5))
    found = found_in(path, "ab")
    assert found.bounded and found.counted == MOST_COUNTED
    assert 0 < len(found.hits) <= MOST_PLACES


def test_hits_below_the_bounds_are_counted_exactly(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"ab, " * 5000)
    found = found_in(path, "ab")
    assert found.counted == 5000 and not found.bounded


@pytest.mark.parametrize(
    "fragments",
    [
        [],
        [""],
        ["  "],
        ["a"],
        ["书"],
        [" a "],
        ["x" * (LONGEST + 1)],
        ["a\0b"],
        ["a\x1bb"],
        ["\ud800x"],
        ["ab"] + [f"n{n}" for n in range(20)],
    ],
)
def test_fragments_that_say_nothing_are_refused(fragments):
    with pytest.raises(FragmentError) as refusal:
        check_fragments(fragments)
    assert refusal.value.cause and refusal.value.remedy


def test_fragments_are_stripped_and_told_once():
    assert check_fragments([" two words ", "two words", "其他"]) == ("two words", "其他")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAnImageError),
        (b"PK\x03\x04" + bytes(100) + b"PK\x05\x06" + bytes(18), NotAnImageError),
        (b"\n <!DOCTYPE html>\n<html></html>" + bytes(99), NotAnImageError),
        (b"\xef\xbb\xbf<html lang='en'>", NotAnImageError),
        (b"\x1f\x8b\x08" + bytes(99), NotAnImageError),
        (b"QFI\xfb" + bytes(99), NotAnImageError),
    ],
)
def test_what_is_no_image_is_refused_by_name(tmp_path, content, error):
    (tmp_path / "image").write_bytes(content)
    with pytest.raises(error) as refusal:
        Source(tmp_path / "image")
    assert refusal.value.cause != refusal.value.remedy


def test_a_zip_at_the_beginning_of_an_image_is_no_zip(tmp_path):
    (tmp_path / "image").write_bytes(b"PK\x03\x04" + bytes(200_000))
    Source(tmp_path / "image").close()


def test_folders_missing_files_and_devices_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none", "/dev/null"):
        with pytest.raises(SourceError):
            Source(path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(SourceError):
        Source(fifo)
    assert issubclass(DeviceError, SourceError)


def test_pieces_read_as_one(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(range(256)))
    with Source(path) as source:
        pieces = Pieces(source, ((10, 5), (100, 5), (50, 5)))
        whole = bytes([*range(10, 15), *range(100, 105), *range(50, 55)])
        assert pieces.size == 15 and pieces.read(0, 99) == whole
        assert all(pieces.read(at, 4) == whole[at : at + 4] for at in range(15))
        assert pieces.first(7).read(0, 99) == whole[:7]
        assert source.read(250, 100) == bytes(range(250, 256)) and source.read(999, 5) == b""
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(bytes(range(256))).digest()


def test_the_image_is_opened_for_reading_only(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(100))
    with Source(path):
        links = [link for link in Path("/proc/self/fd").iterdir() if link.exists() and link.samefile(path)]
        assert [fcntl.fcntl(int(link.name), fcntl.F_GETFL) & os.O_ACCMODE for link in links] == [os.O_RDONLY]
