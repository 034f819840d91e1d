"""The limits of the live app: every endpoint counts, by visitors, and only proxies that are named tell who they are."""

from pathlib import Path

import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from models import articles, captcha
from tests.demos.test_endpoints import ENDPOINTS
from tests.live_app import LiveApp

SPENT = {"text": "a glass of wine", "api_name": "/text_keywords"}  # all that KEXUE_RATE=1 gives in a minute
LIGHT = {"command": "rm -rf /", "api_name": "/explain_command"}  # a tenth of what it gives
EXAMPLES = Path(articles.__file__).parent / "examples"
PAGE = "<html><body><article><h1>Ice</h1><p>The harbour froze in January.</p></article></body></html>"
OPINION = {"verdict": "right", "agreed": True}


@pytest.fixture(scope="module")
def app():
    with LiveApp(environment={"KEXUE_RATE": "1"}) as app:
        yield app


@pytest.fixture(scope="module")
def given(app, tmp_path_factory):
    """What an endpoint is asked with where it has to be asked with something."""
    path = tmp_path_factory.mktemp("limits") / "captcha.png"
    captcha.draw("k7Pm", seed=3).save(path)
    picture = handle_file(path)
    page = path.with_name("page.html")
    page.write_text(PAGE)
    own = path.with_name("own.txt")
    own.write_text("piano 1 0\nviolin 1 1\n")
    files = [handle_file(file) for file in sorted(EXAMPLES.glob("thread-en-*.html"))]
    thread = app.client().predict(files=files, api_name="/extract_thread")  # nobody on this machine is counted
    pages = [handle_file(page), handle_file(page)]
    pictures = {name: {"image": picture} for name in ("/solve_captcha", "/explain_captcha", "/compare_captcha")}
    html = {name: {"html": PAGE} for name in ("/extract_article", "/extract_thread", "/read_page")}
    return (
        pictures
        | html
        | {
            "/correct_captcha": {"image": picture, "text": "k7Pm", "agreed": True},
            "/solve_captchas": {"images": [picture]},
            "/score_images": {"images": [picture]},
            "/find_latent": {"image": picture},
            "/compare_articles": {"html": PAGE, "second": "recall"},
            "/compare_page_checkpoints": {"html": PAGE, "first": "bundled"},
            "/extract_batch": {"files": pages},
            "/learn_template": {"files": pages},
            "/compare_own_vectors": {"words": "piano", "file": handle_file(own)},
            "/ask_faq": {"question": "how do I return it"},
            "/correct_article": OPINION | {"extracted": None},
            "/correct_thread": OPINION | {"extracted": thread},
        }
    )


def spend(client):
    """Asks for costly and for light things until neither is given."""
    for ask in (SPENT, LIGHT):
        with pytest.raises(AppError, match="Try again in"):
            while client.predict(**ask):
                pass


def test_every_endpoint_counts_and_is_refused_politely_to_who_has_asked_too_much(app, given):
    greedy, other = (app.client(headers={"X-Forwarded-For": address}) for address in ("8.8.8.8", "8.8.4.4"))
    for endpoint in sorted(ENDPOINTS):
        spend(greedy)
        with pytest.raises(AppError, match=r"Too many requests .* Try again in \d+ s"):
            greedy.predict(**given.get(endpoint, {}), api_name=endpoint)
    assert other.predict(**SPENT) and other.predict(**LIGHT)  # who comes through the same proxy
    with pytest.raises(AppError, match="Try again in"):
        other.predict(**SPENT)
    assert other.predict(**LIGHT)  # what is costly does not starve what is not


def test_what_a_visitor_writes_into_the_header_does_not_make_him_another(app):
    spent = app.client(headers={"X-Forwarded-For": "1.2.3.4, 8.8.1.1"})
    spent.predict(**SPENT)
    with pytest.raises(AppError, match="Try again"):
        app.client(headers={"X-Forwarded-For": "5.6.7.8, 8.8.1.1"}).predict(**SPENT)


def test_a_proxy_that_nobody_named_is_a_visitor_itself():
    with LiveApp("-m", "demos.words", environment={"KEXUE_RATE": "1", "KEXUE_PROXIES": "192.0.2.1"}) as app:
        for address in ("8.8.8.8", "8.8.8.8", "8.8.4.4"):
            assert app.client(headers={"X-Forwarded-For": address}).predict(**SPENT)  # all are this machine
