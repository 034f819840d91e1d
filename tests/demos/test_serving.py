"""One model for everybody: loaded once, whoever asks first, and tried again after a failure."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import hub_utils
from demos.serving import Served, headline


def test_twenty_visitors_at_once_load_one_model():
    loads = []

    def load(checkpoint):
        time.sleep(0.05)
        loads.append(checkpoint.name)
        return object()

    served = Served("captcha", load)
    with ThreadPoolExecutor(20) as pool:
        models = set(pool.map(lambda _: served.model(), range(20)))
    assert (len(models), loads) == (1, ["captcha"])


def test_a_failure_is_tried_again(monkeypatch):
    good, answers = hub_utils.fetch("captcha"), [hub_utils.HubUnreachable("Down."), None]

    def fetch(name):
        if error := answers.pop(0):
            raise error
        return good

    monkeypatch.setattr(hub_utils, "fetch", fetch)
    served = Served("captcha", lambda checkpoint: checkpoint.name)
    with pytest.raises(hub_utils.HubUnreachable):
        served.model()
    assert served.model() == "captcha"


def test_the_headline_is_that_of_the_metrics():
    checkpoint = hub_utils.fetch("captcha")
    assert headline(checkpoint) == checkpoint.metrics["headline"]
