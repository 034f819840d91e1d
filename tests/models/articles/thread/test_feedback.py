"""What visitors said of threads becomes labelled pages, and those another checkpoint."""

import json

import pytest

from hub_utils.feedback import Feedback, Store
from models import articles
from models.articles import feedback as shared
from models.articles.errors import LabelsError, PageError
from models.articles.thread import feedback, train
from models.articles.thread.growing import measured_page, measured_variants
from models.articles.thread.labelled import Labelled
from models.articles.thread.predict import BUNDLED, kept
from models.evaluation import parse_options
from tests.models.articles.thread.thread_pages import ENGLISH, tables

pytest.importorskip("sklearn")

SPEECH = "I have read all of this twice now and I am still of two minds about the colour of the ink."
PAGE = tables(ENGLISH).encode()
URL = "https://ink.example/t/1"
MENU = b"<html><body><ul><li>Home</li><li>News</li></ul><p>One paragraph, and nobody answers.</p></body></html>"


def said(label: str, at: int | None = None, url: str = URL, **about) -> dict:
    """A row about a page, and about a post of it by its place."""
    posts = articles.extract_thread([PAGE]).posts
    told = {"url": url, "title": "Ink", "posts": len(posts)}
    if at is not None:
        told |= {"record": posts[at].record, "begins": posts[at].content[:40]}
    return {"task": "threads", "label": label, "answer": json.dumps(told | about), "checkpoint": "threads@bundled"}


def taught(*rows: dict, page: bytes = PAGE) -> list[Labelled]:
    return list(feedback.labelled_by(rows, kept(), lambda url: page))


def authors(page: Labelled) -> list[str | None]:
    return [post["author"] for post in page.posts]


def test_a_page_that_was_right_is_labelled_as_it_was_read():
    (page,) = taught(said("right"))
    read = articles.extract_thread([PAGE]).posts
    assert authors(page) == [post.author for post in read] == [post.author for post in ENGLISH]
    assert [post["chars"] for post in page.posts] == [len(" ".join(post.content.split())) for post in read]
    assert (page.url, page.site, page.source) == (URL, "ink.example", "visitors")


def test_a_post_that_is_none_is_left_out_and_all_that_was_said_of_a_page_counts():
    whole = [post["head"] for post in taught(said("right"))[0].posts]
    (page,) = taught(said("no_post", 1), said("right"), said("no_post", 3))
    assert [post["head"] for post in page.posts] == [head for at, head in enumerate(whole) if at not in (1, 3)]


def test_of_a_page_with_a_wrong_author_only_the_right_names_are_known():
    (page,) = taught(said("author: Zoë", 1), said("author", 2))
    assert authors(page) == [None, "Zoë", *[None] * (len(ENGLISH) - 2)]


def test_a_page_that_is_no_thread_has_no_posts_whatever_is_read_there_today():
    assert [page.posts for page in taught(said("no_thread"))] == [[]]
    assert [page.posts for page in taught(said("no_thread"), page=MENU)] == [[]]


@pytest.mark.parametrize(
    "rows",
    [
        [said("other: the title")],
        [said("right") | {"answer": "["}],
        [said("right") | {"answer": '"right"'}],
        [said("right", posts="many")],
        [said("right", url="")],
        [said("right", posts=40)],
        [said("no_thread"), said("right")],
        [said("no_post", 1, begins="Nobody has written this", record=900)],
        [said("no_post")],
    ],
)
def test_what_teaches_nothing_cannot_be_or_is_of_another_page_is_left_out(rows):
    assert taught(*rows) == []


def test_a_page_that_is_gone_or_no_thread_any_more_costs_nothing_else():
    def fetch(url: str) -> bytes:
        if "gone" in url:
            raise PageError("It is gone.", "Nothing helps.")
        return MENU if "menu" in url else PAGE

    rows = [said("right", url=f"https://{name}.example/") for name in ("gone", "menu", "ink")]
    assert [page.site for page in feedback.labelled_by(rows, kept(), fetch)] == ["ink.example"]


def test_a_page_without_posts_teaches_that_no_list_of_it_is_a_thread():
    (page,) = taught(said("no_thread"))
    for measured in (measured_page(page), *measured_variants(page)):
        assert len(measured.examples["group"].right) and not measured.examples["group"].right.any()
        assert not measured.examples["record"].right.any()


READERS, WRITERS = ("Kim", "Lou", "Max", "Kim"), ("Ann", "Ben", "Ann", "Cy")


def bylines(name: str) -> str:
    """A page of a site that puts the name of the last reader above that of the writer."""
    posts = "".join(
        f'<div class="m"><p class="r">{reader}</p><p class="w">{writer}</p><time>2024-05-0{day} 10:00</time>'
        f'<div class="s"><p>On day {day} of {name} this is it. {SPEECH}</p></div></div>'
        for day, (reader, writer) in enumerate(zip(READERS, WRITERS, strict=True), 1)
    )
    return f"<html><body><div>{posts}</div></body></html>"


def test_what_visitors_said_becomes_a_checkpoint_that_reads_their_site_better(tmp_path, monkeypatch, capsys):
    pages = {f"https://ink.example/t/{at}": bylines(f"page{at}").encode() for at in range(8)}
    wrong = articles.extract_thread([pages["https://ink.example/t/0"]]).posts
    assert [post.author for post in wrong] == list(READERS)
    store = Store(tmp_path / "feedback", 100)
    for url in pages:
        for post, writer in zip(wrong, WRITERS, strict=True):
            begins = articles.extract_thread([pages[url]]).posts[post.record - 1].content[:40]
            about = {"url": url, "posts": 4, "record": post.record, "begins": begins}
            store.keep(Feedback("threads", f"author: {writer}", json.dumps(about), "threads@bundled"))
    monkeypatch.setattr(shared, "page_at", pages.__getitem__)
    given = ["--from", str(BUNDLED), "--data", str(tmp_path / "feedback"), "--output", str(tmp_path / "made")]
    train.main(parse_options(train.Options, given))
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("| authors right, pages set"))
    assert line.split("|")[-3:-1] == [" 0.000 ", " 1.000 "]
    model = articles.load_threads(tmp_path / "made")
    right = articles.extract_thread([bylines("another page")], model=model).posts
    assert [post.author for post in right] == list(WRITERS)


def test_feedback_alone_begins_nothing(tmp_path):
    Store(tmp_path, 10).keep(Feedback("threads", "right", "{}", "threads@bundled"))
    for given in (["--data", str(tmp_path)], ["--feedback", str(tmp_path)]):
        with pytest.raises(LabelsError, match="not enough to begin with"):
            train.main(parse_options(train.Options, given))
    with pytest.raises(LabelsError, match="no labelled pages"):
        train.main(parse_options(train.Options, ["--from", str(BUNDLED), "--feedback", str(tmp_path)]))
