"""Which kind a page is: of pages in this repository, of pages made for it, of pages that are hardly any."""

import json
from dataclasses import asdict
from statistics import fmean

import numpy as np
import pytest

from models import articles
from models.articles import ForestError, Kind, PageError, evaluate, forest
from models.articles.article.labelled import reference_pages
from models.articles.kind import features, predict
from models.articles.kind.growing import MeasuredPage, examples, grow, grow_further, measured_pages, undeclared
from models.articles.kind.labelled import KnownPage
from models.articles.kind.pages import written_pages
from models.articles.kind.results import UNSEEN, f1_by_kind, told_by
from models.articles.kind.words import KINDS
from models.articles.page import linked_data
from models.articles.page.document import parse
from models.articles.thread.labelled import reference_pages as reference_threads

SITES = 24


@pytest.fixture(scope="module")
def unseen() -> list[MeasuredPage]:
    return measured_pages(written_pages(SITES, UNSEEN))


def test_articles_and_threads_in_this_repository_are_told_apart():
    told = {page.site: articles.kind_of(page.html, page.known.get("url")) for page in reference_pages()}
    assert told.pop("docs").name == "documentation"
    assert fmean(kind.name == "article" for kind in told.values()) >= 0.75, told
    told = [articles.kind_of(page.html) for page in reference_threads()]
    assert fmean(kind.name == "forum" for kind in told) >= 0.75, told


def test_pages_of_made_up_sites_are_told(unseen):
    pairs = told_by(predict.load_kept(), unseen)
    assert fmean(kind == other for kind, other in pairs) >= 0.9
    assert all(value >= 0.75 for value, _ in f1_by_kind(pairs).values()), f1_by_kind(pairs)


def test_a_kind_has_a_confidence_and_the_others_have_the_rest():
    kind = articles.kind_of((page := reference_pages()[0]).html, page.known.get("url"))
    assert {kind.name, *kind.others} == set(KINDS)
    assert kind.confidence + sum(kind.others.values()) == pytest.approx(1, abs=0.01)
    assert kind.confidence >= max(kind.others.values())
    assert articles.extract(page.html, page.known.get("url")).kind == kind
    assert json.loads(articles.as_json(articles.extract(page.html)))["kind"].keys() == asdict(kind).keys()


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<p>a</p>", None),
        ("<html><head></head><body><div></div></body></html>", "http://[/"),
        ("<html><body><h1></h1><nav>x</nav></body></html>", "https://a.example"),
        (f"<html><body>{'<div>' * 500}deep{'</div>' * 500}</body></html>", "ftp://x/\x00"),
        (f"<html><body><ul>{'<li><a href=/>$1.00</a></li>' * 3000}</ul></body></html>", "?q=1"),
        (f"<script type='application/ld+json'>{json.dumps([{'@type': ['Product', 7]}] * 2000)}</script><p>b</p>", None),
    ],
)
def test_pages_that_are_hardly_any_are_measured_in_finite_numbers(html, url):
    page = parse(html, url)
    measured = features.measure(page, linked_data.nodes(page.tree))
    assert measured.shape == (len(features.FEATURES),) and np.isfinite(measured).all()
    assert isinstance(articles.kind_of(html, url), Kind)


def test_what_is_no_page_is_refused():
    with pytest.raises(PageError):
        articles.kind_of(b"")


def test_the_address_alone_can_turn_the_scale():
    html = "<html><body><h1>Lamp</h1><p>It shines from six to nine and needs no oil at all.</p></body></html>"
    chances = [
        articles.kind_of(html, url) for url in ("https://a.example/docs/api/lamp", "https://a.example/product/lamp")
    ]
    docs, product = ({kind.name: kind.confidence} | kind.others for kind in chances)
    assert docs["documentation"] > product["documentation"]


def test_made_up_pages_are_the_same_for_the_same_seed_and_keep_no_trace_of_their_truth():
    first, again, other = (list(written_pages(8, seed)) for seed in (3, 3, 4))
    assert first == again != other
    assert not any(b"data-around" in page.html for page in first)
    assert all(page.text and page.text.splitlines()[0] in page.html.decode() for page in first)


def test_every_page_is_learnt_a_second_time_without_what_it_declares(unseen):
    measured, weight = examples(unseen)
    first, second = measured[: len(unseen)], measured[len(unseen) :]
    assert np.array_equal(second, undeclared(first)) and not np.array_equal(second, first)
    assert np.array_equal(first[:, features.DECLARED :], second[:, features.DECLARED :])
    of_kind = {kind: weight[: len(unseen)][[page.kind == kind for page in unseen]].sum() for kind in KINDS}
    assert all(value == pytest.approx(1) for value in of_kind.values() if value)


def test_forests_learn_kinds_from_a_few_sites_and_go_on_from_others(unseen):
    learnt = measured_pages(written_pages(12))
    model = grow(learnt)
    right = fmean(kind == other for kind, other in told_by(model, unseen))
    assert right >= 0.5
    further = grow_further(model, unseen)
    assert fmean(kind == other for kind, other in told_by(further, unseen)) > right
    with_script = KnownPage(b"", "article", "own", "a", "a")
    assert measured_pages([with_script]) == []


def test_a_checkpoint_of_articles_is_none_of_kinds():
    with pytest.raises(ForestError, match="no forest 'kind-article'"):
        articles.load_kinds(predict.BUNDLED.with_name("articles"))
    told = evaluate.results_again(predict.BUNDLED)
    assert told[0]["value"] >= 0.65 and set(predict.NAMES.values()) == set(
        forest.load(predict.BUNDLED, dict.fromkeys(predict.NAMES.values(), features.FEATURES))
    )
