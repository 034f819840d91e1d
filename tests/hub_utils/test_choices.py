"""What a visitor may choose, and what is refused with its reason."""

import sys
import time
from uuid import uuid4

import pytest

import hub_utils
from hub_utils import errors, history, pins
from tests.hub_utils import tiny_checkpoint


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha")


@pytest.fixture
def repo(hub, folder):
    name = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    hub_utils.publish(folder, name, tag="v1")
    return name


@pytest.fixture
def offered(repo, monkeypatch):
    monkeypatch.setenv("KEXUE_CHOICES", f"captcha={repo}")
    return repo


def test_the_choices_are_those_of_the_operator(monkeypatch, tmp_path):
    (tmp_path / "bundled" / "captcha").mkdir(parents=True)
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "bundled")
    assert hub_utils.choices("captcha") == ("bundled",)
    assert hub_utils.choices("gan-faces") == ()
    monkeypatch.setenv("KEXUE_NAMESPACE", "lab")
    monkeypatch.setenv("KEXUE_CHOICES", "captcha=mine/reader, captcha=lab/captcha, words-en=mine/words")
    assert hub_utils.choices("captcha") == ("lab/captcha", "mine/reader", "bundled")


@pytest.mark.parametrize("text", ["captcha", "nothing=user/repo", "captcha=user/repo@v1"])
def test_choices_that_cannot_be_read(text, monkeypatch):
    monkeypatch.setenv("KEXUE_CHOICES", text)
    with pytest.raises(errors.BadPinsError, match="KEXUE_CHOICES"):
        hub_utils.choices("captcha")


def test_without_a_choice_the_served_one(offered):
    assert hub_utils.choose("captcha").origin.kind == "bundled"
    assert hub_utils.choose("captcha", "bundled").path == pins.BUNDLED / "captcha"


def test_a_revision_is_chosen_by_each_of_its_names(offered, api):
    commit = api.model_info(offered).sha
    for revision in ("v1", "main", commit, None):
        found = hub_utils.choose("captcha", offered, revision)
        assert (found.origin.repo, found.origin.revision) == (offered, commit)


def test_other_repos_and_revisions_are_refused(hub, offered, repo, monkeypatch):
    for asked in ((f"{hub.user}/other",), ("bundled", "v1"), (None, "v1"), ("../../etc", None)):
        with pytest.raises(errors.NotOfferedError):
            hub_utils.choose("captcha", *asked)
    for revision in ("v9", "refs/pr/1", "../main"):
        with pytest.raises(errors.NoSuchRevisionError):
            hub_utils.choose("captcha", repo, revision)


def test_a_commit_that_no_branch_leads_to_is_refused(offered, api):
    api.create_branch(offered, branch="foreign")
    added = api.upload_file(path_or_fileobj=b"x", path_in_repo="README.md", repo_id=offered, revision="foreign").oid
    api.delete_branch(offered, branch="foreign")
    assert hub_utils.fetch("captcha", added, offered).origin.revision == added  # the Hub still has it, as a PR's
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.choose("captcha", offered, added)


def test_a_chosen_one_survives_the_hub_going_away(hub, offered):
    online = hub_utils.choose("captcha", offered, "v1")
    history.forget()
    hub.stop()
    try:
        away = hub_utils.choose("captcha", offered, "v1")
    finally:
        hub.start()
    assert (away.origin.kind, away.path) == ("cache", online.path)


def test_a_hub_that_was_never_there(hub, offered):
    hub.stop()
    try:
        with pytest.raises(errors.HubUnreachableError, match="not known"):
            hub_utils.choose("captcha", offered, "v1")
    finally:
        hub.start()


def test_shapes_that_disagree_with_the_config_are_refused(offered, tmp_path):
    other = tiny_checkpoint.write(tmp_path / "other", shapes=((1, 3), (1, 3)), tensors={"model.onnx": {"x": [1, 2]}})
    hub_utils.publish(other, offered, tag="v2")
    with pytest.raises(errors.IncompatibleCheckpointError, match=r"x in model.onnx .* \[1, 3\].* \[1, 2\]"):
        hub_utils.choose("captcha", offered, "v2")
    assert hub_utils.choose("captcha", offered, "v1").origin.kind == "hub"


def test_a_config_without_shapes_is_refused(offered, tmp_path):
    hub_utils.publish(tiny_checkpoint.write(tmp_path / "other", tensors=None), offered, tag="v2")
    with pytest.raises(errors.CorruptCheckpointError, match="does not say the shapes"):
        hub_utils.choose("captcha", offered, "v2")


def test_a_model_that_does_not_load_says_why(offered, caplog):
    found = hub_utils.choose("captcha", offered)

    def load(checkpoint):
        raise RuntimeError("bad graph at secret place")

    with pytest.raises(
        errors.IncompatibleCheckpointError, match=rf"{found.origin.revision} does not load \(RuntimeError"
    ):
        hub_utils.open_checkpoint(found, load)
    assert hub_utils.open_checkpoint(found, lambda it: it.name) == "captcha"


def test_the_latest_commit_is_seen_without_a_restart(offered, folder, tmp_path, faulty, monkeypatch):
    assert hub_utils.latest("captcha") is None
    monkeypatch.setenv("KEXUE_PINS", f"captcha={offered}")
    first = hub_utils.latest("captcha")
    asked = len(faulty.seen)
    second = hub_utils.publish(tiny_checkpoint.write(tmp_path / "newer", scale=2.0), offered)
    faulty.seen.clear()
    assert hub_utils.latest("captcha") == first and not faulty.seen and asked == 1
    kept = sys.modules["hub_utils.choices"]._commit_now.cache
    assert kept.ttl == 60 and len(kept.expire(time.monotonic() + 61)) == 1
    assert hub_utils.latest("captcha") == second
    assert hub_utils.latest("captcha", offered, "v1") == first
    assert hub_utils.latest("captcha", offered, "v9") is None
    assert hub_utils.latest("captcha", offered, "../x") is None
