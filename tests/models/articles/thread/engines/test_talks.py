"""Talks are the same on every machine and hold what forums hold."""

from datetime import UTC, timedelta

import pytest

from models.articles.thread.engines.markup import as_bbcode, as_html, as_mail, as_markdown, words_of
from models.articles.thread.engines.talks import (
    CODE,
    LANGUAGES,
    NEWEST,
    SIZES,
    Code,
    Items,
    Linked,
    Paragraph,
    Picture,
    Quote,
    essay,
    talk,
    talks,
)

MANY = [talk(seed, language, 30) for seed in range(6) for language in LANGUAGES]
POSTS = [(told, said) for told in MANY for said in told.posts]


def test_a_seed_gives_the_same_talk():
    assert talk(7, "de", 12) == talk(7, "de", 12)
    assert talk(7, "de", 12) != talk(8, "de", 12)
    assert essay(talk(7, "de")) == essay(talk(7, "de"))


def test_a_talk_is_the_same_on_every_machine():
    told = talk(3, "en", 4)
    assert told.title == "Laptop fan never stops after the update"
    assert [said.author.name for said in told.posts] == ["TheRealDave", "sunny", "TheRealDave", "sunny"]
    assert [told.posts[at].when.isoformat() for at in (0, 3)] == [
        "2022-05-17T20:19:00+00:00",
        "2022-05-23T01:43:51+00:00",
    ]
    assert told.posts[1].pieces[1] == Linked(
        "Have a look at ", "this page", "https://notes.example/5528", ", it is explained there."
    )


def test_every_number_in_a_talk_is_filled_in():
    openings = [talk(seed, language, 1) for seed in range(40) for language in LANGUAGES]
    for told in [*MANY, *openings]:
        said = [told.title, *essay(told), *(text for post in told.posts for text in words_of(post.pieces))]
        assert not [text for text in said if "{" in text and text not in CODE]


@pytest.mark.parametrize("size", [1, 2, 5, 60])
def test_a_talk_has_as_many_posts_as_it_is_asked_for(size):
    told = talk(1, "fr", size)
    assert [said.number for said in told.posts] == list(range(size))


def test_the_usual_talks_are_of_all_languages_and_sizes():
    usual = talks()
    assert [len(told.posts) for told in usual] == list(SIZES)
    assert {told.language for told in usual} == set(LANGUAGES)
    assert len({told.seed for told in usual}) == len(usual)


def test_posts_follow_each_other_in_time_and_none_is_of_the_future():
    for told in MANY:
        times = [said.when for said in told.posts]
        assert times == sorted(times)
        assert times[0].tzinfo == UTC
        assert times[-1] <= NEWEST + timedelta(days=1)


def test_answers_are_given_to_earlier_posts_that_stand():
    for told, said in POSTS:
        if said.answers is not None:
            assert said.answers < said.number
            assert not told.posts[said.answers].deleted


def test_quotations_are_words_of_the_post_that_is_quoted():
    quotes = [(told, piece) for told, said in POSTS for piece in said.pieces if isinstance(piece, Quote)]
    assert quotes
    for told, quote in quotes:
        source = told.posts[quote.of]
        said = [piece.text for piece in source.pieces if isinstance(piece, Paragraph)]
        assert quote.author == source.author.name
        assert quote.author in quote.wrote
        assert all(line in said for line in quote.lines)


@pytest.mark.parametrize("kind", [Paragraph, Linked, Items, Code, Quote, Picture])
def test_talks_hold_pieces_of_every_kind(kind):
    assert any(isinstance(piece, kind) for _, said in POSTS for piece in said.pieces)


def test_talks_hold_what_is_hard_to_read():
    assert any(said.deleted for _, said in POSTS)
    assert any(said.edited for _, said in POSTS)
    assert any(said.author.signature for _, said in POSTS)
    assert any(all(isinstance(piece, Picture) for piece in said.pieces) for _, said in POSTS)
    assert any(sum(map(len, words_of(said.pieces))) < 6 for _, said in POSTS)
    assert any(sum(map(len, words_of(said.pieces))) > 1000 for _, said in POSTS)
    assert any(said.author.name.isdigit() for _, said in POSTS)


def test_a_person_has_one_signature_and_one_login():
    for told in MANY:
        assert len({person.name for person in told.people}) == len({person.login for person in told.people})
        assert all(person.login.isascii() and len(person.login) >= 4 for person in told.people)


def test_the_opening_post_always_stands():
    assert not any(talk(seed, "en", 1).posts[0].deleted for seed in range(300))
    assert len(MANY[0].standing) == sum(not said.deleted for said in MANY[0].posts)


def test_nobody_of_the_talk_says_the_essay():
    for told in MANY:
        paragraphs = {piece.text for said in told.posts for piece in said.pieces if isinstance(piece, Paragraph)}
        assert not paragraphs & set(essay(told))


PIECES = (
    Quote(0, "Ann", "Ann wrote:", ("a < b",)),
    Paragraph("R&D +1"),
    Linked("see ", "this", "https://x.example/1", "!"),
    Items(("one", "two")),
    Code("if a < b:\n    pass"),
    Picture("https://x.example/p.jpg", "picture"),
)


def test_markup_of_each_kind():
    assert as_html(PIECES).splitlines()[:4] == [
        "<blockquote><p>Ann wrote:</p><p>a &lt; b</p></blockquote>",
        "<p>R&amp;D +1</p>",
        '<p>see <a href="https://x.example/1">this</a>!</p>',
        "<ul><li>one</li><li>two</li></ul>",
    ]
    assert as_bbcode(PIECES).startswith(
        '[quote="Ann"]a < b[/quote]\n\nR&D +1\n\nsee [url=https://x.example/1]this[/url]!'
    )
    assert as_bbcode(PIECES, "[q {author}]{text}[/q]").startswith("[q Ann]a < b[/q]")
    assert as_markdown(PIECES).split("\n\n")[:3] == [
        "> Ann wrote:\n>\n> a < b",
        "R&D \\+1",
        "see [this](https://x.example/1)!",
    ]
    assert as_mail(PIECES).split("\n\n") == [
        "Ann wrote:\n> a < b",
        "R&D +1",
        "see this https://x.example/1 !",
        " * one\n * two",
        "    if a < b:\n        pass",
        "https://x.example/p.jpg",
    ]


def test_lines_of_mails_are_short_and_lose_no_word():
    text = " ".join(f"word{number}" for number in range(60))
    mail = as_mail((Quote(0, "Ann", "Ann wrote:", (text,)), Paragraph(text)))
    assert max(map(len, mail.splitlines())) <= 74
    assert mail.replace("> ", "").replace("\n", " ").split() == ["Ann", "wrote:", *text.split(), *text.split()]


def test_words_of_a_post_are_those_that_every_page_must_show():
    assert words_of(PIECES) == ["a < b", "R&D +1", "see ", "this", "!", "one", "two", "if a < b:\n    pass"]
