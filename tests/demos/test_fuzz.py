"""Whatever the endpoints are sent, they answer, or refuse with a cause and a remedy; nothing unforeseen happens.

Some examples of each in the same order every time, fewer of those that train; more of all with
`FUZZ_EXAMPLES=200 pytest tests/demos/test_fuzz.py`.
"""

import json
import os

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import captcha
from tests.demos import contract
from tests.demos.test_metrics import TOKEN, samples
from tests.live_app import LiveApp, free_port

CONTRACT = json.loads(contract.RECORD.read_text(encoding="utf-8"))
TRAININGS = {"/compare_losses", "/find_latent", "/mc_dropout", "/play", "/step_by_hand", "/train_with_loss"}
NASTY = ["javascript:alert(1)", "<script>alert(1)</script>", "=1+1", "＝1+1", "../../etc/passwd", "\x00", "a" * 5000]
NASTY += [
    "%s%n{}{0}",
    "\u202e\u200b",
    "🙂" * 40,
    "___ ___",
    "0,0",
    "1e999",
    "1, 2, nan",
    "一" * 300,
    "'; DROP TABLE x; --",
]
NASTY += ['<img src="javascript:alert(1)"><a href="x" onclick="y">z</a>', "<table><tr><td>＝1+1</td></tr></table>"]
WHOLE = st.sampled_from([-1, 0, 1, 2, 7, 10**12, -(10**12)])

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "8"))


# A training is over after three seconds, where others have a minute.
SHORT = "from demos.shared.workers import workers; workers().seconds = 3.0; import app; app.ui.launch(app.build())"


@pytest.fixture(scope="module")
def app():
    environment = {
        "KEXUE_METRICS": TOKEN,
        "KEXUE_RATE": "0",
        "HF_ENDPOINT": f"http://127.0.0.1:{free_port()}",  # where nobody listens
    }
    with LiveApp("-c", SHORT, environment=environment) as app:
        yield app


@pytest.fixture(scope="module")
def client(app):
    return app.client(download_files=False)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    captcha.draw("k7Pm", seed=3).save(folder / "captcha.png")
    (folder / "page.html").write_text("\n".join(NASTY), encoding="utf-8")
    (folder / "empty.bin").write_bytes(b"")
    return [handle_file(path) for path in sorted(folder.iterdir())]


def values(name: str, parameter: dict, files: list) -> st.SearchStrategy:
    """What a parameter may be sent: what it takes, and what it does not."""
    kind = parameter.get("type")
    if "enum" in parameter:
        return st.sampled_from([*parameter["enum"], "nothing of these", None])
    if kind in ("integer", "number"):
        bounds = [bound for bound in (parameter.get("minimum"), parameter.get("maximum")) if bound is not None]
        return WHOLE | st.sampled_from([*bounds, *(bound + 1 for bound in bounds), 0.5, None, "seven"])
    if kind == "boolean":
        return st.booleans() | st.none()
    if kind == "object":
        return st.sampled_from([None, *files, {"path": "/etc/passwd"}, {}, {"article": None}, {"posts": [1]}])
    if kind == "array":
        return st.lists(st.sampled_from(files), max_size=2) | st.sampled_from(
            [None, ["png"], [{"path": "/etc/passwd"}]]
        )
    return st.sampled_from(NASTY) | st.text(max_size=40) | st.none()


@pytest.mark.parametrize("endpoint", CONTRACT)
def test_it_answers_or_refuses_and_nothing_unforeseen_happens(client, app, files, endpoint):
    parameters = CONTRACT[endpoint]["parameters"]
    strategies = {name: values(name, parameter, files) for name, parameter in parameters.items()}
    optional = {name: strategies[name] for name in parameters if "default" in parameters[name]}
    needed = {name: strategies[name] for name in parameters if name not in optional}

    @settings(
        max_examples=EXAMPLES // 4 if endpoint in TRAININGS else EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries(needed, optional=optional))
    def ask(sent):
        before = len(app.log)
        try:
            answer = client.predict(**sent, api_name=endpoint)
        except (AppError, ValidationError) as error:
            assert len(str(error)) > 8 and "Traceback" not in str(error), (sent, error)
        else:
            assert not dangerous(answer), (sent, answer)
        assert "Traceback" not in app.log[before:], (sent, app.log[before:])

    ask()
    assert client.predict("ls", api_name="/explain_command")["harm"] == "safe"  # and it goes on
    failed = ("kexue_requests_total", endpoint.strip("/"), "failed")
    assert failed not in samples(app)


def dangerous(answer) -> bool:
    """Whether an answer has an image or a link that runs a script."""
    if isinstance(answer, dict):
        marked = [answer.get(name) for name in ("image", "images", "picture", "src", "href", "url", "profile")]
        if any(isinstance(it, str) and it.strip().lower().startswith("javascript:") for it in marked):
            return True
        return any(map(dangerous, answer.values()))
    return isinstance(answer, list | tuple) and any(map(dangerous, answer))
