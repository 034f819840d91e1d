"""No test sees the Hugging Face cache, token, endpoint or settings of the machine, nor those of another test."""

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings

OURS = "KEXUE_"
THEIRS = (
    "HF_ENDPOINT",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "HF_TOKEN_PATH",
    "HF_HUB_CACHE",
    "HUGGINGFACE_HUB_CACHE",
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_OFFLINE",
    "HF_DATASETS_CACHE",
)

# huggingface_hub and Gradio read these once, at their import, so this happens before any test module is read.
for variable in [name for name in os.environ if name in THEIRS or name.startswith(OURS)]:
    del os.environ[variable]
_home = tempfile.TemporaryDirectory(prefix="kexue-tests-")
os.environ |= {
    "HF_HOME": _home.name,
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "OMP_NUM_THREADS": "1",  # else a small forest's threads spin while they wait for one that has no core to run on
}


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: a third of the time each waits for a browser, an app or a training."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that train or open a browser begin first, so that no process waits for the last of them alone.

    A test in a browser that fails is tried once more: with three of them on two cores now and then one is held up for
    minutes. The summary names those that needed it; what is broken fails twice.
    """
    slow = {item.path for item in items if item.get_closest_marker("training") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def levels_of_loggers() -> Iterator[None]:
    """A command that a test runs here sets the levels of this project's loggers; the next test begins without."""
    yield
    for name in settings.LOGGERS:
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def isolated_hub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Hugging Face home of its own for every test, here and in the processes that it starts; returns its cache."""
    from huggingface_hub import constants

    from hub_utils import client

    home = tmp_path_factory.mktemp("hf_home")
    for variable in [name for name in os.environ if name in THEIRS or name.startswith(OURS)]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HF_HOME", str(home))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(client, "_timed_out", {})
    return home / "hub"
