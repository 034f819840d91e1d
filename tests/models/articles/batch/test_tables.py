"""Articles as rows: the columns that readers of the data sets rely on, and values that Parquet cannot hold."""

from dataclasses import replace

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from models.articles.answers import Article, Kind, Report
from models.articles.batch.tables import FAILED, MAX_ROWS, SCHEMA, Failure, Table, Tables, article_row
from models.articles.errors import PageError

TEXTS = (
    *("id", "url", "title", "author", "date", "text", "site", "language", "licence", "image"),
    *("comments", "body", "charset", "method", "kind", "template", "modified"),
)
LISTS = ("tags", "authors")
COLUMNS = dict.fromkeys(TEXTS, pa.string()) | dict.fromkeys(LISTS, pa.list_(pa.string())) | {"confidence": pa.float32()}
ARTICLE = Article(
    title="Ice", author="Ann", date="2024-01-05", text="The harbour froze.", site="Winter", language="en", licence=None,
    image=None, tags=("ice", "harbour"), comments="", url=None, body="<body/>",
    report=Report("gbk", "gb18030", "tree", 0.5, {}), authors=("Ann", "Bo"), modified="2024-01-06",
    kind=Kind("article", 0.9, {}),
)  # fmt: skip


def test_the_columns_of_the_data_sets_stay_what_they_are():
    assert {field.name: field.type for field in SCHEMA} == COLUMNS
    assert {field.name: field.type for field in FAILED} == dict.fromkeys(("id", "url", "error", "cause"), pa.string())


def test_an_article_fills_every_column(tmp_path):
    row = article_row(ARTICLE, "7", "http://a.test/", "/posts/*")
    assert list(row) and set(row) == set(COLUMNS)
    with_table = Table(tmp_path / "rows.parquet", SCHEMA)
    with_table.add(row)
    with_table.close()
    (read,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert read == row
    assert (read["id"], read["url"], read["charset"], read["method"]) == ("7", "http://a.test/", "gb18030", "tree")
    assert (read["tags"], read["confidence"], read["template"]) == (["ice", "harbour"], 0.5, "/posts/*")
    assert read["kind"] == "article"
    assert (read["authors"], read["modified"]) == (["Ann", "Bo"], "2024-01-06")


def test_the_address_that_a_page_tells_goes_before_the_one_it_came_from():
    told = replace(ARTICLE, url="http://a.test/real")
    assert article_row(told, "7", "http://a.test/?from=feed")["url"] == "http://a.test/real"


def test_halves_of_surrogate_pairs_are_stored_as_question_marks():
    assert article_row(replace(ARTICLE, text="ice \ud83d"), "7")["text"] == "ice ?"
    assert Failure("PageError", "bad \udc00").row("7")["cause"] == "bad ?"


@pytest.mark.parametrize("count", [0, 1, MAX_ROWS, MAX_ROWS + 1])
def test_every_row_that_was_added_is_in_the_file(tmp_path, count):
    with Tables(tmp_path) as tables:
        for number in range(count):
            tables.fail(Failure.of(PageError("It is empty.", "")).row(str(number)))
    path = tmp_path / "failed" / "00000.parquet"
    assert path.exists() == (count > 0)
    if count:
        assert pq.read_table(path)["id"].to_pylist() == [str(number) for number in range(count)]
