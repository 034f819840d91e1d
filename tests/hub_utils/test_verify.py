"""Verification finds each thing that may be wrong with a bundled folder or a pin."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

import hub_utils
from hub_utils import errors, pins
from hub_utils.card import write_card
from hub_utils.verify import digest, main, verify
from tests.hub_utils import tiny_checkpoint

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """One sound bundled folder."""
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "bundled")
    folder = tiny_checkpoint.write(tmp_path / "bundled" / "captcha")
    write_card(folder)
    return folder


def only():
    [finding] = verify()
    return finding


def test_what_is_bundled_here_is_sound():
    done = subprocess.run([sys.executable, "-m", "hub_utils.verify"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    folders = {folder.name for folder in pins.BUNDLED.iterdir()}
    assert {line.split(": ")[0].split("/")[1] for line in done.stdout.splitlines() if "/" in line} == folders


def test_a_sound_folder_is_described(bundle, capsys):
    assert str(only()).startswith(
        "agree  checkpoints/captcha: files, shapes and card; the card says exact match 87.5 %; sha256 "
    )
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert "No pin was checked" in shown and "models.verify" in shown.splitlines()[-1]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda folder: (folder / "optimizer.pkl").write_bytes(b"\x80"), errors.CorruptCheckpointError),
        (lambda folder: (folder / "model.onnx").write_bytes(b"\x08"), errors.CorruptCheckpointError),
        (lambda folder: (folder / "README.md").write_text("# Mine"), errors.CardInvalidError),
        (
            lambda folder: write_card(tiny_checkpoint.write(folder, tensors={"model.onnx": {}})),
            errors.IncompatibleCheckpointError,
        ),
        (lambda folder: write_card(tiny_checkpoint.write(folder, tensors=None)), errors.CorruptCheckpointError),
        (lambda folder: write_card(tiny_checkpoint.write(folder, format=99)), errors.IncompatibleCheckpointError),
        (lambda folder: folder.rename(folder.with_name("unheard-of")), errors.UnknownNameError),
    ],
)
def test_each_fault_of_a_folder_is_found(bundle, damage, kind, capsys):
    damage(bundle)
    assert type(only().error) is kind
    assert main([]) == 1
    assert capsys.readouterr().out.startswith("wrong  checkpoints/")


def test_pins_that_cannot_be_read_are_one_line_beside_the_folders(bundle, monkeypatch, capsys):
    monkeypatch.setenv("KEXUE_PINS", "garbage")
    assert main([]) == 1
    folder, wrong, *_ = capsys.readouterr().out.splitlines()
    assert folder.startswith("agree  checkpoints/captcha: ") and wrong.startswith("wrong  KEXUE_PINS: ")


def test_a_pin_is_checked_on_the_hub(bundle, hub, api, monkeypatch):
    api.delete_repo(f"{hub.user}/captcha", missing_ok=True)
    commit = hub_utils.publish(bundle, f"{hub.user}/captcha", tag="v1")
    monkeypatch.setenv("KEXUE_PINS", f"captcha={hub.user}/captcha@v1")
    _, pinned = verify()
    assert pinned.error is None
    assert pinned.found.endswith(f"commit {commit[:7]}, as bundled")
    api.upload_file(path_or_fileobj=b"# no numbers", path_in_repo="README.md", repo_id=f"{hub.user}/captcha")
    monkeypatch.setenv("KEXUE_PINS", f"captcha={hub.user}/captcha@main")
    assert type(list(verify())[1].error) is errors.CardInvalidError
    monkeypatch.setenv("KEXUE_PINS", f"captcha={hub.user}/captcha@v9")
    assert type(list(verify())[1].error) is errors.NoSuchRevisionError


def test_a_pin_that_only_the_cache_has_is_not_verified(bundle, hub, api, monkeypatch):
    api.delete_repo(f"{hub.user}/captcha", missing_ok=True)
    hub_utils.publish(bundle, f"{hub.user}/captcha", tag="v1")
    monkeypatch.setenv("KEXUE_PINS", f"captcha={hub.user}/captcha@v1")
    list(verify())
    hub.stop()
    try:
        assert type(list(verify())[1].error) is errors.HubUnreachableError
    finally:
        hub.start()


def test_a_number_that_the_card_does_not_tell(bundle, hub, api, monkeypatch):
    repo = f"{hub.user}/captcha-card"
    hub_utils.publish(bundle, repo)
    metrics = json.loads((bundle / "metrics.json").read_text())
    metrics["results"][0]["value"] = 0.99
    api.upload_file(path_or_fileobj=json.dumps(metrics).encode(), path_in_repo="metrics.json", repo_id=repo)
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@main")
    assert "all its numbers" in str(list(verify())[1].error)


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [
        ("README.md", b"---\nlicense: [\n---\n", errors.CardInvalidError),
        ("README.md", b"---\ndate: 2026-02-30\n---\n", errors.CardInvalidError),
        ("README.md", b"---\nlicense: caf\xe9\n---\n", errors.CardInvalidError),
        ("README.md", b"---\nlicense: mit\nmodel-index: 5\n---\n", errors.CardInvalidError),
        ("metrics.json", b'{"headline": {"name": "x", "value": 1}, "results": [1]}', errors.CardInvalidError),
        ("metrics.json", b'{"headline": {"name": "x", "value": NaN}, "results": 5}', errors.CardInvalidError),
        ("metrics.json", b'{"a":' * 20_000 + b"1" + b"}" * 20_000, errors.CorruptCheckpointError),
    ],
)
def test_each_fault_of_a_pin_is_found_and_none_hides_the_others(bundle, hub, monkeypatch, file, content, kind):
    repo = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    hub_utils.publish(bundle, repo)
    commit(hub, repo, file, content)
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@main")
    bundled, pinned = verify()
    assert bundled.error is None and type(pinned.error) is kind


def commit(hub, repo: str, file: str, content: bytes) -> None:
    """Pushes a file as git does: a client of the Hub has its card looked at first."""
    value = {"path": file, "content": b64encode(content).decode(), "encoding": "base64"}
    lines = [{"key": "header", "value": {"summary": "Damage", "description": ""}}, {"key": "file", "value": value}]
    body, headers = "\n".join(map(json.dumps, lines)).encode(), {"Authorization": f"Bearer {hub.token}"}
    urlopen(Request(f"{hub.endpoint}/api/models/{repo}/commit/main", body, headers)).close()


def test_a_digest_is_that_of_names_and_contents(bundle, tmp_path):
    same = tiny_checkpoint.write(tmp_path / "same")
    write_card(same)
    (same / "notes.txt").write_text("no part of it")
    assert digest(same) == digest(bundle)
    write_card(tiny_checkpoint.write(same, scale=2.0))
    assert digest(same) != digest(bundle)
