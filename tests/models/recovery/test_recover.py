"""Deleted texts come back from images of three file systems, and from what is no file system at all."""

import hashlib
import os
import random
import struct
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from models.recovery import FragmentError, Progress, Recovered, UnknownKindError, recover_text, scan_text, search_live
from tests.models.recovery.images import Image, tool
from tests.models.recovery.texts_made import make_text
from tests.waiting import COMMAND

ROOT = Path(__file__).parents[3]
PEAK = r"""
import re
from pathlib import Path
def peak():  # of this process since it was started: getrusage would count what its parent had at the fork
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
"""
MEMORY = 100  # MiB, for any image


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_whole_texts_come_back_first_and_the_image_stays_as_it_was(lost):
    before = digest(lost.path), lost.path.stat().st_mtime_ns
    for made in lost.whole:
        best = recover_text(lost.path, [made.fragment]).versions[0]
        assert (best.text, best.kind, best.partial, best.exists) == (made.text, made.kind, (), False), made.name
        assert best.hits[0].fragment == made.fragment
        if lost.kind != "ext4":  # which forgets the places
            assert best.name == made.name and best.inode and best.time[:2] == "20"
    assert (digest(lost.path), lost.path.stat().st_mtime_ns) == before


def test_the_bytes_of_a_version_lie_where_it_says(lost):
    content = lost.path.read_bytes()
    for made in lost.whole:
        best = recover_text(lost.path, [made.fragment]).versions[0]
        if content[best.offset : best.offset + 4] != b"FILE" and len(made.text) > 800:
            assert content[best.offset : best.offset + best.length].decode(best.encoding) == best.text
            hit = best.hits[0]
            found = content[hit.offset : hit.offset + hit.length].decode(hit.encoding)
            assert found.lower() == made.fragment.lower()


def test_texts_in_pieces_are_whole_where_the_file_system_knows_and_else_partial(lost):
    for made in lost.pieces:
        best = recover_text(lost.path, [made.fragment]).versions[0]
        if best.text == made.text:
            assert not best.partial or lost.kind == "ext4"
        else:
            assert best.partial and lost.kind == "ext4", made.name
            assert best.text.strip("\ufffd")[:400] in made.text and len(best.text) > 2000


def test_a_file_that_was_not_deleted_says_so(lost):
    (version,) = recover_text(lost.path, [lost.kept.fragment]).versions
    assert version.exists and version.name == "kept.txt" and version.text == lost.kept.text


@pytest.mark.parametrize("searched", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])  # a Mac's names are decomposed, and what is copied from them
@pytest.mark.parametrize("words", ["le café de la gare", "wo die Größe übrig", "한국어 문서를"])
def test_texts_are_found_however_their_accents_are_composed(tmp_path, words, written, searched):
    text = unicodedata.normalize(written, f"{words} was all that she still knew of it.\n" * 3)
    (tmp_path / "image").write_bytes(bytes(4096) + text.encode() + bytes(4096))
    fragment = unicodedata.normalize(searched, words)
    *_, last = search_live(tmp_path / "image", [fragment])
    (version,) = last.found.versions
    assert "".join(part for part, _ in version.parts) == text
    assert [part for part, hit in version.parts if hit] == 3 * [unicodedata.normalize(written, words)]


def test_letters_that_unicode_never_composes_are_found_as_they_were_typed(tmp_path):
    text = "\u0958लम और \ufa10 के बारे में एक पाठ था।\n"
    (tmp_path / "image").write_bytes(bytes(4096) + text.encode() + bytes(4096))
    assert recover_text(tmp_path / "image", ["\u0958लम और \ufa10"]).versions[0].text == text


def test_what_was_overwritten_is_not_reported(tmp_path):
    for kind in ("ext4", "fat", "ntfs"):
        made = make_text(7, "plain", "en", 20_000)
        image = Image(tmp_path / kind, kind, 16)
        image.write({"lost.txt": made.text.encode()})
        image.delete(["lost.txt"])
        content = bytearray(image.path.read_bytes())
        place = content.index(made.text[:600].encode())
        content[place : place + len(made.text) + 4096] = random.Random(1).randbytes(len(made.text) + 4096)
        image.path.write_bytes(content)
        assert recover_text(image.path, [made.fragment]).versions == ()


def test_blocks_that_another_file_has_now_are_not_the_deleted_file(tmp_path):
    for kind in ("fat", "ntfs"):
        old, new = make_text(7, "plain", "en", 20_000), make_text(8, "plain", "en", 20_000)
        image = Image(tmp_path / kind, kind, 16)
        image.write_in_pieces({"old.txt": old.text.encode()})
        image.delete(["old.txt"])
        image.write({"new.txt": new.text.encode()})
        for version in recover_text(image.path, [old.fragment]).versions:
            assert version.text in old.text or version.partial
        (version, *_) = recover_text(image.path, [new.fragment]).versions
        assert version.exists and version.text == new.text


def test_a_deleted_name_is_not_given_to_what_was_written_there_later(tmp_path):
    """A FAT keeps both names; the first one's blocks hold the beginning of the second one's text."""
    image = Image(tmp_path / "image", "fat", 16)
    old, new = make_text(7, "plain", "en", 6_000), make_text(8, "plain", "en", 5_000)
    cut = new.text.index(new.fragment) + len(new.fragment) + 8
    image.write({"The old one.txt": old.text.encode()[:cut], "Between.txt": b"kept\n" * 900})
    image.delete(["The old one.txt"])
    content = bytearray(image.path.read_bytes())
    place = content.index(old.text[:600].encode())
    content[place : place + cut] = new.text.encode()[:cut]
    image.path.write_bytes(content)
    best = recover_text(image.path, [new.fragment]).versions[0]
    assert best.name is None and best.partial, best


def test_an_entry_of_a_fat_whose_blocks_begin_another_text_does_not_make_that_whole(tmp_path):
    """The first file had as many clusters as the hole that the second one's first piece was written to."""
    lines = [f"第{number}次记录：沿着海边的小路，老师看见了北方的山谷。\n" for number in range(999)]
    first = "\ufeff" + "".join(lines[:250])
    whole = first.ljust(8 * 1024, "\n") + "".join(lines[250:])
    image = Image(tmp_path / "image", "fat", 16)
    image.write({"hole": bytes(8 * 2048), "wall": random.Random(1).randbytes(2048)})
    image.delete(["hole"])
    name = "A name too long for the entry of the hole.txt"
    image.write({name: whole.encode("utf-16-le")})
    image.delete([name])
    versions = recover_text(image.path, ["第7次记录"]).versions
    assert [version.text for version in versions if not version.partial] in ([], [whole[1:]])


def test_versions_of_one_file_are_one_group_the_longest_first_and_equal_ones_counted(tmp_path):
    made = make_text(3, "markdown", "zh", 9000)
    drafts = [made.text[:5000] + "\n", made.text[:7000] + "\n", made.text]
    other = make_text(4, "plain", "zh", 4000).text + f"\n{made.fragment}。\n"
    image = Image(tmp_path / "image", "ext4", 16)
    names = [f"draft{number}.md" for number in range(5)]
    written = [*drafts, made.text, other]
    image.write(dict(zip(names, (text.encode("gb18030") for text in written), strict=True)))
    image.delete(names)
    fragment = made.text[2000:2012]
    versions = recover_text(image.path, [fragment, made.fragment], match="any").versions
    drafts_found = [version for version in versions if version.group == versions[0].group]
    assert [version.text for version in drafts_found] == [made.text, drafts[1], drafts[0]]
    assert drafts_found[0].copies == 2
    assert [version.text for version in versions if version not in drafts_found] == [other]


def test_all_fragments_or_any(lost):
    first, second = lost.whole[3], lost.whole[9]
    assert recover_text(lost.path, [first.fragment, second.fragment]).versions == ()
    versions = recover_text(lost.path, [first.fragment, second.fragment], match="any").versions
    assert {version.text for version in versions} == {first.text, second.text}
    within = " ".join(first.text.split()[5:8])
    assert recover_text(lost.path, [first.fragment, within]).versions[0].text == first.text


def test_progress_comes_before_the_answer(lost):
    *steps, answer = scan_text(lost.path, [lost.whole[0].fragment])
    assert isinstance(answer, Recovered) and all(isinstance(step, Progress) for step in steps)
    assert steps[0].done == 0 and steps[-1].done == steps[-1].total == answer.scanned


def test_partitions_are_looked_through(tmp_path):
    made = make_text(5, "plain", "en", 5000)
    image = Image(tmp_path / "part", "fat", 16)
    image.write({"lost.txt": made.text.encode()})
    image.delete(["lost.txt"])
    disk = bytearray(1 << 20)
    disk[446:462] = struct.pack("<BBBBBBBBII", 0, 0, 2, 0, 6, 0, 0, 0, 2048, (16 << 20) // 512)
    disk[510:512] = b"\x55\xaa"
    path = tmp_path / "disk"
    path.write_bytes(bytes(disk) + image.path.read_bytes())
    best = recover_text(path, [made.fragment]).versions[0]
    assert best.text == made.text and best.name == "_ost.txt"  # a FAT overwrites the first letter of a short name


def test_ext_names_deleted_files_with_their_places_in_the_journal(tmp_path):
    """The journal is written by debugfs, as a mount would: a block of the inode table before the deletion."""
    for kind in ("ext3", "ext4"):
        made = make_text(6, "latex", "zh", 9000)
        image = Image(tmp_path / kind, kind, 24)
        image.write_in_pieces({"thesis.tex": made.text.encode("gb18030")})
        where = tool("debugfs", "-R", "imap thesis.tex", str(image.path))
        block = where.split("at block ")[1].split(",")[0]
        old = tmp_path / "block"
        content = image.path.read_bytes()
        old.write_bytes(content[int(block) * 4096 : (int(block) + 1) * 4096])
        tool("debugfs", "-w", "-f", "-", str(image.path), given=f"jo\njw -b {block} {old}\njc\n")
        image.delete(["thesis.tex"])
        best = recover_text(image.path, [made.fragment]).versions[0]
        assert (best.text, best.name, best.partial) == (made.text, "thesis.tex", ()), kind


def test_a_sparse_gigabyte_takes_little_memory_and_time(tmp_path):
    made = make_text(8, "plain", "en", 50_000)
    path = tmp_path / "image"
    with path.open("wb") as file:
        file.seek(700 << 20)
        file.write(made.text.encode())
        file.truncate(1 << 30)
    script = f"""{PEAK}
import resource
from models.recovery import recover_files, recover_text
found = recover_text({str(path)!r}, [{made.fragment!r}])
recover_files({str(path)!r})
print(peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
print(found.scanned, len(found.versions[0].text))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=COMMAND)
    own, children, scanned, length = map(int, done.stdout.split())
    assert own <= MEMORY and children <= MEMORY, done.stdout
    assert scanned < 8 << 20 and length == len(made.text)


def test_a_full_image_takes_no_more_memory_than_an_empty_one(tmp_path):
    made = make_text(8, "plain", "en", 5_000)
    path = tmp_path / "image"
    with path.open("wb") as file:
        for number in range(48):
            file.write(made.text.encode().ljust(4096, b" ") if number % 2 else os.urandom(4096))
            file.write(os.urandom(4 << 20))
    script = f"""{PEAK}
from models.recovery import recover_text
recover_text({str(path)!r}, [{made.fragment!r}, "the"], match="any")
print(peak())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=COMMAND)
    assert int(done.stdout) <= MEMORY


@pytest.mark.parametrize("fill", ["zeros", "random", "ones", "truncated ext4"])
def test_images_without_text_give_nothing(tmp_path, fill):
    path = tmp_path / "image"
    if fill == "truncated ext4":
        Image(path, "ext4", 16)
        path.write_bytes(path.read_bytes()[: 3 << 20])
    else:
        path.write_bytes({"zeros": bytes(8 << 20), "ones": b"\xff" * (8 << 20), "random": os.urandom(8 << 20)}[fill])
    for fragment in ("lost words", "丢失的论文", "été"):
        assert recover_text(path, [fragment]).versions == ()


def test_a_million_hits_end_with_an_answer(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"word and " * 400_000)
    recovered = recover_text(path, ["and", "wo"], match="any")
    assert recovered.bounded or recovered.hits == 800_000
    assert recovered.versions and recovered.versions[0].partial


def test_what_cannot_be_asked_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(FragmentError):
        recover_text(tmp_path / "none", [""])
    for match, top in (("some", 5), ("all", 0), ("all", 10**6)):
        with pytest.raises(UnknownKindError):
            recover_text(tmp_path / "none", ["two words"], match=match, top=top)


def test_text_with_a_terminals_escapes_is_text(tmp_path):
    text = "log \x1b[31mred lantern\x1b[0m and \u202etxt.exe\u202c end.\n" * 30
    path = tmp_path / "image"
    path.write_bytes(bytes(4096) + text.encode() + bytes(4096))
    assert recover_text(path, ["red lantern"]).versions[0].text == text
