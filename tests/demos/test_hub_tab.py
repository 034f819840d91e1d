"""The tab of checkpoints: its endpoints against the app as it is, and against one that serves from a Hub."""

import json
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio_client.exceptions import AppError, ValidationError

import hub_utils
from demos.hub import endpoints as tab
from demos.hub.inputs import CHECKS
from demos.shared.languages import TEXTS
from demos.shared.refusals import validator
from hub_utils import history, listing
from hub_utils.pins import BUNDLED, TABLE
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import ROOT, LiveApp

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A Hub with three revisions of a captcha reader; the last is served."""
    folder = tmp_path_factory.mktemp("tab")
    with HubProcess(folder / "hub") as hub:
        repo = f"{hub.user}/reader"
        for number in (1, 2, 3):
            made = tiny_checkpoint.write(folder / f"v{number}", scale=float(number))
            metrics = json.loads((made / "metrics.json").read_text())
            metrics["headline"]["value"] = number / 10
            (made / "metrics.json").write_text(json.dumps(metrics))
            hub_utils.publish(made, repo, tag=f"v{number}", token=hub.token, endpoint=hub.endpoint)
        yield hub, repo


@pytest.fixture(scope="module")
def online(grown, tmp_path_factory):
    hub, repo = grown
    home = tmp_path_factory.mktemp("home")
    environment = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home), "KEXUE_PINS": f"captcha={repo}@v3"}
    with LiveApp("-m", "demos.hub", environment=environment) as app:
        yield app.client()


@pytest.fixture
def settings(grown, monkeypatch, isolated_hub):
    """This process serves from the Hub; what the Hub said is forgotten."""
    hub, repo = grown
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@v3")
    monkeypatch.setattr("huggingface_hub.constants.HF_ASSETS_CACHE", str(isolated_hub.parent / "assets"))
    forget()
    return hub, repo


def forget():
    history.forget()
    listing._served_now.cache_clear()
    listing._card_on_hub.cache_clear()


def test_every_model_is_listed_with_its_source_size_and_number(client):
    found = {it["name"]: it for it in client.predict(api_name="/list_checkpoints")}
    assert set(found) == set(TABLE)
    for folder in BUNDLED.iterdir():
        it = found[folder.name]
        headline = json.loads((folder / "metrics.json").read_text())["headline"]
        assert (it["kind"], it["headline"]["value"]) == ("bundled", headline["value"])
        assert it["size"] == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert str(ROOT) not in json.dumps(found)


def test_the_card_of_what_is_bundled(client):
    card, text = client.predict("captcha", api_name="/checkpoint_card")
    metrics = json.loads((BUNDLED / "captcha" / "metrics.json").read_text())
    assert (card["kind"], card["hf"]) == ("bundled", None)
    assert [it["value"] for it in card["results"]] == [it["value"] for it in metrics["results"]]
    assert card["command"] == metrics["command"]
    assert text.lstrip().startswith("# ") and "model-index" not in text


def test_a_served_commit_its_revisions_and_its_card(grown, online):
    _, repo = grown
    served = next(it for it in online.predict(api_name="/list_checkpoints") if it["name"] == "captcha")
    assert (served["kind"], served["repo"], len(served["revision"])) == ("hub", repo, 40)
    assert served["headline"]["value"] == 0.3 and served["date"]
    card, text = online.predict("captcha", repo, "v1", api_name="/checkpoint_card")
    assert card["headline"]["value"] == 0.1 and "Tiny reader" in text
    assert card["hf"] == f"hf download {repo} --revision {card['revision']}"
    assert online.predict("captcha", repo, card["revision"], api_name="/checkpoint_card")[0] == card


def test_what_is_not_offered_is_refused_with_a_reason(online):
    with pytest.raises(ValidationError, match="not among the choices"):
        online.predict("captcha", "somebody/else", api_name="/checkpoint_card")
    with pytest.raises(AppError, match="lists no revision"):
        online.predict("captcha", "", "v9", api_name="/checkpoint_card")
    with pytest.raises(ValidationError, match="Choose one of"):
        online.predict("../../etc", api_name="/checkpoint_card")


def test_a_checkpoint_is_shown_with_its_revisions_to_compare(settings):
    _, repo = settings
    repos, revision, card, _, timeline, older, newer, nothing = tab.show_checkpoint("captcha")
    assert (repos.value, revision, nothing) == (repo, "", None)
    assert [point.value for point in timeline.points[:3]] == [0.3, 0.2, 0.1]
    assert timeline.state == "hub" and "v3" in timeline.points[0].names
    assert card.revision == timeline.points[0].commit == newer.value
    found = tab.compare_revisions("captcha", repo, older.value, newer.value)
    assert found.results[0].metric == "exact match"
    assert (found.first, found.second) == (timeline.points[1].commit, timeline.points[0].commit)
    assert any(value == "bundled" for _, value in newer.choices)


def test_a_click_on_a_name_shows_it_and_nothing_else_can_be_asked_for(settings):
    assert tab.choose_checkpoint(SimpleNamespace(name="captcha"))[0] == "captcha"
    with pytest.raises(gr.Error, match="no checkpoint called"):
        tab.choose_checkpoint(SimpleNamespace(name="../x"))


def test_a_hub_that_is_away_leaves_what_it_said_and_the_tab_says_so(settings):
    hub, repo = settings
    tab.show_checkpoint("captcha")
    forget()
    hub.stop()
    try:
        timeline = tab.show_revisions("captcha", repo)[0]
        [served] = [it for it in tab.list_checkpoints() if it.name == "captcha"]
    finally:
        hub.start()
    assert timeline.state == "remembered" and "could not be reached" in timeline.reason and timeline.asked
    assert len(timeline.points) == 4 and served.kind == "cache"


def test_without_a_repo_there_are_no_revisions():
    timeline, older, newer, _ = tab.show_revisions("captcha", "bundled")
    assert (timeline.state, timeline.points) == ("none", ())
    assert older.value == newer.value == "bundled"


def test_refusals_speak_chinese():
    with pytest.raises(gr.Error) as refused:
        tab.checkpoint_card("captcha", "somebody/else", request=CHINESE)
    assert refused.value.message.startswith(TEXTS["errors.NotOfferedError"]["zh"][:7])
    verdicts = validator(tab.checkpoint_card, CHECKS)("captcha", "somebody/else")
    assert [verdict["is_valid"] for verdict in verdicts] == [True, False, True]


def test_a_model_that_nobody_has_says_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setattr("hub_utils.pins.BUNDLED", tmp_path)
    forget()
    found = tab.list_checkpoints()
    forget()
    assert {it.kind for it in found} == {"none"}
    assert "Train it" in found[0].steps[0]
    with pytest.raises(gr.Error, match="has a checkpoint of this model"):
        tab.checkpoint_card("words-zh")
