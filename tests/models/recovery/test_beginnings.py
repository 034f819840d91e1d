"""What xz, bzip2 and WebP hold looks random: a place in such a file is called by its kind, on the map and at a look."""

import bz2
import io
import lzma
import random

import pytest
from PIL import Image

from models.recovery import Source, carve, look_at, map_image, recover_files
from models.recovery.beginnings import FileHere, file_at, packed_spans

PLACE = 64 * 4096


def packed(kind: str) -> bytes:
    noise = random.Random(kind).randbytes(300_000)
    if kind == "xz":
        return lzma.compress(noise)
    if kind == "bzip2":
        return bz2.compress(noise)
    stream = io.BytesIO()
    Image.frombytes("RGB", (400, 250), noise).save(stream, "WEBP", lossless=True)
    return stream.getvalue()


@pytest.fixture(params=["xz", "bzip2", "webp"])
def made(request, tmp_path):
    """Its path, its kind and its content: a file between emptiness, and noise behind it."""
    content = packed(request.param)
    path = tmp_path / "disk.img"
    noise = random.Random(5).randbytes(64 * 4096)
    path.write_bytes(bytes(PLACE) + content + bytes(-len(content) % 4096) + noise)
    return path, request.param, content


def test_a_place_in_a_file_is_called_by_its_kind(made):
    path, kind, content = made
    here = FileHere(PLACE, kind, len(content))
    for offset in (PLACE, PLACE + 512, PLACE + 123_456, PLACE + len(content) - 200):
        assert look_at(path, offset).file == here
    noise = PLACE + len(content) + -len(content) % 4096
    assert look_at(path, noise).file is look_at(path, noise + 5_000).file is look_at(path, 0).file is None


def test_a_beginning_alone_is_said_to_be_no_more(made, tmp_path):
    _, kind, content = made
    broken = tmp_path / "broken.img"
    broken.write_bytes(bytes(PLACE) + content[:100] + random.Random(6).randbytes(50_000))
    found = look_at(broken, PLACE).file
    assert found.kind == kind and (found.length is None or kind == "webp")  # which has no checksums
    if kind != "webp":
        assert look_at(broken, PLACE + 512).file is None


def test_the_map_calls_them_compressed_and_noise_random(made):
    path, _, content = made
    found = map_image(path, 512)
    kinds = {one.kind for one in found.stretches if PLACE <= one.start < PLACE + len(content) - 4096}
    assert kinds == {"compressed"}
    assert [one.kind for one in found.stretches][-1] == "random"
    assert all(abs(sum(row) - 1) < 0.01 for row in found.shares)
    with Source(path) as source:
        assert packed_spans(source) == ((PLACE, PLACE + len(content)),)


def test_several_streams_are_one_file(tmp_path):
    for pack in (lzma.compress, bz2.compress):
        path = tmp_path / "two.img"
        content = pack(b"one of two" * 90) + pack(b"two of two" * 90)
        path.write_bytes(bytes(512) + content + b"BZh and other letters")
        (file,) = recover_files(path)
        assert carve(path, file) == content


def test_what_unpacks_without_end_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr("models.recovery.compressed.MOST_INFLATED", 20 << 20)
    for pack in (lzma.compress, bz2.compress):
        path = tmp_path / "bomb.img"
        path.write_bytes(bytes(512) + pack(bytes(60 << 20)) + bytes(512))
        assert recover_files(path, ["xz", "bzip2"]) == ()
        path.write_bytes(bytes(512) + pack(bytes(15 << 20)) * 2 + bytes(512))
        (file,) = recover_files(path, ["xz", "bzip2"])
        assert file.length < path.stat().st_size - 1024


def test_a_file_far_before_a_place_is_not_looked_for_for_ever(tmp_path):
    path = tmp_path / "far.img"
    path.write_bytes(bytes(512) + (b"BZh91AY&SY" + bytes(502)) * 20_000 + random.Random(1).randbytes(4096))
    with Source(path) as source:
        assert file_at(source, source.size - 1024) is None
