"""Which parts of a page are its posts."""

import pytest
from lxml.html import document_fromstring

from models.articles.page.outline import outline_of
from models.articles.page.times import Clock
from models.articles.thread.boundaries import grow_records, levels_of, opening_of
from models.articles.thread.columns import align_records
from models.articles.thread.cues import cues_of
from models.articles.thread.extraction import extract_thread
from models.articles.thread.options import ALL_HEURISTICS, Heuristics
from models.articles.thread.page_sums import page_sums
from models.articles.thread.posts import page_records
from models.articles.thread.predict import kept
from models.articles.thread.records import Record
from tests.models.articles.thread.thread_pages import (
    ENGINES,
    ENGLISH,
    definitions,
    nested,
    page,
    rows,
    siblings,
    tables,
)


def read(html: str, heuristics: Heuristics = ALL_HEURISTICS):
    outline = outline_of(document_fromstring(html))
    cues = cues_of(outline)
    found = page_records(page_sums(outline, cues, Clock(None)), kept(), heuristics)
    return outline, cues, found.records


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
def test_every_post_is_one_record(engine):
    outline, _, records = read(engine(ENGLISH))
    aligned = align_records(outline, records)
    assert len(aligned) == len(ENGLISH)
    for record, told in zip(aligned, ENGLISH, strict=True):
        text = outline.joined(record.pieces).replace("\n", " ")
        assert told.text in text
        assert not any(other.text in text for other in ENGLISH if other != told)


def test_posts_of_several_siblings_are_runs():
    for engine in (definitions, siblings):
        outline, _, records = read(engine(ENGLISH))
        assert all(outline.ends[record.start] < record.end for record in records)
        _, _, without = read(engine(ENGLISH), Heuristics(runs=False))
        assert not any(outline.ends[record.start] < record.end for record in without)


def test_levels_come_from_nesting_and_from_indents():
    outline, _, records = read(nested(ENGLISH))
    assert levels_of(outline, records) == [0, 1, 2, 3, 4]
    outline, _, records = read(rows(ENGLISH))
    assert levels_of(outline, records) == [0, 1, 2, 3, 4]
    outline, _, records = read(tables(ENGLISH))
    assert levels_of(outline, records) == [0, 0, 0, 0, 0]


def test_a_record_grows_to_the_largest_element_with_no_other_record():
    outline = outline_of(document_fromstring("<html><body><div><li><p>a</p></li><li><p>b</p></li></div></body></html>"))
    inner = [Record(place, outline.ends[place]) for place, tag in enumerate(outline.tags) if tag == "p"]
    assert [outline.tags[record.start] for record in grow_records(outline, inner)] == ["li", "li"]
    assert [record.core for record in grow_records(outline, inner)] == [record.start for record in inner]
    assert grow_records(outline, inner[:1]) == inner[:1]


def test_a_name_outside_the_elements_that_are_alike_is_reached_by_growing():
    frames = (("article", "p"), ("section", "blockquote"), ("li", "center"), ("fieldset", "div"), ("details", "dd"))
    html = "".join(
        f'<{outer}><a class="username" href="/u/1">{told.author}</a><{inner}><div class="msg"><i>{told.shown}</i> '
        f"<b>{told.text}</b></div></{inner}></{outer}>"
        for (outer, inner), told in zip(frames, ENGLISH, strict=True)
    )
    thread = extract_thread([page(f'<div class="all">{html}</div>')])
    assert [post.author for post in thread.posts] == [told.author for told in ENGLISH]


def test_the_opening_post_is_found_in_other_markup():
    told = ENGLISH[0]
    opening = (
        f'<div class="story"><span class="author">{told.author}</span> {told.shown}<p>{told.text} {told.text}</p></div>'
    )
    html = page(opening + f"<ul>{''.join(comment(told) for told in ENGLISH[1:])}</ul>")
    outline, cues, records = read(html)
    assert len(records) == 4
    found = opening_of(outline, cues, records)
    assert told.text in outline.text(outline.first[found.start], outline.last[found.start])


def comment(told) -> str:
    return f'<li class="note"><a class="user" href="/u/1">{told.author}</a> <i>{told.shown}</i><p>{told.text}</p></li>'


def test_what_stands_aside_is_no_opening():
    note = "<p>Subscribe to our letter, weekly!</p>"
    aside = f'<div class="sidebar"><a class="user" href="/u/7">Zed</a> 2020-01-01 10:00 {note}</div>'
    outline, cues, records = read(page(aside + f"<ul>{''.join(comment(told) for told in ENGLISH)}</ul>"))
    assert opening_of(outline, cues, records) is None


def test_a_list_of_links_is_no_thread():
    menu = "".join(
        f'<li><a href="/t/{at}">A thread about something {at}</a> 2020-01-0{at} 10:00</li>' for at in range(1, 9)
    )
    outline, _, records = read(page(f"<ul>{menu}</ul>"))
    kept = [record for record in records if outline.tags[record.start] == "li"]
    assert not kept


def test_utility_classes_do_not_join_posts_and_boxes():
    boxes = "".join(
        f'<div class="d-flex"><div class="p-2">Box {at} says very little here</div></div>' for at in range(6)
    )
    posts = "".join(
        f'<div class="d-flex"><div class="p-2"><a class="user" href="/u/{at}">{told.author}</a> <i>{told.shown}</i>'
        f'</div><div class="p-2 body">{told.text}</div></div>'
        for at, told in enumerate(ENGLISH)
    )
    outline, _, records = read(page(f"<div>{boxes}</div><div>{posts}</div>"))
    texts = [outline.joined(record.pieces) for record in align_records(outline, records)]
    assert len(texts) == len(ENGLISH) and not any("Box" in text for text in texts)
