"""The app behind a path of a reverse proxy, with the variables of a Space: every tab answers, nothing strays."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from gradio_client import handle_file
from playwright.sync_api import expect

from demos.articles.endpoints import PAGES
from demos.shared.languages import TEXTS
from models import captcha
from tests.live_app import LiveApp, connect
from tests.prefix import Prefix

pytestmark = pytest.mark.browser
PATH = "/class/kexue"


@contextmanager
def prefixed(**variables: str) -> Iterator[Prefix]:
    environment = variables | {"GRADIO_ROOT_PATH": PATH}
    with LiveApp("app.py", environment=environment) as app, Prefix(app.url, PATH) as proxy:
        yield proxy
        assert not proxy.strays


def test_every_tab_answers_a_client_with_a_token_on_a_space(tmp_path):
    captcha.draw("2468", seed=1).save(tmp_path / "four.png")
    four, page = handle_file(tmp_path / "four.png"), handle_file(PAGES / "article-en.html")
    with prefixed(SPACE_ID="user/kexue-space", SYSTEM="spaces") as prefix:
        client = connect(prefix.url, token="hf_nobody", download_files=tmp_path)
        assert client.predict(four, "0123456789", 4, api_name="/solve_captcha")["text"] == "2468"
        assert client.predict("piano", api_name="/similar_words")["neighbours"]
        sheet, _ = client.predict("digits", 4, 1, api_name="/sample_images")
        assert len(sheet["pictures"]) == 4
        assert client.predict(files=[page], api_name="/extract_article")["article"]["title"]
        assert client.predict(api_name="/list_checkpoints")


def test_the_page_of_a_space_leads_to_its_code_and_another_to_none(visit, app):
    with prefixed(SPACE_ID="user/kexue-space", HF_ENDPOINT="http://127.0.0.1:9") as prefix:
        page = visit(url=prefix.url)
        code = page.get_by_role("link", name=TEXTS["shared.frame.code"]["en"], exact=True)
        expect(code).to_have_attribute("href", "http://127.0.0.1:9/spaces/user/kexue-space/tree/main")
        page.context.close()
    expect(visit(url=app.url).get_by_role("link", name=TEXTS["shared.frame.code"]["en"], exact=True)).to_have_count(0)


def test_the_page_works_under_the_path(visit):
    with prefixed() as prefix:
        page = visit(url=prefix.url)
        page.get_by_role("button", name=TEXTS["captcha.examples.1"]["en"]).click()
        expect(page.locator(".reading .text")).to_be_visible()
        page.context.close()
