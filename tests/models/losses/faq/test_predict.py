"""What a FAQ answers: order, scores, memory, threads, and what is refused."""

import threading

import numpy as np
import pytest

from models.losses.errors import FaqEmptyError, FaqTooLargeError, QuestionError
from models.losses.faq import MAX_QUESTION, MAX_TOP, Answers, Entry, load, read_entries
from models.losses.faq.predict import KEPT_FAQS
from tests.models.losses.faq import tiny

pytest.importorskip("keras")


@pytest.fixture(scope="module")
def faq(tmp_path_factory):
    return load(tiny.save(tmp_path_factory.mktemp("faq")))


def test_the_best_matches_come_first_with_what_they_are_made_of(faq):
    found = faq.ask("  refund money ", tiny.FAQ, 2)
    assert found.question == "refund money" and len(found.matches) == 2
    assert found.matches[0].score >= found.matches[1].score
    for match in found.matches:
        assert tiny.FAQ[match.row] == Entry(match.question, match.answer)
        assert match.score == pytest.approx((match.meaning + match.words) / 2, abs=1e-6)
        assert -1 <= match.meaning <= 1 and 0 <= match.words <= 1


def test_meaning_is_the_mean_cosine_to_the_question_and_to_the_whole(faq):
    asked, entry = "money back", tiny.FAQ[0]
    vector = faq.question_vectors([asked])[0]
    cosines = faq.answer_vectors([entry.question, f"{entry.question} {entry.answer}"]) @ vector
    assert faq.ask(asked, [entry]).matches[0].meaning == pytest.approx(cosines.mean(), abs=1e-6)


def test_an_answer_is_unsure_below_the_threshold(faq):
    found = [faq.ask(text, [entry]) for entry in tiny.FAQ for text in ("refund", "late", "card")]
    assert {one.unsure for one in found} == {True, False}
    assert all(one.unsure == (one.matches[0].score < faq.threshold == one.threshold) for one in found)


@pytest.mark.parametrize("question", ["?", "!?", "🔭", "\u202e\u0000", "鑫", "مرحبا"])
def test_a_question_of_which_nothing_is_known_has_no_matches_and_is_unsure(faq, question):
    assert faq.ask(question, tiny.FAQ) == Answers(question, (), True, faq.threshold)


def test_a_character_that_only_the_faq_knows_is_read(faq):
    found = faq.ask("鑫", [Entry("鑫在哪里", "在这里"), *tiny.FAQ])
    assert found.matches[0].row == 0 and found.matches[0].words > 0


def test_few_entries_give_few_matches_and_equal_ones_keep_their_order(faq):
    assert len(faq.ask("refund", tiny.FAQ, 20).matches) == 3
    twice = faq.ask("refund", [tiny.FAQ[0], tiny.FAQ[0]])
    assert [match.row for match in twice.matches] == [0, 1]


@pytest.mark.parametrize("question", ["", "  \n", "?" * (MAX_QUESTION + 1)])
def test_what_is_no_question_is_refused(faq, question):
    with pytest.raises(QuestionError):
        faq.ask(question, tiny.FAQ)


@pytest.mark.parametrize("top", [0, -1, MAX_TOP + 1])
def test_only_some_matches_are_shown(faq, top):
    with pytest.raises(QuestionError, match=str(MAX_TOP)):
        faq.ask("refund", tiny.FAQ, top)


def test_a_faq_that_is_empty_or_too_large_is_refused(faq):
    with pytest.raises(FaqEmptyError):
        faq.ask("refund", [])
    with pytest.raises(FaqTooLargeError):
        faq.ask("refund", tiny.FAQ * 700)


@pytest.mark.parametrize("question", ["a" * 300, "退" * 300, "<script>"])
def test_odd_questions_are_answered(faq, question):
    assert np.isfinite(faq.ask(question, tiny.FAQ).matches[0].score)


def test_a_question_that_a_program_cut_within_an_emoji_is_answered(faq):
    entries = read_entries("question,answer\nWhere is my order \ud83d,On its way.\nWho are you?,A shop.\n")
    answers = faq.ask("Where is my order \ud83d", entries)
    assert answers.question == "Where is my order ?"
    assert answers.matches[0].question == "Where is my order ?"


def test_a_faq_is_encoded_once_and_the_oldest_is_forgotten(tmp_path):
    faq, encoded = load(tiny.save(tmp_path)), []
    encode = faq.answer_vectors

    def counted(texts):
        encoded.append(len(texts))
        return encode(texts)

    faq.answer_vectors = counted
    faq.ask("refund", tiny.FAQ)
    faq.ask("late", list(tiny.FAQ))
    assert encoded == [3, 3]
    for number in range(KEPT_FAQS):
        faq.ask("refund", [Entry(f"How {number}?", "So.")])
    faq.ask("late", tiny.FAQ)
    assert encoded[-2:] == [3, 3]


def test_threads_get_the_same_answers(tmp_path):
    faq, found = load(tiny.save(tmp_path)), []
    questions = ["refund", "late", "lost card", "怎么退款"] * 8
    workers = [threading.Thread(target=lambda text=text: found.append(faq.ask(text, tiny.FAQ))) for text in questions]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == len(questions)
    assert all(one == faq.ask(one.question, tiny.FAQ) for one in found)


def test_many_texts_are_encoded_in_parts(faq):
    texts = [entry.question for entry in tiny.FAQ] * 100
    np.testing.assert_allclose(faq.question_vectors(texts)[:3], faq.question_vectors(texts[:3]), atol=1e-6)
