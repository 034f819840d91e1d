"""A job runs what was deployed: from a real Hub on loopback, in a fresh process."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from hub_utils import job, pins
from hub_utils.card import write_card
from hub_utils.deploy import deploy
from tests.hub_utils import tiny_checkpoint
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
LINE = r"^hf jobs uv run (.*)$"


@pytest.fixture
def space(hub, tmp_path, monkeypatch):
    """A deployed Space with a sound tiny checkpoint of its own."""
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "checkpoints")
    write_card(tiny_checkpoint.write(tmp_path / "checkpoints" / "captcha"))
    name = f"{hub.user}/space-{uuid4().hex[:8]}"
    deploy(name, bundled=True)
    return name


def run(folder, *arguments):
    command = [sys.executable, str(ROOT / "hub_utils" / "job.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, timeout=PATIENCE)


def test_a_job_runs_the_code_and_the_options_of_the_space(space, tmp_path):
    done = run(tmp_path, space, "hub_utils.verify")
    assert done.returncode == 0, done.stderr
    assert "the card says exact match 87.5 %" in done.stdout  # the Space's folder, not that of this tree
    helped = run(tmp_path, space, "hub_utils.publish", "--help")
    assert helped.returncode == 0 and "--tag" in helped.stdout


def test_an_address_of_a_hub_may_end_in_a_slash(hub, space, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.endpoint}/")
    helped = run(tmp_path, space, "hub_utils.publish", "--help")
    assert helped.returncode == 0, helped.stderr


def test_the_status_of_the_command_is_that_of_the_job(space, tmp_path):
    assert run(tmp_path, space, "hub_utils.publish", "nowhere", "user/captcha").returncode == 1
    told = run(tmp_path)
    assert told.returncode == 1 and "hf jobs uv run" in told.stderr


def test_what_is_pinned_and_not_installed_is_found():
    pinned = (ROOT / "requirements.txt").read_text()
    assert not job.lacks_packages(pinned)
    assert job.lacks_packages(f"{pinned}\nnumba==999.0  # not here\n")
    assert job.lacks_packages("huggingface-hub==0.0.1")


def test_the_script_depends_on_what_is_pinned():
    header = (ROOT / "hub_utils" / "job.py").read_text().partition('"""')[0]
    [(name, version)] = re.findall(r'"([\w-]+)==([\w.]+)"', header)
    assert f"{name}=={version}" in (ROOT / "requirements.txt").read_text()


def test_the_lines_that_are_shown_are_lines_of_hf():
    shown = re.findall(LINE, (ROOT / "Spaces.md").read_text(), re.MULTILINE)
    hf = Path(sys.executable).parent / "hf"
    helped = subprocess.run(
        [hf, "jobs", "uv", "run", "--help"], capture_output=True, text=True, timeout=PATIENCE
    ).stdout
    assert shown
    for line in shown:
        before, script, after = line.partition("hub_utils/job.py ")
        assert script and all(option in helped for option in re.findall(r"--[\w-]+", before)), line
        space, module, *_ = shlex.split(after, comments=True)
        assert "/" in space and (ROOT / (module.replace(".", "/") + ".py")).is_file()
