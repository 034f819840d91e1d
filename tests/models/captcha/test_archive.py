"""Archives that mean harm are named for what they are, and what is sound in them is still given."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from models.captcha import CaptchaError, archive, draw
from models.captcha.archive import UnsafeArchiveError, contents, is_archive, members

MAX_MEMBER, MAX_UNPACKED = 100_000, 1_000_000  # bytes: small here, so that bombs are made quickly


@pytest.fixture(autouse=True)
def small_limits(monkeypatch):
    assert (archive.MAX_MEMBER, archive.MAX_UNPACKED) == (10 * 2**20, 100 * 2**20)
    monkeypatch.setattr(archive, "MAX_MEMBER", MAX_MEMBER)
    monkeypatch.setattr(archive, "MAX_UNPACKED", MAX_UNPACKED)


def picture() -> bytes:
    stream = io.BytesIO()
    draw("2468", seed=1).save(stream, "PNG")
    return stream.getvalue()


def packed(path, files, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in files:
            made.writestr(name, content)
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
    assert all(
        not isinstance(content, bytes) or len(content) <= 100 for content in outcome(str(tmp_path / "lie.zip")).values()
    )


def test_of_ten_thousand_files_the_first_are_read_and_the_last_row_says_that_there_are_more(tmp_path):
    path = packed(tmp_path / "a.zip", [(f"{number}.png", b"x") for number in range(10_000)])
    found = outcome(path, most=200)
    assert list(found) == [f"{number}.png" for number in range(200)]
    assert found.pop("199.png") == "At most 200 pictures are read at once."
    assert set(found.values()) == {b"x"}


def test_as_many_files_as_may_be_are_all_read(tmp_path):
    path = packed(tmp_path / "a.zip", [(f"{number}.png", b"x") for number in range(200)])
    assert list(outcome(path, most=200).values()) == [b"x"] * 200


def test_all_files_together_give_no_more_rows_than_may_be(tmp_path):
    bad = [("../up{}.png", b"x"), ("folder{}/", b""), ("nested{}.zip", b"PK"), ("large{}.png", bytes(MAX_MEMBER + 1))]
    bad = [(name.format(number), content) for number in range(5) for name, content in bad]
    hidden = [(f".{number}", b"x") for number in range(90)]
    paths = [packed(tmp_path / f"{number}.zip", bad + hidden) for number in range(4)]
    (tmp_path / "alone.png").write_bytes(picture())
    (tmp_path / "broken.zip").write_bytes((tmp_path / "0.zip").read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    paths = [str(tmp_path / "broken.zip"), str(tmp_path / "alone.png"), *paths]
    rows = list(contents(paths, 20))
    assert [name for name, _ in rows[:4]] == ["broken.zip", "alone.png", "0.zip/../up0.png", "0.zip/nested0.zip"]
    assert "cannot be opened" in rows[0][1].cause and rows[1][1] == paths[1] and rows[3][1] == b"PK"
    assert len(rows) == 20 and rows[-1][1].cause == "At most 20 pictures are read at once."
    assert "At most" not in str(list(contents(paths, 62))[-1][1])  # that many there are
    assert list(contents(paths, 0)) == []


def test_all_archives_together_unpack_no_more_than_one_may(tmp_path):
    parts = [(f"{number}.png", bytes(MAX_MEMBER)) for number in range(MAX_UNPACKED // MAX_MEMBER - 1)]
    paths = [packed(tmp_path / f"{number}.zip", parts) for number in range(2)]
    rows = list(contents(paths, 100))
    assert sum(len(content) for _, content in rows if isinstance(content, bytes)) == MAX_UNPACKED
    assert "unpacks to more" in rows[-1][1].cause


def test_what_is_damaged_counts_too_so_that_it_is_not_unpacked_without_end(tmp_path):
    parts = [(f"{number}.png", bytes(MAX_MEMBER)) for number in range(MAX_UNPACKED // MAX_MEMBER + 3)]
    packed(tmp_path / "a.zip", parts)
    checksum = struct.pack("<L", zlib.crc32(bytes(MAX_MEMBER)))
    (tmp_path / "a.zip").write_bytes((tmp_path / "a.zip").read_bytes().replace(checksum, b"sums"))
    causes = list(outcome(str(tmp_path / "a.zip")).values())
    assert ["unpacks to more" in cause for cause in causes] == [False] * 10 + [True] * 3


def test_no_more_archives_are_looked_into_once_they_have_listed_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_LISTED", 100)
    hidden = [(f".{number}.png", b"x") for number in range(60)]
    paths = [packed(tmp_path / f"{number}.zip", hidden) for number in range(4)]
    assert [name for name, _ in contents(paths, 200)] == ["2.zip"]


def test_what_unpacks_in_one_go_is_not_unpacked(tmp_path):
    found = outcome(packed(tmp_path / "a.zip", [("a.png", bytes(10_000))], zipfile.ZIP_BZIP2))
    assert found == {"a.png": "It cannot be unpacked: it is packed in an unusual way."}


def test_what_a_mac_adds_costs_no_row(tmp_path):
    names = ["__MACOSX/._1.png", "a/__MACOSX/1.png", "._1.png", "a/.DS_Store", ".hidden/2.png", "a/1.png", "a/2.png"]
    found = list(members(packed(tmp_path / "a.zip", [(name, b"x") for name in names]), 2))
    assert found == [("a/1.png", b"x"), ("a/2.png", b"x")]


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


def test_a_member_whose_packing_is_broken_is_named_and_the_rest_is_given(tmp_path):
    path = packed(tmp_path / "a.zip", [("broken.png", picture()), ("good.png", picture())])
    content = bytearray((tmp_path / "a.zip").read_bytes())
    content[content.index(b"broken.png") + len(b"broken.png")] = 0xFF  # the first block of a kind that there is not
    (tmp_path / "a.zip").write_bytes(content)
    found = outcome(path)
    assert "cannot be unpacked" in found["broken.png"] and found["good.png"] == picture()


def test_what_is_no_archive_is_refused_with_a_remedy(tmp_path):
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"PK\x05\x06 and nothing")
    with pytest.raises(CaptchaError) as refusal:
        list(members(str(broken), 10))
    assert "ZIP" in refusal.value.remedy
    assert not is_archive(str(broken))


def test_a_huge_archive_is_refused_before_its_contents_are_listed(tmp_path):
    file = tmp_path / "huge.zip"
    with zipfile.ZipFile(file, "w") as huge:
        huge.writestr("a.png", bytes(archive.MAX_ARCHIVE + 1))
    with pytest.raises(UnsafeArchiveError, match="10,000,000 bytes"):
        list(archive.members(str(file), 10))
