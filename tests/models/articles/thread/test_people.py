"""Who takes part in a thread, and the thread as a DiscussionForumPosting."""

import json

import pytest

from models.articles.answers import Person, Thread
from models.articles.thread.extraction import extract_thread
from models.articles.thread.formats import as_json_ld
from tests.models.articles.thread.thread_pages import ENGLISH, machine_times, nested, page, quoting, tables

URL = "https://board.example/t/9"


def test_people_in_the_order_of_their_first_posts():
    people = extract_thread([quoting(ENGLISH)], [URL]).people
    assert people[0] == Person(
        "Marguerite", 2, "2023-03-08T06:40", "2023-03-10T11:31", "https://board.example/member/1"
    )
    assert [person.name for person in people] == ["Marguerite", "crumb_counter", "Ilse B.", "old miller"]
    assert [person.posts for person in people] == [2, 1, 1, 1]


def test_profiles_are_those_that_names_link_to():
    assert {post.profile for post in extract_thread([tables(ENGLISH)]).posts} == {None}
    relative = extract_thread([machine_times(ENGLISH)]).posts
    assert [post.profile for post in relative] == ["/u/0", "/u/1", "/u/2", "/u/3", "/u/4"]


@pytest.mark.parametrize("href", ["#", "javascript:void(0)", "mailto:a@b.example", "", "http://[", URL, f"{URL}#p1"])
def test_a_link_that_leads_nowhere_is_no_profile(href):
    html = machine_times(ENGLISH).replace('href="/u/0"', f'href="{href}"')
    assert extract_thread([html], [URL]).posts[0].profile is None


def test_nor_is_one_on_a_page_whose_address_is_not_known():
    for href in ("#", "#p1", ""):
        html = machine_times(ENGLISH).replace('href="/u/0"', f'href="{href}"')
        assert extract_thread([html]).posts[0].profile is None


def test_who_has_no_name_is_nobody():
    html = "".join(f"<div class='post'><i>{told.shown}</i><p>{told.text}</p></div>" for told in ENGLISH)
    thread = extract_thread([page(html)])
    assert len(thread.posts) == 5 and thread.people == ()


def test_the_parent_of_a_post_is_the_one_that_it_answers():
    assert [post.parent for post in extract_thread([nested(ENGLISH)]).posts] == [None, 1, 2, 3, 4]


def test_json_ld_of_a_thread():
    thread = extract_thread([nested(ENGLISH)], [URL])
    posting = json.loads(as_json_ld(thread))
    assert posting["@type"] == "DiscussionForumPosting" and posting["@context"] == "https://schema.org"
    assert posting["headline"] == "A thread about patience" and posting["url"] == URL
    assert posting["text"] == ENGLISH[0].text and posting["datePublished"] == ENGLISH[0].iso
    assert posting["author"] == {"@type": "Person", "name": "Marguerite", "url": "https://board.example/~0"}
    assert posting["commentCount"] == 4 == len(posting["comment"])
    assert [comment["parentItem"]["@id"] for comment in posting["comment"]] == [
        "#post-1",
        "#post-2",
        "#post-3",
        "#post-4",
    ]
    assert [comment["@id"] for comment in posting["comment"]] == ["#post-2", "#post-3", "#post-4", "#post-5"]


def test_json_ld_is_read_as_the_same_posts():
    thread = extract_thread([quoting(ENGLISH)])
    html = page(f'<script type="application/ld+json">{as_json_ld(thread)}</script>')
    again = extract_thread([html], method="structured")
    assert [(post.author, post.date) for post in again.posts] == [(post.author, post.date) for post in thread.posts]
    assert [post.content.split() for post in again.posts] == [post.content.split() for post in thread.posts]


def test_json_ld_of_nothing_has_no_comments():
    assert json.loads(as_json_ld(Thread(None, None, (), "records", ())))["commentCount"] == 0
