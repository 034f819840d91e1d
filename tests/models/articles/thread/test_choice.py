"""What the forests are asked of a page, and what of their answers is heeded."""

from dataclasses import replace

import numpy as np
import pytest
from lxml.html import document_fromstring

from models.articles.page.outline import outline_of
from models.articles.page.times import Clock
from models.articles.thread import predict
from models.articles.thread.candidates import Candidate, candidates_of
from models.articles.thread.choice import FEATURES, ThreadModel, _is_finer
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


def saying(value: float, name: str = "record") -> ThreadModel:
    """The bundled model, one of whose forests says the same of all."""
    model = predict.kept()
    forest = model.forests[name]
    flat = replace(forest, value=np.zeros_like(forest.value), baseline=value)
    return ThreadModel(dict(model.forests) | {name: flat})


def columns_of(html: str):
    """What name_columns finds in the records of a page."""
    sums = sums_of(html)
    aligned = align_records(sums.outline, page_records(sums, predict.kept()).records)
    return name_columns(sums.outline, sums.cues, aligned)


def posts_of(head) -> str:
    """A page of posts whose heads are what `head` makes of them."""
    posts = (f'<div class="post">{head(at, told)}<p>{told.text}</p></div>' for at, told in enumerate(ENGLISH))
    return page(f"<div>{''.join(posts)}</div>")


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
    """Also for a forest that likes all columns alike."""
    sums = sums_of(
        posts_of(lambda at, told: f'<b class="a">Member</b><b class="b">{told.author}</b> <i>{told.shown}</i>')
    )
    aligned = align_records(sums.outline, page_records(sums, predict.kept()).records)
    times = times_of(sums.outline, sums.cues, aligned)
    for model in (predict.kept(), saying(0.0, "author")):
        names = model.authors(sums.outline, sums.cues, aligned, times)
        assert not any(name and name[0].text == "Member" for name in names)


def test_records_that_cut_others_into_like_ones_are_finer():
    sums = sums_of(tables(ENGLISH))
    fine = next(one for one in candidates_of(sums.outline, sums.cues) if len(one.records) == len(ENGLISH))
    first, second, *rest = fine.records
    joined = replace(first, end=second.end)
    coarse = Candidate((joined, *rest), fine.worth, True)
    assert _is_finer(sums, [coarse, fine], 1, 0)
    assert not _is_finer(sums, [coarse, fine], 0, 1)
    shifted = Candidate((replace(joined, start=joined.start + 1), *rest), fine.worth, True)
    assert not _is_finer(sums, [shifted, fine], 1, 0)


def test_rows_of_a_head_and_a_body_without_any_class_are_runs():
    rows = "".join(
        f"<tr><td><a href='/{at}'>Re: patience</a> by <b>{told.author}</b> {told.shown}</td></tr>"
        f"<tr><td><div>{told.text}</div></td></tr>"
        for at, told in enumerate(ENGLISH)
    )
    found = page_records(sums_of(page(f"<table>{rows}</table>")), predict.kept()).records
    assert [record.end - record.start for record in found] == [7] * len(ENGLISH)


def test_names_that_only_attributes_tell_are_columns():
    columns = columns_of(
        posts_of(lambda at, told: f'<img alt="Avatar of {told.author}" src="/{at}.png"><i>{told.shown}</i>')
    )
    pictured = next(column for column in columns if column.kind == "picture")
    assert [name.text for name in pictured.values.values()] == [told.author for told in ENGLISH]


def test_members_in_links_and_guests_in_none_are_one_column():
    def head(at, told):
        name = f'<a href="/u/{at}" class="url">{told.author}</a>' if at % 2 else told.author
        return f'<span class="fn">{name}</span> <i>{told.shown}</i>'

    joined = next(column for column in columns_of(posts_of(head)) if column.kind == "either")
    assert [joined.values[at].text for at in range(len(ENGLISH))] == [told.author for told in ENGLISH]


def test_the_weekday_before_a_date_is_no_name():
    columns = columns_of(posts_of(lambda at, told: f"<i>Mon, 7 Jan 2008 0{at}:14:00</i> <b>{told.author}</b>"))
    assert not any(name.text == "Mon" for column in columns for name in column.values.values())


def test_answers_earn_something_outside_of_their_comments():
    sums = sums_of(question(ENGLISH))
    candidates = candidates_of(sums.outline, sums.cues)
    groups = group_features(sums, candidates)
    remarks = [sums.outline.tokens[one.records[0].top] == ("remark",) for one in candidates]
    assert groups[remarks, GROUP_FEATURES.index("worth outside")].max() > 1


def test_names_of_the_columns_are_those_that_the_page_shows():
    sums = sums_of(machine_times(ENGLISH))
    aligned = align_records(sums.outline, page_records(sums, predict.kept()).records)
    texts = [
        {name.text for name in column.values.values()} for column in name_columns(sums.outline, sums.cues, aligned)
    ]
    assert {told.author for told in ENGLISH} in texts


def test_the_lists_with_most_prose_are_looked_at():
    """Also where a page has more small lists than are looked at."""
    boxes = "".join(
        f"<ul><li>the first line of box {at}</li><li>another line of box {at}</li></ul>" for at in range(60)
    )
    sums = sums_of(page(boxes + posts_of(lambda at, told: f"<b>{told.author}</b> <i>{told.shown}</i>")))
    candidates = candidates_of(sums.outline, sums.cues)
    assert any(sums.outline.tokens[one.records[0].top] == ("post",) for one in candidates)
    assert [one.worth for one in candidates] == sorted((one.worth for one in candidates), reverse=True)
