"""Our FAQ sets: whole, and left out by topic."""

import pytest

from models.losses.faq.data import FOLDS, LANGUAGES, PARAPHRASES, entries, read_set
from models.losses.faq.file import check_entries
from models.losses.faq.pairs import read_phrases


@pytest.fixture(params=LANGUAGES)
def faq(request):
    return read_set(request.param)


def test_every_entry_has_its_paraphrases_and_none_is_said_twice(faq):
    assert len(faq.topics) == 12 and len(faq.items) == 144
    texts = [text.casefold() for item in faq.items for text in (item.question, *item.paraphrases)]
    assert all(texts) and len(set(texts)) == len(texts) == 144 * (1 + PARAPHRASES)
    assert len({item.id for item in faq.items}) == 144
    assert check_entries(entries(faq.language)) == faq.entries


def test_topics_are_tested_left_out_in_turn_or_neither_but_never_both(faq):
    folds = [faq.fold(index) for index in range(FOLDS)]
    parts = [faq.test_topics, *folds]
    assert sorted(sum(parts, ())) == sorted(faq.topics)
    assert [len(part) for part in parts] == [3, 3, 3, 3]


def test_no_test_question_and_no_held_out_paraphrase_is_known(faq):
    known = {asked.text for asked in faq.known(faq.open_topics)}
    held_out = faq.held_out(faq.open_topics)
    assert not known & {asked.text for asked in faq.questions(faq.test_topics)}
    assert not known & {asked.text for asked in held_out}
    assert len(held_out) == 108 and len(known) == 324
    assert {faq.items[one.row].paraphrases.index(one.text) for one in held_out} == {0, 1, 2, 3}


def test_phrases_say_nothing_of_the_test_topics():
    text = " ".join(phrase.casefold() for line in read_phrases() for phrase in line)
    forbidden = (
        "hotel",
        "clinic",
        "doctor",
        "cinema",
        "theatre",
        "酒店",
        "宾馆",
        "医院",
        "医生",
        "挂号",
        "电影",
        "影院",
    )
    assert [word for word in forbidden if word in text] == ["挂号"]  # of a letter: registered mail
    assert "挂号信" in text and text.count("挂号") == 1
    assert all(len(line) > 1 for line in read_phrases())
