"""Threads in the markup of many engines, written by us: the posts that a page was made from are its truth."""

# ruff: noqa: E501 - markup is written as it is

from collections.abc import Callable, Sequence
from dataclasses import dataclass

EN = "The Slow Kitchen"


@dataclass(frozen=True)
class Told:
    """A post as a page is made from it: `shown` and `iso` are the same time."""

    author: str
    shown: str
    iso: str
    text: str


ENGLISH = (
    Told(
        "Marguerite",
        "Mar 8, 2023 at 6:40 AM",
        "2023-03-08T06:40",
        "My starter doubles in four hours, yet the loaf is flat.",
    ),
    Told(
        "crumb_counter",
        "Mar 8, 2023 at 7:02 AM",
        "2023-03-08T07:02",
        "Fourteen degrees is a refrigerator with manners.",
    ),
    Told(
        "Ilse B.",
        "Mar 9, 2023 at 5:55 PM",
        "2023-03-09T17:55",
        "Cold dough sours slowly, so there is no danger at all.",
    ),
    Told(
        "Marguerite",
        "Mar 10, 2023 at 11:31 AM",
        "2023-03-10T11:31",
        "Seventeen hours, and it rose! The crumb is open now.",
    ),
    Told(
        "old miller",
        "Mar 10, 2023 at 12:08 PM",
        "2023-03-10T12:08",
        "That sound of the crust is worth every hour of waiting.",
    ),
)
CHINESE = (
    Told(
        "南山种豆",
        "2023-6-12 20:31",
        "2023-06-12T20:31",
        "今年在朝南的阳台上种了六盆番茄，开一朵掉一朵，请问问题出在哪里？",
    ),
    Told("绿手指", "2023-6-12 21:05", "2023-06-12T21:05", "八成是氮肥给多了，枝叶疯长，花自然留不住。"),
    Told("老周的菜园", "2023-6-13 07:48", "2023-06-13T07:48", "还要看温度，夜里超过二十六度花粉就没有活力了。"),
    Told("小雨点", "2023-6-14 14:20", "2023-06-14T14:20", "用旧电动牙刷在花梗上震几下，坐果率就上来了。"),
    Told("南山种豆", "2023-6-14 21:00", "2023-06-14T21:00", "刚去震了一遍，过一周来汇报结果，谢谢各位！"),
)
Engine = Callable[[Sequence[Told]], str]


def page(body: str, title: str = "A thread about patience", language: str = "en") -> str:
    """A whole page: navigation and footer around the posts."""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} | {EN}</title></head><body>
<div id="top"><a href="/">{EN}</a> <ul class="menu"><li><a href="/new">New posts</a></li><li><a href="/faq">Rules of this
board</a></li><li><a href="/login">Log in</a></li></ul></div><h1>{title}</h1>
{body}
<div id="bottom"><p>All times are UTC. <a href="/privacy">Privacy</a></p><p>Run by volunteers since 2004.</p></div></body></html>"""


def tables(posts: Sequence[Told]) -> str:
    """The boards of the early 2000s: a table a post, no word in any class that says what it is."""
    return page(
        "".join(
            f'<table class="tb" id="t{at}" width="100%"><tr><td class="c1" width="20%"><b>{post.author}</b><br>Posts: {at * 37}'
            f'<br>From: Leeds</td><td class="c2"><span class="sm">Posted: {post.shown}</span> <a href="#t{at}">#{at}</a><hr>'
            f"{post.text}</td></tr></table>"
            for at, post in enumerate(posts, 1)
        )
    )


def siblings(posts: Sequence[Told]) -> str:
    """Head and body of a post are neighbours, nothing is around them."""
    return page(
        '<div class="list">'
        + "".join(
            f'<div class="hd">{post.shown} <a href="/p/{at + 300}">#{at + 300}</a></div>'
            f'<div class="bd"><span class="user-name">{post.author}</span><p>{post.text}</p></div>'
            for at, post in enumerate(posts)
        )
        + "</div>"
    )


def machine_times(posts: Sequence[Told]) -> str:
    """Times only in attributes; a signature; buttons; a box of related threads with the same classes as posts."""
    return page(
        '<section class="stream">'
        + "".join(
            f'<article class="item" data-post-id="{at + 900}"><header><a class="username" href="/u/{at}">{post.author}</a>'
            f'<time datetime="{post.iso}:00+00:00">a while ago</time></header><div class="cooked"><p>{post.text}</p></div>'
            f'<div class="signature">Sent from the garden, number {at}</div><div class="actions"><a>Like</a> <a>Reply</a></div>'
            f"</article>"
            for at, post in enumerate(posts)
        )
        + '</section><aside><h3>Related</h3><article class="item"><a href="/t/1">Bread in a cold room</a></article></aside>'
    )


def definitions(posts: Sequence[Told]) -> str:
    """A definition list: the term has name and time, the definition the text."""
    return page(
        "<dl>"
        + "".join(f"<dt>{post.author} wrote on {post.shown}:</dt><dd>{post.text}</dd>" for post in posts)
        + "</dl>"
    )


def quoting(posts: Sequence[Told]) -> str:
    """Every answer quotes the start of the post before it."""
    body, before = "", None
    for at, post in enumerate(posts, 1):
        quote = (
            f'<blockquote class="quote"><cite>{before.author} wrote:</cite> {before.text[:25]}</blockquote>'
            if before
            else ""
        )
        body += (
            f'<li class="reply" id="post-{at}"><div class="who"><a href="/member/{at}">{post.author}</a></div>'
            f'<span class="when">{post.shown}</span><div class="words">{quote}{post.text}</div><p class="edited">'
            f"Last edited by {post.author} on Apr 1, 2023 at 1:00 PM</p></li>"
        )
        before = post
    return page(f"<ol>{body}</ol>")


def question(posts: Sequence[Told]) -> str:
    """A question with answers; comments below the first answer are not posts."""
    comments = "".join(
        f'<li class="remark"><span>{text}</span> – <a class="user" href="/users/{at}">{name}</a> '
        f"<span>Mar 9, 2023 at 9:0{at}</span></li>"
        for at, (name, text) in enumerate((("pat", "Which flour was it?"), ("sam", "I had the same last winter.")))
    )
    entries = "".join(
        f'<div class="entry {"question" if not at else "answer"}" id="e{at}"><div class="prose"><p>{post.text}</p></div>'
        f'<div class="card"><span class="action">{"answered" if at else "asked"} {post.shown}</span>'
        f'<a class="user" href="/users/{at}">{post.author}</a></div>'
        f"{f'<ul class=remarks>{comments}</ul>' if at == 1 else ''}</div>"
        for at, post in enumerate(posts)
    )
    return page(f'<div id="qa">{entries}</div>')


def rows(posts: Sequence[Told]) -> str:
    """Comments as table rows whose depth is the width of an image, ever one deeper."""
    return page(
        "<table>"
        + "".join(
            f'<tr class="row" id="c{at + 500}"><td class="ind" indent="{at}"><img src="s.gif" width="{40 * at}"></td>'
            f'<td class="default"><span class="head"><a href="/user?id={post.author}" class="user">{post.author}</a> '
            f'<span class="age" title="{post.iso}:00"><a href="/item?id={at}">{at + 2} hours ago</a></span></span>'
            f'<div class="text">{post.text}</div><div class="reply"><a href="/reply">reply</a></div></td></tr>'
            for at, post in enumerate(posts)
        )
        + "</table>"
    )


def nested(posts: Sequence[Told]) -> str:
    """Comments in comments: the second answers the first, the third the second, and so on."""
    inner = ""
    for at, post in reversed(list(enumerate(posts))):
        inner = (
            f'<ul class="kids"><li class="note" id="n{at + 10}"><div class="by"><a href="/~{at}" rel="author">{post.author}</a> '
            f"<span>{post.shown}</span></div><p>{post.text}</p>{inner}</li></ul>"
        )
    return page(f'<div class="notes">{inner}</div>')


def microdata(posts: Sequence[Told]) -> str:
    """schema.org in the markup, author and time in it alone."""
    return page(
        "".join(
            f'<div itemscope itemtype="https://schema.org/Comment" class="x{at % 2}"><meta itemprop="datePublished" '
            f'content="{post.iso}:00Z"><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
            f'<span itemprop="name">{post.author}</span></span><div itemprop="text">{post.text}</div></div>'
            for at, post in enumerate(posts)
        )
    )


def ranks_and_numbers(posts: Sequence[Told]) -> str:
    """Badges and levels beside the name; client, number and time in one row of equal spans below the text."""
    return page(
        "".join(
            f'<div class="l_post clearfix" data-pid="{9000 + at}"><div class="d_author"><ul><li><a href="/home?un=x"><img src="x.jpg"'
            f'></a></li><li class="d_name"><a class="p_author_name" href="/home?un=x">{post.author}</a></li><li><div class="badge">'
            f'<div class="badge_title">知名人士</div><div class="badge_lv">{at + 3}</div></div></li></ul></div>'
            f'<div class="d_main"><div class="p_content"><div id="post_content_{9000 + at}">{post.text}</div></div>'
            f'<div class="tail"><a href="#">举报</a> <span class="tail-info">来自客户端</span><span class="tail-info">{at}楼</span>'
            f'<span class="tail-info">{post.shown}</span></div></div></div>'
            for at, post in enumerate(posts, 1)
        )
    )


def bars(posts: Sequence[Told]) -> str:
    """A bar, a panel with the year of joining, and the text with a signature under a drawn line, as rows of a table."""
    return page(
        "".join(
            f'<div align="center"><table id="post{70 + at}" width="100%"><tr><td class="thead"><div style="float:right">#<a '
            f'href="/show?p={at}"><strong>{at}</strong></a></div><div>{post.shown}</div></td></tr><tr><td class="alt2"><a class="big'
            f'username" href="member.php?u={at}">{post.author}</a><div class="small">Senior Member</div><div>Join Date: Mar 2005</div>'
            f'</td></tr><tr><td class="alt1"><div id="message_{70 + at}">{post.text}</div><div>__________________<br>An old signature'
            f"</div></td></tr></table></div>"
            for at, post in enumerate(posts, 1)
        )
    )


def mails(posts: Sequence[Told]) -> str:
    """An archive of letters: headings, bold names and preformatted text, parted by rules."""
    return page(
        "".join(
            f'<h2>A thread about patience</h2><b>{post.author}</b> <a href="mailto:x">x at y.example</a><br><i>{post.shown}</i>'
            f"<pre>{post.text}</pre><hr>"
            for post in posts
        )
    )


ENGINES: tuple[Engine, ...] = (
    tables, siblings, machine_times, definitions, quoting, question, rows, nested, microdata, ranks_and_numbers, bars, mails,
)  # fmt: skip
