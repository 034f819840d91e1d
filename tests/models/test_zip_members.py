"""Names in ZIP archives of systems that do not write UTF-8, and archives that are damaged."""

import io
import lzma
import random
import struct
import zipfile
import zlib

import pytest

from models.zip_members import DAMAGED, is_hidden, names_of


def packed(names: list[bytes], extra: bytes = b"") -> zipfile.ZipFile:
    """An archive whose names are these bytes, and not said to be UTF-8."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, name in enumerate(names):
            member = zipfile.ZipInfo(f"{number:02}".ljust(len(name), "x"))
            member.extra = extra
            archive.writestr(member, b"<p>")
    content = stream.getvalue()
    for number, name in enumerate(names):
        content = content.replace(f"{number:02}".ljust(len(name), "x").encode(), name)
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("gbk", "验证码图/aB3x.png"), ("gbk", "测试.html"), ("gbk", "论坛帖子（一）"),
        ("gbk", "冰淇淋"), ("gbk", "安徽"), ("gbk", "页1.htm"), ("cp932", "画像/猫.png"), ("cp932", "表"),
        ("cp932", "議事録"), ("cp932", "スクリーンショット 2024-01-01"),
        ("big5", "資料夾/測試.html"), ("big5", "許功蓋"), ("cp949", "게시판글모음"),
        ("cp437", "café.html"),
        ("cp437", "naïve"), ("cp437", "Größe/Übung.html"), ("cp437", "señor"), ("cp437", "Ærlig"),
        ("utf-8", "网页/ä.html"), ("utf-8", "猫.png"), ("utf-8", "Привет"), ("utf-8", "é"), ("ascii", "a/b.html"),
    ],
)  # fmt: skip
def test_names_are_those_that_were_packed(charset, name):
    archive = packed([name.encode(charset), b"index.html"])
    assert names_of(archive.infolist()) == [name, "index.html"]
    assert archive.read(archive.infolist()[0]) == b"<p>"


def test_names_are_judged_together():
    names = ["新聞", "資料夾/測試.html", "論壇"]  # of which the first and the last are Chinese in GBK too
    assert names_of(packed([name.encode("big5") for name in names]).infolist()) == names


def test_names_that_say_what_they_are_are_believed():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("囍.html", b"")
    assert names_of(zipfile.ZipFile(stream).infolist()) == ["囍.html"]
    raw = "囍.html".encode("gbk")
    field = b"\1" + struct.pack("<I", zlib.crc32(raw)) + "囍.html".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert names_of(packed([raw], extra).infolist()) == ["囍.html"]
    assert names_of(packed([b"other.html"], extra).infolist()) == ["other.html"]  # the field is of another name


@pytest.mark.parametrize("extra", [b"\x75\x70", b"\x75\x70\x01\0\1", b"\x75\x70\0\0" * 9])
def test_extra_fields_that_are_cut_short_tell_nothing(extra):
    (member,) = packed(["测试".encode("gbk")]).infolist()
    member.extra = extra  # some zipfiles refuse to open an archive with it
    assert names_of([member]) == ["测试"]


@pytest.mark.parametrize(
    ("method", "error"), [(zipfile.ZIP_DEFLATED, zlib.error), (zipfile.ZIP_LZMA, lzma.LZMAError)], ids=str
)
def test_what_a_damaged_archive_raises_is_known(method, error):
    stream, chance, raised = io.BytesIO(), random.Random(1), set()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("a.html", b"<p>" * 20)
    whole = stream.getvalue()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] = chance.choice([0, 255, chance.randrange(256)])
        try:
            with zipfile.ZipFile(io.BytesIO(damaged)) as archive:
                names_of(archive.infolist())
                archive.read(archive.infolist()[0])
        except DAMAGED as problem:
            raised.add(type(problem))
        except IndexError:
            pass  # by its directory it is empty
    assert {zipfile.BadZipFile, error, NotImplementedError} <= raised


def test_what_a_mac_adds_is_hidden():
    hidden = ["__MACOSX/._a.html", "a/__MACOSX/b", "._a.html", "a/.DS_Store", ".git/a.html", "a\\._b.html"]
    assert [name for name in (*hidden, "a.html", "a/b.html", "../a.html") if not is_hidden(name)] == [
        "a.html", "a/b.html", "../a.html",
    ]  # fmt: skip
