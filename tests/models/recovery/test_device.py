"""A device that is named as one: a loop device where the machine lends one, and what stands for devices elsewhere."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.recovery import DeviceError, SourceError, recover_files, recover_text
from models.recovery.source import Source
from tests.models.recovery.images import Image
from tests.models.recovery.texts_made import make_text
from tests.waiting import COMMAND

ROOT = Path(__file__).parents[3]
MADE = make_text(5, "markdown", "en", 9_000)


@pytest.fixture
def image(tmp_path):
    image = Image(tmp_path / "disk.img", "ext4", 16)
    image.write({"lost.md": MADE.text.encode(), "kept.txt": b"kept\n" * 999})
    image.delete(["lost.md"])
    return image.path


@pytest.fixture
def device(image):
    """A block device that is the image, which the kernel lets nobody write to."""
    environment = os.environ | {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin"}
    options = {"capture_output": True, "text": True, "env": environment}
    try:
        made = subprocess.run(["losetup", "--find", "--show", "--read-only", image], **options)
    except FileNotFoundError:
        pytest.skip("This system has no losetup.")
    if made.returncode:
        pytest.skip(f"No loop device is lent here: {made.stderr.strip()}")
    yield Path(made.stdout.strip())
    subprocess.run(["losetup", "--detach", made.stdout.strip()], **options, check=True)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-m", "models.recovery", *map(str, arguments)]
    return subprocess.run(given, capture_output=True, text=True, cwd=ROOT, timeout=COMMAND)


def test_a_device_is_searched_when_it_is_named_as_one_and_stays_as_it_was(image, device, tmp_path):
    before = hashlib.sha256(image.read_bytes()).hexdigest()
    with Source(device, device=True) as source:
        assert source.size == image.stat().st_size
        assert list(source.extents())[-1][1] == source.size
    versions = recover_text(device, [MADE.fragment], device=True).versions
    assert versions[0].text == MADE.text and versions == recover_text(image, [MADE.fragment]).versions
    assert recover_files(device, device=True) == recover_files(image)
    done = command(device, "--device", "--fragment", MADE.fragment, "--output", tmp_path / "found")
    assert done.returncode == 0, done.stderr
    assert MADE.text in [path.read_text() for path in (tmp_path / "found").glob("*.md")]
    assert command("map", device, "--device").stdout == command("map", image).stdout != ""
    assert hashlib.sha256(image.read_bytes()).hexdigest() == before


def test_a_device_that_was_not_named_as_one_is_refused(device, tmp_path):
    with pytest.raises(DeviceError, match="--device"):
        Source(device)
    done = command(device, "--fragment", MADE.fragment, "--output", tmp_path / "found")
    assert done.returncode == 2 and "--device" in done.stderr
    assert not (tmp_path / "found").exists()


def test_a_device_is_opened_for_reading_and_measured_by_seeking(image, monkeypatch):
    """As a device must be, whose file has no size of its own."""
    opened, opener, seeker, sought = [], os.open, os.lseek, []
    monkeypatch.setattr(os, "open", lambda path, flags, *more: opened.append(flags) or opener(path, flags, *more))
    monkeypatch.setattr(os, "lseek", lambda file, at, how: sought.append((at, how)) or seeker(file, at, how))
    with Source(image, device=True) as source:
        assert source.size == image.stat().st_size
    assert [flags & os.O_ACCMODE for flags in opened] == [os.O_RDONLY]
    assert (0, os.SEEK_END) in sought


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "/"])
def test_what_is_no_block_device_is_refused_even_if_it_is_named_as_one(path):
    with pytest.raises(SourceError, match="no file"):
        Source(path, device=True)
    done = command(path, "--device", "--fragment", "some words")
    assert done.returncode == 2 and done.stderr.strip() and "Traceback" not in done.stderr
