"""What file systems still know: names, times, inodes and places, from a process that may end without harm."""

import os
import random

import pytest

from models.recovery import SourceError, file_systems
from models.recovery.answers import FileEntry, FileSystem
from models.recovery.filesystem import Occupied
from tests.models.recovery.images import Image

TEXT = b"A line of a file that is long enough to be no resident one.\n" * 100


@pytest.mark.parametrize("kind", ["ext2", "ext3", "ext4", "fat", "ntfs"])
def test_each_file_system_tells_what_it_knows(tmp_path, kind):
    image = Image(tmp_path / "image", kind, 16)
    image.write({"Keep this.txt": TEXT, "Lose this.txt": TEXT[::-1], "small.txt": b"resident on some"})
    image.delete(["Lose this.txt"])
    (system,) = file_systems(image.path)
    assert system.kind == {"fat": "fat16"}.get(kind, kind) and system.complete
    files = {file.name: file for file in system.files}
    kept, lost = files["Keep this.txt"], files["Lose this.txt"]
    assert not kept.deleted and kept.size == len(TEXT) and lost.deleted and not lost.overwritten
    content = image.path.read_bytes()
    assert b"".join(content[start : start + length] for start, length in kept.runs) == TEXT
    assert (kept.runs[0][0] - system.first_block) % system.block_size == 0
    assert kept.time[:2] == "20" and kept.inode != lost.inode
    if kind in ("fat", "ntfs"):
        assert b"".join(content[start : start + length] for start, length in lost.runs) == TEXT[::-1]
    small = files["small.txt"]
    assert small.content == b"resident on some" if kind == "ntfs" else small.runs


def test_a_file_whose_blocks_are_anothers_is_overwritten(tmp_path):
    image = Image(tmp_path / "image", "fat", 16)
    image.write({"Lose this.txt": TEXT})
    image.delete(["Lose this.txt"])
    image.write({"New.txt": TEXT[::-1]})
    image.path.write_bytes(image.path.read_bytes())
    (system,) = file_systems(image.path)
    lost = [file for file in system.files if file.deleted]
    new = next(file for file in system.files if file.name.lower() == "new.txt")
    assert all(file.overwritten or not set(file.runs) & set(new.runs) for file in lost)


@pytest.mark.parametrize("content", [bytes(1 << 20), os.urandom(1 << 20), b"text, no image\n" * 9])
def test_what_is_no_file_system_is_no_error(tmp_path, content):
    path = tmp_path / "image"
    path.write_bytes(content)
    assert file_systems(path) == ()


def test_a_broken_file_system_ends_nothing_here(tmp_path):
    chance = random.Random(2)
    for kind in ("ext4", "fat", "ntfs"):
        image = Image(tmp_path / kind, kind, 16)
        image.write({f"file{number}.txt": TEXT for number in range(5)})
        whole = image.path.read_bytes()
        used = [place for place in range(0, len(whole), 512) if any(whole[place : place + 512])]
        for _ in range(6):
            broken = bytearray(whole)
            for _ in range(200):
                broken[chance.choice(used) + chance.randrange(512)] = chance.randrange(256)
            image.path.write_bytes(broken)
            for system in file_systems(image.path):
                ends = [start + length for file in system.files for start, length in file.runs if not file.deleted]
                assert isinstance(ends, list)


def test_an_image_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SourceError):
        file_systems(tmp_path / "none")


def test_what_is_occupied_and_what_lies_between():
    files = (
        FileEntry("a", 1, False, 9, None, ((100, 50), (200, 50))),
        FileEntry("b", 2, False, 9, None, ((150, 10),)),
        FileEntry("c", 3, True, 9, None, ((300, 50),)),
    )
    occupied = Occupied([FileSystem("ext4", 0, 10, 0, files)])
    assert [occupied.gap(at, 1000) for at in (0, 99, 100, 159, 160, 250, 999)] == [
        (0, 100),
        (0, 100),
        (100, 160),
        (100, 160),
        (160, 200),
        (250, 1000),
        (250, 1000),
    ]
    assert [occupied.overlaps(*run) for run in ((0, 100), (0, 101), (160, 40), (159, 1), (199, 2), (300, 9))] == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]
    assert Occupied([]).gap(5, 10) == (0, 10) and not Occupied([]).overlaps(0, 10)
