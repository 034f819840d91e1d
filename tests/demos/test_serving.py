"""The models that all visitors share, the revisions that appear while the app runs, and the pace of costly requests."""

import gc
import json
import select
import shutil
import socket
import struct
import sys
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import numpy as np
import pytest
from cachetools import TTLCache

import hub_utils
from demos.shared.serving import MODELS_KEPT, Served, check_choice, format_ref, headline, parse_ref
from hub_utils import client, pins
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.hub_process import HubProcess
from tests.waiting import until


class Model:
    """What a tab would load."""

    def __init__(self, checkpoint):
        if checkpoint.config.get("broken"):
            raise RuntimeError("a bad graph")
        self.revision = checkpoint.origin.revision


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with HubProcess(tmp_path_factory.mktemp("serving") / "hub") as process:
        yield process


@pytest.fixture
def publish(hub, tmp_path, monkeypatch, isolated_hub):
    """publish(scale, ...) puts a captcha reader into the repo whose main branch is served; returns its commit."""
    repo = f"{hub.user}/reader-{uuid4().hex[:8]}"
    for variable, value in {
        "HF_ENDPOINT": hub.endpoint,
        "HF_TOKEN": hub.token,
        "KEXUE_PINS": f"captcha={repo}",
    }.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr("huggingface_hub.constants.HF_ASSETS_CACHE", str(isolated_hub.parent / "assets"))
    monkeypatch.setattr(client, "ANSWER_TTL", 0.05)  # seconds, where visitors wait a minute
    monkeypatch.setattr(sys.modules["hub_utils.choices"]._commit_now, "cache", TTLCache(client.MAX_ANSWERS, 0.05))

    def made(scale, **config):
        return hub_utils.publish(tiny_checkpoint.write(tmp_path / uuid4().hex, scale=scale, **config), repo)

    made.repo = repo
    return made


def test_twenty_visitors_at_once_load_one_model():
    asked, loads = [], []

    def load(checkpoint):
        until(lambda: len(asked) == 20)
        loads.append(checkpoint.name)
        return object()

    served = Served("captcha", load)
    assert not served.loaded
    with ThreadPoolExecutor(20) as pool:
        models = set(pool.map(lambda number: (asked.append(number), served.model())[1], range(20)))
    assert (len(models), loads, served.loaded) == (1, ["captcha"], True)
    assert served.model("bundled") in models  # the same folder, asked for by its name
    assert loads == ["captcha"]


def test_twenty_visitors_who_choose_the_same_revision_load_it_once(publish):
    old = publish(1.0)
    publish(2.0)
    asked, loads = [], []

    def load(checkpoint):
        until(lambda: len(asked) == 20)
        loads.append(checkpoint.origin.revision)
        return Model(checkpoint)

    served = Served("captcha", load)
    with ThreadPoolExecutor(20) as pool:
        models = set(pool.map(lambda number: (asked.append(number), served.model(publish.repo, old))[1], range(20)))
    assert (len(models), loads) == (1, [old])
    assert served.model().revision != old  # nobody else's choice


def test_a_failure_is_tried_again(monkeypatch):
    good, answers = hub_utils.fetch("captcha"), [hub_utils.HubUnreachableError("Down."), None]

    def fetch(name):
        if error := answers.pop(0):
            raise error
        return good

    monkeypatch.setattr(hub_utils, "fetch", fetch)
    served = Served("captcha", lambda checkpoint: checkpoint.name)
    with pytest.raises(hub_utils.HubUnreachableError):
        served.model()
    assert served.model() == "captcha"


def test_few_models_are_kept_and_those_let_go_are_freed_but_never_the_served_one(publish):
    commits = [publish(float(number)) for number in range(1, 6)]
    served = Served("captcha", Model)
    today = served.model()
    old = [weakref.ref(served.model(publish.repo, commit)) for commit in commits[:-1]]
    gc.collect()
    assert [it() is None for it in old] == [True] * (len(old) - (MODELS_KEPT - 1)) + [False] * (MODELS_KEPT - 1)
    assert served.model() is today and today.revision == commits[-1]
    assert not served.ready(publish.repo, commits[0]) and served.ready(publish.repo, commits[-2])
    assert served.model(publish.repo, commits[0]).revision == commits[0]


def test_what_is_published_while_the_app_runs_is_served_without_a_restart(publish):
    first = publish(1.0)
    served = Served("captcha", Model)
    assert served.model().revision == first
    second = publish(2.0)
    until(lambda: served.checkpoint().origin.revision == second)
    assert served.model().revision == second
    assert served.ready(publish.repo, first)  # for those who choose it


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"tensors": {}}, "the shape"), ({"broken": True}, "does not load"), ({"format": 9}, "format 9")],
)
def test_a_revision_that_fails_its_checks_is_refused_with_the_reason_and_the_one_before_stays(
    publish, monkeypatch, wrong, reason
):
    publish(1.0)
    looks, latest = [], hub_utils.latest
    monkeypatch.setattr(hub_utils, "latest", lambda name: looks.append(name) or latest(name))
    served = Served("captcha", Model)
    before = served.model()
    bad = force(publish.repo, wrong) if "format" in wrong else publish(2.0, **wrong)
    until(lambda: "refused" in served.checkpoint().origin.steps[-1])
    assert bad in served.checkpoint().origin.steps[-1] and reason in served.checkpoint().origin.steps[-1]
    assert served.model() is before
    seen = len(looks)
    until(lambda: served.checkpoint() and len(looks) > seen + 1)
    assert sum("refused" in step for step in served.checkpoint().origin.steps) == 1  # it is not tried over and over
    good = publish(3.0)
    until(lambda: served.model().revision == good)


def test_a_revision_whose_files_come_damaged_is_refused_and_served_once_they_come_whole(publish, monkeypatch):
    first = publish(1.0)
    served = Served("captcha", Model)
    assert served.model().revision == first
    downloads = []

    def damaged(content, file):
        downloads.append(file.rfilename)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(client, "same_content", damaged)
        second = publish(2.0)
        until(lambda: "digest" in served.checkpoint().origin.steps[-1])
        seen = len(downloads)
        until(lambda: served.checkpoint() and len(downloads) > seen)  # it is tried again, and told once
        assert served.model().revision == first
        assert sum(second in step for step in served.checkpoint().origin.steps) == 1
    until(lambda: served.model().revision == second)


def force(repo, config):
    """Pushes a config.json that `publish` would not."""
    content = {"system": "captcha", "card": tiny_checkpoint.CARD, "tensors": tiny_checkpoint.TENSORS} | config
    sent = {"path_or_fileobj": json.dumps(content).encode(), "path_in_repo": "config.json"}
    return client.api().upload_file(**sent, repo_id=repo).oid


def test_a_first_revision_that_does_not_load_leaves_the_bundled_one_and_the_badge_says_why(publish):
    publish(1.0, broken=True)
    served = Served("captcha", Model)
    assert served.model().revision is None
    origin = served.checkpoint().origin
    assert origin.kind == "bundled" and any("does not load (RuntimeError)" in step for step in origin.steps)
    good = publish(2.0)
    until(lambda: served.model().revision == good)


def test_a_hub_that_is_silent_delays_no_visitor(publish, monkeypatch):
    publish(1.0)
    served = Served("captcha", Model)
    before = served.model()
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        until(lambda: served.model() is before and select.select([silent], [], [], 0)[0])  # asked behind their backs
        assert all(served.model() is before for _ in range(100))
        assert time.monotonic() - began < client.TIMEOUT


def test_only_what_is_offered_can_be_chosen_and_a_refusal_changes_nothing(publish):
    commit = publish(1.0)
    served = Served("captcha", Model)
    before = served.model()
    for choice in (("somebody/else", None), ("somebody/else", "main"), ("bundled", "v1")):
        with pytest.raises(hub_utils.NotOfferedError):
            served.model(*choice)
    with pytest.raises(hub_utils.NoSuchRevisionError):
        served.model(publish.repo, "v9")
    assert served.model() is before
    assert served.model(publish.repo, "main") is served.model(publish.repo, commit) is before
    check_choice("captcha", f"{publish.repo}@anything")  # which only the Hub can tell
    with pytest.raises(hub_utils.NotOfferedError, match="Choose one of"):
        check_choice("captcha", "somebody/else@main")


def test_a_choice_is_written_as_it_is_read(publish):
    assert [parse_ref(text) for text in ("", None, "bundled", "a/b", "a/b@v1", " a/b@feat/x ")] == [
        (None, None),
        (None, None),
        ("bundled", None),
        ("a/b", None),
        ("a/b", "v1"),
        ("a/b", "feat/x"),
    ]
    commit = publish(1.0)
    assert format_ref(hub_utils.fetch("captcha")) == f"{publish.repo}@{commit}"
    assert format_ref(hub_utils.choose("captcha", "bundled")) == "bundled"


def test_the_headline_is_that_of_the_metrics():
    checkpoint = hub_utils.fetch("captcha")
    assert headline(checkpoint) == checkpoint.metrics["headline"]


@pytest.fixture
def pinned(hub, tmp_path, monkeypatch):
    """pinned(name) publishes a bundled checkpoint as v1, which a copy of the pin table names."""
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setattr(pins, "FILE", shutil.copy(pins.FILE, tmp_path / "pins.toml"))
    monkeypatch.setattr(pins, "TABLE", dict(pins.TABLE))

    def publish(name):
        repo = f"{hub.user}/{name}-{uuid4().hex[:8]}"
        monkeypatch.setenv("KEXUE_PINS", f"{name}={repo}@v1")
        return hub_utils.publish(pins.BUNDLED / name, repo, tag="v1")

    return publish


def tags(promotion):
    refs = client.api().list_repo_refs(promotion.repo).tags
    return {ref.name: ref.target_commit for ref in refs}


def test_a_captcha_reader_is_promoted_by_reading_the_same_captchas_as_todays(pinned):
    from models.captcha.evaluate import Options, promote_revision

    commit = pinned("captcha")
    found = promote_revision(Options(n=4, fonts="", revision="v1", promote=True))
    assert (found.commit, found.pin, found.worse) == (commit, "v1", False)
    assert found.candidate.value == found.today.value  # the same network, asked twice
    assert len(found.results) >= 8 and tags(found)["stable"] == commit


def test_word_vectors_are_promoted_by_the_same_pairs(pinned, tmp_path):
    from models.words.evaluate import Options, promote_revision

    pairs = [("piano", "violin", 9), ("piano", "banana", 1), ("cat", "dog", 8), ("cat", "physics", 2)]
    lines = "\n".join("\t".join(map(str, pair)) for pair in pairs)
    (tmp_path / "en_ws353_all.tsv").write_text(lines)
    commit = pinned("words-en")
    found = promote_revision(Options("checkpoints/words-en", str(tmp_path), revision=commit, promote=True))
    assert (found.commit, found.pin) == (commit, "v1")  # a tag lasts, and is found for a commit
    assert found.candidate.name == "Spearman on WordSim-353"
    assert found.candidate.value == found.today.value > 0.5


def test_a_generator_is_promoted_by_the_same_pictures(pinned, tmp_path):
    from models.gan.evaluate import Options, promote_revision

    random = np.random.default_rng(0)
    for part, count in (("train", 256), ("t10k", 64)):
        pictures, labels = random.integers(256, size=(count, 28, 28)), np.arange(count) % 10
        for kind, values in (("images-idx3-ubyte", pictures), ("labels-idx1-ubyte", labels)):
            head = bytes([0, 0, 8, values.ndim]) + b"".join(struct.pack(">I", size) for size in values.shape)
            (tmp_path / f"{part}-{kind}").write_bytes(head + values.astype(np.uint8).tobytes())
    commit = pinned("gan-digits")
    found = promote_revision(Options("checkpoints/gan-digits", str(tmp_path), revision="v1", promote=True))
    assert (found.commit, found.worse) == (commit, False)
    assert found.candidate.value == pytest.approx(found.today.value) and found.candidate.value > 1  # noise is no digit
