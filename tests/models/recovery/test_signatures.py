"""Files of known kinds come back whole by their own structure, and nothing is made up."""

import gzip
import io
import os
import random
import zipfile
import zlib

import pytest

from models.recovery import CarvedFile, Progress, SourceError, UnknownKindError, carve, recover_files, scan_files
from models.recovery.formats import FORMATS, measure
from models.recovery.source import Pieces, Source
from tests.models.recovery.files_made import ENDINGS, KINDS, LIKE_NOISE, make_file
from tests.models.recovery.images import SYSTEMS, Image

EACH = {f"f{number}.{ending}": make_file(number, ending) for number in range(2) for ending in ENDINGS + LIKE_NOISE}


def kind_of(name: str) -> str:
    ending = name.split(".")[1]
    return KINDS.get(ending, ending)


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4096)


def test_every_kind_comes_back_to_the_byte(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + b"".join(map(padded, EACH.values())))
    files = recover_files(path)
    assert [(file.kind, file.whole) for file in files] == [(kind_of(name), True) for name in EACH]
    assert [carve(path, file) for file in files] == list(EACH.values())


@pytest.mark.parametrize("system", SYSTEMS)
def test_deleted_files_come_back_from_file_systems_and_existing_ones_do_not(tmp_path, system):
    image = Image(tmp_path / "image", system, 16)
    pieces = {f"in_pieces{number}.png": make_file(70 + number, "png") for number in range(2)}
    image.write(EACH | {"kept.png": make_file(9, "png")})
    image.write_in_pieces(pieces)
    image.delete([*EACH, *pieces])
    found = {carve(image.path, file): file for file in recover_files(image.path)}
    assert {name for name, content in EACH.items() if content not in found} == set()
    assert make_file(9, "png") not in found
    for file in found.values():
        assert file.whole or system == "ext4"
    if system != "ext4":
        assert set(found) == {*EACH.values(), *pieces.values()}
        assert any(file.runs for file in found.values())
        assert all(file.name and file.inode for file in found.values())


@pytest.mark.parametrize("ending", ENDINGS + LIKE_NOISE)
def test_half_a_file_is_never_whole(tmp_path, ending):
    for seed in range(6):
        content = make_file(seed, ending)
        path = tmp_path / "image"
        for rest in (bytes(8192), os.urandom(8192), b""):
            path.write_bytes(bytes(4096) + content[: len(content) * 2 // 3] + rest)
            for file in recover_files(path):
                unchecked = file.kind in ("safetensors", "webp")  # which have no checksum: only a short image tells
                assert not file.whole or (unchecked and rest)
                assert file.confidence <= 0.5 or file.whole
                assert file.offset + file.length <= path.stat().st_size


@pytest.mark.parametrize("ending", ["zip", "docx", "keras", "png", "gz", "xz", "bz2"])
def test_a_flipped_bit_is_seen_where_the_kind_has_checksums(tmp_path, ending):
    content = bytearray(make_file(1, ending))
    content[len(content) // 2] ^= 16
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content + bytes(4096))
    assert not any(file.whole for file in recover_files(path))


def test_a_database_with_pages_that_are_none_is_partial(tmp_path):
    content = make_file(1, "db")
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + content[:8192] + random.Random(1).randbytes(len(content) - 8192))
    assert [(file.whole, file.length) for file in recover_files(path)] == [(False, 8192)]


def test_random_bytes_with_signatures_in_them_give_nothing(tmp_path):
    chance = random.Random(3)
    image = bytearray(chance.randbytes(4 << 20))
    signatures = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"%PDF-1.4\n",
        b"\x1f\x8b\x08\0",
    ]
    signatures += [
        b"SQLite format 3\0\x10\0",
        b'\x10\0\0\0\0\0\0\0{"',
        b"%%EOF",
        b"\xfd7zXZ\0\0\4",
        b"BZh91AY&SY",
        b"RIFF\x30\1\0\0WEBPVP8 ",
        b"RIFF\x30\1\0\0WEBPVP8L",
        b"startxref\n9\n%%EOF",
        b"IEND\xaeB`\x82",
    ]
    image[:512] = bytes(512)
    for sector in range(512, len(image), 512):
        signature = chance.choice(signatures)
        image[sector : sector + len(signature)] = signature
    path = tmp_path / "image"
    path.write_bytes(image)
    assert recover_files(path) == ()


def test_files_within_files_are_not_told_twice(tmp_path):
    picture = make_file(2, "png")
    outer = gzip.compress(b"", mtime=1)
    assert len(outer) < 512
    path = tmp_path / "image"
    body = bytearray(make_file(3, "safetensors").ljust(1))
    path.write_bytes(bytes(512) + padded(picture) + bytes(body))
    assert [file.kind for file in recover_files(path)] == ["png", "safetensors"]


def test_several_members_of_gzip_are_one_file_and_a_bomb_is_not_inflated_for_ever(tmp_path):
    path = tmp_path / "image"
    two = gzip.compress(b"one" * 500, mtime=1) + gzip.compress(b"two" * 500, mtime=1)
    path.write_bytes(bytes(512) + two + bytes(512))
    (file,) = recover_files(path)
    assert carve(path, file) == two
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 24)) for _ in range(80)) + packer.flush()
    path.write_bytes(bytes(512) + bomb)
    assert not any(file.whole for file in recover_files(path, ["gzip"]))


def test_an_updated_pdf_ends_where_its_last_update_does(tmp_path):
    pdf = make_file(4, "pdf")
    table = pdf.index(b"xref\n")
    update = b"5 0 obj\n<< >>\nendobj\n"
    start = len(pdf) + len(update)
    update += b"xref\n5 1\n%010d 00000 n \ntrailer << /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(pdf), table, start,
    )  # fmt: skip
    path = tmp_path / "image"
    path.write_bytes(bytes(512) + padded(pdf + update) + padded(make_file(5, "pdf")))
    assert [carve(path, file) for file in recover_files(path)] == [pdf + update, make_file(5, "pdf")]


@pytest.mark.parametrize("ending", ENDINGS + LIKE_NOISE)
def test_broken_files_break_nothing(tmp_path, ending):
    whole = make_file(0, ending)[:6000]
    chance = random.Random(ending)
    kind = next(kind for kind, form in FORMATS.items() if form.begins(whole))
    path = tmp_path / "image"
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content) if chance.random() < 0.5 else 100)] = chance.choice(
                (0, 255, 127, 1, 34)
            )
        path.write_bytes(bytes(512) + content[: chance.randint(20, len(content))])
        with Source(path) as source:
            file = Pieces(source, ((512, source.size - 512),))
            measured = measure(kind, file)
            assert measured is None or 0 < measured.length <= file.size


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_entry_of_an_archive_makes_it_partial_however_it_is_packed(tmp_path, method):
    stream, path, whole = io.BytesIO(), tmp_path / "image", set()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("lost.txt", random.Random(1).randbytes(300))
    for place in range(60, 300):  # of the packed bytes
        content = bytearray(stream.getvalue())
        content[place] ^= 0xFF
        path.write_bytes(bytes(512) + content)
        with Source(path) as source:
            measured = measure("zip", Pieces(source, ((512, len(content)),)))
        assert measured and measured.length == len(content)
        whole.add(measured.whole)
    assert whole == {False}


def test_kinds_can_be_chosen_and_unknown_ones_are_refused(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(512) + b"".join(map(padded, EACH.values())))
    assert {file.kind for file in recover_files(path, ["png", "sqlite"])} == {"png", "sqlite"}
    with pytest.raises(UnknownKindError):
        recover_files(path, ["exe"])


def test_progress_comes_before_files(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(512) + padded(EACH["f0.png"]))
    *progress, file = scan_files(path)
    assert isinstance(file, CarvedFile) and all(isinstance(step, Progress) for step in progress)


def test_what_is_not_there_cannot_be_carved(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(bytes(1000))
    for offset, length in ((900, 200), (0, 1 << 40)):
        with pytest.raises(SourceError):
            carve(path, CarvedFile(offset, length, "png", None, True, 1.0))
