"""Checkpoints of articles in the tab: chosen, compared, refused, and the way from what visitors say to a new one."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

import hub_utils
from demos.articles import endpoints as tab
from demos.articles import served
from hub_utils.pins import BUNDLED
from models import articles
from models.articles import NoThreadError, feedback, tasks
from models.articles.article import train
from models.articles.article.labelled import REFERENCE, reference_pages
from models.evaluation import parse_options
from tests.hub_utils.hub_process import HubProcess
from tests.live_app import LiveApp, hurried
from tests.waiting import until

NEWS = REFERENCE / "news.html"
THREAD = lambda: [handle_file(tab.PAGES / f"thread-en-{number}.html") for number in (1, 2)]  # noqa: E731
START = "runpy.run_module('demos.articles', run_name='__main__')"


def test_what_is_served_is_the_bundled_one_where_no_hub_is_named():
    folder, name = served.folder_of("", None)
    assert (folder, name) == (str(BUNDLED / "articles"), "bundled")
    assert served.folder_of("bundled", None) == (folder, name)
    assert served.folder_of("", None, served.THREADS) == (str(BUNDLED / "threads"), "bundled")


@pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [
        ("/extract_article", {"files": [handle_file(NEWS)], "checkpoint": "somebody/else"}),
        ("/extract_batch", {"files": [handle_file(NEWS)], "checkpoint": "somebody/else@main"}),
        ("/compare_articles", {"files": [handle_file(NEWS)], "checkpoint": "somebody/else"}),
        ("/compare_page_checkpoints", {"files": [handle_file(NEWS)], "first": "somebody/else"}),
        ("/compare_page_checkpoints", {"files": [handle_file(NEWS)], "second": "somebody/else"}),
        ("/correct_article", {"extracted": {}, "verdict": "right", "agreed": True, "checkpoint": "somebody/else"}),
    ],
)
def test_a_checkpoint_that_nobody_offers_is_refused_before_anything_is_read(client, endpoint, arguments):
    with pytest.raises(ValidationError, match="somebody/else is not among the choices for articles"):
        client.predict(**arguments, api_name=endpoint)


@pytest.mark.parametrize(
    ("endpoint", "given"),
    [
        ("/extract_thread", {"checkpoint": "somebody/articles"}),
        ("/compare_page_checkpoints", {"kind": "thread", "first": "somebody/articles"}),
        ("/compare_page_checkpoints", {"kind": "thread", "second": "somebody/articles"}),
    ],
)
def test_a_checkpoint_of_articles_is_none_of_threads(client, endpoint, given):
    with pytest.raises(ValidationError, match="somebody/articles is not among the choices for threads"):
        client.predict(files=THREAD(), **given, api_name=endpoint)


def test_an_article_is_compared_on_one_page_and_a_thread_on_several(client):
    with pytest.raises(ValidationError, match="2 pages were given"):
        client.predict(files=THREAD(), first="bundled", kind="article", api_name="/compare_page_checkpoints")


def test_the_function_refuses_it_too():
    with pytest.raises(gr.Error, match="not among the choices"):
        tab.extract_article("", NEWS.read_text(encoding="utf-8"), None, "balanced", None, "somebody/else")


def test_two_checkpoints_read_the_same_page(client):
    given = {"files": [handle_file(NEWS)], "first": "bundled", "favour": "recall"}
    found = client.predict(**given, api_name="/compare_page_checkpoints")
    expected = articles.extract(NEWS.read_bytes(), favour="recall")
    assert found["settings"] == ["bundled", "bundled"]
    assert found["characters"] == [len(expected.text)] * 2
    assert [piece["first"] for piece in found["pieces"]] == [block.fate for block in expected.report.blocks]
    assert all(piece["first"] == piece["second"] for piece in found["pieces"])


def test_two_checkpoints_read_the_same_thread(client):
    found = client.predict(files=THREAD(), first="bundled", kind="thread", api_name="/compare_page_checkpoints")
    posts = client.predict(files=THREAD(), checkpoint="bundled", api_name="/extract_thread")["posts"]
    assert found["settings"] == ["bundled", "bundled"]
    assert found["characters"] == [sum(len(post["content"]) for post in posts)] * 2
    assert {(piece["first"], piece["second"]) for piece in found["pieces"]} == {("kept", "kept")}
    assert [piece["place"] for piece in found["pieces"]] == [f"#{post['number']}" for post in posts]
    assert found["pieces"][0]["text"].startswith(f"{posts[0]['author']} · {posts[0]['date']}: ")


def timid(place: Path) -> Path:
    """A checkpoint of threads that believes in none: its forest of lists says no to all."""
    folder = shutil.copytree(BUNDLED / "threads", place / "timid")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["forests"]["group"]["baseline"] = -30.0
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    hub_utils.write_card(folder)
    return folder


def test_posts_that_one_checkpoint_takes_are_told_from_those_of_both(tmp_path):
    folders = str(BUNDLED / "threads"), str(timid(tmp_path))
    read = lambda page, *order: tasks.read_thread_by_both([page], [None], None, order, ("a", "b"))  # noqa: E731
    page = (tab.PAGES / "comments-en.html").read_bytes()
    one, other, same = read(page, *folders), read(page, *folders[::-1]), read(page, folders[0], folders[0])
    fates = [[(piece.text, piece.first, piece.second) for piece in found.pieces] for found in (one, other, same)]
    assert one.characters == other.characters[::-1]
    assert {second for text, first, second in fates[0] if first == "kept"} == {"navigation"}
    assert len([first for text, first, _ in fates[0] if first == "kept"]) == len(fates[2]) == 7
    assert sorted((text, second, first) for text, first, second in fates[1]) == sorted(fates[0])
    assert {(first, second) for _, first, second in fates[2]} == {("kept", "kept")}


def test_a_page_that_is_a_thread_by_one_checkpoint_alone_is_compared_and_by_neither_refused(tmp_path):
    folders = str(BUNDLED / "threads"), str(timid(tmp_path))
    read = lambda page, *order: tasks.read_thread_by_both([page], [None], None, order, ("a", "b"))  # noqa: E731
    speech = "I have read all of this twice now and I am still of two minds about the colour of the ink."
    post = '<div class="post"><span>2024-05-0{day} 10:00</span><div><p>{speech} {day}. {speech}</p></div></div>'
    posts = "".join(post.format(day=day, speech=speech) for day in (1, 2, 3))
    page = f"<html><body><div>{posts}</div></body></html>".encode()
    found = read(page, *folders)
    assert [piece.second for piece in found.pieces] == ["navigation"] * 3 and found.characters[1] == 0
    with pytest.raises(NoThreadError):
        read(f"<html><body><p>{speech}</p><p>{speech}</p></body></html>".encode(), *folders)


def of_another_kind(place: Path) -> Path:
    """A sound folder whose forest is called otherwise."""
    folder = shutil.copytree(BUNDLED / "articles", place / "other")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["forests"]["group"] = config["forests"].pop("article")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def online(tmp_path_factory):
    """A Hub with the bundled checkpoint, an app that serves its main branch and keeps feedback, and the commit."""
    folder = tmp_path_factory.mktemp("loop")
    with HubProcess(folder / "hub") as hub:
        target = {"token": hub.token, "endpoint": hub.endpoint, "tag": "v1"}
        hub_utils.publish(of_another_kind(folder), f"{hub.user}/articles", **target | {"tag": "wrong"})
        commit = hub_utils.publish(BUNDLED / "articles", f"{hub.user}/articles", **target)
        environment = {
            "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": hub.token, "HF_HOME": str(folder / "home"),
            "KEXUE_PINS": f"articles={hub.user}/articles,threads={hub.user}/threads",
        }  # fmt: skip
        hub_utils.publish(BUNDLED / "threads", f"{hub.user}/threads", **target)
        hub_utils.publish(timid(folder), f"{hub.user}/threads", **target | {"tag": "timid"})
        hub_utils.publish(BUNDLED / "articles", f"{hub.user}/threads", **target | {"tag": "articles"})
        with LiveApp(*hurried(START), environment=environment) as app:
            yield SimpleNamespace(hub=hub, app=app, client=app.client(), commit=commit)


def test_what_visitors_say_becomes_a_checkpoint_that_the_running_app_reads_by(online, tmp_path, monkeypatch):
    hub, repo = online.hub, f"{online.hub.user}/articles"
    content = {page.known["url"]: page.html for page in reference_pages()}
    for url, html in content.items():
        path = tmp_path / "page.html"
        path.write_bytes(html)
        found = online.client.predict(url, "", [handle_file(path)], api_name="/extract_article")
        assert online.client.predict(found, "right", "", True, api_name="/correct_article")
    kept = [json.loads(file.read_bytes()) for file in (online.app.feedback / "waiting").glob("*.json")]
    assert {row["checkpoint"] for row in kept} == {f"articles@{online.commit}"}

    monkeypatch.setattr(feedback, "page_at", content.__getitem__)  # these sites do not exist
    for name, value in hub.environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    given = ["--from", str(BUNDLED / "articles"), "--feedback", str(online.app.feedback)]
    output = ["--output", str(tmp_path / "made"), "--publish", repo, "--tag", "v2"]
    train.main(parse_options(train.Options, given + output))

    picture = [handle_file(NEWS)]
    sides = lambda: online.client.predict(  # noqa: E731
        files=picture, second=f"{repo}@v1", api_name="/compare_page_checkpoints"
    )["settings"]
    until(lambda: sides()[0] not in (f"{repo}@{online.commit}", "bundled"))
    assert sides()[1] == f"{repo}@{online.commit}"
    alone = online.client.predict(files=picture, checkpoint=f"{repo}@v1", api_name="/extract_article")["article"]
    assert alone["text"] == articles.extract(NEWS.read_bytes()).text


def test_a_checkpoint_of_another_kind_is_refused_and_the_one_before_stays(online):
    """Its forest has another name: it passes for a checkpoint of articles until it is loaded."""
    given = {"files": [handle_file(NEWS)], "api_name": "/extract_article"}
    with pytest.raises(AppError, match="does not load"):
        online.client.predict(checkpoint=f"{online.hub.user}/articles@wrong", **given)
    assert online.client.predict(**given)["article"]["text"]


def test_a_thread_is_read_by_the_revision_that_a_visitor_chooses(online):
    repo, given = f"{online.hub.user}/threads", {"files": THREAD(), "api_name": "/extract_thread"}
    assert len(online.client.predict(checkpoint=f"{repo}@v1", **given)["posts"]) == 7
    assert len(online.client.predict(checkpoint=f"{repo}@timid", **given)["posts"]) < 7
    sides = online.client.predict(
        files=THREAD(), first=f"{repo}@v1", kind="thread", api_name="/compare_page_checkpoints"
    )
    assert sides["settings"][0].startswith(f"{repo}@") and sides["settings"][1] == "bundled"
    with pytest.raises(AppError, match="does not load"):
        online.client.predict(checkpoint=f"{repo}@articles", **given)
