"""The whole way in the browser: a checkpoint published to a Hub, pulled by a running app, named there, and read."""

import pytest
from playwright.sync_api import expect

import hub_utils
from hub_utils.pins import BUNDLED, TABLE
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp

pytestmark = pytest.mark.browser


@pytest.fixture
def published(tmp_path):
    """A Hub with the pinned captcha checkpoint, and its commit."""
    with HubProcess(tmp_path / "hub") as hub:
        target = {"token": hub.token, "endpoint": hub.endpoint, "tag": TABLE["captcha"].revision}
        yield hub, hub_utils.publish(BUNDLED / "captcha", f"{hub.user}/captcha", **target)


def test_the_app_serves_what_was_published(published, visit, snapshot, tmp_path):
    hub, commit = published
    environment = {"HF_ENDPOINT": hub.endpoint, "KEXUE_NAMESPACE": hub.user, "HF_HOME": str(tmp_path / "home")}
    with LiveApp(environment=environment) as app:
        page = visit(url=app.url)
        expect(page.get_by_text(f"{hub.user}/captcha@{commit[:7]}")).to_be_visible()
        page.get_by_role("button", name="plain", exact=True).click()
        expect(page.locator(".reading li").first).to_be_visible()
        snapshot(page, "hub-en-US")
