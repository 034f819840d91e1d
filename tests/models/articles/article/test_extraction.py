"""Articles out of pages."""

import pickle
import subprocess
import sys
import time
from dataclasses import fields, replace

import numpy as np
import pytest

from models import articles
from models.articles import PageError, learn_bigrams
from models.articles.article import features, scoring, shape
from models.articles.article.evidence import Evidence, core_text
from models.articles.article.extraction import Choice, confidence_of
from models.articles.article.labelled import belonging, f1
from models.articles.article.names import FEATURES, FEATURES_WITH_CORE
from models.articles.article.predict import load_kept
from models.articles.article.scoring import ScoredPage, best_expected, expected_f1
from models.articles.page.document import parse
from tests.models.articles.pages import CHANNELS, MENU, NEWS, STORY, links, modern, paragraphs, portal, samples
from tests.waiting import PATIENCE


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_pages_of_every_build_are_read(sample):
    article = articles.extract(sample.html, sample.url)
    assert f1(article.text, sample.text) >= 0.9
    for line in sample.text.splitlines():
        assert line in article.text
    assert article.url == sample.url
    assert article.report.confidence > 0.7


def test_who_wants_the_text_alone_does_not_wait_for_the_rest(monkeypatch):
    told = articles.extract(modern().html)
    assert told.author and told.kind and told.report.blocks
    copied, packed = replace(told, url=None), pickle.loads(pickle.dumps(articles.extract(modern().html)))
    assert packed == told
    assert vars(packed).keys() == vars(told).keys() == {field.name for field in fields(told)}  # and no page
    assert (copied.author, copied.body) == (told.author, told.body)
    monkeypatch.setattr("models.articles.article.extraction.metadata_of", lambda *_: pytest.fail("nobody asked"))
    later = articles.extract(modern().html)
    assert (later.text, later.body) == (told.text, told.body)
    with pytest.raises(pytest.fail.Exception, match="nobody asked"):
        _ = later.author
    with pytest.raises(AttributeError, match="no 'writer'"):
        _ = later.writer


def test_menus_related_links_and_footers_are_left_out_and_comments_apart():
    article = articles.extract(modern().html)
    for unwanted in ("Obituaries", "Ferry fares", "Sign up", "All rights reserved", "My father"):
        assert unwanted not in article.text
    assert article.comments.splitlines() == [
        "My father read that gauge too, on Sundays.", "The wall is sinking, anyone can see that from the pier.",
    ]  # fmt: skip


def test_the_report_tells_of_every_text_block():
    article = articles.extract(portal().html)
    report = article.report
    assert (report.declared, report.used) == ("iso-8859-1", "gb18030")
    texts = [block.text for block in parse(portal().html).layout.blocks]
    assert [block.text for block in report.blocks] == texts
    assert {block.text for block in report.blocks if block.fate == "kept"} >= set(NEWS)
    assert sum(report.dropped.values()) == sum(len(block.text) for block in report.blocks if block.fate != "kept")
    assert all(block.why for block in report.blocks)


@pytest.mark.parametrize("how", ["style='display: none'", "style='color: red; visibility:hidden'", "hidden"])
def test_a_hidden_notice_is_left_out_and_told_as_hidden(how):
    notice = "An error occurred while the page was loading. Please load it once more, or come back later."
    body = f"<ul>{links(MENU)}</ul><div {how}><p>{notice}</p></div><article>{paragraphs(STORY)}</article>"
    article = articles.extract(f"<html><body>{body}</body></html>")
    assert article.text.splitlines() == list(STORY)
    assert {block.text: block.why for block in article.report.blocks}[notice] == "hidden"


def test_precision_keeps_less_and_recall_more():
    kept = {
        favour: {
            block.text for block in articles.extract(portal().html, favour=favour).report.blocks if block.fate == "kept"
        }
        for favour in ("precision", "balanced", "recall")
    }
    assert kept["precision"] <= kept["balanced"] <= kept["recall"]
    assert kept["precision"]


def test_the_filters_of_the_article():
    page = f"<html><body><ul>{links(CHANNELS)}<li>RSS feed</li></ul>{paragraphs(NEWS)}</body></html>"
    ratio = articles.extract(page, judge="ratio")
    assert set(NEWS) <= set(ratio.text.splitlines())
    assert "RSS feed" not in ratio.text
    model = learn_bigrams(STORY * 3)
    page = f"<html><body><ul>{links(MENU)}</ul>{paragraphs(STORY)}</body></html>"
    assert articles.extract(page, judge="bigrams", bigrams=model).text.splitlines() == list(STORY)


@pytest.mark.parametrize("options", [{"favour": "speed"}, {"judge": "guess"}, {"judge": "bigrams"}])
def test_unknown_options_are_refused(options):
    with pytest.raises(ValueError, match="give"):
        articles.extract(modern().html, **options)


def test_what_only_scripts_have_is_taken_from_the_structured_data():
    body = "\\n".join(STORY).replace('"', '\\"')
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    html = f"<html><head>{script}</head><body><ul>{links(MENU)}</ul><div id='app'></div></body></html>"
    article = articles.extract(html)
    assert article.text.splitlines() == list(STORY)
    assert article.report.method == "structured data"


@pytest.mark.parametrize("html", ["", b"\0\0\0", "only words", "<body>" + "<div>" * 9_000])
def test_what_is_no_page_is_refused(html):
    with pytest.raises(PageError):
        articles.extract(html)


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>", "<html><body><script>var x = 1</script></body></html>", "<body><p>\0</p><p>x</p>",
        "<body>" + "<div>" * 1_000 + "deep" + "</div>" * 1_000, "<body>" + "<table><tr><td>" * 150 + "cell",
        "<body>" + "<b>" * 20_000 + "bold", "<body>" + "<p>x</p>" * 20_000,
        "<body><a href='" + "x" * 500_000 + "'>x</a>",
    ],
)  # fmt: skip
def test_odd_pages_are_answered_quickly(html):
    began = time.process_time()
    try:
        assert isinstance(articles.extract(html).text, str)
    except PageError as error:
        assert error.remedy
    assert time.process_time() - began < 20


def test_the_expected_f1_is_greatest_for_what_is_chosen():
    generator = np.random.default_rng(0)
    for _ in range(20):
        probability, width = generator.uniform(size=12), generator.integers(1, 100, 12).astype(float)
        best = expected_f1(probability, width)
        keep = probability >= best / 2
        assert expected_f1(probability, width, keep) == pytest.approx(best)
        assert best_expected(probability, width).sum() >= 0


def test_confidence_is_the_f1_that_what_is_kept_is_expected_to_have():
    layout = parse("<body><p>a</p><p>b</p><p>c</p></body>").layout
    measured = np.zeros((3, 1))
    measured[:, 0] = [50, 30, 20]
    scored = ScoredPage(layout, [], measured, np.array([0.9, 0.8, 0.1]))
    choice = Choice(np.array([True, True, False]), np.zeros(3, bool), "learned", "text blocks", "", "")
    right, expected = 0.9 * 50 + 0.8 * 30, 0.9 * 50 + 0.8 * 30 + 0.1 * 20
    assert confidence_of(scored, choice) == pytest.approx(2 * right / (80 + expected))
    assert articles.extract(f"<html><body><ul>{links(MENU)}</ul></body></html>").report.confidence < 0.7


def test_nothing_improbable_is_kept_because_all_else_is_even_less_probable():
    width = np.ones(5)
    assert not best_expected(np.full(5, 0.2), width).any()  # half of the best expected F1 is a sixth
    assert best_expected(np.full(5, 0.4), width).all()
    assert best_expected(np.array([1, 1, 0.4]), np.ones(3)).tolist() == [True, True, False]


def test_features_are_finite_and_named_columns_are_where_they_are_said_to_be():
    layout = parse(portal().html).layout
    count = len(layout.blocks)
    core = np.arange(count) % 2.0
    measured = features.measure(layout, Evidence(np.zeros(count), np.zeros(count)))
    whole = features.with_core(layout, measured, core)
    assert (whole[:, : len(FEATURES)] == measured).all() and np.isfinite(whole).all()
    assert measured.shape[1] == len(FEATURES) and whole.shape[1] == len(FEATURES_WITH_CORE)
    assert (whole[:, FEATURES_WITH_CORE.index("core")] == core).all()
    assert not measured[:, features.HIDDEN].any()
    assert FEATURES[features.HIDDEN] == "hidden"
    assert FEATURES[features.DATED] == ("has words of date", "has words of day", "has words of month")
    comment = shape.OWN + list(features.GROUPS).index("comment")
    assert (measured[:, comment] == features.FARTHEST).all()
    assert FEATURES[comment] == "near a name of comment"


def test_a_page_without_texts_has_features_of_no_text_block():
    layout = parse("<html><body><div></div></body></html>").layout
    measured = features.measure(layout, Evidence(np.zeros(0), np.zeros(0)))
    assert measured.shape == (0, len(FEATURES))
    assert features.with_core(layout, measured, np.zeros(0)).shape == (0, len(FEATURES_WITH_CORE))


def test_the_best_candidate_is_the_container_of_the_prose():
    html = (
        f"<body><div><ul>{links(MENU)}</ul></div><div><div>{paragraphs(STORY)}</div></div><div><p>All rights</p></div>"
    )
    layout = parse(html).layout
    measured = features.measure(layout, Evidence(*np.zeros((2, len(layout.blocks)))))
    inside = measured[:, FEATURES.index("in best candidate")]
    assert [bool(value) for value in inside] == [block.text in STORY for block in layout.blocks]


def asked(monkeypatch) -> list[object]:
    """The trees that trafilatura is asked to read."""
    trees: list[object] = []

    def told(tree):
        trees.append(tree)
        return core_text(tree)

    monkeypatch.setattr(scoring, "core_text", told)
    return trees


def test_trafilatura_is_asked_for_doubtful_pages_alone(monkeypatch):
    trees = asked(monkeypatch)
    story = modern()
    sure = articles.extract(story.html)
    assert not trees
    assert {block.why for block in sure.report.blocks if block.fate == "kept"} == {"prose among the article's"}
    always = articles.extract(story.html, model=replace(load_kept(), sure=2.0))
    assert len(trees) == 1 and f1(always.text, story.text) >= 0.9
    assert "trafilatura has it too" in {block.why for block in always.report.blocks if block.fate == "kept"}
    articles.extract(f"<html><body><ul>{links(MENU)}</ul></body></html>")
    assert len(trees) == 2


def test_trafilatura_is_asked_for_what_may_be_a_discussion(monkeypatch):
    trees = asked(monkeypatch)
    lines = [f"<h4>Ann Lee wrote on {day} March 2024</h4><p>{text}</p>" for day, text in enumerate(STORY * 3, 1)]
    html = f"<html><body><article>{paragraphs(STORY)}<div>{''.join(lines)}</div></article></body></html>"
    scored = scoring.score_page(parse(html), [], replace(load_kept(), sure=0.0))
    assert trees and scored.core is not None


@pytest.mark.parametrize("bound", ["MAX_ASKED", "MAX_ELEMENTS"])
def test_trafilatura_is_not_asked_for_very_long_pages(monkeypatch, bound):
    trees = asked(monkeypatch)
    monkeypatch.setattr(scoring, bound, 3)
    articles.extract(modern().html, model=replace(load_kept(), sure=2.0))
    assert not trees


@pytest.mark.parametrize("unit", ["<p>{text} {n}</p>", "<li><a href='/{n}'>{text} {n}</a></li>"])
def test_what_is_done_for_a_text_block_does_not_grow_with_their_number(unit):
    """By the calls of functions that are counted, not by the clock."""

    def calls(count: int) -> int:
        html = "<html><body>" + "".join(unit.format(n=n, text=STORY[0][:60]) for n in range(count)) + "</body></html>"
        counted = 0

        def count_call(*_: object) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count_call)
        try:
            articles.extract(html, model=replace(load_kept(), sure=0.0))
        finally:
            sys.setprofile(None)
        return counted

    calls(10)
    assert calls(2_000) < 12 * calls(200)


def test_the_share_of_an_article_in_each_text_block():
    layout = parse(portal().html).layout
    share, weight = belonging(layout, portal().text)
    wanted = [block.text in NEWS for block in layout.blocks]
    assert ((share >= 0.5) == wanted).all()
    assert weight[wanted].sum() == pytest.approx(1)


def test_importing_loads_neither_trafilatura_nor_lxml_nor_the_network():
    script = (
        "import sys, models.articles; print(*{'trafilatura', 'lxml', 'numpy', 'httpx', 'socket'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert not done.stdout.split()
