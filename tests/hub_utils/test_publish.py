"""Publishing to a real Hub on loopback: one commit, a card, a tag, and nothing when something is wrong."""

import json
import logging
import os
import subprocess
import sys
from uuid import uuid4

import pytest
from huggingface_hub import HfApi, ModelCard, constants
from huggingface_hub.errors import RepositoryNotFoundError

import hub_utils
from hub_utils import errors
from hub_utils.publish.__main__ import main
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.tiny_checkpoint import contents
from tests.live_app import free_port


@pytest.fixture
def repo(hub):
    """A name that no repo has."""
    return f"{hub.user}/captcha-{uuid4().hex[:8]}"


@pytest.fixture
def folder(tmp_path):
    return tiny_checkpoint.write(tmp_path / "captcha")


def commits(api, repo):
    return [commit.commit_id for commit in api.list_repo_commits(repo)]


def tags(api, repo):
    return {ref.name: ref.target_commit for ref in api.list_repo_refs(repo).tags}


def test_one_commit_with_a_card_and_a_tag(api, repo, folder):
    before = contents(folder)
    commit = hub_utils.publish(folder, repo, tag="v1")
    api.create_repo(f"{repo}-empty")
    assert commits(api, repo)[0] == commit
    assert len(commits(api, repo)) == len(commits(api, f"{repo}-empty")) + 1
    assert tags(api, repo) == {"v1": commit}
    assert contents(folder) == before
    info = api.model_info(repo)
    assert {file.rfilename for file in info.siblings} >= set(before) | {"README.md"}
    card = ModelCard.load(api.hf_hub_download(repo, "README.md"))
    assert card.data.license == "apache-2.0"
    assert card.data.eval_results[0].metric_value == 0.875
    assert api.list_repo_commits(repo)[0].title == "Tiny reader: exact match 87.5 %"


def test_unchanged_makes_no_commit(api, repo, folder):
    commit = hub_utils.publish(folder, repo)
    history = commits(api, repo)
    assert hub_utils.publish(folder, repo, tag="v1") == commit
    assert hub_utils.publish(folder, repo, tag="v1") == commit
    assert commits(api, repo) == history
    assert tags(api, repo) == {"v1": commit}


def test_only_what_changed_is_committed(api, repo, folder, tmp_path):
    first = hub_utils.publish(folder, repo)
    newer = tiny_checkpoint.write(tmp_path / "newer", scale=2.0)
    (newer / "model.keras").unlink()
    kinds = {change.file: change.kind for change in hub_utils.plan(newer, repo).changes}
    assert kinds == {
        "README.md": "unchanged",
        "config.json": "unchanged",
        "metrics.json": "unchanged",
        "model.onnx": "changed",
        "model.keras": "removed",
    }
    second = hub_utils.publish(newer, repo, message="Half as good")
    assert commits(api, repo)[:2] == [second, first]
    assert api.list_repo_commits(repo)[0].title == "Half as good"
    assert "model.keras" not in api.list_repo_files(repo)


def test_files_that_are_not_of_a_checkpoint_stay_where_they_are(api, repo, folder):
    hub_utils.publish(folder, repo)
    api.upload_file(path_or_fileobj=b"mine", path_in_repo="notes.txt", repo_id=repo)
    (folder / "optimizer.pkl").write_bytes(b"\x80\x04.")
    hub_utils.publish(folder, repo)
    files = api.list_repo_files(repo)
    assert "notes.txt" in files and "optimizer.pkl" not in files


def test_a_tag_never_moves(api, repo, folder, tmp_path):
    first = hub_utils.publish(folder, repo, tag="v1")
    newer = tiny_checkpoint.write(tmp_path / "newer", scale=2.0)
    with pytest.raises(errors.TagRefusedError, match=first):
        hub_utils.publish(newer, repo, tag="v1")
    assert commits(api, repo)[0] == first
    second = hub_utils.publish(newer, repo, tag="v2")
    with pytest.raises(errors.TagRefusedError):
        hub_utils.publish(newer, repo, tag="v1")
    assert tags(api, repo) == {"v1": first, "v2": second}


def test_what_a_tag_names_already_is_known(api, repo, folder, tmp_path):
    assert hub_utils.published(folder, repo, "v1") is None
    commit = hub_utils.publish(folder, repo, tag="v1")
    newer = tiny_checkpoint.write(tmp_path / "newer", language="en")
    hub_utils.publish(newer, repo, tag="v2")
    assert hub_utils.published(folder, repo, "v1") == commit
    assert hub_utils.published(folder, repo, "v2") is None
    assert hub_utils.published(folder, repo, "v3") is None


def test_names_that_no_hub_takes(api, repo, folder):
    with pytest.raises(errors.NoSuchRepoError, match="user/repo"):
        hub_utils.publish(folder, "captcha")
    with pytest.raises(errors.TagRefusedError, match="no name"):
        hub_utils.publish(folder, repo, tag="version one")
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(repo)


def test_private_and_public(api, repo, folder, hub, caplog):
    hub_utils.publish(folder, repo, private=True)
    assert api.model_info(repo).private
    with pytest.raises(RepositoryNotFoundError):
        HfApi(endpoint=hub.endpoint, token=False).model_info(repo)
    assert hub_utils.fetch("captcha", repo=repo).origin.kind == "hub"
    hub_utils.publish(folder, repo)
    assert "is private and stays so" in caplog.text
    hub_utils.publish(folder, f"{repo}-open")
    assert not api.model_info(f"{repo}-open").private
    with pytest.raises(errors.VisibilityMismatchError):
        hub_utils.publish(folder, f"{repo}-open", private=True)


def test_a_dry_run_writes_nothing(api, repo, folder, hub):
    before = contents(folder)
    planned = hub_utils.plan(folder, repo, tag="v1", private=True)
    assert (planned.head, planned.private, planned.commits) == (None, True, True)
    assert {change.kind for change in planned.changes} == {"new"}
    assert repo in str(planned) and "model.onnx" in str(planned) and "tag: v1" in str(planned)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(repo)
    assert contents(folder) == before
    commit = hub_utils.publish(folder, repo)
    assert "nothing has changed" in str(hub_utils.plan(folder, repo))
    assert commits(api, repo)[0] == commit


@pytest.mark.parametrize("token", ["hf_wrong", "not even a token"])
def test_a_wrong_token(repo, folder, token, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.BadTokenError) as raised:
        hub_utils.publish(folder, repo, token=token)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("hub_utils"))
    assert token not in str(raised.value) + ours


def test_no_token(repo, folder, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(errors.BadTokenError):
        hub_utils.publish(folder, repo)


def test_somebody_elses_namespace(hub, folder):
    with pytest.raises(errors.ForbiddenError):
        hub_utils.publish(folder, "somebody-else/captcha")


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), errors.CorruptCheckpointError),
        (lambda folder: (folder / "metrics.json").write_text("{}"), errors.CorruptCheckpointError),
        (lambda folder: (folder / "model.onnx").write_bytes(b"\x08\x07"), errors.CorruptCheckpointError),
        (lambda folder: tiny_checkpoint.write(folder, format=2), errors.IncompatibleCheckpointError),
        (lambda folder: tiny_checkpoint.write(folder, card={"title": "No more"}), errors.CardInvalidError),
    ],
    ids=["no weights", "no metrics", "not a network", "newer", "no card"],
)
def test_a_folder_that_is_not_fit_is_not_published(api, repo, folder, damage, error):
    damage(folder)
    with pytest.raises(error) as raised:
        hub_utils.publish(folder, repo)
    assert "etch again" not in raised.value.remedy
    with pytest.raises(RepositoryNotFoundError):
        api.model_info(repo)


def test_a_push_in_between_is_not_overwritten(api, repo, folder, tmp_path, monkeypatch):
    hub_utils.publish(folder, repo)
    newer = tiny_checkpoint.write(tmp_path / "newer", scale=2.0)
    theirs = []

    def create_repo(*arguments, **options):  # the last step before the commit
        theirs.append(api.upload_file(path_or_fileobj=b"theirs", path_in_repo="notes.txt", repo_id=repo).oid)

    monkeypatch.setattr(HfApi, "create_repo", create_repo)
    with pytest.raises(errors.OutdatedError):
        hub_utils.publish(newer, repo)
    assert commits(api, repo)[0] == theirs[0]


def test_a_hub_that_is_down(hub, repo, folder):
    hub.stop()
    try:
        with pytest.raises(errors.HubUnreachableError):
            hub_utils.publish(folder, repo)
    finally:
        hub.start()


def test_the_command_line(api, repo, folder, capsys):
    assert main([str(folder), repo, "--tag", "v1", "--private", "--dry-run"]) == 0
    assert "private, new" in capsys.readouterr().out
    assert main([str(folder), repo, "--tag", "v1", "--private"]) == 0
    assert commits(api, repo)[0] in capsys.readouterr().out
    (folder / "model.onnx").unlink()
    assert main([str(folder), repo]) == 1
    assert "CorruptCheckpointError" in capsys.readouterr().err


@pytest.mark.parametrize("offline", [False, True])
def test_a_dry_run_needs_no_hub_and_says_what_it_cannot_know(repo, folder, monkeypatch, capsys, offline):
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", offline)
    planned = hub_utils.plan(folder, repo, tag="v1", private=True)
    assert (planned.head, planned.private, {change.kind for change in planned.changes}) == (None, True, {"unknown"})
    assert main([str(folder), repo, "--private", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "(private if it is new)" in told and "Not known therefore: which of these files are there already" in told
    assert ("HF_HUB_OFFLINE is set." if offline else "The Hub could not be reached") in told
    assert "new)" not in told.replace("if it is new)", "")
    with pytest.raises(errors.HubUnreachableError):
        hub_utils.publish(folder, repo)
    (folder / "model.onnx").write_bytes(b"cut off")
    with pytest.raises(errors.CorruptCheckpointError):  # what can be checked here is
        hub_utils.plan(folder, repo)


def test_a_plain_process_needs_no_switch_for_xet(api, hub, repo, folder, tmp_path):
    """Without HF_HUB_DISABLE_XET, huggingface_hub would push LFS files through Xet, which another Hub may not have."""
    (folder / "model.keras").write_bytes(os.urandom(9) + (folder / "model.keras").read_bytes())  # binary, so LFS
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_DISABLE_XET"}
    command = [sys.executable, "-m", "hub_utils.publish", str(folder), repo, "--endpoint", hub.endpoint]
    del environment["HF_ENDPOINT"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Warning" not in run.stderr
    assert commits(api, repo)[0] in run.stdout
    assert json.loads((hub_utils.fetch("captcha", repo=repo).path / "config.json").read_text())["system"] == "captcha"
