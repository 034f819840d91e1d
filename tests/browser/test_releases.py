"""Publishing and promoting from the page of a Space: its owner signs in and does both; nobody else sees a control."""

import json
import re
import secrets

import pytest
from huggingface_hub import HfApi
from playwright.sync_api import expect

import hub_utils
from demos.shared.languages import TEXTS
from tests.browser.states import loaded, open_fold, settled
from tests.hub_utils import tiny_checkpoint
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp
from tests.openid import ACCESS, OpenId

pytestmark = pytest.mark.browser


def word(key: str, locale: str = "en-US") -> str:
    return TEXTS[f"hub.{key}"][locale[:2]]


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    """A Space whose author is the Hub's user, and whose captcha reader is the first of two revisions."""
    folder = tmp_path_factory.mktemp("space")
    with HubProcess(folder / "hub") as hub, OpenId(hub.user) as openid:
        for number in (1, 2):
            made = tiny_checkpoint.write(folder / f"v{number}", scale=float(number))
            metrics = json.loads((made / "metrics.json").read_text())
            metrics["headline"]["value"] = number / 10
            (made / "metrics.json").write_text(json.dumps(metrics))
            hub_utils.publish(made, f"{hub.user}/reader", tag=f"v{number}", token=hub.token, endpoint=hub.endpoint)
        api = HfApi(endpoint=hub.endpoint, token=hub.token)
        api.create_repo(f"{hub.user}/space", repo_type="space", space_sdk="gradio")
        pins = f"captcha={hub.user}/reader@v1"
        api.add_space_variable(f"{hub.user}/space", "KEXUE_PINS", pins)
        environment = {"HF_ENDPOINT": hub.endpoint, "HF_TOKEN": hub.token, "HF_HOME": str(folder / "home")}
        spaces = {"SPACE_ID": f"{hub.user}/space", "SPACE_AUTHOR_NAME": hub.user, "SYSTEM": "spaces"}
        with LiveApp(environment=environment | spaces | openid.variables | {"KEXUE_PINS": pins}) as app:
            yield hub, api, openid, app


def sign_in(page):
    settled(page)  # what is still asked for would be cut off, and complain
    page.get_by_role("button", name="Sign in with Hugging Face").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    loaded(page)


def controls(page, locale="en-US"):
    return page.get_by_role("button", name=word("releases", locale))


def field(page, key):
    """A text box of the controls, whose name begins with its label and goes on with the hint."""
    return page.get_by_role("textbox", name=re.compile(f"^{word(key)}")).last


def test_the_owner_publishes_and_promotes(visit, snapshot, space):
    hub, api, openid, app = space
    openid.user = hub.user
    page = visit(address="/?tab=hub", url=app.url)
    expect(page.locator("button[data-name=captcha]")).to_be_visible()
    expect(controls(page)).to_have_count(0)
    sign_in(page)
    open_fold(controls(page))
    expect(field(page, "repo")).to_have_value(f"{hub.user}/reader")
    name = page.get_by_label(word("name"), exact=True).last
    name.click()
    page.get_by_role("option", name="words-zh").click()
    expect(field(page, "repo")).to_have_value("")
    name.click()
    page.get_by_role("option", name="captcha").click()
    expect(field(page, "repo")).to_have_value(f"{hub.user}/reader")
    made = f"{hub.user}/made-{secrets.token_hex(4)}"  # anew where the test is tried once more
    field(page, "repo").fill(made)
    field(page, "tag").fill("v7")
    page.get_by_role("button", name=word("plan")).click()
    expect(page.get_by_text("model.onnx")).to_be_visible()
    assert not api.repo_exists(made)
    page.get_by_role("button", name=word("publish"), exact=True).click()
    expect(page.get_by_text(f"{made}@")).to_be_visible()
    assert {ref.name for ref in api.list_repo_refs(made).tags} == {"v7"}
    field(page, "repo").fill(f"{hub.user}/reader")
    field(page, "candidate").fill("v2")
    page.get_by_role("button", name=word("promote"), exact=True).click()
    expect(page.get_by_text("restarts and serves")).to_be_visible()
    snapshot(page, "hub-owner-en-US-light-1280")
    commit = api.model_info(f"{hub.user}/reader", revision="v2").sha
    pins = api.get_space_variables(f"{hub.user}/space")["KEXUE_PINS"].value
    assert pins == f"captcha={hub.user}/reader@{commit}"
    assert {hub.token, ACCESS}.isdisjoint(page.content().split('"')) and hub.token not in app.log


def test_somebody_else_who_signs_in_sees_no_control_and_is_refused(visit, space):
    hub, _, openid, app = space
    openid.user = hub.other
    page = visit("zh-CN", address="/?tab=hub", url=app.url)
    sign_in(page)
    expect(page.locator("button[data-name=captcha]")).to_be_visible()
    expect(controls(page, "zh-CN")).to_have_count(0)


def test_on_the_machine_itself_a_token_brings_the_controls(visit):
    with LiveApp("-m", "demos.hub", environment={"HF_TOKEN": "hf_of_the_operator"}) as app:
        page = visit(address="/", url=app.url)
        expect(controls(page)).to_be_visible()
        assert page.get_by_role("button", name="Hugging Face").count() == 0
        assert "hf_of_the_operator" not in page.content() + app.log
        page.context.close()


def test_without_a_token_nobody_sees_them(visit):
    page = visit(address="/?tab=hub")
    expect(page.locator("button[data-name=captcha]")).to_be_visible()
    expect(controls(page)).to_have_count(0)  # and the page has been told who looks at it
