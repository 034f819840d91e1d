"""From a training command to a reading: train, publish to a Hub, pull by tag and by commit, read the same.

Then the Hub goes away: the cache answers, and without a cache the bundled folder.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hub_utils
from hub_utils import pins
from models import captcha
from models.captcha.data import random_text
from tests.hub_utils.hub_process import HubProcess
from tests.waiting import COMMAND

pytestmark = pytest.mark.training

ROOT = Path(__file__).parents[1]
SCRIPT = """
import sys
from models.captcha import train
from models.captcha.model import NETWORKS
from tests.models.captcha.tiny import TINY

NETWORKS["tiny"] = TINY
run, repo = sys.argv[1:]
train.main(train.Options(
    network="tiny", epochs=2, steps=4, batch=8, pool=60, fonts="", validation=16, test=24, run=run,
    output=run + "/made", publish=repo, tag="v1",
))
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with HubProcess(tmp_path_factory.mktemp("hub")) as process:
        yield process


@pytest.fixture(scope="module")
def trained(hub, tmp_path_factory):
    """The folder that training wrote and the commit that it printed."""
    run = tmp_path_factory.mktemp("run")
    script = run / "run.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": hub.token}
    command = [sys.executable, str(script), str(run), f"{hub.user}/captcha"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=COMMAND)
    assert done.returncode == 0, done.stdout + done.stderr
    return run / "made", re.search(r"Published ([0-9a-f]{40})", done.stdout)[1]


@pytest.fixture
def settings(hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setenv("KEXUE_NAMESPACE", hub.user)


def answers(folder):
    solver = captcha.load(folder)
    return solver.solve([captcha.draw(random_text(seed, charset=solver.charset), seed=seed) for seed in range(8)])


def test_what_was_trained_is_what_is_read(hub, trained, settings):
    made, commit = trained
    by_settings = hub_utils.fetch("captcha")
    assert (by_settings.origin.kind, by_settings.origin.revision) == ("hub", commit)
    for revision in ("v1", commit, "main"):
        pulled = hub_utils.fetch("captcha", repo=f"{hub.user}/captcha", revision=revision)
        assert pulled.origin.revision == commit
        assert (pulled.path / "model.onnx").read_bytes() == (made / "model.onnx").read_bytes()
        assert answers(pulled) == answers(made)
    chosen = hub_utils.choose("captcha", f"{hub.user}/captcha", "v1")  # which compares the shapes of its weights
    assert chosen.config["tensors"]["model.onnx"]["image"] == [None, 16, None, 1]


def test_what_was_trained_is_promoted_by_its_own_test_and_found_under_stable(
    hub, trained, settings, tmp_path, monkeypatch
):
    _, commit = trained
    monkeypatch.setattr(pins, "FILE", shutil.copy(pins.FILE, tmp_path / "pins.toml"))
    monkeypatch.setattr(pins, "TABLE", dict(pins.TABLE))
    scored = []

    def score(checkpoint):
        solver = captcha.load(checkpoint)
        texts = [random_text(seed, charset=solver.charset) for seed in range(8)]
        readings = solver.solve([captcha.draw(text, seed=seed) for seed, text in enumerate(texts)])
        right = sum(reading.text == text for reading, text in zip(readings, texts, strict=True))
        scored.append(checkpoint.origin.revision)
        return {"headline": {"name": "exact match", "value": right / len(texts)}, "results": []}

    promoted = hub_utils.promote("captcha", "v1", score=score, show=str)
    assert (promoted.commit, scored) == (commit, [commit, commit])
    assert hub_utils.fetch("captcha", "stable").origin.revision == commit


def test_without_the_hub_the_cache_answers_and_then_the_bundle(hub, trained, settings, isolated_hub):
    made, commit = trained
    hub_utils.fetch("captcha")
    hub.stop()
    try:
        cached = hub_utils.fetch("captcha")
        assert (cached.origin.kind, cached.origin.revision) == ("cache", commit)
        assert answers(cached) == answers(made)
        shutil.rmtree(isolated_hub)
        bundled = hub_utils.fetch("captcha")
        assert bundled.origin.kind == "bundled"
        assert len(bundled.origin.steps) >= 3  # the Hub, the cache and the bundle are all accounted for
    finally:
        hub.start()
