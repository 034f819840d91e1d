"""Finding a checkpoint: against a real Hub on loopback, with the Hub gone, and with a Hub that never answers."""

import logging
import socket
import time
from uuid import uuid4

import pytest
from huggingface_hub import HfApi

import hub_utils
from hub_utils import client, errors, pins
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.tiny_checkpoint import contents
from tests.waiting import BRISK


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha")


@pytest.fixture
def repo(hub, folder):
    """A published repo; its first commit is tagged v1."""
    name = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    hub_utils.publish(folder, name, tag="v1")
    return name


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A bundled captcha that differs from what the repo has."""
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "bundled")
    return tiny_checkpoint.write(tmp_path / "bundled" / "captcha", scale=3.0)


@pytest.fixture
def pinned(repo, bundle, monkeypatch):
    """The settings name the repo at v1."""
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@v1")
    return repo


@pytest.fixture
def silent_endpoint():
    """A server that accepts connections and never answers, as a Hub behind a broken network does."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def push(api, repo, tag, **files):
    """Pushes files as anybody could, without our checks; names have _ for dots."""
    for name, content in files.items():
        api.upload_file(path_or_fileobj=content, path_in_repo=name.replace("_", "."), repo_id=repo)
    api.create_tag(repo, tag=tag)


def test_without_settings_the_bundle_is_opened_and_no_network_touched(bundle, monkeypatch):
    monkeypatch.setattr(client, "api", lambda: pytest.fail("asked the Hub"))
    found = hub_utils.fetch("captcha")
    assert found.path == bundle
    assert found.origin == hub_utils.Origin("bundled", None, None, found.origin.steps)
    assert "settings name no Hub repo" in found.origin.steps[0]


def test_no_place_at_all(monkeypatch, tmp_path):
    monkeypatch.setattr(pins, "BUNDLED", tmp_path)
    with pytest.raises(errors.NoCheckpointError, match="gan-faces"):
        hub_utils.fetch("gan-faces")


def test_a_broken_bundle_is_told(bundle):
    (bundle / "model.onnx").write_bytes(b"")
    with pytest.raises(errors.CorruptCheckpointError):
        hub_utils.fetch("captcha")


def test_by_tag_by_commit_and_by_branch_the_same_bytes(api, repo, folder):
    commit = api.model_info(repo).sha
    expected = contents(folder) | {"README.md": hub_utils.write_card(folder).read_bytes()}
    for revision in ("v1", commit, "main", None):
        found = hub_utils.fetch("captcha", revision=revision, repo=repo)
        assert contents(found.path) == expected
        assert (found.origin.kind, found.origin.repo, found.origin.revision) == ("hub", repo, commit)


def test_an_older_tag_stays_what_it_was(repo, folder, tmp_path):
    newer = tiny_checkpoint.write(tmp_path / "newer", scale=2.0)
    hub_utils.publish(newer, repo, tag="v2")
    for revision, written in (("v1", folder), ("v2", newer), (None, newer)):
        found = hub_utils.fetch("captcha", revision, repo)
        assert (found.path / "model.onnx").read_bytes() == (written / "model.onnx").read_bytes()


def test_the_settings_lead_to_the_hub(pinned, folder, caplog):
    caplog.set_level(logging.INFO)
    found = hub_utils.fetch("captcha")
    assert (found.path / "model.onnx").read_bytes() == (folder / "model.onnx").read_bytes()
    assert found.origin.kind == "hub"
    assert pinned in found.origin.steps[0] and found.origin.revision in found.origin.steps[1]
    assert all(step in caplog.text for step in found.origin.steps)


def test_an_address_of_a_hub_may_end_in_a_slash(hub, pinned, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.endpoint}/")
    assert hub_utils.fetch("captcha").origin.kind == "hub"
    monkeypatch.setenv("HF_ENDPOINT", "")
    assert client.api().endpoint == client.api(endpoint="https://huggingface.co/").endpoint == "https://huggingface.co"


def test_the_namespace_leads_to_the_pin_of_the_table(hub, api, folder, monkeypatch):
    api.delete_repo(f"{hub.user}/captcha", missing_ok=True)
    commit = hub_utils.publish(folder, f"{hub.user}/captcha", tag="v1")
    monkeypatch.setenv("KEXUE_NAMESPACE", hub.user)
    assert hub_utils.fetch("captcha").origin.revision == commit


def test_only_the_revision_is_explicit(pinned, api):
    commit = api.model_info(pinned).sha
    assert hub_utils.fetch("captcha", revision=commit).origin.repo == pinned
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.fetch("captcha", revision="v9")


def test_a_revision_of_no_repo():
    with pytest.raises(errors.NoSuchRepoError, match="KEXUE_NAMESPACE"):
        hub_utils.fetch("captcha", revision="v1")


def test_what_is_asked_for_is_never_replaced_by_the_bundle(hub, repo, bundle, monkeypatch):
    with pytest.raises(errors.NoSuchRepoError):
        hub_utils.fetch("captcha", repo=f"{hub.user}/nowhere")
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.fetch("captcha", revision="v9", repo=repo)
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.fetch("captcha", revision="../../main", repo=repo)
    with pytest.raises(errors.NoSuchRepoError):
        hub_utils.fetch("captcha", repo="no repo/at/all")
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    with pytest.raises(errors.BadTokenError):
        hub_utils.fetch("captcha", revision="v1", repo=repo)


@pytest.mark.parametrize("revision", ["../../main", "a//../b", "-x", "v1\n"])
def test_a_revision_that_is_a_path_is_asked_of_no_hub(revision, monkeypatch):
    monkeypatch.setattr(HfApi, "model_info", lambda *_, **__: pytest.fail("asked the Hub"))
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.fetch("captcha", revision=revision, repo="me/captcha")


def test_a_wrong_setting_falls_back_and_tells(hub, bundle, monkeypatch, caplog):
    monkeypatch.setenv("KEXUE_PINS", f"captcha={hub.user}/nowhere@v1")
    found = hub_utils.fetch("captcha")
    assert found.path == bundle
    assert "shows no repo" in found.origin.steps[1]
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]  # the Hub, the cache


def test_a_hub_that_stops_leaves_the_cache_and_then_the_bundle(hub, pinned, bundle, isolated_hub, caplog):
    online = hub_utils.fetch("captcha")
    hub.stop()
    try:
        cached = hub_utils.fetch("captcha")
        asked = hub_utils.fetch("captcha", repo=pinned, revision=online.origin.revision)
        isolated_hub.rename(isolated_hub.with_name("lost"))
        bundled = hub_utils.fetch("captcha")
        with pytest.raises(errors.HubUnreachableError):
            hub_utils.fetch("captcha", repo=pinned, revision="v1")
    finally:
        hub.start()
    assert (cached.origin.kind, cached.origin.revision) == ("cache", online.origin.revision)
    assert online.origin.revision in cached.origin.steps[-1]
    assert cached.path == online.path
    assert asked.origin.kind == "cache"
    assert bundled.path == bundle and bundled.origin.kind == "bundled"
    assert hub.token not in caplog.text
    assert hub_utils.fetch("captcha").origin.kind == "hub"


@pytest.mark.parametrize("asked", [{}, {"revision": "v1"}])
def test_a_bug_is_not_hidden_by_the_cache(pinned, asked, monkeypatch):
    hub_utils.fetch("captcha")
    monkeypatch.setattr(client, "same_content", lambda content, file: file.no_such_thing)
    with pytest.raises(AttributeError, match="no_such_thing"):
        hub_utils.fetch("captcha", **asked)


def test_offline_mode_takes_the_cache(pinned, monkeypatch):
    online = hub_utils.fetch("captcha")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.utils._http._GLOBAL_CLIENT", None)
    offline = hub_utils.fetch("captcha")
    assert (offline.origin.kind, offline.path) == ("cache", online.path)
    assert "HF_HUB_OFFLINE" in offline.origin.steps[1]


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"model_onnx": b"<html>"}, errors.CorruptCheckpointError),
        ({"config_json": b'{"format": 1,'}, errors.CorruptCheckpointError),
        ({"config_json": b'{"format": 99, "system": "captcha"}'}, errors.IncompatibleCheckpointError),
        ({"config_json": b'{"format": 1, "system": "gan"}'}, errors.IncompatibleCheckpointError),
        (
            {"config_json": b'{"format": 1, "system": "captcha", "tensors": {"model.onnx": {"x": [2], "y": [1]}}}'},
            errors.IncompatibleCheckpointError,
        ),
    ],
)
def test_a_bad_push_does_not_replace_the_good_one(hub, api, pinned, bundle, files, error):
    good = hub_utils.fetch("captcha")
    api.delete_tag(pinned, tag="v1")
    push(api, pinned, "v1", **files)
    with pytest.raises(error):
        hub_utils.fetch("captcha", "v1", pinned)
    found = hub_utils.fetch("captcha")
    assert (found.path, found.origin.kind) == (good.path, "cache")
    assert found.origin.revision == good.origin.revision
    assert len(found.origin.steps) == 3


def test_a_blob_damaged_in_the_cache_is_fetched_again(repo):
    path = hub_utils.fetch("captcha", repo=repo).path / "model.onnx"
    good = path.read_bytes()
    path.resolve().write_bytes(good[:-4] + b"\0\0\0\0")
    assert (hub_utils.fetch("captcha", repo=repo).path / "model.onnx").read_bytes() == good


def test_a_file_that_does_not_have_its_digest_is_refused_and_forgotten(repo, isolated_hub, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(client, "same_content", lambda content, file: file.rfilename != "model.onnx")
        with pytest.raises(errors.CorruptCheckpointError, match="digest"):
            hub_utils.fetch("captcha", repo=repo)
    assert not list(isolated_hub.rglob("model.onnx"))
    assert hub_utils.fetch("captcha", repo=repo).origin.kind == "hub"


def test_the_cache_serves_what_a_space_has_preloaded_at_a_commit(hub, api, repo, monkeypatch):
    """Only the files for serving, as `preload_from_hub` fetches them: huggingface_hub itself calls that incomplete."""
    commit = api.model_info(repo).sha
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@{commit}")
    for served in (["config.json", "metrics.json"], ["README.md", "config.json", "metrics.json", "model.onnx"]):
        api.snapshot_download(repo, revision=commit, allow_patterns=served)
        hub.stop()
        try:
            found = hub_utils.fetch("captcha")
        finally:
            hub.start()
        assert found.origin.kind == ("cache" if "model.onnx" in served else "bundled")


def test_pickles_and_code_of_a_repo_are_not_downloaded(api, repo, isolated_hub):
    push(api, repo, "v2", **{"weights_pkl": b"\x80\x04.", "predict_py": b"print()", "sub/config_json": b"{}"})
    found = hub_utils.fetch("captcha", "v2", repo)
    assert set(contents(found.path)) == {"README.md", "config.json", "metrics.json", "model.keras", "model.onnx"}
    assert not list(isolated_hub.rglob("*.pkl")) and not list(isolated_hub.rglob("*.py"))


def test_a_repo_without_a_checkpoint(hub, api):
    repo = f"{hub.user}/empty-{uuid4().hex[:8]}"
    api.create_repo(repo)
    push(api, repo, "v1", notes_txt=b"nothing")
    with pytest.raises(errors.CorruptCheckpointError, match="none of the files"):
        hub_utils.fetch("captcha", "v1", repo)


def test_a_huge_file_is_refused_before_it_is_downloaded(repo, isolated_hub, monkeypatch):
    monkeypatch.setattr("hub_utils.checkpoint.MAX_FILE_BYTES", 20)
    with pytest.raises(errors.CorruptCheckpointError, match="at most"):
        hub_utils.fetch("captcha", repo=repo)
    assert not list(isolated_hub.rglob("model.onnx"))


def test_a_silent_hub_costs_one_wait(silent_endpoint, bundle, monkeypatch):
    monkeypatch.setattr(client, "TIMEOUT", 2.0)
    monkeypatch.setenv("HF_ENDPOINT", silent_endpoint)
    monkeypatch.setenv("KEXUE_NAMESPACE", "lab")
    start = time.monotonic()
    first = hub_utils.fetch("captcha")
    waited = time.monotonic() - start
    start = time.monotonic()
    second = hub_utils.fetch("captcha")
    assert 2 <= waited < BRISK
    assert time.monotonic() - start < 2  # not another one
    assert first.path == second.path == bundle
    assert "did not answer in time" in first.origin.steps[1]
    assert "a short while ago" in second.origin.steps[1]


def test_a_server_that_is_no_hub(hub, bundle, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", f"{hub.endpoint}/nothing/here")
    monkeypatch.setenv("KEXUE_NAMESPACE", "lab")
    assert hub_utils.fetch("captcha").path == bundle


def test_no_token_is_logged_or_kept(hub, pinned, caplog):
    caplog.set_level(logging.DEBUG)
    found = hub_utils.fetch("captcha")
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("hub_utils"))
    assert "127.0.0.1" in ours
    assert hub.token not in ours + " ".join(found.origin.steps)


def test_an_address_is_shown_without_its_password():
    assert client.host(HfApi(endpoint="https://someone:hf_secret@hub.test:8443/mirror")) == "https://hub.test:8443"
