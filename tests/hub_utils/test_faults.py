"""The unmodified client against a Hub on loopback that goes wrong in every way; what is served stays, and says so."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from huggingface_hub import HfApi, constants

import hub_utils
from hub_utils import client, errors, pins
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.faulty_hub import Fault
from tests.hub_utils.hub_process import HubProcess
from tests.waiting import BRISK, PATIENCE

ROOT = Path(__file__).parents[2]
FETCH = """
import hub_utils
found = hub_utils.fetch("captcha")
print(found.origin.kind, found.origin.revision, *found.origin.steps, sep="\\n")
"""
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))"  # bytes that any file may have


@pytest.fixture
def repo(hub, tmp_path):
    """A published repo with a file of 200 kB; its first commit is tagged v1."""
    folder = tiny_checkpoint.write(tmp_path / "captcha")
    (folder / "model.keras").write_bytes(os.urandom(200_000) + (folder / "model.keras").read_bytes())
    name = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    hub_utils.publish(folder, name, tag="v1")
    return name


@pytest.fixture
def served(repo, tmp_path, monkeypatch):
    """The settings name the repo at main; the bundled folder differs from it."""
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "bundled")
    tiny_checkpoint.write(tmp_path / "bundled" / "captcha", scale=3.0)
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@main")
    return repo


def newer(repo, tmp_path):
    """Publishes another network; returns its commit."""
    return hub_utils.publish(tiny_checkpoint.write(tmp_path / uuid4().hex, scale=2.0), repo)


def kept(reason):
    """What is served is the bundled folder, and the steps say why."""
    found = hub_utils.fetch("captcha")
    assert found.origin.kind == "bundled"
    assert any(reason in step for step in found.origin.steps), found.origin.steps
    assert (found.path / "model.onnx").is_file()
    return found


def test_down_at_the_start_and_back_later(hub, served):
    hub.stop()
    try:
        kept("could not be reached")
    finally:
        hub.start()
    assert hub_utils.fetch("captcha").origin.kind == "hub"


def test_down_in_the_middle_of_a_download(served, faulty):
    faulty.fault = Fault("model.keras", method="GET", cut=100_000)
    kept("could not be reached")
    faulty.fault = Fault("model.keras", method="GET", cut=100_000, times=1)
    found = hub_utils.fetch("captcha")  # takes up where it was cut off
    assert (found.origin.kind, (found.path / "model.keras").stat().st_size > 200_000) == ("hub", True)


def test_a_download_of_one_kilobyte_a_second_is_given_up(served, faulty, monkeypatch):
    monkeypatch.setattr(client, "GRACE", 1.0)
    faulty.fault = Fault("model.keras", method="GET", pace=1000)
    began = time.monotonic()
    kept("KB a second")
    assert time.monotonic() - began < BRISK
    asked = len(faulty.seen)
    kept("a short while ago")
    assert len(faulty.seen) == asked  # and not tried again at once


def test_downloads_go_where_their_speed_is_watched(monkeypatch, hub):
    monkeypatch.delenv("HF_HUB_DISABLE_XET")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    public = client.api(endpoint="https://huggingface.co")  # which has Xet; nothing is sent there
    assert not constants.HF_HUB_DISABLE_XET
    with client.paced(public):
        assert constants.HF_HUB_DISABLE_XET


def test_small_files_may_come_slowly(served, faulty):
    faulty.fault = Fault("metrics.json", method="GET", pace=1000)
    assert hub_utils.fetch("captcha").origin.kind == "hub"


def test_too_many_requests_are_waited_for_if_the_wait_is_short(served, faulty):
    faulty.fault = Fault("model.keras", method="GET", status=429, headers={"Retry-After": "1"}, times=1)
    began = time.monotonic()
    assert hub_utils.fetch("captcha").origin.kind == "hub"
    assert time.monotonic() - began > 1


@pytest.mark.parametrize("header", [{"Retry-After": "3600"}, {"RateLimit": '"api";r=0;t=3600'}])
def test_nobody_waits_an_hour_for_a_hub_with_too_many_requests(served, faulty, header):
    faulty.fault = Fault("model.keras", method="GET", status=429, headers=header)
    began = time.monotonic()
    kept("asks to wait 3600 s")
    assert time.monotonic() - began < BRISK


@pytest.mark.parametrize("path", ["/api/models/", "/resolve/"])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_hub_that_fails(served, faulty, path, status):
    faulty.fault = Fault(path, status=status)
    kept(f"HTTP {status}")


@pytest.mark.parametrize("path", ["/api/models/", "/refs", "/commits/"])
@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b'{"tags": 3}', b'[{"id": 3}]'])
def test_an_answer_that_is_no_hubs(served, faulty, path, body):
    faulty.fault = Fault(path, body=body)
    if path == "/api/models/":
        kept("is no Hub")
    history = hub_utils.revisions("captcha")
    assert history.state == "hub" or "no Hub" in history.reason


def test_too_many_requests_for_information(served, faulty):
    faulty.fault = Fault("/api/models/", status=429, headers={"Retry-After": "3600"})
    kept("HTTP 429")


def test_wrong_bytes_are_fetched_again_and_then_refused(served, faulty, isolated_hub):
    faulty.fault = Fault("model.keras", method="GET", flip=True)
    kept("does not have the digest")
    assert not list(isolated_hub.rglob("model.keras"))
    faulty.fault = Fault("model.keras", method="GET", flip=True, times=1)
    assert hub_utils.fetch("captcha").origin.kind == "hub"


def test_the_copy_before_is_served_while_the_new_one_cannot_be_had(served, faulty, tmp_path):
    before = hub_utils.fetch("captcha")
    commit = newer(served, tmp_path)
    faulty.fault = Fault("model.onnx", method="GET", flip=True)
    now = hub_utils.fetch("captcha")
    assert (now.origin.kind, now.origin.revision) == ("cache", before.origin.revision)
    faulty.fault = None
    assert hub_utils.fetch("captcha").origin.revision == commit


def run(script, home):
    environment = os.environ | {"HF_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_full_disk(served, tmp_path):
    process = run(FULL + FETCH, tmp_path / "home")
    told, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, log
    assert told.startswith("bundled") and "cannot be used: File too large" in told
    process = run(FETCH, tmp_path / "home")  # there is room again
    assert process.communicate(timeout=PATIENCE)[0].startswith("hub")


def test_two_processes_at_once_get_the_same(served, tmp_path):
    processes = [run(FETCH, tmp_path / "home") for _ in range(2)]
    told = [process.communicate(timeout=PATIENCE)[0] for process in processes]
    assert told[0].startswith("hub") and told[0].splitlines()[:2] == told[1].splitlines()[:2]
    files = [path for path in (tmp_path / "home" / "hub").rglob("blobs/*")]
    assert files and not [path for path in files if path.name.endswith(".incomplete")]


def test_a_push_that_another_one_overtakes(hub, repo, api, faulty, tmp_path):
    theirs = []

    def overtake(method, path):
        if method == "POST" and "/commit/" in path and not theirs:
            theirs.append(api.upload_file(path_or_fileobj=b"theirs", path_in_repo="notes.txt", repo_id=repo).oid)

    faulty.before = overtake
    with pytest.raises(errors.OutdatedError):
        newer(repo, tmp_path)
    assert api.list_repo_commits(repo)[0].commit_id == theirs[0]
    assert newer(repo, tmp_path) == api.list_repo_commits(repo)[0].commit_id  # published again, as the error says
    assert "notes.txt" in api.list_repo_files(repo)


def test_a_token_that_was_revoked(tmp_path, monkeypatch, caplog):
    caplog.set_level("DEBUG", "hub_utils")
    with HubProcess(tmp_path / "hub") as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_TOKEN", hub.token)
        repo = f"{hub.user}/captcha"
        hub_utils.publish(tiny_checkpoint.write(tmp_path / "captcha"), repo, private=True)
        monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@main")
        before = hub_utils.fetch("captcha")
        hub.stop()
        accounts = json.loads((hub.root / "accounts.json").read_text())
        accounts[hub.user]["tokens"] = []
        (hub.root / "accounts.json").write_text(json.dumps(accounts))
        with HubProcess(hub.root, f"--token={hub.other}={hub.other_token}", users=False) as same:
            monkeypatch.setenv("HF_ENDPOINT", same.endpoint)
            with pytest.raises(errors.BadTokenError):
                hub_utils.publish(tiny_checkpoint.write(tmp_path / "newer", scale=2.0), repo)
            now = hub_utils.fetch("captcha")
        assert (now.origin.kind, now.path) == ("cache", before.path)
        assert "did not accept the token" in now.origin.steps[1]
        assert hub.token not in caplog.text + " ".join(now.origin.steps)


def test_a_repo_that_was_renamed_is_found_under_its_old_name(hub, served, api, faulty, tmp_path):
    new = f"{hub.user}/renamed-{uuid4().hex[:8]}"
    commit = hub_utils.publish(tiny_checkpoint.write(tmp_path / "renamed", scale=2.0), new)
    api.delete_repo(served)
    faulty.moved = (served, new)
    found = hub_utils.fetch("captcha")
    assert (found.origin.kind, found.origin.repo, found.origin.revision) == ("hub", served, commit)


def test_a_repo_that_was_deleted_in_use(served, api):
    before = hub_utils.fetch("captcha")
    api.delete_repo(served)
    now = hub_utils.fetch("captcha")
    assert (now.origin.kind, now.path) == ("cache", before.path)
    assert "shows no repo" in now.origin.steps[1]


def test_a_token_is_never_in_an_address(hub, served, faulty, tmp_path):
    newer(served, tmp_path)
    hub_utils.fetch("captcha")
    hub_utils.revisions("captcha", served)
    assert faulty.seen and not [path for _, path in faulty.seen if hub.token in path]


def test_a_token_is_in_no_error(hub, served, faulty, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_a_token_that_nobody_knows")
    told = []
    for fault in (None, Fault("/api/", status=403), Fault("/api/", status=401), Fault("/api/", cut=0)):
        faulty.fault = fault
        with pytest.raises(errors.HubError) as raised:
            hub_utils.fetch("captcha", "main", served)
        told += [str(raised.value), repr(raised.value)]
    assert len(told) == 8 and not [text for text in told if "hf_a_token" in text]


def test_a_token_is_in_no_card(hub, repo):
    page = HfApi(endpoint=hub.endpoint, token=hub.token).hf_hub_download(repo, "README.md")
    assert hub.token not in Path(page).read_text(encoding="utf-8")
