"""More than one machine: limits hold together through Redis, and two replicas behind nginx share a Hub and a cache."""

import logging
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from gradio_client.exceptions import AppError
from limits import RateLimitItemPerDay, RateLimitItemPerMinute

import hub_utils
from demos.shared import rates
from demos.shared.rates import RateLimit, SharedStore
from hub_utils.pins import BUNDLED
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp, connect
from tests.serving.servers import Nginx, Redis
from tests.waiting import PATIENCE

PATH = "/class/kexue"
TOKEN = "a-token-of-the-operator"
VISITORS = [f"8.8.{place}.{place}" for place in range(1, 13)]


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with Redis(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


def test_machines_with_one_store_count_together(redis):
    minute, day = (
        [RateLimit(item, name, SharedStore(redis.url)) for _ in range(2)]
        for item, name in ((RateLimitItemPerMinute(3), "costly"), (RateLimitItemPerDay(3), "opinions"))
    )
    assert (minute[0].wait("8.8.8.8", 2), minute[1].wait("8.8.8.8")) == (0, 0)
    assert 0 < minute[0].wait("8.8.8.8") <= 60 and 0 < minute[1].wait("8.8.8.8") <= 60
    assert minute[1].wait("8.8.4.4") == 0  # another visitor
    assert day[0].wait("8.8.8.8", 3) == 0 and day[1].wait("8.8.8.8") > 80_000  # another limit
    keys = minute[0]._shared.limiter.storage.storage.keys()
    assert keys and not [key for key in keys if b"8.8." in key]


def test_while_the_store_is_away_each_machine_counts_for_itself(tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.WARNING, "demos.shared.rates")
    monkeypatch.setattr(rates, "LEFT_ALONE", 0.0)
    with Redis(tmp_path) as redis:
        here, there = (RateLimit(RateLimitItemPerMinute(2), "costly", SharedStore(redis.url)) for _ in range(2))
        assert here.wait("a", 2) == 0 < there.wait("a")
        redis.stop()
        assert [limit.wait("a", 2) for limit in (here, there)] == [0, 0]
        assert here.wait("a") > 0 and there.wait("a") > 0
        assert len(caplog.records) == 2  # each says it once
        redis.start()  # and is empty
        assert here.wait("a", 2) == 0 < there.wait("a")
        assert len(caplog.records) == 2


def test_a_store_that_does_not_answer_is_left_alone_for_a_while():
    store = SharedStore("redis://127.0.0.1:9")
    limit = RateLimit(RateLimitItemPerMinute(2), "costly", store)
    assert limit.wait("a") == 0 and not store.there


@pytest.fixture(scope="module")
def replicas(redis, tmp_path_factory):
    """Two apps that share a Hub, a cache and a store, and the proxy before them."""
    home = tmp_path_factory.mktemp("replicas")
    with HubProcess(home / "hub") as hub:
        hub_utils.publish(BUNDLED / "blocks", "user/blocks", token=hub.token, endpoint=hub.endpoint)
        environment = {
            "HF_ENDPOINT": hub.endpoint,
            "HF_TOKEN": hub.token,
            "HF_HOME": str(home / "cache"),
            "KEXUE_PINS": "blocks=user/blocks@main",
            "KEXUE_LIMITS": redis.url,
            "KEXUE_RATE": "1",
            "KEXUE_METRICS": TOKEN,
            "KEXUE_FEEDBACK": str(home / "feedback"),
            "GRADIO_ROOT_PATH": PATH,
        }
        apps = [LiveApp(environment=environment) for _ in range(2)]
        with apps[0], apps[1], Nginx(home, [app.port for app in apps], PATH) as proxy:
            yield proxy, apps


def answered(app):
    text = httpx.get(f"{app.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE).text
    lines = [line for line in text.splitlines() if line.startswith("kexue_requests_total") and 'answered"' in line]
    return sum(float(line.rpartition(" ")[2]) for line in lines if 'endpoint="explain_command"' in line)


def test_each_visitor_stays_with_one_of_two_replicas_and_both_serve_the_same(replicas):
    proxy, apps = replicas

    def visit(address):
        client = connect(proxy.url, headers={"X-Forwarded-For": address})
        answers = [client.predict("rm -rf /", api_name="/explain_command")["harm"] for _ in range(3)]
        served = {row["name"]: row for row in client.predict(api_name="/list_checkpoints")}
        return answers, (served["blocks"]["kind"], served["blocks"]["revision"])

    with ThreadPoolExecutor(4) as pool:  # the cache is filled by both at once
        seen = list(pool.map(visit, VISITORS))
    assert {tuple(answers) for answers, _ in seen} == {("destroys",) * 3}
    assert len({served for _, served in seen}) == 1 and seen[0][1][0] == "hub"
    shares = [answered(app) for app in apps]
    assert sum(shares) == 3 * len(VISITORS) and all(share and share % 3 == 0 for share in shares)
    assert not [line for app in apps for line in app.log.splitlines() if "Traceback" in line]


def test_a_visitor_who_has_spent_his_requests_at_one_replica_has_at_the_other(replicas):
    clients = [connect(app.url, headers={"X-Forwarded-For": "9.9.9.9"}) for app in replicas[1]]
    clients[0].predict("a glass of wine", api_name="/text_keywords")
    for client in clients:
        with pytest.raises(AppError, match="Too many requests"):
            client.predict("a glass of wine", api_name="/text_keywords")


def test_the_page_and_its_files_are_found_under_the_path(replicas):
    proxy, _ = replicas
    page = httpx.get(f"{proxy.url}/", timeout=PATIENCE)
    assert page.status_code == 200 and f"{PATH}/" in page.text
    assert httpx.get(f"{proxy.url}/ready", timeout=PATIENCE).json()["waiting"] == 0
    client = connect(proxy.url, headers={"X-Forwarded-For": "9.9.9.8"}, download_files=True)
    picture, text, *_ = client.predict("default", "aB3x", 7, api_name="/generate_captcha")
    assert text == "aB3x" and picture.endswith(".png")
