"""What Prometheus is told by the live app, and to whom."""

import httpx
import pytest
from gradio_client.exceptions import AppError, ValidationError
from gradio_client.utils import QueueError
from prometheus_client.parser import text_string_to_metric_families

from tests import live_app
from tests.waiting import PATIENCE, until

TOKEN = "a-token-of-the-operator"


@pytest.fixture(scope="module")
def counted():
    environment = {
        "KEXUE_METRICS": TOKEN,
        "HF_ENDPOINT": f"http://127.0.0.1:{live_app.free_port()}",  # where nobody listens
        "KEXUE_NAMESPACE": "nobody",
    }
    with live_app.LiveApp(environment=environment) as app:
        yield app


def read(app, token=TOKEN):
    return httpx.get(f"{app.url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)


def samples(app):
    """Every figure by its name and the values of its labels."""
    families = text_string_to_metric_families(read(app).text)
    return {(it.name, *it.labels.values()): it.value for family in families for it in family.samples}


def test_requests_their_outcome_and_time_models_and_faults_are_counted(counted):
    client = counted.client()
    client.predict(api_name="/explain_command", command="rm -rf /")
    client.predict(api_name="/generate_captcha")
    with pytest.raises(ValidationError):
        client.predict("default", "ü", api_name="/generate_captcha")
    with pytest.raises(AppError):
        client.predict("zzqqxx!", api_name="/similar_words")
    last = list(client.submit(target="ring", steps=25, api_name="/play"))[-1]
    assert last["state"] == "done"
    found = until(lambda: (now := samples(counted)).get(("kexue_requests_total", "play", "answered")) and now)
    assert found["kexue_requests_total", "explain_command", "answered"] == 1
    assert found["kexue_requests_total", "generate_captcha", "answered"] == 1
    assert found["kexue_requests_total", "generate_captcha", "refused"] == 1
    assert found["kexue_requests_total", "similar_words", "refused"] == 1
    assert found["kexue_requests_total", "play", "answered"] == 1  # however many moments it had
    assert found["kexue_request_seconds_count", "generate_captcha"] == 1
    assert found["kexue_request_seconds_bucket", "generate_captcha", "+Inf"] == 1
    assert found["kexue_model_loads_total", "captcha", "loaded"] == 1
    assert found["kexue_hub_faults_total", "HubUnreachableError"] >= 1
    assert found["kexue_queue_length",] == 0
    assert not [name for name in found if name[-1] == "failed"]


def test_only_who_has_the_token_is_told(counted, app):
    assert read(counted, "another").status_code == 401 and "kexue_" not in read(counted, "another").text
    assert counted.get("/metrics").status_code == 401
    assert app.get("/metrics").status_code == 404  # without the setting


def test_who_is_refused_by_a_full_queue_is_counted():
    with live_app.LiveApp("-m", "demos.words", environment={"KEXUE_METRICS": TOKEN, "KEXUE_QUEUE_SIZE": "0"}) as full:
        for _ in range(2):
            with pytest.raises(QueueError):
                full.client().predict("a glass of wine", api_name="/text_keywords")
        assert samples(full)["kexue_requests_total", "queue", "refused"] == 2
