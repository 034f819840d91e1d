"""Title, author, date, site, language, licence, picture and tags."""

import json

import pytest

from models.articles.article.metadata import Metadata, metadata_of
from models.articles.page.document import parse
from tests.models.articles.pages import NEWS, modern, paragraphs, samples

TEXT = paragraphs(NEWS)


def read(head: str = "", body: str = TEXT, url: str | None = None, lang: str = "") -> Metadata:
    return metadata_of(parse(f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>", url))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_pages_of_every_build(sample):
    about = metadata_of(parse(sample.html, sample.url))
    assert (about.title, about.author, about.date) == (sample.title, sample.author, sample.date)


def test_what_meta_elements_say():
    about = metadata_of(parse(modern().html, modern().url))
    assert about.site == "Quay Courier"
    assert about.language == "en"
    assert about.licence == "CC BY 4.0"
    assert about.image == "https://courier.example/radar.jpg"
    assert about.tags == ("harbour", "tides")


def test_linked_data_come_first_and_broken_scripts_are_passed_over():
    article = {
        "@graph": [
            {"@type": "Organization", "name": "Quay"},
            {
                "@type": ["NewsArticle"], "headline": "A headline of its own", "datePublished": "2020-02-29T23:59:00Z",
                "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Chen"}], "keywords": ["sea", "wall"],
                "publisher": {"name": "Quay Courier"}, "image": {"url": "https://x.example/a.png"},
                "inLanguage": "en-GB",
                "license": "https://creativecommons.org/publicdomain/zero/1.0/",
            },
        ]
    }  # fmt: skip
    script = '<script type="application/ld+json">{}</script>'
    head = script.format("{broken") + script.format(json.dumps(article)) + '<meta name="author" content="Someone Else">'
    about = read(head, "<p>In English, this time.</p>")
    assert about == Metadata(
        "A headline of its own", "Ann Lee; Bo Chen", "2020-02-29T23:59", "Quay Courier", "en", "CC0 1.0",
        "https://x.example/a.png", ("sea", "wall"),
    )  # fmt: skip


def test_a_stated_title_comes_before_that_of_the_window():
    window = "<title>Front page of the day</title>"
    assert read(f'{window}<meta property="og:title" content="What the tide left">').title == "What the tide left"
    assert read(window).title == "Front page of the day"


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("By Ann Lee", "Ann Lee"), ("Written by Bo Chen", "Bo Chen"), ("von Robin Vogel", "Robin Vogel"),
        ("作者：李明", "李明"), ("李明 责任编辑：王芳", "李明"), ("Ann Lee | Quay Courier", "Ann Lee"), ("admin", None),
        ("https://quay.example/ann", None),
    ],
)  # fmt: skip
def test_a_name_is_read_without_the_words_of_its_byline(stated, author):
    assert read(f'<meta name="author" content="{stated}">', "<p>Words, no more.</p>").author == author


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("作者：李明　2019年5月6日", "李明", "2019-05-06"),
        ("2019-05-06 07:08:09　来源：江城晚报　记者 李明", None, "2019-05-06T07:08"),
        ("本报记者 / 李明　发布时间：2019/05/06 07:08", None, "2019-05-06T07:08"),
        ("（记者李明 王芳）2019年05月06日07:08", "李明 王芳", "2019-05-06T07:08"),
        ("By Tom Verrall | 6 May 2019", "Tom Verrall", "2019-05-06"),
        ("Von Robin Vogel, 06.05.2019", "Robin Vogel", "2019-05-06"),
    ],
)
def test_bylines_as_they_are_shown(line, author, date):
    about = read("<title>题目</title>", f"<h1>题目</h1><div>{line}</div>{TEXT}")
    assert about.date == date
    assert author is None or about.author == author


def test_a_date_in_a_sentence_is_not_that_of_the_page():
    body = f"<h1>题目</h1><p>据记载，1997年7月1日当天这座城市下了一场大雨，{NEWS[0]}</p><div>2019-05-06</div>"
    assert read("<title>题目</title>", body).date == "2019-05-06"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("老菜市场完成改造_新闻频道_江城网", "老菜市场完成改造"),
        ("The harbour and its gauge | Quay", "The harbour and its gauge"),
        ("A title with words - Courier", "A title with words"),
        ("Plain", "Plain"),
    ],
)
def test_titles_without_a_heading_lose_the_site(title, expected):
    assert read(f"<title>{title}</title>").title == expected


def test_language_is_what_the_letters_say():
    assert read(lang="en").language == "zh"
    assert read(body="<p>駅前の商店街では、朝から多くの人が買い物をしています。</p>").language == "ja"
    assert read(body="<p>Guten Morgen, liebe Leute.</p>", lang="de-AT").language == "de"
    assert read(body="<p>Guten Morgen, liebe Leute.</p>").language is None


def test_nothing_is_known_of_a_bare_page():
    assert read(body="<p>Words, no more.</p>") == Metadata(None, None, None, None, None, None, None, ())
    assert read(body="<p>Words.</p>", url="https://www.quay.example/a").site == "quay.example"
