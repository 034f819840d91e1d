"""Microdata and RDFa as the objects that JSON-LD would have for them."""

import pytest
from lxml.html import document_fromstring

from models.articles.page import microdata
from models.articles.page.linked_data import article_node


def nodes(body: str) -> list:
    return microdata.nodes(document_fromstring(f"<html><body>{body}</body></html>"))


ARTICLE = '<div itemscope itemtype="http://schema.org/NewsArticle">{}</div>'
ANN = (
    '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ann Lee</b> wrote</span>'
)


def test_properties_belong_to_the_innermost_scope():
    (article, person) = nodes(ARTICLE.format(f'<h1 itemprop="headline name">Tide  and\n wind</h1>{ANN}'))
    assert article["@type"] == "NewsArticle"
    assert (article["headline"], article["name"]) == ("Tide and wind", "Tide and wind")
    assert article["author"] is person
    assert person == {"@type": "Person", "name": "Ann Lee"}


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<time itemprop="datePublished" datetime="2024-03-02">yesterday</time>', "2024-03-02"),
        ('<meta itemprop="datePublished" content="2024-03-02">', "2024-03-02"),
        ('<span itemprop="datePublished">2 March 2024</span>', "2 March 2024"),
        ('<link itemprop="datePublished" href="/2024">', "/2024"),
    ],
)
def test_values_stand_in_attributes_or_texts(markup, value):
    assert nodes(ARTICLE.format(markup))[0]["datePublished"] == value


def test_several_values_are_a_list_in_page_order():
    names = "".join(f'<i itemprop="author">{name}</i>' for name in ("Ann Lee", "Bo Chen", "Cy Dorn"))
    assert nodes(ARTICLE.format(names))[0]["author"] == ["Ann Lee", "Bo Chen", "Cy Dorn"]


def test_a_person_without_a_name_is_called_by_its_text():
    nameless = '<span itemprop="author" itemscope itemtype="http://schema.org/Person">Bo Chen</span>'
    assert nodes(ARTICLE.format(nameless))[1]["name"] == "Bo Chen"


def test_rdfa_of_schema_and_of_dublin_core():
    body = (
        '<article about="/n/1" typeof="schema:Article sioc:Item"><span property="schema:name" content="Tide"></span>'
        '<span rel="schema:author"><a about="/u/1" typeof="schema:Person" property="schema:name">Ann Lee</a></span>'
        '<span property="dc:date dc:created" content="2024-03-02T10:00">then</span>'
        '<span property="og:title" content="no property of a work"></span></article>'
    )
    article, person = nodes(body)
    assert article == {
        "@type": "Article Item", "name": "Tide", "author": "Ann Lee", "datePublished": "2024-03-02T10:00",
        "dateCreated": "2024-03-02T10:00",
    }  # fmt: skip
    assert person["name"] == "Ann Lee"


def test_what_is_cited_is_not_the_page():
    cited = (
        '<li itemprop="citation" itemscope itemtype="http://schema.org/ScholarlyArticle">'
        '<i itemprop="headline">Old tide</i><i itemprop="author">H. Peyriere</i></li>'
    )
    found = nodes(ARTICLE.format(f'<h1 itemprop="headline">Tide</h1>{cited}{ANN}'))
    assert article_node(found, ["Tide"])["author"]["name"] == "Ann Lee"
    assert article_node(found)["headline"] == "Tide"


def test_marks_without_a_scope_and_too_many_are_not_read():
    assert nodes('<i itemprop="author">Ann Lee</i>') == []
    many = nodes(ARTICLE.format('<i itemprop="author">Ann Lee</i>' * (microdata.MAX_MARKS + 10)))
    assert len(many[0]["author"]) == microdata.MAX_MARKS - 1
