"""What is kept of pages that are no article: threads and lists, and articles that only look like one of them."""

from statistics import fmean

import pytest

from models import articles
from models.articles import Kind
from models.articles.article import extraction
from models.articles.article.kinds import LIKELY, SURE
from models.articles.article.labelled import f1
from models.articles.kind.pages import written_pages
from models.articles.thread.labelled import reference_pages

PAGES = [page for page in written_pages(16, 7) if page.kind in ("listing", "collection", "forum")]
ARTICLE = """<html><head><title>The old crane</title></head><body><main><h1>The old crane</h1>
<p>The crane on the north quay has stood still since the spring, for its rope is worn and nobody sells such a rope.</p>
<p>The town wants to mend it before the winter, and a smith from the next valley has been asked for an offer.</p>
<p>Until then the ships unload by hand, as they did before the crane came, and the porters are paid by the hour.</p>
<ol class="comments">{}</ol></main></body></html>"""
COMMENT = """<li class="comment"><b class="author">{name}</b> <time>2024-03-0{day} 10:00</time>
<p>I have seen that crane lift a whole boat when I was a child, and I hope it will do so again, dear {name}.</p></li>"""


@pytest.fixture
def told(monkeypatch):
    """Pages are of the kind, and as surely so, as a test says."""

    def tell(name: str, confidence: float) -> None:
        monkeypatch.setattr(extraction, "kind_of_page", lambda *_: Kind(name, confidence, {}))

    return tell


@pytest.mark.parametrize("kind", ["listing", "collection", "forum"])
def test_what_such_a_page_has_is_kept_and_was_not_by_the_rules_of_articles(told, kind):
    scores = {}
    for name in (kind, "article"):
        told(name, SURE)
        scores[name] = fmean(f1(articles.extract(page.html).text, page.text) for page in PAGES if page.kind == kind)
    assert scores[kind] >= 0.85, scores
    assert kind == "forum" or scores[kind] > scores["article"] + 0.1, scores


def test_the_text_of_a_thread_is_that_of_its_posts():
    read = 0
    for page in reference_pages():
        article = articles.extract(page.html, page.url)
        if article.report.method == "thread":
            read += 1
            posts = "\n".join(post.content for post in articles.extract_thread([page.html], [page.url]).posts)
            assert f1(article.text, posts) >= 0.9, page.name
    assert read >= 5


def test_an_article_with_comments_stays_one_though_it_looks_like_a_thread(told):
    comments = "".join(COMMENT.format(name=name, day=day) for day, name in enumerate(("Ann", "Bo", "Cy", "Di"), 1))
    html = ARTICLE.format(comments)
    assert len(articles.extract_thread([html]).posts) == 4
    told("forum", SURE - 0.01)
    kept = articles.extract(html)
    assert "nobody sells such a rope" in kept.text
    assert kept.report.method == "text blocks"


def test_lists_and_threads_that_are_not_sure_enough_are_read_as_articles(told):
    listing = next(page for page in PAGES if page.kind == "listing")
    for kind, confidence in (("listing", SURE - 0.01), ("forum", LIKELY - 0.01), ("product", 1.0)):
        told(kind, confidence)
        assert articles.extract(listing.html).report.method == "text blocks"


def test_a_page_without_a_list_or_thread_is_read_as_an_article(told):
    html = ARTICLE.format("")
    told("article", 1.0)
    expected = articles.extract(html).text
    for kind in ("listing", "forum"):
        told(kind, 1.0)
        assert articles.extract(html).text == expected


def test_the_lines_that_most_entries_repeat_are_no_part_of_them(told):
    entries = "".join(
        f"<li class=item><h3>Crane {number}</h3><p>It lifts {number} tons.</p><a>Read more</a></li>"
        for number in range(9)
    )
    told("listing", 1.0)
    text = articles.extract(f"<html><body><h1>Cranes</h1><ul>{entries}</ul><ul><li>Imprint</ul></body></html>").text
    assert text.splitlines()[0] == "Cranes" and "It lifts 8 tons." in text and "Read more" not in text
