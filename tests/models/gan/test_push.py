"""Publishing a generator to a real Hub on loopback: every snapshot is a revision with a name and scores of its own."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

pytest.importorskip("tensorflow")

import hub_utils
from hub_utils.checkpoint import validate
from models.gan import checkpoint
from models.gan.data import read
from models.gan.train import fit, publish
from tests.hub_utils.hub_process import HubProcess

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def local_hub(tmp_path_factory):
    with HubProcess(tmp_path_factory.mktemp("hub") / "root") as hub:
        yield hub


@pytest.fixture
def published(run, local_hub, monkeypatch):
    """Publishes the finished run to a repository of its own, as its training does; returns its options."""
    monkeypatch.setenv("HF_ENDPOINT", local_hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", local_hub.token)
    chosen = replace(run, publish=f"{local_hub.user}/gan-{uuid4().hex[:8]}", tag="v1")
    training, test = read(chosen.data)
    publish(chosen, Path(run.output), fit(run, training), training, test)
    return chosen


def test_every_snapshot_is_published_with_its_own_scores(published):
    steps = checkpoint.read_config(Path(published.output))["snapshots"]
    found = hub_utils.revisions("gan-digits", published.publish).revisions
    distances = [revision.headline.value for revision in found if revision.headline]
    assert len(set(distances)) == len(steps) + 1


def test_the_untrained_network_is_a_sound_checkpoint(published):
    first = Path(published.run) / "published" / "step-0"
    validate(first, "gan")
    assert not (first / checkpoint.SNAPSHOTS).exists()
