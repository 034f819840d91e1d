"""Publishing a generator to a real Hub on loopback: every snapshot is a revision with a name and scores of its own."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from huggingface_hub import HfApi

pytest.importorskip("tensorflow")

import hub_utils
from hub_utils.checkpoint import validate
from models.gan import checkpoint
from models.gan.data import read
from models.gan.train import export, fit, publish
from tests.hub_utils.hub_process import HubProcess

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def local_hub(tmp_path_factory):
    with HubProcess(tmp_path_factory.mktemp("hub") / "root") as hub:
        yield hub


def trained(chosen) -> tuple:
    """The finished run and its pictures, as `export` takes them."""
    training, test = read(chosen.data)
    return fit(chosen, training), training, test


def push(chosen) -> str:
    """What the command does when the training is over."""
    return publish(chosen, Path(chosen.output), *trained(chosen))


@pytest.fixture
def published(run, local_hub, monkeypatch):
    """Publishes the finished run to a repository of its own; returns its options."""
    monkeypatch.setenv("HF_ENDPOINT", local_hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", local_hub.token)
    chosen = replace(run, publish=f"{local_hub.user}/gan-{uuid4().hex[:8]}", tag="v1")
    push(chosen)
    return chosen


def test_every_snapshot_is_published_with_its_own_scores(published):
    steps = checkpoint.read_config(Path(published.output))["snapshots"]
    found = hub_utils.revisions("gan-digits", published.publish).revisions
    distances = [revision.headline.value for revision in found if revision.headline]
    assert len(set(distances)) == len(steps) + 1
    tags = {name for revision in found for name in revision.names} - {"main"}
    assert tags == {"v1", *(f"v1-step-{step}" for step in steps)}


def test_what_is_published_is_passed_over_and_another_tag_publishes_again(published, local_hub):
    api = HfApi(endpoint=local_hub.endpoint, token=local_hub.token)

    def commits() -> int:
        return len(api.list_repo_commits(published.publish))

    before, steps = commits(), checkpoint.read_config(Path(published.output))["snapshots"]
    export(published, *trained(published))  # the files of networks are others, and tell the same weights
    push(published)
    assert commits() == before
    api.delete_tag(published.publish, tag=f"v1-step-{steps[-1]}")  # as if it had been killed before
    push(published)
    assert commits() == before + 1
    push(replace(published, tag="v2"))
    assert commits() == before + 2 + len(steps)


def test_the_untrained_network_is_a_sound_checkpoint(published):
    first = Path(published.run) / "published" / "step-0"
    validate(first, "gan")
    assert not (first / checkpoint.SNAPSHOTS).exists()
