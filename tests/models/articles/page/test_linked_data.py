"""JSON-LD: which scripts are read, what their strings say."""

import json

import pytest
from lxml.html import document_fromstring

from models.articles.page import linked_data

ARTICLE = {"@type": "NewsArticle", "headline": "A headline"}


def nodes(content: str, media_type: str = "application/ld+json") -> list[linked_data.Node]:
    page = f"<html><head><script type='{media_type}'>{content}</script></head><body>x</body></html>"
    return linked_data.nodes(document_fromstring(page))


@pytest.mark.parametrize(
    "media_type",
    ["application/ld+json", "application/ld+json; charset=utf-8", "Application/LD+JSON", " application/ld+json ;x=y"],
)
def test_the_media_type_is_read_whatever_its_case_and_parameters(media_type):
    assert nodes(json.dumps(ARTICLE), media_type) == [ARTICLE]


@pytest.mark.parametrize("media_type", ["application/json", "text/javascript", "", "application/ld+json2"])
def test_other_scripts_are_not_read(media_type):
    assert nodes(json.dumps(ARTICLE), media_type) == []


@pytest.mark.parametrize("content", ["{broken", "", ";", "[" * 100_000, "null", "3"])
def test_what_is_no_json_and_what_holds_no_objects_is_passed_over(content):
    assert nodes(content) == []


def test_a_semicolon_and_an_escaped_script_are_forgiven():
    assert nodes(json.dumps(ARTICLE) + ";\n") == [ARTICLE]
    assert nodes(json.dumps(ARTICLE).replace('"', "&quot;")) == [ARTICLE]


def test_nodes_come_outermost_first_and_the_first_article_counts():
    found = nodes(json.dumps({"@graph": [{"@type": "WebSite"}, {"a": {"@type": "Person"}}, ARTICLE]}))
    assert [node.get("@type") for node in found] == [None, "WebSite", None, "NewsArticle", "Person"]
    assert linked_data.article_node(found) == ARTICLE
    assert linked_data.article_node(nodes(json.dumps({"@type": "WebSite", "headline": "none"}))) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"), ("  two\n words ", "two words"), ("a <b>bold</b> word", "a bold word"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"), ("3 &lt; 4", "3 < 4"),
        ("har\xadbour", "harbour"), ("x < 3 and y > 2", "x < 3 and y > 2"),
        (["first", "second"], "first"), ({"name": "Ann &eacute;"}, "Ann é"), ({"other": 1}, None), ([], None),
        (7, None), ("har\bbour\x01\uffff", "harbour"), ("two\fwords", "two words"), ("ice \ud83d", "ice ?"),
    ],
)  # fmt: skip
def test_strings_are_read_without_markup_and_entities(value, text):
    assert linked_data.text_of(value, "name") == text


def test_bodies_keep_their_paragraphs_apart():
    found = nodes(json.dumps({"@type": "Article", "articleBody": "<p>One &amp; two.</p><p>Three.</p>"}))
    assert [line for line in linked_data.bodies(found)[0].splitlines() if line] == ["One & two.", "Three."]
    assert linked_data.bodies(nodes(json.dumps({"articleBody": "  "}))) == []


def test_names_of_one_and_of_several():
    assert linked_data.names_of({"name": "Ann"}) == ["Ann"]
    assert linked_data.names_of([{"name": "Ann"}, "Bo", {"url": "x"}]) == ["Ann", "Bo"]
    assert linked_data.names_of(None) == []


def test_identifiers_that_go_round_and_that_mean_nothing_are_left():
    graph = [
        {"@id": "#a", "@type": "Article", "headline": "Tide", "author": {"@id": "#b"}, "image": {"@id": "#none"}},
        {"@id": "#b", "@type": "Person", "name": "Ann", "author": {"@id": "#a"}, "self": {"@id": "#b"}},
    ]
    found = linked_data.article_node(nodes(json.dumps({"@graph": graph})))
    assert linked_data.names_of(found["author"]) == ["Ann"]
    assert found["image"] == {"@id": "#none"}


def test_parts_of_an_instruction_are_no_articles():
    assert linked_data.article_node(nodes(json.dumps({"@type": "HowToStep", "name": "Tide"})), ["Tide"]) == {}
