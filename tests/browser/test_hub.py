"""The whole way in the browser: a checkpoint published to a Hub, pulled by a running app, named there, and read."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

import hub_utils
from demos.shared.languages import TEXTS
from hub_utils.pins import BUNDLED, TABLE
from tests.browser.states import open_fold, settled
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
BEYOND = (Path(__file__).parent / "beyond.js").read_text(encoding="utf-8")


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
        with page.expect_response(lambda response: "/queue/join" in response.url):
            page.get_by_role("button", name="plain", exact=True).click()
        settled(page)  # or the app ends while it answers
        expect(page.locator(".reading li").first).to_be_visible()
        snapshot(page, "hub-en-US")


@pytest.fixture(scope="module")
def two_revisions(tmp_path_factory):
    """An app whose captcha reader has two revisions, the second served, and their commits."""
    folder = tmp_path_factory.mktemp("two")
    with HubProcess(folder / "hub") as hub:
        repo, target = f"{hub.user}/captcha", {"token": hub.token, "endpoint": hub.endpoint}
        first = hub_utils.publish(BUNDLED / "captcha", repo, tag="v1", **target)
        shutil.copytree(BUNDLED / "captcha", folder / "captcha")
        metrics = json.loads((folder / "captcha" / "metrics.json").read_text())
        metrics["headline"]["value"] = 0.5
        (folder / "captcha" / "metrics.json").write_text(json.dumps(metrics))
        second = hub_utils.publish(folder / "captcha", repo, tag="v2", **target)
        pins = f"captcha={repo}"
        environment = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(folder / "home"), "KEXUE_PINS": pins}
        with LiveApp("-m", "demos.captcha", environment=environment) as app:
            yield app, repo, first, second


def open_named(page, key, locale):
    open_fold(page.get_by_role("button", name=TEXTS[key][locale[:2]]))


def pick(page, key, locale, option):
    """Chooses in a field what its list has, which the Hub fills after the fold is opened."""
    field = page.get_by_label(TEXTS[key][locale[:2]], exact=True)
    field.click()
    page.get_by_role("option", name=re.compile(option)).click()


@pytest.mark.parametrize(("locale", "theme", "width"), [("en-US", "light", 1280), ("zh-CN", "dark", 390)])
def test_a_visitor_chooses_an_older_revision_for_this_page_and_compares_it(
    two_revisions, visit, snapshot, locale, theme, width
):
    app, repo, first, second = two_revisions
    page, other = visit(locale, theme, width, url=app.url), visit(url=app.url)
    expect(page.get_by_text(f"{repo}@{second[:7]}")).to_be_visible()
    page.get_by_role("button", name=TEXTS["captcha.examples.1"][locale[:2]], exact=True).click()
    expect(page.locator(".reading .text")).to_be_visible()
    open_named(page, "shared.choice.title", locale)
    pick(page, "shared.choice.label", locale, first[:7])
    expect(page.get_by_text(f"{repo}@{first[:7]}", exact=True)).to_be_visible()
    page.get_by_role("button", name=TEXTS["captcha.read"][locale[:2]], exact=True).click()
    expect(page.locator(".reading .text")).to_be_visible()
    open_named(page, "shared.comparing.title", locale)
    pick(page, "shared.comparing.second", locale, first[:7])
    page.get_by_role("button", name=TEXTS["shared.comparing.start"][locale[:2]]).click()
    expect(page.locator(".side code")).to_have_text([f"{repo}@{second[:7]}", f"{repo}@{first[:7]}"])
    expect(page.locator(".verdict").last).to_have_text(TEXTS["captcha.sides.same"][locale[:2]])  # the same weights
    snapshot(page, f"choice-{locale}-{theme}-{width}")
    assert not re.findall(r"\[object|__i18n__|undefined|(?<![\w.])shared\.\w+", page.inner_text("body"))
    assert page.evaluate(BEYOND) == [] and page.evaluate(CONTRAST) == []
    open_named(other, "shared.choice.title", "en-US")
    expect(other.get_by_label(TEXTS["shared.choice.label"]["en"], exact=True)).to_have_value(
        TEXTS["shared.choice.served"]["en"]
    )


def test_a_checkpoint_that_nobody_offers_is_refused_where_it_is_typed(two_revisions, visit):
    app, *_ = two_revisions
    page = visit("zh-CN", url=app.url)
    open_named(page, "shared.choice.title", "zh-CN")
    field = page.get_by_label(TEXTS["shared.choice.label"]["zh"], exact=True)
    field.fill("somebody/else@main")
    field.press("Enter")
    expect(page.get_by_text("somebody/else 不在 captcha 的选项中").first).to_be_visible()
