"""Archives that mean harm are named for what they are, and what is sound in them is still given."""

import io
import stat
import struct
import zipfile

import pytest

from models.captcha import CaptchaError, draw
from models.captcha.archive import MAX_MEMBER, MAX_UNPACKED, is_archive, members


def picture() -> bytes:
    stream = io.BytesIO()
    draw("2468", seed=1).save(stream, "PNG")
    return stream.getvalue()


def packed(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return str(path)


def outcome(path, most=100):
    return {name: content if isinstance(content, bytes) else content.cause for name, content in members(path, most)}


def test_pictures_come_out_in_order_and_folders_do_not(tmp_path):
    path = packed(tmp_path / "a.zip", [("b/2.png", picture()), ("b/", b""), ("1.png", picture()), ("__MACOSX/x", b"")])
    assert is_archive(path)
    assert [name for name, _ in members(path, 10)] == ["b/2.png", "1.png"]
    assert outcome(path)["1.png"] == picture()


@pytest.mark.parametrize("name", ["../up.png", "/etc/passwd", "a/../../b.png", "..\\up.png", "C:\\x.png"])
def test_a_name_that_leads_out_is_refused_and_the_rest_is_given(tmp_path, name):
    found = outcome(packed(tmp_path / "a.zip", [(name, picture()), ("good.png", picture())]))
    assert found.pop("good.png") == picture()
    assert list(found.values()) == ["Its name leads out of the archive."]


def test_a_bomb_is_not_unpacked(tmp_path):
    found = outcome(packed(tmp_path / "a.zip", [("bomb.png", bytes(MAX_MEMBER + 1)), ("good.png", picture())]))
    assert "unpacks to more" in found["bomb.png"]
    assert found["good.png"] == picture()


def test_a_bomb_of_many_parts_is_stopped_by_their_sum(tmp_path):
    parts = [(f"{number}.png", bytes(MAX_MEMBER)) for number in range(MAX_UNPACKED // MAX_MEMBER + 3)]
    found = list(outcome(packed(tmp_path / "a.zip", parts)).values())
    assert sum(len(content) for content in found if isinstance(content, bytes)) <= MAX_UNPACKED
    assert "unpacks to more" in found[-1]


def test_a_size_that_lies_does_not_help(tmp_path):
    packed(tmp_path / "a.zip", [("bomb.png", bytes(MAX_MEMBER + 1))])
    small = (tmp_path / "a.zip").read_bytes().replace(struct.pack("<L", MAX_MEMBER + 1), struct.pack("<L", 100))
    (tmp_path / "lie.zip").write_bytes(small)
    assert all(not isinstance(it, bytes) or len(it) <= MAX_MEMBER for _, it in members(str(tmp_path / "lie.zip"), 9))


def test_all_of_ten_thousand_files_are_named_and_the_first_are_read(tmp_path):
    path = packed(tmp_path / "a.zip", [(f"{number}.png", b"x") for number in range(10_000)])
    found = outcome(path, most=200)
    assert len(found) == 10_000
    assert sum(isinstance(content, bytes) for content in found.values()) == 200
    assert found["9999.png"].startswith("At most 200")


def test_links_and_damaged_members_are_named(tmp_path):
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path / "a.zip", [(link, "/etc/passwd"), ("good.png", picture())], zipfile.ZIP_STORED)
    content = bytearray((tmp_path / "a.zip").read_bytes())
    content[content.index(b"\x89PNG") + 60] ^= 255  # the checksum no longer fits
    (tmp_path / "a.zip").write_bytes(content)
    found = outcome(path)
    assert found["link.png"] == "It is a link."
    assert "cannot be unpacked" in found["good.png"]


def test_what_is_no_archive_is_refused_with_a_remedy(tmp_path):
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"PK\x05\x06 and nothing")
    with pytest.raises(CaptchaError) as refusal:
        list(members(str(broken), 10))
    assert "ZIP" in refusal.value.remedy
    assert not is_archive(str(broken))
