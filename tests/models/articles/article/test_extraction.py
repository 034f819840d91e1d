"""Articles out of pages."""

import subprocess
import sys
import time

import numpy as np
import pytest

from models import articles
from models.articles import PageError, learn_bigrams
from models.articles.article import features
from models.articles.article.evidence import Evidence
from models.articles.article.extraction import Choice, ScoredPage, best_expected, confidence_of, expected_f1
from models.articles.article.labelled import belonging, f1
from models.articles.article.predict import load_kept
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
    scored = ScoredPage(layout, [], [], measured, np.array([0.9, 0.8, 0.1]))
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
    measured = features.measure(layout, Evidence(core, np.zeros(count), np.zeros(count)))
    assert np.isfinite(measured).all()
    assert (measured[:, features.CORE] == core).all()
    assert not measured[:, features.HIDDEN].any()
    comment = features.OWN + list(features.GROUPS).index("comment")
    assert (measured[:, comment] == features.FARTHEST).all()
    assert load_kept().feature.max() < measured.shape[1]


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
