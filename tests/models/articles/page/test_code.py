"""Listings keep their lines and what these begin with, however a page sets them, and numbers of lines are no code."""

# ruff: noqa: E501 - markup is written as it is

import time

import pytest

from models.articles.page.document import parse
from models.articles.page.outline import outline_of

LINES = ("def cross(wind):", "    if wind > 8:", "", '        return "stay"', "    return 1")
SHOWN = [line.replace(">", "&gt;") for line in LINES]
WIDE = [line.replace("  ", "&nbsp; ") for line in SHOWN]


def rows(number: str, code: str) -> str:
    return "".join(f"<tr>{number.format(at)}{code.format(line)}</tr>" for at, line in enumerate(SHOWN, 1))


LISTINGS = {
    "pre": f"<pre>{chr(10).join(SHOWN)}</pre>",
    "pre code": f"<pre><code>{chr(10).join(SHOWN)}\n</code></pre>",
    "line breaks": f"<pre>{'<br>'.join(SHOWN)}</pre>",
    "a div a line": "<pre>" + "".join(f'<div class="line"><span>{line}</span></div>' for line in SHOWN) + "</pre>",
    "a div of divs": "<div>" + "".join(f'<div class="CodeLine token-line">{line}</div>' for line in WIDE) + "</div>",
    "a span a line": "<pre>\n" + "\n".join(f"<span>{line}</span>" for line in SHOWN) + "\n</pre>",
    "numbers in lines": "<pre>"
    + "\n".join(f'<span class="lineno">{at}</span>{line}' for at, line in enumerate(SHOWN, 1))
    + "</pre>",
    "numbers beside": f'<table><tr><td class="gutter"><pre>1\n2\n3\n4\n5</pre></td><td><pre>{chr(10).join(SHOWN)}</pre></td></tr></table>',
    "rows": f"<table>{rows('<td>{}</td>', '<td><code>{}</code></td>')}</table>",
    "rows of divs": f"<table>{rows('<td>{}</td>', '<td class=code><div>{}</div></td>')}</table>",
    "rows without numbers": f"<table>{rows('<td data-line={}></td>', '<td class=blob-code>{}</td>')}</table>",
    "a list": '<div class="blockcode"><div><ol>' + "".join(f"<li>{line}<br></li>" for line in WIDE) + "</ol></div></div>",
    "code alone": f'<div>Code:</div><code class="bbc_code">{"<br>".join(WIDE)}</code>',
}  # fmt: skip


def text_of(body: str) -> str:
    outline = outline_of(parse(f"<html><body>{body}</body></html>").tree)
    return outline.text(0, len(outline.pieces))


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=LISTINGS.keys())
def test_code_keeps_its_lines(listing):
    text = text_of(f"<p>Before   it.</p>{listing}<p>After it.</p>")
    assert text.replace("Code:\n", "") == "\n".join(("Before it.", *LINES, "After it."))


def test_empty_lines_in_code_stay():
    assert text_of("<pre>begin<br><br><br>end</pre>") == "begin\n\n\nend"


def test_an_article_reads_the_same_lines():
    for listing in (LISTINGS["a div a line"], LISTINGS["numbers beside"], LISTINGS["a list"]):
        page = parse(f"<html><body><p>Before it.</p>{listing}<p>After it.</p></body></html>")
        assert [block.text for block in page.layout.blocks] == ["Before it.", "\n".join(LINES), "After it."]


@pytest.mark.parametrize(
    "body",
    [
        "<p>Call <code>run\n        now</code> to begin.</p>",
        "<table><tr><td>1</td><td>Call <b>it</b>.</td></tr><tr><td>2</td><td>Stop.</td></tr></table>",
        "<table><tr><td>1</td><td><code>run</code></td><td>begins  it</td></tr></table>",
        "<ul class='menu'><li>Home</li><li>  Away</li></ul>",
        "<pre><h2>A   heading</h2><div>in an unclosed one</div>",
    ],
)
def test_what_is_no_listing_stays_what_it_is(body):
    tree = parse(f"<html><body>{body}</body></html>").tree
    assert [tree.find(f".//{tag}") is not None for tag in ("p", "table", "ul", "h2")].count(True) == 1
    assert tree.find(".//code") is not None or "code" not in body


def test_hostile_listings_take_no_time():
    began = time.process_time()
    for body in ("<table><tr><td>1</td><td>" * 600, "<ul class=code><li>" * 900, "<pre><div>" * 900, "<code>" * 1900):
        parse(f"<html><body>{body}{'<b>x</b>' * 20_000}</body></html>")
    assert time.process_time() - began < 20
