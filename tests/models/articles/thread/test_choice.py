"""What the forests are asked of a page, and what of their answers is heeded."""

from dataclasses import replace

import numpy as np
import pytest
from lxml.html import document_fromstring

from models.articles.page.outline import outline_of
from models.articles.page.times import Clock
from models.articles.thread import predict
from models.articles.thread.candidates import candidates_of
from models.articles.thread.choice import FEATURES, ThreadModel
from models.articles.thread.columns import align_records
from models.articles.thread.cues import cues_of
from models.articles.thread.group_features import GROUP_FEATURES, group_features
from models.articles.thread.name_columns import name_columns
from models.articles.thread.name_features import NAME_FEATURES, name_features
from models.articles.thread.page_sums import PageSums, page_sums
from models.articles.thread.posts import page_records
from models.articles.thread.record_features import RECORD_FEATURES, record_features
from models.articles.thread.timestamps import times_of
from tests.models.articles.thread.thread_pages import ENGINES, ENGLISH, machine_times, page, question, tables


def sums_of(html: str) -> PageSums:
    outline = outline_of(document_fromstring(html))
    return page_sums(outline, cues_of(outline), Clock(None))


def saying(value: float) -> ThreadModel:
    """The bundled model, whose forest of records says the same of all."""
    model = predict.kept()
    forest = model.forests["record"]
    flat = replace(forest, value=np.zeros_like(forest.value), baseline=value)
    return ThreadModel(dict(model.forests) | {"record": flat})


def test_the_bundled_forests_ask_for_what_is_measured():
    assert {name: forest.features for name, forest in predict.kept().forests.items()} == FEATURES


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_every_candidate_record_and_column_is_measured_by_finite_numbers(engine):
    sums = sums_of(engine(ENGLISH))
    candidates = candidates_of(sums.outline, sums.cues)
    groups = group_features(sums, candidates)
    assert groups.shape == (len(candidates), len(GROUP_FEATURES)) and np.isfinite(groups).all()
    records = list(candidates[0].records)
    measured = record_features(sums, records, False)
    assert measured.shape == (len(records), len(RECORD_FEATURES)) and np.isfinite(measured).all()
    aligned = align_records(sums.outline, records)
    columns = name_columns(sums.outline, sums.cues, aligned)
    named = name_features(sums.outline, sums.cues, aligned, times_of(sums.outline, sums.cues, aligned), columns)
    assert named.shape == (len(columns), len(NAME_FEATURES)) and np.isfinite(named).all()


def test_a_record_of_two_posts_is_cut():
    html = page(
        '<div class="all">'
        + "".join(
            f'<div class="msg">{f"<a class=user href=/u/{at}>{told.author}</a>" if at != 1 else ""}<i>{told.shown}</i>'
            f"<p>{told.text}</p></div>"
            for at, told in enumerate(ENGLISH)
        )
        + "</div>"
    )
    assert len(page_records(sums_of(html), predict.kept()).records) == len(ENGLISH)


def test_doubt_about_all_records_drops_none_of_them():
    for value in (-3.0, 3.0):
        assert len(page_records(sums_of(tables(ENGLISH)), saying(value)).records) == len(ENGLISH)


def test_comments_under_answers_are_no_posts():
    found = page_records(sums_of(question(ENGLISH)), predict.kept())
    assert len(found.records) == len(ENGLISH) and found.sure > 0.5


def test_a_label_is_never_the_author():
    html = page(
        "<div>"
        + "".join(
            f'<div class="post"><span class="author">Member</span><b>{told.author}</b> <i>{told.shown}</i>'
            f"<p>{told.text}</p></div>"
            for told in ENGLISH
        )
        + "</div>"
    )
    sums = sums_of(html)
    aligned = align_records(sums.outline, page_records(sums, predict.kept()).records)
    times = times_of(sums.outline, sums.cues, aligned)
    names = predict.kept().authors(sums.outline, sums.cues, aligned, times)
    assert [name[0].text for name in names if name] == [told.author for told in ENGLISH]


def test_names_of_the_columns_are_those_that_the_page_shows():
    sums = sums_of(machine_times(ENGLISH))
    aligned = align_records(sums.outline, page_records(sums, predict.kept()).records)
    texts = [
        {name.text for name in column.values.values()} for column in name_columns(sums.outline, sums.cues, aligned)
    ]
    assert {told.author for told in ENGLISH} in texts
