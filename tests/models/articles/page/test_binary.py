"""Bytes that are no page are refused by what they are; pages stay pages, damaged ones and those in UTF-16 too."""

import gzip
import io
import random
import tarfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from models.articles import BinaryDataError, FormatError, PageError, extract, extract_thread
from models.articles.page.binary import check_text
from tests.models.articles.pages import NEWS, STORY

PAGE = f"<html><head><title>市场</title></head><body><p>{'</p><p>'.join((*STORY, *NEWS))}</p></body></html>"
NOISE = random.Random(4413).randbytes(285_916)


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(stream, kind)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("page.html", PAGE)
    return stream.getvalue()


def tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("page.html"))
    return stream.getvalue()


FORMATS = {
    **{name: picture(name) for name in ("PNG", "JPEG", "GIF", "WebP", "TIFF", "BMP", "ICO")},
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n<p>",
    "ZIP": archive(),
    "gzip": gzip.compress(PAGE.encode()),
    "tar": tar(),
    "ELF": b"\x7fELF\2\1\1" + bytes(57) + NOISE[:1000],
    "MP3": b"ID3\4" + NOISE[:1000],
    "WOFF2": b"wOF2" + NOISE[:1000],
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_another_format_is_refused_by_its_name(name):
    with pytest.raises(FormatError, match=f"This is an? {name} .*, no page") as told:
        extract(FORMATS[name])
    assert told.value.format == name
    assert told.value.remedy
    with pytest.raises(PageError, match=name):
        extract_thread([PAGE.encode(), FORMATS[name]])


@pytest.mark.parametrize("before", [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<p>", b"\0" * 1000])
@pytest.mark.parametrize("size", [300, 4000, len(NOISE)])
def test_noise_is_no_text_whatever_stands_before_it(before, size):
    for content in (before + NOISE[:size], (before + NOISE[:size]).decode("latin-1")):
        with pytest.raises(PageError):
            extract(content)
    with pytest.raises(BinaryDataError, match="binary data"):
        check_text(NOISE)


def test_a_picture_read_as_text_by_someone_else_is_no_page():
    for charset in ("utf-8", "latin-1", "gb18030"):
        with pytest.raises(BinaryDataError):
            check_text(FORMATS["PNG"].decode(charset, "replace"))


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "cp932", "cp949", "hz"]
)
def test_pages_in_all_character_sets_are_text(charset):
    check_text(PAGE.encode(charset, "ignore"))
    check_text(PAGE)


@pytest.mark.parametrize("charset", ["iso2022_jp", "iso2022_kr"])
def test_the_shifts_of_iso_2022_are_text(charset):
    check_text("<p>駅前の商店街 시장에는</p>".encode(charset, "ignore") * 20)


def test_pages_with_stray_bytes_stay_pages():
    whole = PAGE.encode()
    odd = bytearray(whole * 3)
    odd[::400] = b"\0" * len(odd[::400])
    odd[7::300] = b"\x02" * len(odd[7::300])
    for content in (bytes(odd), whole + bytes(len(whole)), b"\0\0" + whole, whole + NOISE[:100]):
        assert STORY[0][:20] in extract(content).text


def test_letters_that_a_format_begins_with_may_begin_a_text():
    for begin in ("BM is a format", "MZ", "ID3 tags", "PAR1", "wOFF"):
        check_text(f"{begin} <b>{STORY[0]}</b>".encode())


def test_the_bundled_examples_are_text():
    for file in Path("models/articles/examples").glob("*.html"):
        check_text(file.read_bytes())


@pytest.mark.parametrize("content", [b"", b"\0\0\0", " \n", b"\xff\xfe"])
def test_nothing_is_empty_and_not_binary(content):
    with pytest.raises(PageError, match="empty"):
        extract(content)
