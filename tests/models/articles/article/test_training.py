"""Trees grown from labelled pages, and their scores on sites that were left out."""

import gzip
import json

import pytest
from threadpoolctl import threadpool_limits

from hub_utils import checkpoint
from hub_utils.feedback import Feedback, Store
from models import articles
from models.articles import LabelsError, boosting
from models.articles.article import evaluate, feedback, growing, train
from models.articles.article.growing import CHINESE_WEIGHT, grow, training_page
from models.articles.article.labelled import LabelledPage, labelled_pages
from models.articles.article.predict import BUNDLED, load_kept
from models.articles.feedback import told
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


def test_training_writes_a_checkpoint_whose_first_figures_are_of_sites_left_out(folder, tmp_path, capsys):
    output = tmp_path / "articles"
    train.main(parse_options(train.Options, ["--data", str(folder), "--output", str(output), "--folds", "3"]))
    assert [len(trees.roots) for trees in articles.load(output).forests.values()] == [12, 12]
    checkpoint.validate(output, "articles")
    metrics = json.loads((output / "metrics.json").read_text())
    first = metrics["results"][0]
    assert (first["dataset"], first["metric"], first["n"]) == ("ours, sites left out", "F1", len(TRUTH))
    assert first["value"] == metrics["headline"]["value"] > 0.8
    assert str(tmp_path) not in (output / "README.md").read_text()
    assert f"| ours, sites left out | F1 | {first['value']:.3f} | {len(TRUTH)} |" in capsys.readouterr().out


def test_a_checkpoint_is_taught_ones_own_pages_and_those_set_aside_are_read_before_and_after(
    tmp_path, capsys, monkeypatch
):
    learnt = []

    def told(model, pages, seed=0):
        learnt.extend(pages)
        return growing.grow_further(model, pages, seed)

    monkeypatch.setattr(train, "grow_further", told)
    mine = tmp_path / "my_pages"
    mine.mkdir()
    for page in TRUTH:
        (mine / page["file"]).write_bytes((FOLDER / page["file"]).read_bytes())
        (mine / page["file"]).with_suffix(".txt").write_text(page["articleBody"], encoding="utf-8")
    output = tmp_path / "taught"
    given = ["--from", str(BUNDLED), "--data", str(mine), "--output", str(output)]
    train.main(parse_options(train.Options, given))
    header, _, own, written = capsys.readouterr().out.strip().splitlines()[-4:]
    assert header == "| | n | before | after |"
    assert own.startswith("| pages set aside | 2 | 0.9") and written.startswith("| ten pages written for it")
    for after, before in zip(*(articles.load(folder).forests.values() for folder in (output, BUNDLED)), strict=True):
        assert len(after.roots) == len(before.roots) + boosting.FURTHER
    assert len({page.labelled.known["id"] for page in learnt}) == len(TRUTH) - 2
    card = (output / "README.md").read_text()
    assert "2 pages were set aside" in card
    assert str(tmp_path) not in card and str(BUNDLED.parent) not in card


def test_the_same_seed_grows_the_same_trees(pages):
    one, other = grow(pages, seed=3), grow(pages, seed=3)
    for trees, others in zip(one.forests.values(), other.forests.values(), strict=True):
        assert (trees.value == others.value).all() and (trees.threshold == others.threshold).all()


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


@pytest.fixture
def saved(tmp_path):
    """A folder with one page that somebody saved."""
    (tmp_path / "a.htm").write_bytes((FOLDER / "blog.html").read_bytes())
    return tmp_path


def test_a_page_lies_beside_its_article_as_text_or_as_an_object(saved):
    (saved / "b.html.gz").write_bytes(gzip.compress(b"<p>Packed</p>"))
    (saved / "c.html").write_bytes(b"<p>Of which nothing is known</p>")
    (saved / "a.txt").write_text("\ufeffThe article", encoding="utf-8")
    (saved / "b.json").write_text(json.dumps({"articleBody": "Packed", "site": "b.example"}))
    (saved / "b.txt").write_text("Not this one")
    first, second = labelled_pages(saved)
    assert (first.body, first.source, first.known["id"]) == ("The article", saved.name, "a.htm")
    assert (second.html, second.body, second.site) == (b"<p>Packed</p>", "Packed", "b.example")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no labelled pages"),
        ({"a.json": "{"}, "not JSON"),
        ({"a.json": "[]"}, "no object"),
        ({"a.json": '{"articleBody": 3}'}, "no object"),
        ({"a.txt": b"\xff\xfe\0"}, "not in UTF-8"),
        ({"truth.jsonl": ""}, "no labelled pages"),
        ({"truth.jsonl": "{}"}, "names no file"),
        ({"truth.jsonl": '{"file": "../a.html"}'}, "outside"),
        ({"truth.jsonl": '{"file": "b.html"}'}, "cannot be read"),
        ({"truth.jsonl": '{"file": "b.gz"}', "b.gz": b"\x1f\x8bno"}, "cannot be read"),
    ],
)
def test_labels_that_cannot_be_used_are_refused(saved, files, reason):
    for name, content in files.items():
        (saved / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LabelsError, match=reason):
        list(labelled_pages(saved))


def test_one_page_is_too_few_and_no_page_is_none(saved):
    with pytest.raises(LabelsError, match="no folder"):
        list(labelled_pages(saved / "absent"))
    (saved / "a.txt").write_text(TRUTH[1]["articleBody"])
    given = ["--from", str(BUNDLED), "--data", str(saved), "--output", str(saved / "taught")]
    with pytest.raises(LabelsError, match="at least two"):
        train.main(parse_options(train.Options, given))


def said(page: str, label: str, characters: int | None = None) -> dict:
    """A row of feedback about a page of the reference set."""
    length = len(articles.extract(content(page)).text) if characters is None else characters
    answer = json.dumps({"url": f"https://{page}.example/", "title": "", "characters": length})
    return {"id": page, "task": "articles", "label": label, "answer": answer, "checkpoint": "articles@bundled"}


def content(page: str) -> bytes:
    return (FOLDER / page.removeprefix("https://").removesuffix(".example/")).with_suffix(".html").read_bytes()


def taught(*rows: dict) -> dict[str, str]:
    return {page.known["url"]: page.body for page in feedback.labelled_by(rows, load_kept(), content)}


def test_what_visitors_said_becomes_labelled_pages():
    known = articles.extract(content("news")).text
    line = next(line for line in known.splitlines() if len(line) > 60)
    assert taught(said("news", "right")) == {"https://news.example/": known}
    (without,) = taught(said("news", f"excess: {line[:50]}")).values()
    assert line not in without and len(without) > 0.5 * len(known)
    (more,) = taught(said("news", "missing: Pier repairs")).values()
    assert "Pier repairs" in more and "Pier repairs" not in known
    rows = [said("news", "right"), said("news", f"excess: {line[:50]}")]
    assert taught(*rows)["https://news.example/"] == without  # what was said last


@pytest.mark.parametrize(
    "row",
    [
        said("news", "details: the date"), said("news", "missing"), said("news", "excess: of"),
        said("news", "right", 90),
        said("news", "missing: no line of this page"), said("news", "right") | {"answer": "{}"},
        said("news", "right") | {"answer": "["},
    ],
)  # fmt: skip
def test_of_what_was_said_only_that_counts_of_which_something_can_be_learnt(row):
    assert not taught(row)


def test_feedback_is_read_from_its_folder_waiting_and_packed(tmp_path):
    store = Store(tmp_path, 10)
    for label in ("right", "other"):
        store.keep(Feedback("articles", label, "{}", "articles@bundled"))
    store.keep(Feedback("captcha", "ab", "ab", "captcha@bundled"))
    assert sorted(row["label"] for row in told(str(tmp_path), "articles")) == ["other", "right"]
    store._pack()
    assert sorted(row["label"] for row in told(str(tmp_path), "articles")) == ["other", "right"]
    (tmp_path / "waiting" / "cut.json").write_bytes(b"{")
    assert len(list(told(str(tmp_path), "articles"))) == 2
    with pytest.raises(LabelsError, match="feedback"):
        list(told("no/folder/of/mine", "articles"))


def test_feedback_alone_begins_nothing(tmp_path):
    for given in ("--feedback", "--data"):
        (tmp_path / "waiting").mkdir(exist_ok=True)
        (tmp_path / "waiting" / "a.json").write_text("{}")
        with pytest.raises(LabelsError, match="not enough to begin with"):
            train.main(parse_options(train.Options, [given, str(tmp_path)]))
