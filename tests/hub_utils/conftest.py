"""One local Hub for all tests of a session; each test makes repositories of its own in it."""

from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi

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
