"""A machine without a browser: one is installed, or one sentence says that there is none."""

import sys

import pytest

from tests.browser import chromium, install


@pytest.fixture
def path(tmp_path, monkeypatch):
    """path(code) puts a chromium on PATH, alone there, that ends with this code."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "playwrights", lambda: None)
    monkeypatch.setattr(sys, "argv", ["install"])

    def put(code: int) -> str:
        program = tmp_path / "chromium"
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o755)
        return str(program)

    return put


def test_a_browser_that_does_not_start_is_none(path):
    path(1)
    assert chromium.find() is None
    good = path(0)
    assert chromium.find() == good


def test_without_a_browser_one_is_installed_by_the_first_way_that_gives_one(path, monkeypatch, capsys):
    monkeypatch.setattr(install, "by_apt", lambda: None)
    monkeypatch.setattr(install, "by_playwright", lambda: path(0))
    assert install.main() == 0
    assert "Browser tests use" in capsys.readouterr().out


def test_where_none_can_be_had_one_sentence_says_so(path, monkeypatch, capsys):
    monkeypatch.setattr(install, "run", lambda *command: None)
    assert install.main() == 1
    said = capsys.readouterr()
    assert not said.out and said.err.count("\n") == 1
    assert "apt-get install chromium" in said.err
