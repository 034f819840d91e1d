"""The commands of `hf` that people give, against the local Hub; those that it cannot do say so."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub_utils.hub_process import HubProcess
from tests.waiting import PATIENCE

SPACES = (Path(__file__).parents[2] / "Spaces.md").read_text(encoding="utf-8")


class Shell:
    """`hf` in a folder with a cache of its own."""

    def __init__(self, hub: HubProcess, folder: Path):
        self.folder = folder
        self._environment = hub.environment(folder / "home") | {"HF_HUB_DISABLE_UPDATE_CHECK": "1"}

    def __call__(self, command: str, **options: str) -> str:
        done = self.run(command, **options)
        assert done.returncode == 0, f"hf {command}: {done.stdout}{done.stderr}"
        return done.stdout

    def run(self, command: str, **options: str) -> subprocess.CompletedProcess:
        words = [sys.executable, "-m", "huggingface_hub.cli.hf", *command.split()]
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            **options,
        )


@pytest.fixture
def hf(local_hub, tmp_path) -> Shell:
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    (tmp_path / "mine" / "README.md").write_text("---\nlicense: mit\n---\n# Mine\n")
    (tmp_path / "mine" / "deep" / "w.bin").write_bytes(bytes(range(256)) * 1000)
    return Shell(local_hub, tmp_path)


def told(text: str) -> object:
    return json.loads(text)


def test_what_is_uploaded_is_downloaded_and_kept_in_the_cache(hf):
    assert "user: user" in hf("auth whoami")
    hf("repos create user/shell")
    hf("upload user/shell mine")
    hf("upload user/shell mine/README.md notes/NOTES.md")
    pulled = Path(told(hf("download user/shell --json"))["path"])
    assert (pulled / "deep" / "w.bin").read_bytes() == (hf.folder / "mine" / "deep" / "w.bin").read_bytes()
    hf("download user/shell --include notes/* --local-dir out")
    assert [path.name for path in (hf.folder / "out").rglob("*.md")] == ["NOTES.md"]
    assert "4 files" in hf("download user/shell --dry-run --force-download")
    assert "All checksums match" in hf("cache verify user/shell")
    assert [line["id"] for line in told(hf("cache ls --json"))] == ["model/user/shell"]
    hf("cache prune --yes")
    hf("cache rm model/user/shell --yes")
    assert told(hf("cache ls --json")) == []


def test_repositories_and_what_is_in_them(hf):
    hf("repos create user/tools --private")
    hf("upload user/tools mine")
    hf("repos branch create user/tools dev")
    hf("repos tag create user/tools v1 -m first")
    assert "refs/tags/v1" in hf("repos tag list user/tools")
    hf("repos settings user/tools --public")
    listed = {item["id"]: item for item in told(hf("repos ls --json --limit 1000"))}
    assert listed["user/tools"]["visibility"] == "public" and listed["user/tools"]["storage"].startswith("25")  # KB
    hf("cp hf://user/tools/deep/w.bin copy.bin")
    assert (hf.folder / "copy.bin").stat().st_size == 256_000
    hf("cp copy.bin hf://user/tools/again.bin")
    hf("repos cp hf://user/tools/again.bin hf://user/tools/third.bin")
    hf("repos delete-files user/tools deep/*")
    files = hf("models ls user/tools --recursive")
    assert "third.bin" in files and "w.bin" not in files
    assert told(hf("models info user/tools"))["card_data"] == {"license": "mit"}
    assert "# Mine" in hf("models card user/tools")
    assert "user/tools" in hf("models ls --search tools -q")
    hf("repos tag delete user/tools v1 --yes")
    hf("repos branch delete user/tools dev")
    hf("repos delete user/tools --yes")
    assert hf.run("models info user/tools").returncode == 1


def test_data_sets_and_spaces(hf):
    hf("upload user/shelves mine --type dataset")
    assert told(hf("datasets info user/shelves"))["id"] == "user/shelves"
    hf("download user/shelves --type dataset")
    hf("repos create user/stage --type space --space-sdk gradio")
    hf("spaces variables add user/stage -e COLOUR=blue")
    assert "COLOUR" in hf("spaces variables ls user/stage")
    hf("spaces secrets add user/stage -s KEY=abc")
    assert "KEY" in hf("spaces secrets ls user/stage")


def test_pull_requests_and_discussions(hf):
    hf("repos create user/review")
    hf("upload user/review mine --create-pr --commit-message Review-this")
    assert [item["num"] for item in told(hf("discussions list user/review --json"))] == [1]
    hf("discussions comment user/review 1 --body Good")
    hf("discussions rename user/review 1 Reviewed")
    assert told(hf("discussions info user/review 1 --json"))["title"] == "Reviewed"
    assert "+# Mine" in hf("discussions diff user/review 1")
    hf("discussions close user/review 1 --yes")
    hf("discussions reopen user/review 1 --yes")
    hf("download user/review --revision refs/pr/1")
    hf("discussions merge user/review 1 --yes")
    hf("discussions create user/review --title Question --body Why")
    assert "w.bin" in hf("models ls user/review --recursive")


@pytest.mark.parametrize(
    "command",
    [
        "repos duplicate user/asked user/twin",
        "repos move user/asked user/other",
        "buckets list",
        "collections ls",
        "jobs ps",
        "spaces restart user/asked",
    ],
)
def test_what_this_hub_has_not_is_said(hf, api, command):
    api.create_repo("user/asked", exist_ok=True)
    api.create_repo("user/asked", repo_type="space", space_sdk="gradio", exist_ok=True)
    refused = hf.run(command)
    assert refused.returncode == 1
    assert "The local Hub " in refused.stdout + refused.stderr, refused


def test_the_commands_that_spaces_md_lists_are_those_that_are_tried_here():
    section = SPACES.partition("## A Hub without internet")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`hf ([a-z -]+)`", " ".join(section.split()))) - {"upload-large-folder"}  # is gone
    tried = re.findall(r'hf\("([^"]+)"', Path(__file__).read_text(encoding="utf-8"))
    tried += [command for mark in test_what_this_hub_has_not_is_said.pytestmark for command in mark.args[1]]
    assert {name for name in listed if not any(f"{command} ".startswith(f"{name} ") for command in tried)} == set()
    assert [command for command in tried if not any(f"{command} ".startswith(f"{name} ") for name in listed)] == []
