"""What there is to show of checkpoints, from the bundle, from a real Hub on loopback, and when it is away."""

import json
from uuid import uuid4

import pytest

import hub_utils
from hub_utils import errors, history, listing, pins
from hub_utils.listing import MAX_CARD_BYTES, prose
from tests.hub_utils import tiny_checkpoint


@pytest.fixture
def repo(hub, tmp_path, monkeypatch):
    """Two publications, v1 better than v2, which the settings serve at main."""
    name = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    for number, value in enumerate((0.5, 0.4), start=1):
        folder = tiny_checkpoint.write(tmp_path / f"v{number}", scale=value)
        metrics = json.loads((folder / "metrics.json").read_text())
        metrics["headline"]["value"] = value
        metrics["results"][0] |= {"value": value, "interval": [0.3, 0.6]}
        (folder / "metrics.json").write_text(json.dumps(metrics))
        hub_utils.publish(folder, name, tag=f"v{number}")
    monkeypatch.setenv("KEXUE_PINS", f"captcha={name}@main")
    return name


def served(name):
    return next(it for it in hub_utils.list_checkpoints() if it.name == name)


def test_without_settings_the_bundled_ones_are_listed_and_no_hub_is_asked(monkeypatch):
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", lambda *_, **__: pytest.fail("asked the Hub"))
    found = hub_utils.list_checkpoints()
    assert [it.name for it in found] == list(pins.TABLE)
    assert {it.name for it in found if it.kind == "bundled"} == {folder.name for folder in pins.BUNDLED.iterdir()}
    ours = served("captcha")
    assert ours.size == sum(path.stat().st_size for path in (pins.BUNDLED / "captcha").iterdir())
    assert (
        ours.headline.value == json.loads((pins.BUNDLED / "captcha" / "metrics.json").read_text())["headline"]["value"]
    )
    assert (ours.repo, ours.revision, ours.date) == (None, None, None)
    assert str(pins.BUNDLED) not in str(found)  # nor any other path of this machine


def test_what_the_hub_serves_has_its_commit_its_date_and_its_number(repo, api):
    found = served("captcha")
    assert (found.kind, found.repo, found.revision) == ("hub", repo, api.model_info(repo).sha)
    assert found.date == api.list_repo_commits(repo)[0].created_at
    assert (found.headline.value, found.pin) == (0.4, pins.TABLE["captcha"].revision)


def test_the_list_is_asked_for_once_a_minute(repo, faulty):
    hub_utils.list_checkpoints()
    asked = len(faulty.seen)
    hub_utils.list_checkpoints()
    assert asked and len(faulty.seen) == asked


def test_the_list_survives_the_hub(hub, repo):
    online = served("captcha")
    hub.stop()
    try:
        listing._served_now.cache_clear()
        history.forget()
        away = served("captcha")
    finally:
        hub.start()
    assert (away.kind, away.revision, away.date) == ("cache", online.revision, online.date)
    assert any("could not be reached" in step for step in away.steps)


def test_a_card_of_what_is_served_and_of_each_revision(repo, api, isolated_hub):
    commits = {ref.name: ref.target_commit for ref in api.list_repo_refs(repo).tags}
    card, text = hub_utils.checkpoint_card("captcha", repo, "v1")
    assert (card.kind, card.revision, card.headline.value) == ("hub", commits["v1"], 0.5)
    assert (card.results[0].value, card.results[0].interval, card.results[0].n) == (0.5, (0.3, 0.6), 8)
    assert card.hf == f"hf download {repo} --revision {commits['v1']}"
    assert text.lstrip().startswith("# Tiny reader") and "model-index" not in text
    assert set(card.files) == {"README.md", "config.json", "metrics.json", "model.keras", "model.onnx"}
    assert not list(isolated_hub.rglob("model.onnx"))  # no weights for a card
    served, _ = hub_utils.checkpoint_card("captcha")
    assert (served.revision, served.headline.value, served.files) == (commits["v2"], 0.4, card.files)


def test_the_lines_get_exactly_this_one(repo):
    card, _ = hub_utils.checkpoint_card("captcha", repo, "v1")
    names = {}
    exec(card.python, names)
    assert (names["folder"].origin.repo, names["folder"].origin.revision) == (repo, card.revision)
    bundled, _ = hub_utils.checkpoint_card("captcha", "bundled")
    assert (bundled.hf, bundled.kind, bundled.revision) == (None, "bundled", None)


def test_what_is_not_offered_has_no_card(repo, hub, tmp_path, monkeypatch):
    monkeypatch.setattr(pins, "BUNDLED", tmp_path / "nothing")
    with pytest.raises(errors.NotOfferedError):
        hub_utils.checkpoint_card("captcha", f"{hub.user}/other")
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.checkpoint_card("captcha", repo, "v9")
    with pytest.raises(errors.NoCheckpointError):
        hub_utils.checkpoint_card("gan-faces")


def test_a_card_that_is_none(repo, api):
    api.upload_file(path_or_fileobj=b"x" * (MAX_CARD_BYTES + 1), path_in_repo="README.md", repo_id=repo)
    with pytest.raises(errors.CorruptCheckpointError, match="README"):
        hub_utils.checkpoint_card("captcha", repo, "main")
    api.upload_file(path_or_fileobj=b'{"headline": 3, "results": [1]}', path_in_repo="metrics.json", repo_id=repo)
    api.delete_file("README.md", repo)
    history.forget()
    card, text = hub_utils.checkpoint_card("captcha", repo, "main")
    assert (card.headline, card.results, text) == (None, (), "")


def test_two_revisions_side_by_side(repo, api, hub):
    commits = {ref.name: ref.target_commit for ref in api.list_repo_refs(repo).tags}
    found = hub_utils.compare_revisions("captcha", repo, commits["v1"], commits["v2"])
    assert [(it.first, it.second) for it in found.results][:2] == [(0.5, 0.4), (1.5, 1.5)]
    beside = hub_utils.compare_revisions("captcha", repo, "bundled", commits["v2"])
    assert any(it.first is not None and it.second is None for it in beside.results)
    with pytest.raises(errors.NoSuchRevisionError):
        hub_utils.compare_revisions("captcha", repo, commits["v1"], "v9")
    with pytest.raises(errors.NotOfferedError):
        hub_utils.compare_revisions("captcha", f"{hub.user}/other", commits["v1"], commits["v2"])


def test_a_card_brings_no_pictures_and_no_html_to_a_page():
    text = (
        "---\na: 1\n---\n# T\n![x](https://a.test/x.png) <img src=https://a.test> <script>1</script> <https://kexue.fm>"
    )
    shown = prose(text)
    assert "![" not in shown and "<img" not in shown and "<script" not in shown
    assert shown.startswith("# T\n") and "<https://kexue.fm>" in shown
