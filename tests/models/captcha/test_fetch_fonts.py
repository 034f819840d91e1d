"""Debian's typefaces are whole families, also when a call was killed."""

import shutil
from pathlib import Path

import pytest

from models.captcha import fetch_fonts
from models.captcha.errors import FontsMissingError
from models.captcha.fonts import DROID, training_families


@pytest.fixture
def asked(monkeypatch):
    """The packages that were downloaded, each of which has two legible fonts; the families are two."""
    packages: list[str] = []

    def run(command, cwd=None, check=True):
        if command[0] == "apt-get":
            packages.extend(command[3:])
            for package in command[3:]:
                (Path(cwd) / f"{package}_1_all.deb").touch()
        else:
            command[3].mkdir()
            for name in ("a.ttf", "b.ttf"):
                shutil.copyfile(DROID[0], command[3] / name)

    monkeypatch.setattr(fetch_fonts.subprocess, "run", run)
    for module in ("fetch_fonts", "fonts"):
        monkeypatch.setattr(f"models.captcha.{module}.DEBIAN", ("lato", "hack"))
    for other in ("DEBIAN_UNSEEN", "BITMAP", "BITMAP_UNSEEN"):
        monkeypatch.setattr(fetch_fonts, other, ())
    return packages


def fonts_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("[!.]*/*"))


def test_a_fetch_that_was_killed_is_gone_on_with(asked, tmp_path, monkeypatch):
    write, written = Path.write_bytes, []

    def killed(path, content):
        written.append(path)
        if len(written) == 4:
            raise KeyboardInterrupt
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", killed)
    with pytest.raises(KeyboardInterrupt):
        fetch_fonts.fetch(tmp_path)
    monkeypatch.setattr(Path, "write_bytes", write)
    [whole] = {Path(font).parent.name for font in fonts_in(tmp_path)}
    asked.clear()
    fetch_fonts.fetch(tmp_path)
    assert len(asked) == 1 and asked != [f"fonts-{whole}"]
    assert fonts_in(tmp_path) == ["hack/a.ttf", "hack/b.ttf", "lato/a.ttf", "lato/b.ttf"]
    asked.clear()
    fetch_fonts.fetch(tmp_path)
    assert not asked


def test_a_family_without_fonts_is_missing(asked, tmp_path):
    (tmp_path / "lato").mkdir()
    with pytest.raises(FontsMissingError, match="lacks the fonts lato hack"):
        training_families(str(tmp_path))
    fetch_fonts.fetch(tmp_path)
    assert sorted(asked) == ["fonts-hack", "fonts-lato"] and len(fonts_in(tmp_path)) == 4
