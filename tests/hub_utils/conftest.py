"""One local Hub for all tests of a session; each test makes repositories of its own in it."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi, constants

from hub_utils import history
from tests.hub_utils.faulty_hub import FaultyHub
from tests.hub_utils.hub_process import HubProcess


@pytest.fixture(scope="session")
def local_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """A running local Hub; a test that stops it starts it again."""
    with HubProcess(tmp_path_factory.mktemp("local_hub") / "root") as hub:
        yield hub


@pytest.fixture
def hub(local_hub: HubProcess, monkeypatch: pytest.MonkeyPatch) -> HubProcess:
    """The local Hub as this process's Hub; started again after tests that stop it."""
    monkeypatch.setenv("HF_ENDPOINT", local_hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", local_hub.token)
    return local_hub


@pytest.fixture
def api(hub: HubProcess) -> HfApi:
    """A client of it with its user's token."""
    return HfApi(endpoint=hub.endpoint, token=hub.token)


@pytest.fixture
def faulty(hub: HubProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyHub]:
    """This process's Hub is a proxy before the local one, at first without faults."""
    with FaultyHub(hub.endpoint) as proxy:
        monkeypatch.setenv("HF_ENDPOINT", proxy.endpoint)
        yield proxy


@pytest.fixture(autouse=True)
def levels_restored() -> Iterator[None]:
    """No test logs more because another one has called a command, which sets the levels of a process."""
    loggers = [logging.getLogger(name) for name in (None, "hub_utils", "models")]
    before = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@pytest.fixture(autouse=True)
def nothing_remembered(isolated_hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what the Hub answered another one a minute ago."""
    monkeypatch.setattr(constants, "HF_ASSETS_CACHE", str(isolated_hub.parent / "assets"))
    for module, question in (("choices", "_commit_now"), ("listing", "_served_now"), ("listing", "_card_on_hub")):
        getattr(sys.modules[f"hub_utils.{module}"], question).cache_clear()
    history.forget()
