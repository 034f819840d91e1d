"""Feedback is neither lost nor doubled: not by a restart, a kill, a full disk, a Hub that is down, nor many at once."""

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from datasets import load_dataset
from PIL import Image

from hub_utils import errors, feedback
from hub_utils.feedback import Feedback, Store
from tests.hub_utils.faulty_hub import Fault
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
# Keeps rows and pushes them, and dies as by kill -9 right before or right after the step that is named.
KILLED = """
import os, sys
from pathlib import Path
from huggingface_hub import HfApi
from hub_utils import disk, feedback
folder, repo, moment = sys.argv[1:]
store = feedback.Store(Path(folder), 100, repo)
for number in range(3):
    store.keep(feedback.Feedback("captcha", f"row {number}", "", "captcha@bundled"))

def dying(real, before):
    def step(*arguments, **options):
        if not before:
            real(*arguments, **options)
        os._exit(9)
    return step

if moment.startswith("commit"):
    HfApi.create_commit = dying(HfApi.create_commit, moment == "commit: before")
else:
    disk.write_whole = dying(disk.write_whole, moment == "pack: before")
store.push()
"""
# Keeps 30 rows and pushes now and then, as soon as another one does too; prints each pack that is sent, with its rows.
REPLICA = """
import json, sys, time
from pathlib import Path
from hub_utils.feedback import Feedback, Store, _ids
folder, name = Path(sys.argv[1]), sys.argv[2]
store = Store(folder, 100, "user/repo")
store._send = lambda packs: [print(json.dumps((pack.name, _ids(pack)))) for pack in packs]
(folder / name).touch()
while not ((folder / "a").exists() and (folder / "b").exists()):
    time.sleep(0.01)
for number in range(30):
    store.keep(Feedback("captcha", f"{name} {number}", "", "captcha@bundled"))
    if number % 3 == 2:
        store.push()
"""


@pytest.fixture
def repo(hub, api):
    name = f"{hub.user}/feedback-{uuid4().hex[:8]}"
    api.create_repo(name, repo_type="dataset", private=True)
    return name


@pytest.fixture
def picture():
    stream = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(stream, "PNG")
    return stream.getvalue()


def row(number, image=None):
    return Feedback("captcha", f"row {number}", "a", "captcha@bundled", image)


def test_the_same_words_about_another_page_or_picture_are_another_row(picture):
    ids = {
        Feedback("articles", "right", '{"url": "https://a.example/"}', "articles@bundled").id,
        Feedback("articles", "right", '{"url": "https://b.example/"}', "articles@bundled").id,
        Feedback("captcha", "ab", "xy", "captcha@bundled", picture).id,
        Feedback("captcha", "ab", "xz", "captcha@bundled", picture).id,
    }
    assert len(ids) == 3


def pushed(api, repo, folder):
    """The rows that the Hub has, as anybody would read them."""
    path = api.snapshot_download(repo, repo_type="dataset", local_dir=folder / uuid4().hex)
    files = [str(file) for file in Path(path).glob("data/*.parquet")]
    return load_dataset("parquet", data_files=files, split="train", cache_dir=str(folder / "datasets")) if files else []


def labels(api, repo, folder):
    return sorted(row["label"] for row in pushed(api, repo, folder))


def test_rows_with_their_pictures_reach_the_private_repo(repo, api, tmp_path, picture):
    store = Store(tmp_path / "kept", 10, repo)
    assert [store.keep(row(number, picture)) for number in (1, 2)] == [1, 2]
    assert store.push() == 1 and store.push() == 0
    found = pushed(api, repo, tmp_path)
    assert sorted(found["label"]) == ["row 1", "row 2"]
    assert found[0]["image"].getpixel((0, 0)) == (0, 128, 128)
    assert set(found.column_names) == {"id", "day", "task", "label", "answer", "checkpoint", "image"}
    assert not [path for path in (tmp_path / "kept").glob("*/*") if path.is_file()]


def test_the_same_row_is_kept_once_and_the_bound_holds(tmp_path):
    store = Store(tmp_path, 2)
    assert [store.keep(row(number)) for number in (1, 1, 2, 1)] == [1, 1, 2, 2]
    with pytest.raises(errors.FeedbackFullError, match="2 rows"):
        store.keep(row(3))
    for large in (Feedback("t", "x" * 2000, "", ""), Feedback("t", "", "", "", bytes(3_000_000))):
        with pytest.raises(errors.FeedbackFullError, match="more than one row"):
            store.keep(large)


def test_many_at_once_while_it_is_pushed(repo, api, tmp_path):
    store = Store(tmp_path / "kept", 100, repo)
    with ThreadPoolExecutor(8) as pool:
        kept = [pool.submit(store.keep, row(number)) for number in range(40)]
        pushes = [pool.submit(store.push) for _ in range(3)]
        [future.result() for future in (*kept, *pushes)]
    store.push()
    assert labels(api, repo, tmp_path) == sorted(f"row {number}" for number in range(40))


def test_two_replicas_that_share_a_folder_push_every_row_once(tmp_path):
    command = [sys.executable, "-c", REPLICA, str(tmp_path)]
    replicas = [
        subprocess.Popen([*command, name], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) for name in "ab"
    ]
    said = [replica.communicate(timeout=PATIENCE)[0] for replica in replicas]
    assert [replica.returncode for replica in replicas] == [0, 0]
    packs = {name: ids for line in "".join(said).splitlines() for name, ids in [json.loads(line)]}
    pushed = [one for ids in packs.values() for one in ids]
    assert len(pushed) == len(set(pushed)) == 2 * 30
    assert not [*tmp_path.glob("waiting/*"), *tmp_path.glob("outgoing/*")]


def test_a_hub_that_is_down_costs_nothing(hub, repo, api, tmp_path):
    store = Store(tmp_path / "kept", 10, repo)
    store.keep(row(1))
    hub.stop()
    try:
        with pytest.raises(errors.HubUnreachableError):
            store.push()
        assert "could not be reached" in store.reason
        store.keep(row(2))
    finally:
        hub.start()
    again = Store(tmp_path / "kept", 10, repo)  # a restart
    again.push()
    assert labels(api, repo, tmp_path) == ["row 1", "row 2"]
    assert again.reason is None


def test_a_push_whose_answer_is_lost_is_not_doubled(repo, api, faulty, tmp_path):
    store = Store(tmp_path / "kept", 10, repo)
    store.keep(row(1))
    faulty.fault = Fault("/commit/", method="POST", cut=0)
    with pytest.raises(errors.HubUnreachableError):
        store.push()
    faulty.fault = None
    store.keep(row(2))
    store.push()
    assert labels(api, repo, tmp_path) == ["row 1", "row 2"]


@pytest.mark.parametrize("moment", ["pack: before", "pack: after", "commit: before", "commit: after"])
def test_a_kill_at_any_moment_neither_loses_nor_doubles(hub, repo, api, tmp_path, moment):
    command = [sys.executable, "-c", KILLED, str(tmp_path / "kept"), repo, moment]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 9, done.stderr
    store = Store(tmp_path / "kept", 100, repo)
    store.keep(row("later"))
    store.push()
    assert labels(api, repo, tmp_path) == ["row 0", "row 1", "row 2", "row later"]
    assert store.push() == 0


def test_a_public_repo_gets_nothing(repo, api, tmp_path):
    api.update_repo_settings(repo, repo_type="dataset", private=False)
    store = Store(tmp_path / "kept", 10, repo)
    store.keep(row(1))
    with pytest.raises(errors.VisibilityMismatchError):
        store.push()
    assert labels(api, repo, tmp_path) == []
    api.update_repo_settings(repo, repo_type="dataset", private=True)
    assert store.push() == 1


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    (tmp_path / "waiting").write_text("a file where the folder should be")
    with pytest.raises(errors.FeedbackFullError, match="cannot be written"):
        Store(tmp_path, 10).keep(row(1))


def test_the_store_of_the_settings_pushes_by_itself_and_once_the_hub_is_there(hub, api, tmp_path, monkeypatch):
    repo = f"{hub.user}/feedback-{uuid4().hex[:8]}"
    monkeypatch.setenv("KEXUE_FEEDBACK", str(tmp_path / "kept"))
    monkeypatch.setenv("KEXUE_FEEDBACK_REPO", repo)
    monkeypatch.setattr(feedback, "RETRY_AFTER", 0.2)
    monkeypatch.setattr(feedback, "PUSH_EVERY", 0.005)
    feedback.store.cache_clear()
    hub.stop()
    try:
        store = feedback.store()
        store.keep(row(1))
        assert "could not be reached" in until(lambda: store.reason)
    finally:
        hub.start()
    try:
        until(lambda: api.repo_exists(repo, repo_type="dataset") and labels(api, repo, tmp_path))
    finally:
        store.stop()
        feedback.store.cache_clear()
    assert api.repo_info(repo, repo_type="dataset").private
    assert labels(api, repo, tmp_path) == ["row 1"]


def test_nothing_of_the_visitor_and_no_token_is_written(hub, tmp_path):
    Store(tmp_path, 10).keep(row(1))
    [file] = tmp_path.rglob("*.json")
    assert set(json.loads(file.read_text())) == {"id", "day", "task", "label", "answer", "checkpoint", "image"}
    assert hub.token not in file.read_text() and file.stat().st_mode & 0o077 == 0


def test_without_a_folder_there_is_no_store(monkeypatch):
    monkeypatch.setenv("KEXUE_FEEDBACK", "")
    feedback.store.cache_clear()
    assert feedback.store() is None
    feedback.store.cache_clear()
