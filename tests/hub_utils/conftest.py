"""One local Hub for all tests of a session; each test makes repositories of its own in it."""

from collections.abc import Iterator

import pytest

from tests.hub_utils.hub_process import HubProcess


@pytest.fixture(scope="session")
def local_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """A running local Hub; a test that stops it starts it again."""
    with HubProcess(tmp_path_factory.mktemp("local_hub") / "root") as hub:
        yield hub
