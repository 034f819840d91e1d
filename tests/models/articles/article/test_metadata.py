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
        "A headline of its own", ("Ann Lee", "Bo Chen"), "2020-02-29T23:59", None, "Quay Courier", "en", "CC0 1.0",
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
        ("（记者李明 王芳）2019年05月06日07:08", "李明; 王芳", "2019-05-06T07:08"),
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


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JavaScript:alert(1)", "data:a,b"])
@pytest.mark.parametrize("url", ["https://a.example/b", None])
def test_a_picture_is_never_a_script(address, url):
    assert read(f'<meta property="og:image" content="{address}">', url=url).image is None
    assert read('<meta property="og:image" content="/ice.png">', url=url).image.endswith("/ice.png")


def test_language_is_what_the_letters_say():
    assert read(lang="en").language == "zh"
    assert read(body="<p>駅前の商店街では、朝から多くの人が買い物をしています。</p>").language == "ja"
    assert read(body="<p>Guten Morgen, liebe Leute.</p>", lang="de-AT").language == "de"
    assert read(body="<p>Guten Morgen, liebe Leute.</p>").language is None


def test_nothing_is_known_of_a_bare_page():
    assert read(body="<p>Words, no more.</p>") == Metadata(None, (), None, None, None, None, None, None, ())
    assert read(body="<p>Words.</p>", url="https://www.quay.example/a").site == "quay.example"


def linked(*documents: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(document)}</script>' for document in documents)


OWN = {
    "@type": "NewsArticle",
    "headline": "What the tide left",
    "author": {"name": "Ann Lee"},
    "datePublished": "2024-03-02",
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "A new mayor",
    "author": {"name": "Bo Chen"},
    "datePublished": "2020-01-01",
}
TIDE = "<h1>What the tide left</h1><p>Words, no more.</p>"
LISTED = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}


@pytest.mark.parametrize(
    "documents",
    [(LISTED, OWN), (OTHER, OWN), ([OTHER, OWN],), ({"@graph": [OTHER, {"@type": "WebPage", "mainEntity": OWN}]},)],
    ids=["list", "scripts", "array", "graph"],
)
def test_the_linked_data_of_another_story_say_nothing(documents):
    about = read(f"<title>What the tide left | Quay</title>{linked(*documents)}", TIDE)
    assert (about.title, about.author, about.date) == ("What the tide left", "Ann Lee", "2024-03-02")


def test_linked_data_of_other_stories_alone_say_nothing():
    about = read(f"<title>What the tide left</title>{linked(LISTED)}", TIDE)
    assert (about.title, about.author, about.date) == ("What the tide left", None, None)
    elsewhere = linked(OTHER | {"url": "https://quay.example/mayor"})
    assert read(f"<title>What the tide left</title>{elsewhere}", TIDE, "https://quay.example/tide").author is None


def test_the_story_of_the_address_is_the_page():
    here = OTHER | {"mainEntityOfPage": {"@id": "http://www.quay.example/tide/#page"}}
    about = read(linked(OWN | {"headline": "Quite another one"}, here), TIDE, "https://quay.example/tide")
    assert about.author == "Bo Chen"


def test_a_headline_that_the_page_does_not_show_counts_if_nothing_speaks_against_it():
    assert read(f"<title>Island news</title>{linked(OTHER)}", "<p>Words, no more.</p>").title == "A new mayor"


@pytest.mark.parametrize(
    "author",
    [
        {"@id": "#ann"}, [{"@id": "#ann"}, {"@id": "#bo"}], "#ann", {"@list": [{"@id": "#ann"}]},
        {"@type": "Person", "@id": "#ann"},
    ],
)  # fmt: skip
def test_authors_and_publishers_are_found_by_their_identifiers(author):
    graph = [
        OWN | {"author": author, "publisher": {"@id": "#quay"}},
        {"@type": "Person", "@id": "#ann", "name": "Ann Lee", "worksFor": {"@id": "#quay"}},
        {"@type": "Person", "@id": "#bo", "name": "Bo Chen", "knows": {"@id": "#ann"}},
        {"@type": "Organization", "@id": "#quay", "name": "Quay Courier", "founder": {"@id": "#bo"}},
    ]
    about = read(linked({"@graph": graph}), TIDE)
    assert about.author == ("Ann Lee; Bo Chen" if len(author) == 2 and isinstance(author, list) else "Ann Lee")
    assert about.site == "Quay Courier"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Nora Fjell, Ole Vik and Per Lund", "Nora Fjell; Ole Vik; Per Lund"),
        ("By Nora Fjell, Ole Vik, Per Lund", "Nora Fjell; Ole Vik; Per Lund"),
        ("By Nora Fjell; Ole Vik", "Nora Fjell; Ole Vik"),
        ("By NORA FJELL AND OLE VIK", "NORA FJELL; OLE VIK"),
        ("Von Robin Vogel und Max Müller, 06.05.2019", "Robin Vogel; Max Müller"),
        ("By Jan van der Berg and Ursula von der Leyen", "Jan van der Berg; Ursula von der Leyen"),
        ("By Maria de la Cruz | 6 May 2019", "Maria de la Cruz"),
        ("By van Houten Lee & Şahin d’Ormesson", "van Houten Lee; Şahin d’Ormesson"),
        ("Por José Ortega y Gasset", "José Ortega y Gasset"),
        ("By Tom Verrall, Quay Courier", "Tom Verrall"),
        ("By Tom Verrall, London", "Tom Verrall"),
        ("By Tom Verrall, Senior Reporter", "Tom Verrall"),
        ("By Tom Verrall May 6, 2019", "Tom Verrall"),
        ("By Tom Verrall Published 6 May 2019", "Tom Verrall"),
        ("By the sea", None),
    ],
)
def test_names_in_a_byline(line, author):
    assert read("<title>Tide</title>", f"<h1>Tide</h1><div>{line}</div><p>Words, no more.</p>").author == author
    marked = f"<p>Words, no more.</p><div class='author'>{line}</div>"
    assert author is None or read("<title>Tide</title>", marked).author == author


@pytest.mark.parametrize(
    "lines",
    [
        "<p>Last updated: 9 March 2024</p><p>Published: 2 March 2024</p>",
        "<p>Updated 9 March 2024 10:00 | Published 2 March 2024</p>",
        "<p>2 March 2024 (updated 9 March 2024 at 10:00)</p>",
        "<p>Updated 9 March 2024</p><p>2 March 2024</p>",
        "<div>Modified</div><div>9 March 2024</div><div>Published</div><div>2 March 2024</div>",
        "<p>更新时间：2024年3月9日</p><p>发布时间：2024年3月2日</p>",
        "<p>Aktualisiert am 9. März 2024</p><p>Veröffentlicht am 2. März 2024</p>",
        "<p>Published 2 March 2024</p><p>Updated 9 March 2024</p>",
        "<time class='updated' datetime='2024-03-09'>now</time><time datetime='2024-03-02'>then</time>",
        "<time itemprop='dateModified' datetime='2024-03-09'>now</time><time datetime='2024-03-02'>then</time>",
    ],
)
def test_the_date_of_publication_comes_before_that_of_an_update(lines):
    assert read("<title>Tide</title>", f"<h1>Tide</h1>{lines}<p>Words, no more.</p>").date == "2024-03-02"


@pytest.mark.parametrize(
    "lines",
    [
        "<p>Updated 9 March 2024</p>",
        "<p>Updated 9 March 2024</p><p>Words.</p><p>Words.</p><p>Words.</p><p>Another story, 2 March 2020</p>",
        "<p>Updated 9 March 2024</p><p>Next meeting: 2 April 2024</p>",
        "<time class='updated' datetime='2024-03-09'>now</time>",
    ],
)
def test_the_date_of_an_update_is_better_than_none(lines):
    assert read("<title>Tide</title>", f"<h1>Tide</h1>{lines}<p>Words, no more.</p>").date == "2024-03-09"


@pytest.mark.parametrize(
    ("lang", "head", "date"),
    [
        ("en-GB", "", "2024-04-05"), ("en_AU", "", "2024-04-05"), ("en-US", "", "2024-05-04"), ("en", "", "2024-05-04"),
        ("en", "<meta property='og:locale' content='en_GB'>", "2024-04-05"), ("de", "", "2024-04-05"),
        ("en-Latn-NZ", "", "2024-04-05"),
        ("", linked({"@type": "Article", "inLanguage": "en-GB"}), "2024-04-05"),
        ("de-US", "", "2024-04-05"), ("en-US", "<meta property='og:locale' content='en_GB'>", "2024-05-04"),
    ],
)  # fmt: skip
def test_numbers_of_a_date_stand_in_the_order_of_the_region(lang, head, date):
    lines = "<h1>Tide</h1><p>Published: 05/04/2024</p><p>Words, no more.</p>"
    assert read(f"<title>Tide</title>{head}", lines, lang=lang).date == date
    meta = f"{head}<meta name='date' content='05/04/2024'>"
    assert read(f"<title>Tide</title>{meta}", "<p>Words, no more.</p>", lang=lang).date == date


def test_published_and_modified_are_apart():
    stated = OWN | {"dateModified": "2024-03-09T10:00:00Z"}
    about = read(f"<title>Tide</title>{linked(stated)}", TIDE)
    assert (about.date, about.modified) == ("2024-03-02", "2024-03-09T10:00")
    shown = "<h1>Tide</h1><p>Updated: 9 March 2024</p><p>Published: 2 March 2024</p><p>Words, no more.</p>"
    about = read("<title>Tide</title>", shown)
    assert (about.date, about.modified) == ("2024-03-02", "2024-03-09")
    assert (
        read("<meta property='article:modified_time' content='2024-03-09T10:00'>", TIDE).modified == "2024-03-09T10:00"
    )
    assert read(linked(OWN), TIDE).modified is None


def test_authors_are_a_list_and_one_text():
    about = read(linked(OWN | {"author": [{"name": "Ann Lee"}, {"name": "Bo Chen"}, {"name": "ann lee"}]}), TIDE)
    assert about.authors == ("Ann Lee", "Bo Chen")
    assert about.author == "Ann Lee; Bo Chen"


def test_each_field_says_who_told_it():
    about = read(f"<title>What the tide left</title>{linked(OWN)}", TIDE + "<p>By Ann Lee</p><p>2 March 2024</p>")
    assert {name: origin.source for name, origin in about.sources.items()} == {
        "title": "heading", "author": "byline", "date": "JSON-LD",
    }  # fmt: skip
    alone = read("<title>What the tide left</title>", TIDE + "<p>By Ann Lee</p><p>2 March 2024</p>")
    assert (alone.sources["author"].source, alone.sources["date"].source) == ("byline", "text")
    assert all(about.sources[name].confidence > alone.sources[name].confidence for name in about.sources)
    assert read("", "<p>Words, no more.</p>").sources == {}


BYLINE = "<p>By Ann Lee and Bo Chen</p>"
CITED = "<i itemprop='author'>H. Peyriere</i>"


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ("<meta name='author' content='Quay'><meta name='publisher' content='Quay'>", BYLINE, "Ann Lee; Bo Chen"),
        ("<meta name='author' content='Ann Lee'>", BYLINE, "Ann Lee; Bo Chen"),
        ("<meta name='author' content='page.head.author'>", BYLINE, "Ann Lee; Bo Chen"),
        (linked({"@type": "Article", "headline": "Tide", "author": {"@type": "Organization", "name": "Quay"}}), BYLINE,
         "Ann Lee; Bo Chen"),
        ("<meta name='author' content='Quay'>", "", "Quay"),
        ("<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ann Lee'>", "",
         "Ann Lee"),
        ("<meta name='citation_author' content='Lee, Ann'><meta name='citation_author' content='Bo Chen'>", "",
         "Ann Lee; Bo Chen"),
        ("<meta name='author' content='溪山新闻网'>", "<p>□ 本报记者 陈默 通讯员 周一帆</p>", "陈默; 周一帆"),
        ("", "<p>本报实习生 刘国栋</p><p>本报记者 王燕平 方云凤</p>", "刘国栋; 王燕平; 方云凤"),
        ("", "<div>Ann Lee</div><div>May 5, 2024</div>", "Ann Lee"),
        ("", "<div>Ann Lee</div><div>4 min read</div>", None),
        ("", "<p>Written by</p><p>Ann Lee</p>", "Ann Lee"),
        ("", "<div class='comment'><span class='author'>Bo Chen</span></div>", None),
        ("", "<input class='author' value='x'><label class='author'>Name</label>", None),
        ("", "<span class='author vcard'><a class='fn'>Ann Lee</a></span>", "Ann Lee"),
        ("", "<p>By Ann Lee QUAY COURIER</p>", "Ann Lee QUAY COURIER"),
        ("<meta property='og:site_name' content='Quay Courier'>", "<p>By Ann Lee QUAY COURIER</p>", "Ann Lee"),
    ],
)  # fmt: skip
def test_authors_are_decided_from_all_that_name_them(head, body, author):
    assert read(f"<title>Tide</title>{head}", f"<h1>Tide</h1>{body}<p>Words, no more.</p>").author == author


def test_signatures_at_the_end_of_the_article():
    body = f"<h1>溪水</h1>{paragraphs(NEWS)}<p>{NEWS[0]}（常书香 马丹阳）</p><p>责任编辑：王芳</p><div>© 溪山网</div>"
    about = read("<title>溪水</title>", body)
    assert (about.authors, about.sources["author"].source) == (("常书香", "马丹阳"), "signature")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Best tides | Quay</title><meta property='og:title' content='Five tides to see'>",
         "<h1>After ten years of looking, these are the tides to see</h1>",
         "After ten years of looking, these are the tides to see"),
        ("<title>The great tide - A notebook of the quay</title>",
         "<h1>A notebook of the quay</h1><h2>The great tide</h2>", "The great tide"),
        ("<title>Quay Courier: The tide that never left</title>", "<b>The tide that never left</b>",
         "The tide that never left"),
        ("<meta property='og:title' content='The tide that never left'>",
         "<h1><i>At sea:</i> The tide that never left</h1>", "The tide that never left"),
        ("<title>x</title>", "<h1>Reading a tide log<a href='#r'>¶</a></h1>", "Reading a tide log"),
    ],
)  # fmt: skip
def test_titles_are_decided_from_all_that_show_them(head, body, title):
    assert read(head, f"{body}<p>Words, no more, of what was seen at the quay.</p>").title == title


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://quay.example/2024/05/17/tide", "2024-05-17"),
        ("https://quay.example/a/20240517/tide.html", "2024-05-17"),
        ("https://quay.example/2024/05/tide", None), ("https://quay.example/2024/13/45/tide", None),
        ("https://[broken", None),
    ],
)  # fmt: skip
def test_the_day_in_an_address_is_the_last_to_be_asked(url, date):
    words = "<p>Words, no more.</p>"
    assert read("<title>Tide</title>", words, url).date == date
    assert read("<meta name='date' content='2020-01-01'><title>Tide</title>", words, url).date in ("2020-01-01", date)


def test_tags_are_read_as_other_strings_of_json_are():
    told = linked({"@type": "Article", "headline": "Tide", "keywords": ["R&amp;D", "ice \ud83d", "har\bbour"]})
    assert read(f"<title>Tide</title>{told}", "<h1>Tide</h1><p>Words.</p>").tags == ("R&D", "ice ?", "harbour")


CYCLE = [{"@id": f"#{number}", "@type": "Article", "headline": f"Tide {number}", "author": {"@id": f"#{number + 1}"},
          "isPartOf": {"@id": f"#{number - 1}"}, "text": "x" * 4_000} for number in range(1_200)]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (linked({"@graph": CYCLE}), BYLINE),
        (linked({"@id": "#a", "author": {"@id": "#a"}, "@type": "Article", "headline": "Tide"}), BYLINE),
        ("<meta name='author' content='" + "Sea, " * 200_000 + "'>", BYLINE),
        ("", BYLINE * 10_000),
        ("", "<span itemscope itemtype='http://schema.org/Article' itemprop='author'>" * 1_000 + BYLINE),
        ("", f"{BYLINE}<div itemscope>{'<i class=author rel=author itemprop=author>Sea</i>' * 30_000}</div>"),
        ("", BYLINE + "<i itemscope typeof='a:b' property='a:c' rel='schema:x'></i>" * 30_000),
    ],
    ids=[
        "5 MB of @ids",
        "its own author",
        "a meta element of 1 MB",
        "10,000 bylines",
        "scopes 1,000 deep",
        "100,000 marks",
        "100,000 scopes",
    ],
)
def test_hostile_pages_are_read_as_others(head, body):
    about = read(f"<title>Tide</title>{head}", f"<h1>Tide</h1>{body}<p>Words, no more.</p>")
    assert (about.title, about.authors) == ("Tide", ("Ann Lee", "Bo Chen"))
