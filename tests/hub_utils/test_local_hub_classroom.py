"""Thirty pupils push and pull at once; a copy that is made meanwhile is a whole Hub."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from benchmarks.classroom import PUPILS, lesson
from hub_utils.local_hub.backup import back_up, main
from hub_utils.local_hub.storage.blobs import Blobs
from tests.hub_utils.hub_process import HubProcess
from tests.hub_utils.test_local_hub_durability import check
from tests.waiting import until


def test_thirty_pupils_lose_nothing_and_every_history_is_one_line(tmp_path):
    told = lesson(tmp_path, PUPILS, weights=100_000)
    assert told.lost == []
    assert {len(seconds) for seconds in told.seconds.values()} == {PUPILS} and len(told.seconds) == 6
    assert told.retries  # pupils did meet at the register, and none wrote over another


def test_an_upload_that_another_one_has_just_finished_is_no_failure(tmp_path):
    blobs = Blobs(tmp_path)
    given_up = blobs.unfinished("given-up")
    given_up.touch()
    blobs.unfinished("finished").symlink_to(tmp_path / "moved")  # listed, and not there when it is looked at
    blobs.sweep(-1)
    assert not given_up.exists()


def restore(copy: Path, root: Path) -> HubProcess:
    root.mkdir()
    subprocess.run(["tar", "-xf", copy, "-C", root], check=True)
    return HubProcess(root)


def test_a_copy_made_while_pupils_push_is_a_whole_hub(tmp_path):
    """What was acknowledged before the copy began is in it; every commit in it has all its files."""
    repo, acknowledged, over = "user/weights", [], threading.Event()
    with HubProcess(tmp_path / "hub") as hub:
        api = HfApi(endpoint=hub.endpoint, token=hub.token)
        api.create_repo(repo)
        api.create_repo("user/secret", private=True)

        def push() -> None:
            while not over.is_set():
                content = b"\0%d" % len(acknowledged) * 50_000
                name = f"{len(acknowledged)}.bin"
                acknowledged.append(api.upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=repo).oid)

        pupil = threading.Thread(target=push)
        pupil.start()
        until(lambda: len(acknowledged) > 3)
        try:
            before = list(acknowledged)
            command = [
                sys.executable,
                "-m",
                "hub_utils.local_hub.backup",
                "--root",
                hub.root,
                "--to",
                tmp_path / "c.tar",
            ]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            assert told.startswith("2 repositories are in ")
            until(lambda: len(acknowledged) > len(before) + 1)
        finally:
            over.set()
            pupil.join()
    with restore(tmp_path / "c.tar", tmp_path / "restored") as again:
        api = HfApi(endpoint=again.endpoint, token=again.token)
        history = check(again, repo)
        assert set(before) <= set(history) and api.model_info("user/secret").private
        pulled = Path(api.snapshot_download(repo, cache_dir=tmp_path / "cache"))
        assert len(list(pulled.glob("*.bin"))) == len(history) - 1
        assert api.upload_file(path_or_fileobj=b"on", path_in_repo="on.txt", repo_id=repo).oid in check(again, repo)


def test_of_a_repository_that_was_deleted_while_it_was_copied_nothing_stays(tmp_path):
    with HubProcess(tmp_path / "hub") as hub:
        HfApi(endpoint=hub.endpoint, token=hub.token).create_repo("user/gone")
    (hub.root / "models" / "user" / "gone.git" / "hub.json").unlink()  # which is the last that a copy takes
    assert back_up(hub.root, tmp_path / "copy.tar") == 0
    with HubProcess(hub.root) as again:
        api = HfApi(endpoint=again.endpoint, token=again.token)
        assert list(api.list_models()) == [] and api.create_repo("user/gone")


@pytest.mark.parametrize("to", ["copy.tar", "no/folder/copy.tar"])
def test_what_cannot_be_copied_is_said(tmp_path, capsys, to):
    root = tmp_path if to == "copy.tar" else tmp_path / "hub"
    if root != tmp_path:
        root.mkdir()
        (root / "accounts.json").write_text("{}")
    assert main(["--root", str(root), "--to", str(tmp_path / to)]) == 1
    assert "Error: " in capsys.readouterr().err and not list(tmp_path.rglob("*.tar*"))
