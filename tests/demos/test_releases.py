"""Publishing and promoting from the page, function by function: whose calls are taken, and what they do."""

import shutil
from types import SimpleNamespace
from uuid import uuid4

import gradio as gr
import pytest
from huggingface_hub import HfApi

from demos.hub import releases
from demos.hub.owners import owns
from hub_utils import pins
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.hub_process import HubProcess
from tests.hub_utils.test_promote import publish

LOCAL = {"host": "localhost:7860"}


def visitor(peer="127.0.0.1", **headers):
    headers = {name.replace("_", "-"): value for name, value in (LOCAL | headers).items()}
    return SimpleNamespace(client=SimpleNamespace(host=peer), headers=headers)


def somebody(name):
    return SimpleNamespace(username=name)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with HubProcess(tmp_path / "hub") as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        monkeypatch.setenv("HF_TOKEN", running.token)
        yield running


@pytest.fixture
def token(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_operator")


@pytest.fixture
def on_space(monkeypatch, token):
    monkeypatch.setenv("SPACE_ID", "house/space")
    monkeypatch.setenv("SPACE_AUTHOR_NAME", "house")


def test_locally_nobody_owns_without_a_token():
    assert not owns(visitor(), None)


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (visitor(), True),
        (visitor("::1", host="[::1]:7860"), True),
        (visitor("192.0.2.7"), False),
        (visitor(host="127.0.0.1", x_forwarded_for="192.0.2.7"), False),
        (visitor(via="1.1 proxy"), False),
        (SimpleNamespace(client=SimpleNamespace(host="127.0.0.1"), headers={"host": "kexue.example"}), False),
        (SimpleNamespace(client=None, headers=LOCAL), False),
        (None, False),
    ],
)
def test_locally_whoever_sits_there_owns(token, asked, taken):
    assert owns(asked, None) is taken


def test_named_owners_end_that(token, monkeypatch):
    monkeypatch.setenv("KEXUE_OWNERS", "ada")
    assert not owns(visitor(), None)
    assert not owns(visitor(), somebody("ada"))  # nobody can sign in here: a profile cannot be true


def test_on_a_space_its_author_owns(on_space, monkeypatch):
    assert owns(visitor("192.0.2.7"), somebody("house"))
    assert not owns(visitor(), None) and not owns(visitor(), somebody("ada"))
    monkeypatch.setenv("KEXUE_OWNERS", "ada, bob")
    assert owns(visitor(), somebody("ada")) and not owns(visitor(), somebody("house"))


def test_every_call_of_somebody_else_is_refused(token):
    stranger = visitor("192.0.2.7")
    given = ("captcha", "bundled", "user/captcha", "v9", False)
    for call in (
        lambda: releases.plan_publication(*given, stranger),
        lambda: releases.publish_checkpoint(*given, stranger),
        lambda: releases.promote_revision("captcha", "user/captcha", "v9", False, stranger),
        lambda: releases.offer("captcha", stranger),
    ):
        with pytest.raises(gr.Error, match="Only the owner"):
            call()


def test_the_folders_are_the_bundled_one_and_those_of_runs_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setattr(releases, "RUNS", tmp_path / "runs")
    tiny_checkpoint.write(tmp_path / "runs" / "mine" / "checkpoint")
    (tmp_path / "runs" / "torn" / "checkpoint").mkdir(parents=True)
    (tmp_path / "runs" / "torn" / "checkpoint" / "config.json").write_text("{")
    assert releases.sources("captcha") == ["bundled", "runs/mine/checkpoint"]
    assert releases.sources("words-en") == ["bundled"]
    assert releases.folder("captcha", "runs/mine/checkpoint") == tmp_path / "runs" / "mine" / "checkpoint"
    with pytest.raises(releases.hub_utils.NotOfferedError):
        releases.folder("captcha", "../../etc")


def test_a_run_is_published_and_promoted(hub, tmp_path, monkeypatch):
    api = HfApi(endpoint=hub.endpoint, token=hub.token)
    monkeypatch.setattr(releases, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(pins, "FILE", shutil.copy(pins.FILE, tmp_path / "pins.toml"))
    monkeypatch.setattr(pins, "TABLE", dict(pins.TABLE))
    repo = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    publish(tmp_path / "v1", repo, "v1", 0.3)
    tiny_checkpoint.write(tmp_path / "runs" / "mine" / "checkpoint", scale=2.0)
    given = ("captcha", "runs/mine/checkpoint", f" {repo} ", "v2 ", False, visitor())
    assert "model.onnx" in releases.plan_publication(*given)
    commit = api.list_repo_commits(repo)[0].commit_id
    said = releases.publish_checkpoint(*given)
    made = api.model_info(repo, revision="v2").sha
    assert said.endswith(f"{repo}@{made}") and made != commit
    assert "Pinned" in releases.promote_revision("captcha", repo, "v2", True, visitor())
    assert pins.entry("captcha").revision == "v2"
    with pytest.raises(gr.Error, match="No revision"):
        releases.promote_revision("captcha", repo, " ", False, visitor())
