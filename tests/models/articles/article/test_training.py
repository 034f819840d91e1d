"""Trees grown from labelled pages, and their scores on sites that were left out."""

import gzip
import json

import pytest
from threadpoolctl import threadpool_limits

from models.articles import forest
from models.articles.article import evaluate, growing, train
from models.articles.article.growing import CHINESE_WEIGHT, grow, training_page
from models.articles.article.labelled import LabelledPage, labelled_pages
from models.evaluation import parse_options
from tests.models.articles.article.test_floors import FOLDER, TRUTH


@pytest.fixture(autouse=True)
def few_trees(monkeypatch):
    """Trees in a second: few, each with a greater say, and no threads that wait for each other on a busy machine."""
    monkeypatch.setattr(growing, "ITERATIONS", 12)
    monkeypatch.setattr(growing, "RATE", 0.4)
    with threadpool_limits(1, user_api="openmp"):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of the floors as a folder of labelled pages, each from a site of its own."""
    folder = tmp_path_factory.mktemp("labelled")
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as lines:
        for page in TRUTH:
            file = f"{page['id']}.html.gz"
            (folder / file).write_bytes(gzip.compress((FOLDER / page["file"]).read_bytes()))
            known = page | {"file": file, "source": "ours", "site": page["id"]}
            lines.write(json.dumps(known, ensure_ascii=False) + "\n")
    return folder


@pytest.fixture(scope="module")
def pages(folder):
    return [training_page(page) for page in labelled_pages(folder)]


def test_training_writes_trees_that_the_extractor_opens_and_prints_their_score_elsewhere(folder, tmp_path, capsys):
    file = tmp_path / "trees.json"
    train.main(parse_options(train.Options, ["--data", str(folder), "--output", str(file), "--folds", "3"]))
    assert len(forest.load(file).roots) == 12
    assert json.loads(file.read_text())["about"]["pages"] == len(TRUTH)
    header, _, row = capsys.readouterr().out.splitlines()
    assert header == "| F1, 3 folds of sites | ours |"
    assert float(row.split("|")[2]) > 0.8


def test_the_same_seed_grows_the_same_trees(pages):
    one, other = grow(pages, seed=3), grow(pages, seed=3)
    assert (one.value == other.value).all() and (one.threshold == other.threshold).all()


def test_pages_are_read_by_trees_that_never_saw_their_site(pages, monkeypatch):
    grown = []

    def told(pages, seed=0):
        grown.append({page.labelled.site for page in pages})
        return grow(pages, seed)

    monkeypatch.setattr(evaluate, "grow", told)
    apart = evaluate.scored_apart(pages, 3)
    assert {page.labelled.site for page in apart} == {page["id"] for page in TRUTH}
    for fold, sites in enumerate(grown):
        assert not any(evaluate.fold_of(site, 3) == fold for site in sites)
    assert all(page.scored.probability.any() for page in apart)


def test_evaluate_prints_three_tables_and_nothing_else(folder, capsys):
    evaluate.main(parse_options(evaluate.Options, ["--data", str(folder), "--folds", "2"]))
    tables = capsys.readouterr().out.strip().split("\n\n")
    assert [table.splitlines()[0] for table in tables] == [
        "| F1, 2 folds of sites | ours |", "| confidence | pages | F1 |", "| share that is right | |",
    ]  # fmt: skip
    assert [row.split("|")[1].strip() for row in tables[0].splitlines()[2:]] == [
        "trafilatura", "ours", "ours, precision", "ours, recall",
    ]  # fmt: skip
    assert "| ours date | 1.000 |" in tables[2]


def test_a_page_in_chinese_weighs_more_and_snippets_less():
    html = "<html><body><p>" + "一段很长的正文。" * 8 + "</p><ul><li>menu</li></ul></body></html>"
    known = {"articleBody": "一段很长的正文。" * 8, "lang": "zh"}

    def weights(**known: object) -> list[float]:
        page = LabelledPage(html.encode(), "x", "x", dict(known))
        return training_page(page).weight.tolist()

    chinese, other = weights(**known), weights(**known | {"lang": "en"})
    assert chinese == pytest.approx([CHINESE_WEIGHT * weight for weight in other])
    assert weights(snippets_with=["很长的"], snippets_without=["menu"]) == [0.03, 0.03]
    assert weights(snippets_with=["absent"]) == [0, 0]


def test_dates_agree_by_day_and_names_by_their_words():
    assert evaluate.agrees("date", "2020-02-29T23:59", "2020-02-29 10-00-00")
    assert not evaluate.agrees("date", None, "2020-02-29")
    assert evaluate.agrees("author", "ANN LEE", "Ann Lee")
    assert not evaluate.agrees("title", "Another one", "A headline of its own")
