"""What a report tells of the columns of a thread's records."""

from models import articles
from models.articles import Column

SPEECH = "I have read all of this twice now and I am still of two minds about the colour of the ink."


def page(names, **options) -> bytes:
    by = '<div class="by"><a href="/u/{name}">{name}</a></div>'
    post = (
        '<div class="post">{by}<span class="at">2024-05-0{day} 10:00</span><div class="said"><p>{text}</p></div></div>'
    )
    posts = "".join(
        post.format(by=by.format(name=name) if name else "", day=day, text=options.get("text", f"{SPEECH} {day}"))
        for day, name in enumerate(names, 1)
    )
    return f"<html><body><div>{posts}</div></body></html>".encode()


def columns_of(html: bytes) -> dict[str, Column]:
    return {column.name: column for column in articles.extract_thread([html]).reports[0].columns}


def test_each_column_has_its_place_and_the_share_of_the_records_that_have_one():
    columns = columns_of(page(["Ann", "Ben", "Ann", "Cy", "Dot"]))
    assert list(columns) == ["author", "time", "content"]
    assert [column.share for column in columns.values()] == [1.0, 1.0, 1.0]
    assert "by" in columns["author"].place and "at" in columns["time"].place and "said" in columns["content"].place
    assert 0.5 < columns["author"].confidence <= 1
    assert columns["time"].confidence is columns["content"].confidence is None


def test_records_without_a_name_lower_the_share_of_the_authors_alone():
    columns = columns_of(page(["Ann", "Ben", None, "Ann", "Cy"]))
    assert (columns["author"].share, columns["time"].share) == (0.8, 1.0)


def test_a_column_that_no_record_has_is_not_told():
    assert list(columns_of(page([None] * 5))) == ["time", "content"]


def test_clustered_positions_have_no_columns():
    read = articles.extract_thread([page(["Ann", "Ben", "Cy"])], method="positions").reports[0]
    assert read.columns == ()
