"""The page around the tabs: light to start, whole when a tab breaks, bounded, and each tab alone."""

import json
import select
import socket
import subprocess
import sys
import time
from collections import defaultdict

import httpx
import pytest
from gradio_client import handle_file

import app as page
from demos import DEMOS
from demos.shared import ui
from models import captcha
from tests.live_app import ROOT, LiveApp
from tests.waiting import PATIENCE


def test_building_the_page_loads_no_weights_and_no_training_library():
    script = """
import sys
import app
app.build()
print(*({"tensorflow", "keras", "onnxruntime", "transformers", "datasets", "torch"} & set(sys.modules)))
from demos.captcha.inputs import SOLVER
assert not SOLVER.loaded and SOLVER._checkpoint is None
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_app_py_stays_short():
    assert len((ROOT / "app.py").read_text().splitlines()) < 60


def test_there_is_one_tab_for_each_demo():
    tabs = [block for block in page.build().blocks.values() if type(block).__name__ == "Tab"]
    assert [tab.id for tab in tabs if not tab.parent.elem_id] == list(DEMOS)  # inner ones have `ui.parts` around them


@pytest.mark.parametrize("broken", ["import", "build"])
def test_a_broken_tab_shows_its_reason_while_the_others_live(monkeypatch, broken):
    name = "nowhere" if broken == "import" else "broken"
    if broken == "build":
        module = type(sys)("demos.broken")
        module.build = lambda: (ui.header("captcha"), 1 / 0)
        monkeypatch.setitem(sys.modules, "demos.broken", module)
    monkeypatch.setattr(page, "DEMOS", (name, *DEMOS))
    built = page.build()
    codes = [block for block in built.blocks.values() if type(block).__name__ == "Code"]
    shown = [str(code.value) for code in codes if code.language is None]  # of a loss it is Python
    assert len(shown) == 1
    assert (
        "ModuleNotFoundError: No module named 'demos.nowhere'" if broken == "import" else "ZeroDivisionError"
    ) in shown[0]
    assert "/solve_captcha" in built.get_api_info()["named_endpoints"]


def test_the_limits_are_those_of_the_settings(monkeypatch):
    monkeypatch.setenv("KEXUE_QUEUE_SIZE", "3")
    monkeypatch.setenv("KEXUE_MAX_FILE_SIZE", "1mb")
    launched = {}
    demo = page.build()
    monkeypatch.setattr(type(demo), "launch", lambda _, **options: launched.update(options))
    ui.launch(demo)
    assert demo._queue.max_size == 3
    assert launched["max_file_size"] == "1mb"
    assert launched["mcp_server"] is True


def test_all_who_wait_are_told_their_places_once_a_second_and_not_at_every_start(app):
    began, calls = time.monotonic(), 12
    with httpx.Client(base_url=f"{app.url}/gradio_api", timeout=PATIENCE) as http:
        functions = http.get(f"{app.url}/config").json()["dependencies"]
        number = next(function["id"] for function in functions if function["api_name"] == "walk_latent")
        body = {
            "data": ["digits", 1, 2, 9, 48, False, -1, ""],
            "fn_index": number,
            "session_hash": "waits",
            "trigger_id": None,
        }
        for _ in range(calls):
            http.post("/queue/join", json=body).raise_for_status()
        told, over = defaultdict(int), 0
        with http.stream("GET", "/queue/data", params={"session_hash": "waits"}) as events:
            for message in (json.loads(line[5:]) for line in events.iter_lines() if line.startswith("data:")):
                told[message.get("event_id")] += message["msg"] == "estimation"
                if (over := over + (message["msg"] == "process_completed")) == calls:
                    break
    assert 1 <= max(told.values()) <= 2 + (time.monotonic() - began) / ui.PLACES_TOLD


def test_every_language_has_every_word(app):
    translations = app.get("/config").json()["i18n_translations"]
    assert set(translations) == {"en", "zh-CN", "zh-TW"}
    (labels,) = {frozenset(words) for words in translations.values()}
    assert {"captcha.read", "words.map.title#"} < labels and "errors.title" not in labels  # which the server says


def test_a_tab_runs_alone_and_a_silent_hub_delays_no_page(tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "good.png")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and never answers
        environment = {"KEXUE_NAMESPACE": "somebody", "HF_ENDPOINT": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        with LiveApp("-m", "demos.captcha", environment=environment) as alone:
            assert alone.get().status_code == 200
            assert not select.select([silent], [], [], 0)[0]  # nobody has asked it yet
            client = alone.client()
            reading = client.predict(handle_file(tmp_path / "good.png"), "0123456789", 4, api_name="/solve_captcha")
    assert reading["text"] == "2468"
