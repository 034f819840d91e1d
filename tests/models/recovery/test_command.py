"""The command: it writes what it finds elsewhere, shows it harmlessly, and never touches what it reads."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.recovery import signatures
from models.recovery.__main__ import main
from models.recovery.display import harmless
from models.recovery.errors import OutputError
from models.recovery.output import check_output, file_name, shares_device, write_new
from tests.models.recovery.files_made import make_file

ROOT = Path(__file__).parents[3]
TEXT = "begin \x1b]0;owned\x07 the red lantern \u202egnp.exe\u202c \u2066x\u2069 end\r\n" * 20


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "disk.img"
    kept = TEXT.replace("\x07", "").encode()
    path.write_bytes(bytes(4096) + kept.ljust(8192, b"\0") + make_file(1, "png") + bytes(512))
    return path


def test_what_is_found_is_written_and_shown_harmlessly(image, tmp_path, capsys):
    before = hashlib.sha256(image.read_bytes()).digest()
    folder = tmp_path / "out" / "found"
    assert main([str(image), "--fragment", "red  LANTERN", "--files", "--output", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\u202e" not in shown and "\u2066" not in shown
    assert "␛]0;owned" in shown and "\\u202e" in shown
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["001_at_12288.png", "001_at_4096.txt", "found.json"]
    assert (folder / names[1]).read_bytes().decode() == TEXT.replace("\x07", "")
    assert (folder / names[0]).read_bytes() == make_file(1, "png")
    (described,) = json.loads((folder / "found.json").read_text())
    assert described["offset"] == 4096 and described["hits"][0]["fragment"] == "red  LANTERN"
    assert hashlib.sha256(image.read_bytes()).digest() == before


def test_nothing_found_and_nothing_asked_have_codes_of_their_own(image, capsys):
    assert main([str(image), "--fragment", "blue lantern"]) == 1
    assert main([str(image)]) == 2 and main([str(image), "--fragment", "x"]) == 2
    assert main([str(image) + ".none", "--fragment", "red lantern"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_is_larger_than_memory_should_be_is_written_and_stops_no_other(tmp_path, monkeypatch):
    size = (1 << 20) + 7
    header = json.dumps({"a": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    large = len(header).to_bytes(8, "little") + header + os.urandom(size)
    path, folder, small = tmp_path / "disk.img", tmp_path / "found", make_file(1, "png")
    path.write_bytes(bytes(4096) + large + bytes(-len(large) % 4096) + small + bytes(512))
    monkeypatch.setattr(signatures, "PART", 100_000)
    monkeypatch.setattr(signatures, "LARGEST_CARVED", 1 << 20)
    assert main([str(path), "--files", "--output", str(folder)]) == 0
    assert [file.read_bytes() for file in sorted(folder.iterdir())] == [large, small]


def test_of_a_file_that_cannot_be_written_to_its_end_nothing_stays(tmp_path):
    def parts():
        yield b"begun"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_new(tmp_path / "file", parts())
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_named_so_is_told(image, tmp_path, capsys):
    assert main([str(image), "--files", "--output", str(tmp_path / ("x" * 300))]) == 2
    assert "cannot be used: File name too long. Name another folder." in capsys.readouterr().err


def test_nothing_is_written_over(image, tmp_path, capsys):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    assert main([str(image), "--fragment", "red lantern", "--output", str(folder)]) == 2
    assert [path.name for path in folder.iterdir()] == ["mine"]
    assert main([str(image), "--fragment", "red lantern", "--output", str(image)]) == 2
    assert main([str(image), "--fragment", "red lantern", "--output", str(image / "inside")]) == 2
    with pytest.raises(OutputError):
        write_new(folder / "mine", b"other")
    assert (folder / "mine").read_text() == "mine" and "lantern" not in capsys.readouterr().out


def test_a_refused_search_makes_no_folder(image, tmp_path):
    folder = tmp_path / "new"
    assert main([str(image), "--fragment", "", "--output", str(folder)]) == 2
    assert main([str(tmp_path), "--fragment", "red lantern", "--output", str(folder)]) == 2
    assert not folder.exists()


def test_a_map_is_printed(image, capsys):
    assert main(["map", str(image), "--cells", "4"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines and lines[0].split()[0] == "0" and lines[0].rstrip().endswith("%")


def command(*arguments: str, **variables: str) -> list[str]:
    """The command as a shell starts it, with such variables."""
    settings = [f"{name}={value}" for name, value in variables.items()]
    return ["env", *settings, sys.executable, "-m", "models.recovery", *arguments]


def test_a_terminal_that_knows_ascii_alone_is_shown_every_text(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(4096) + ("Der verlorene Schlüssel lag unter der Brücke. " * 40).encode() + bytes(4096))
    asked = command(str(path), "--fragment", "verlorene", PYTHONIOENCODING="ascii")
    done = subprocess.run(asked, cwd=ROOT, capture_output=True)
    assert done.returncode == 0 and b"Schl\\xfcssel" in done.stdout and not done.stderr


def test_nobody_who_reads_on_is_no_fault(image):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command("map", str(image)), cwd=ROOT, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.returncode == 141 and not done.stderr


def described(system, device: str, **places: str) -> None:
    """Describes a block device as Linux does: what it lies on, and whether it is a partition."""
    folder = system / device
    folder.mkdir(parents=True)
    (folder / "dev").write_text(device + "\n")
    for name, under in places.items():
        (folder / "slaves" / name).mkdir(parents=True)
        (folder / "slaves" / name / "dev").write_text(under + "\n")


def test_a_partition_an_encrypted_and_a_logical_volume_are_the_disk_they_lie_on(tmp_path):
    system, disk = tmp_path / "block", tmp_path / "sda"
    system.mkdir()
    for device, place in (("8:0", disk), ("8:1", disk / "sda1"), ("8:2", disk / "sda2")):
        place.mkdir()
        (place / "dev").write_text(device)
        if device != "8:0":
            (place / "partition").write_text("1")
        (system / device).symlink_to(place)
    described(system, "253:0", sda2="8:2")
    described(system, "253:1", dm="253:0")
    described(system, "8:16")
    number = {
        device: os.makedev(*map(int, device.split(":"))) for device in ("8:0", "8:1", "8:2", "253:1", "8:16", "9:9")
    }
    for one in ("8:0", "8:2", "253:1"):
        assert shares_device(number["8:0"], number[one], system) and shares_device(number[one], number["8:1"], system)
        assert not shares_device(number[one], number["8:16"], system)
    assert shares_device(number["9:9"], number["9:9"], system) and not shares_device(
        number["9:9"], number["8:0"], system
    )


def test_a_folder_beside_an_image_is_allowed_and_made(image, tmp_path):
    assert check_output(image, tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x1b[2Jb", "x\u202etxt.exe", "a/b\\c:d", "n" * 500, "C:\\x"])
def test_names_of_files_steer_nothing(name):
    made = file_name(7, name, "txt")
    assert made.startswith("007_") and made.endswith(".txt") and len(made) < 100
    assert not set(made[:-4]) & set("/\\:\x1b\u202e.")


@pytest.mark.parametrize("name", ["恢复" * 100, "𠮷" * 100, "é" * 100, "a𠮷" * 50])
def test_a_long_name_in_any_script_is_cut_between_characters_and_can_be_written(name, tmp_path):
    made = file_name(100_000, name, "sqlite")
    (tmp_path / made).write_bytes(b"text")
    assert len(made.encode()) <= 255 and name.startswith(made[len("100000_") : -len(".sqlite")])


def test_every_control_and_invisible_character_is_shown():
    assert harmless("a\tb\nc\r\nd") == "a\tb\nc\nd"
    assert harmless("\x1b[31m\x07\r\x00\x9b\u200b\u202e\u2028\ufeff中é😀") == (
        "␛[31m␇␍␀\\u009b\\u200b\\u202e\\u2028\\ufeff中é😀"
    )
    assert harmless("\ud800\U000e0041") == "\\ud800\\U000e0041"
