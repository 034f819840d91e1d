"""The captcha tab: its parts, its choice of checkpoints, and the whole way from a wrong reading to a new network."""

import os
import re
import subprocess
import sys
from itertools import count
from types import SimpleNamespace

import gradio as gr
import pyarrow.parquet
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import ValidationError
from huggingface_hub import HfApi
from PIL import ImageFile

import hub_utils
from demos.captcha import endpoints as tab
from demos.captcha import inputs as checks
from demos.captcha.batch import Row, as_csv
from demos.captcha.endpoints import EXAMPLES
from demos.shared.languages import TEXTS
from demos.shared.refusals import errors_explained, validator
from hub_utils.pins import BUNDLED
from models import captcha
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import ROOT, LiveApp, hurried
from tests.waiting import COMMAND, until

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})


def test_examples_are_labelled_and_go_from_read_right_to_a_failure():
    assert 4 <= len(EXAMPLES) <= 8
    assert all(f"captcha.examples.{number}" in TEXTS for number in range(1, len(EXAMPLES) + 1))
    readings = [tab.read_example(index)[2] for index in range(len(EXAMPLES))]
    assert readings[0].text.casefold() == EXAMPLES[0][0].casefold()
    assert not readings[0].unsure
    assert readings[-1].text.casefold() != EXAMPLES[-1][0].casefold()


def test_an_example_can_be_drawn_again_from_its_seed():
    text, style, seed = EXAMPLES[4]
    assert tab.generate_captcha(style, text, seed)[0].tobytes() == tab.example_pictures()[4].tobytes()


def test_a_file_name_in_the_csv_is_never_a_formula():
    names = [*(f"{sign}1.png" for sign in "=+-@＝＋－＠"), "\u202e=1.png", "\ufeff＝1.png", 'a,"b".png', "好.png"]
    lines = as_csv([Row(name, "ab", 0.5, False) for name in names]).decode("utf-8-sig").splitlines()
    assert [line[0] for line in lines[1:11]] == ["'"] * 10
    assert lines[11].startswith('"a,""b"".png",ab,0.5,False')
    assert lines[12].startswith("好.png")


def test_refusals_speak_the_language_of_the_visitor_and_are_safe_as_html():
    with pytest.raises(gr.Error) as refused, errors_explained(None):
        raise captcha.CaptchaError("<img src=x>", "Do & see.")
    assert refused.value.message == "&lt;img src=x&gt; Do &amp; see."
    with pytest.raises(gr.Error) as refused, errors_explained(CHINESE):
        captcha.draw("ü")
    assert refused.value.message == TEXTS["errors.UndrawableTextError"]["zh"]
    assert refused.value.title == TEXTS["errors.title"]["zh"]


@pytest.mark.parametrize("ask", [tab.solve_captcha, tab.explain_captcha, tab.compare_captcha])
def test_a_picture_that_was_deleted_meanwhile_is_asked_for_again(tmp_path, ask):
    with pytest.raises(gr.Error, match=r"no longer here.*Upload or paste it again"):
        ask(str(tmp_path / "uploaded.png"))


def test_an_unexpected_error_shows_its_kind_but_no_secret():
    with pytest.raises(gr.Error, match="ValueError") as refused, errors_explained(None):
        raise ValueError("token=hf_123")
    assert "hf_123" not in refused.value.message


def test_without_any_checkpoint_the_tab_says_so(monkeypatch):
    def nothing(name):
        raise hub_utils.NoCheckpointError(f"No place has {name}.")

    monkeypatch.setattr(hub_utils, "fetch", nothing)
    nowhere = checks.Served("captcha", captcha.load)
    monkeypatch.setattr(tab, "SOLVER", nowhere)
    monkeypatch.setattr(checks, "SOLVER", nowhere)
    with pytest.raises(gr.Error, match="has a checkpoint of this model"):
        tab.read_example(0)
    verdicts = validator(tab.solve_captcha, checks.CHECKS)(None, "abc", 4)
    assert [verdict["is_valid"] for verdict in verdicts] == [False, True, True, True, True]


def test_a_checkpoint_is_chosen_by_each_request_alone(tmp_path):
    path = tmp_path / "one.png"
    captcha.draw("2468", seed=1).save(path)
    served = tab.solve_captcha(str(path))
    assert tab.solve_captcha(str(path), checkpoint="bundled") == served
    with pytest.raises(gr.Error, match="somebody/else is not among the choices for captcha"):
        tab.solve_captcha(str(path), checkpoint="somebody/else@main")
    with pytest.raises(gr.Error, match="bundled"):
        tab.explain_captcha(str(path), checkpoint="bundled@v1")
    assert tab.solve_captcha(str(path)) == served


def test_a_choice_that_nobody_offers_is_refused_before_the_queue(client, chinese, tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "one.png")
    picture = handle_file(tmp_path / "one.png")
    calls = [
        ("/solve_captcha", [picture, "", 0, "somebody/else"]),
        ("/explain_captcha", [picture, "", 0, "somebody/else"]),
        ("/solve_captchas", [[picture], "", 0, False, "somebody/else@v1"]),
        ("/generate_captcha", ["default", "", 1, "somebody/else"]),
        ("/correct_captcha", [picture, "2468", True, "somebody/else"]),
        ("/compare_captcha", [picture, "", "somebody/else"]),
    ]
    for endpoint, arguments in calls:
        with pytest.raises(ValidationError, match="not among the choices"):
            client.predict(*arguments, api_name=endpoint)
    with pytest.raises(ValidationError, match="请"):
        chinese.predict(picture, "", 0, "somebody/else", api_name="/solve_captcha")


def test_compare_captcha_reads_the_same_picture_twice(client, tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "one.png")
    sides = client.predict(
        handle_file(tmp_path / "one.png"), charset="0123456789", length=4, api_name="/compare_captcha"
    )
    alone = client.predict(handle_file(tmp_path / "one.png"), "0123456789", 4, api_name="/solve_captcha")
    assert [sides[side]["checkpoint"] for side in ("first", "second")] == ["bundled", "bundled"]
    assert sides["first"]["reading"] == sides["second"]["reading"] == alone


# A running app pushes feedback every two seconds here, where others wait five minutes.
PUSH_OFTEN = "from hub_utils import feedback; feedback.PUSH_EVERY = 2 / 60"
START = "runpy.run_module('demos.captcha', run_name='__main__')"
TRAINING = """
import sys
from models.captcha import train
from models.captcha.model import NETWORKS
from tests.models.captcha.tiny import TINY

NETWORKS["tiny"] = TINY
run, data, repo = sys.argv[1:]
train.main(train.Options(
    network="tiny", epochs=1, steps=4, batch=8, pool=60, fonts="", validation=16, test=24, data=[data], drawn=0.5,
    run=run, output=run + "/made", publish=repo, tag="v2",
))
"""
WRONG = 12  # readings that are corrected


@pytest.fixture(scope="module")
def online(tmp_path_factory):
    """A Hub with the bundled reader, an app that serves its main branch, and the commit."""
    folder = tmp_path_factory.mktemp("loop")
    with HubProcess(folder / "hub") as hub:
        target = {"token": hub.token, "endpoint": hub.endpoint, "tag": "v1"}
        commit = hub_utils.publish(BUNDLED / "captcha", f"{hub.user}/captcha", **target)
        environment = {
            "HF_ENDPOINT": hub.endpoint,
            "HF_TOKEN": hub.token,
            "HF_HOME": str(folder / "home"),
            "KEXUE_PINS": f"captcha={hub.user}/captcha",
            "KEXUE_FEEDBACK_REPO": f"{hub.user}/feedback",
        }
        with LiveApp(*hurried(START, PUSH_OFTEN), environment=environment) as app:
            yield hub, app.client(), commit


def misread(folder, solver):
    """Files of pictures that the network reads wrong, with what they say and what it reads."""
    found = []
    for seed in count():
        text = captcha.random_text(seed, length=8, charset="0123456789")
        picture = captcha.draw(text, "unseen", seed)
        answer = solver.solve([picture])[0].text
        if answer != text:
            picture.save(folder / f"{seed}.png")
            found.append((folder / f"{seed}.png", text, answer))
        if len(found) == WRONG:
            return found


@pytest.mark.training
def test_what_visitors_correct_becomes_a_network_that_the_running_app_serves(online, tmp_path):
    hub, client, old = online
    repo = f"{hub.user}/captcha"
    wrong = misread(tmp_path, captcha.load(BUNDLED / "captcha"))
    for number, (path, text, _) in enumerate(wrong, start=1):
        assert client.predict(handle_file(path), text, True, api_name="/correct_captcha") == number
    rows = until(lambda: pushed(hub, tmp_path))
    assert {(row["label"], row["answer"], row["checkpoint"]) for row in rows} == {
        (text, answer, f"captcha@{old}") for _, text, answer in wrong
    }
    assert all(row["image"]["bytes"].startswith(b"\x89PNG") for row in rows)
    script = tmp_path / "run.py"
    script.write_text(TRAINING)
    environment = hub.environment(tmp_path / "home") | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(tmp_path), f"{hub.user}/feedback", repo]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=COMMAND)
    assert done.returncode == 0, done.stdout + done.stderr
    new = re.search(r"Published ([0-9a-f]{40})", done.stdout)[1]
    picture = handle_file(wrong[0][0])
    sides = lambda: client.predict(picture, "", f"{repo}@v1", api_name="/compare_captcha")  # noqa: E731
    until(lambda: sides()["first"]["checkpoint"] == f"{repo}@{new}")
    assert sides()["second"]["checkpoint"] == f"{repo}@{old}"
    assert sides()["second"]["reading"]["text"] == wrong[0][2]


def pushed(hub, folder):
    """The rows of the data set, once all are there."""
    api = HfApi(endpoint=hub.endpoint, token=hub.token)
    repo = {"repo_id": f"{hub.user}/feedback", "repo_type": "dataset"}
    if not api.repo_exists(**repo):
        return None
    assert api.repo_info(**repo).private
    files = [file for file in api.list_repo_files(**repo) if file.endswith(".parquet")]
    tables = [api.hf_hub_download(filename=file, local_dir=folder / "pushed", **repo) for file in files]
    rows = [row for table in tables for row in pyarrow.parquet.read_table(table).to_pylist()]
    return rows if len(rows) == WRONG else None


def test_a_picture_is_decoded_once_from_click_to_reading_and_anew_when_its_file_is_another(tmp_path, monkeypatch):
    decoded, load = [], ImageFile.ImageFile.load

    def counted(self):
        decoded.extend([self.filename] * bool(self.tile))
        return load(self)

    monkeypatch.setattr(ImageFile.ImageFile, "load", counted)
    path = tmp_path / "one.png"
    captcha.draw("2846", "sans", 2).save(path)
    assert validator(tab.solve_captcha, checks.CHECKS)(str(path))[0]["is_valid"]
    assert tab.solve_captcha(str(path)).text == "2846"
    assert len(decoded) == 1
    captcha.draw("3846", "sans", 2).save(path)
    os.utime(path, ns=(1, 1))
    assert tab.solve_captcha(str(path)).text == "3846"
    assert len(decoded) == 2
