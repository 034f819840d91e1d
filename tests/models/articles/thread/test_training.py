"""Labelled pages become examples, examples forests, and those a checkpoint folder that reads threads."""

import json
from pathlib import Path

import numpy as np
import pytest

from hub_utils.checkpoint import read_json, validate
from models.articles.errors import LabelsError
from models.articles.page.document import parse
from models.articles.page.outline import outline_of
from models.articles.thread import predict
from models.articles.thread.evaluate import by_method, leave_families_out, tallies, total
from models.articles.thread.extraction import extract_thread
from models.articles.thread.growing import grown_model, measured_page, measured_variants
from models.articles.thread.labelled import Labelled, labelled_pages, spans_of
from models.articles.thread.train import Options, main
from tests.models.articles.thread.thread_pages import CHINESE, ENGINES, ENGLISH, question, tables

pytest.importorskip("sklearn")


def save(folder: Path, engines=ENGINES) -> Path:
    """Our own engines as pages that somebody saved, with their posts beside them."""
    folder.mkdir()
    for engine in engines:
        for language, told in (("en", ENGLISH), ("zh", CHINESE)):
            (folder / f"{engine.__name__}-{language}.html").write_text(engine(told), encoding="utf-8")
            posts = [
                {"author": true.author, "date": true.iso, "shown": true.shown, "content": true.text} for true in told
            ]
            content = {"url": f"https://{engine.__name__}.example/t/1", "posts": posts}
            (folder / f"{engine.__name__}-{language}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    return save(tmp_path_factory.mktemp("pages") / "forum")


def test_labelled_posts_are_found_on_their_page(saved):
    for page in labelled_pages(saved):
        outline = outline_of(parse(page.html, page.url).tree)
        spans = spans_of(outline, page.posts)
        for post, span in zip(page.posts, spans, strict=True):
            if span:
                text = outline.text(*span).replace("\n", " ")
                assert post["head"] in text and post["tail"] in text
        assert sum(span is not None for span in spans) >= 3


def test_the_right_candidate_is_the_one_with_every_post(saved):
    page = next(page for page in labelled_pages(saved) if page.name == "question-en")
    groups = measured_page(page).examples["group"]
    assert groups.right.max() == 1 and (groups.right < 0.5).sum() >= 2


def test_variants_keep_their_posts(saved):
    for page in labelled_pages(saved):
        for variant in measured_variants(page):
            names = [word for word in ("comments", "words", "thin") if variant.labelled.name.endswith(word)]
            assert names and variant.labelled.html != page.html
            assert len(variant.labelled.posts) == len(page.posts)
            assert variant.examples["group"].right.max() > 0.5, variant.labelled.name


def test_comments_hung_under_posts_are_no_posts(saved):
    page = next(page for page in labelled_pages(saved) if page.name == "tables-en")
    variant = next(one for one in measured_variants(page) if one.labelled.name.endswith("comments"))
    found = extract_thread([variant.labelled.html]).posts
    assert [post.author for post in found] == [told.author for told in ENGLISH]


def test_forests_grown_from_pages_read_pages_like_them(saved):
    pages = labelled_pages(saved)
    measured = [measured_page(page) for page in pages]
    model = grown_model(measured)
    assert total(tallies(pages, by_method("records", model=model))).f1 > 0.9
    again = grown_model(measured)
    assert all(np.array_equal(model.forests[name].value, again.forests[name].value) for name in model.forests)


def test_a_family_is_scored_without_its_pages(saved):
    page = labelled_pages(saved)[0]
    measured = [measured_page(page)]
    with pytest.raises(LabelsError):  # nothing is left to learn from
        leave_families_out([page], measured)


def test_the_command_writes_a_checkpoint_and_goes_on_from_one(saved, tmp_path, capsys):
    main(Options(data=[str(saved)], output=str(tmp_path / "first"), folds=0))
    validate(tmp_path / "first", "articles")
    told = read_json(tmp_path / "first" / "metrics.json")
    assert told["headline"]["value"] == told["results"][0]["value"]
    assert str(saved.parent) not in (tmp_path / "first" / "README.md").read_text(encoding="utf-8")
    model = predict.load(tmp_path / "first")
    assert len(extract_thread([tables(ENGLISH)], model=model).posts) == len(ENGLISH)

    main(Options(data=[str(saved)], start=str(tmp_path / "first"), output=str(tmp_path / "second")))
    assert "| before | after |" in capsys.readouterr().out
    further = predict.load(tmp_path / "second")
    assert len(further.forests["group"].roots) > len(model.forests["group"].roots)


def test_pages_without_labels_are_refused_with_a_remedy(tmp_path):
    (tmp_path / "a.html").write_text(question(ENGLISH), encoding="utf-8")
    with pytest.raises(LabelsError) as refused:
        labelled_pages(tmp_path)
    assert refused.value.remedy
    (tmp_path / "a.json").write_text('{"replies": []}', encoding="utf-8")
    with pytest.raises(LabelsError, match="tells no posts"):
        labelled_pages(tmp_path)


def test_the_family_of_an_engine_has_no_version():
    page = Labelled("a.example", "Board 3.2", "a", None, b"<p>powered by discuz", [])
    assert page.family == "board"
    assert Labelled("a.example", "", "a", None, b"<p>Powered by Discuz! X3", []).family == "discuz"
    assert Labelled("a.example", "", "a", None, b"<p>hello", []).family == "a.example"
