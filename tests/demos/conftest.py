import pytest
from gradio_client import Client

from tests import live_app


@pytest.fixture(scope="session")
def app() -> live_app.LiveApp:
    return live_app.shared()


@pytest.fixture(scope="session")
def client(app, tmp_path_factory) -> Client:
    return app.client(download_files=tmp_path_factory.mktemp("downloads"))


@pytest.fixture
def chinese(app, tmp_path) -> Client:
    return app.client(download_files=tmp_path, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
