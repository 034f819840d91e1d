"""What a report tells of the records of a thread: their columns, and the text blocks of their page."""

from itertools import groupby

from models import articles
from models.articles import Block, Column
from models.articles.tasks import MAX_BLOCKS, MAX_PAGE_BLOCKS, read_thread

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


BOARD = (
    '<html><body><div class="menu"><a href="/">Boards</a></div><h1>Ink</h1><div>'
    + "".join(
        f'<div class="post"><div class="by"><a href="/u/{name}">{name}</a><p class="rank">Regular</p></div>'
        f'<span class="at">2024-05-0{number} 10:00</span> <a href="#p{number}">#{number}</a>'
        f'<div class="said"><p>{SPEECH} {number}</p><p>And <b>{name}</b> says it<br>twice.</p></div></div>'
        for number, name in enumerate(("Ann", "Ben", "Ann", "Cy"), 1)
    )
    + "</div><p>Powered by nobody</p></body></html>"
).encode()


def blocks_of(html: bytes, most: int = 100) -> tuple[Block, ...]:
    return articles.extract_thread([html], blocks=most).reports[0].blocks


def test_every_text_block_of_the_page_is_one_thing_to_one_record():
    blocks = blocks_of(BOARD)
    of_first = [(block.fate, block.text) for block in blocks if block.record == 1]
    assert of_first == [
        ("author", "Ann"),
        ("furniture", "Regular"),
        ("time", "2024-05-01 10:00"),
        ("number", "#1"),
        ("content", f"{SPEECH} 1"),
        ("content", "And Ann says it\ntwice."),
    ]
    assert [block.text for block in blocks if block.record is None] == ["Boards", "Ink", "Powered by nobody"]
    assert {block.fate for block in blocks if block.record is None} == {"outside"}
    assert [record for record, _ in groupby(blocks, key=lambda block: block.record)] == [None, 1, 2, 3, 4, None]
    assert {block.place for block in blocks if block.fate == "author"} == {"html/body/div/div/div"}


def test_the_number_is_a_column_where_the_page_shows_one():
    columns = columns_of(BOARD)
    assert list(columns) == ["author", "time", "number", "content"]
    assert columns["number"].share == 1.0


def test_a_name_and_a_time_in_one_text_are_one_block_that_says_so():
    lines = [
        f"<div><p>by {name} on 2024-05-0{day} 10:00</p><div><p>{SPEECH} {day}</p></div></div>"
        for day, name in enumerate(("Ann", "Ben", "Ann", "Cy"), 1)
    ]
    html = f"<html><body><div>{''.join(lines)}</div></body></html>".encode()
    heads = [block for block in blocks_of(html) if block.fate == "author"]
    assert [block.text for block in heads][:1] == ["by Ann on 2024-05-01 10:00"]
    assert {block.why for block in heads} == {"the time stands with it"}


def test_no_more_blocks_are_told_than_asked_for_and_none_by_default():
    report = articles.extract_thread([BOARD], blocks=5).reports[0]
    assert (len(report.blocks), report.more) == (5, len(blocks_of(BOARD)) - 5)
    assert articles.extract_thread([BOARD]).reports[0].blocks == ()
    long = BOARD.replace(b"And <b>", SPEECH.encode() * 9 + b"<b>")
    assert max(len(block.text) for block in blocks_of(long)) == 300


def test_a_page_of_many_posts_tells_few_blocks_and_how_many_there_are_besides():
    told = read_thread([page(["Ann", "Ben", "Cy"] * 3)] * 20, [None] * 20, "records", None)
    assert sum(len(report.blocks) for report in told.reports) <= MAX_BLOCKS
    post = "<div><b>Ann{at}</b> <i>2024-05-01 10:00</i><div><p>{at}. {text}</p></div></div>"
    long = "".join(post.format(at=at % 7, text=f"{SPEECH} {at}") for at in range(3000))
    report = read_thread([f"<html><body><div>{long}</div></body></html>"], [None], "records", None).reports[0]
    assert len(report.blocks) == MAX_PAGE_BLOCKS
    assert report.more > 8000


def test_posts_say_on_which_page_and_in_which_record_they_stand():
    later = BOARD.replace(b"#", b"#1").replace(SPEECH.encode(), b"Later it looked different to me: " + SPEECH.encode())
    for day in range(1, 5):
        later = later.replace(f"2024-05-0{day}".encode(), f"2024-06-0{day}".encode())
    thread = articles.extract_thread([later, BOARD], ["https://a.example/2", None])
    stands = [(post.number, post.page, post.record) for post in thread.posts]
    assert stands == [*((at, 2, at) for at in (1, 2, 3, 4)), *((10 + at, 1, at) for at in (1, 2, 3, 4))]
    assert [report.url for report in thread.reports] == ["https://a.example/2", None]
