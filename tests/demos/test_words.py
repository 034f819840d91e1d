"""The words tab through gradio_client, on the bundled English checkpoint, and what hostile input is told."""

import subprocess
import sys
import time
from types import SimpleNamespace

import gradio as gr
import httpx
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError, ValidationError

import hub_utils
from demos.shared.languages import TEXTS
from demos.words import endpoints as tab
from demos.words.examples import EXAMPLES, FILLED
from demos.words.inputs import LONGEST_SENTENCE, LONGEST_TEXT, MOST_WORDS, check_gap, check_words
from models import words
from tests.live_app import ROOT, LiveApp, refusal
from tests.waiting import BRISK, PATIENCE

CHINESE = SimpleNamespace(headers={"accept-language": "zh-CN"})
HEAVY = {"tensorflow", "keras", "sklearn", "scipy", "jieba", "opencc", "rapidfuzz"}


@pytest.fixture(scope="module")
def vectors():
    return words.load(hub_utils.fetch("words-en"))


def nearest(answer) -> list[str]:
    return [neighbour["word"] for neighbour in answer["neighbours"]]


def test_importing_the_tab_loads_no_weights_and_nothing_that_parts_words():
    script = f"""
import sys
from demos import words
import app
app.build()
print(*({HEAVY!r} & set(sys.modules)))
assert not any(served.loaded or served._checkpoint for served in words.SERVED.values())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split()


def test_examples_and_fields_are_there_in_both_languages():
    assert set(EXAMPLES) == set(FILLED) == set(tab.SERVED) == {"en", "zh"}
    assert set(FILLED["en"]) == set(FILLED["zh"])
    captions = [f"words.examples.{number}" for number in range(1, 1 + sum(map(len, EXAMPLES.values())))]
    assert all(caption in TEXTS for caption in captions)


def test_every_english_example_has_neighbours_and_the_last_two_are_made_of_parts(vectors):
    known = [vectors.find(word).known for word in EXAMPLES["en"]]
    assert known == [True] * 6 + [False] * 2
    assert all(vectors.neighbours(word).neighbours for word in EXAMPLES["en"])


def test_similar_words_answers_what_the_model_answers(client, vectors):
    answer = client.predict("Piano", api_name="/similar_words")
    expected = vectors.neighbours("piano", 12, least=20)
    assert nearest(answer) == [neighbour.word for neighbour in expected.neighbours]
    assert answer["neighbours"][0]["similarity"] == pytest.approx(expected.neighbours[0].similarity, abs=1e-5)
    assert answer["asked"][0] | {"typed": "Piano"} == answer["asked"][0]
    assert (answer["asked"][0]["word"], answer["asked"][0]["known"]) == ("piano", True)


def test_similar_words_can_be_told_how_many_how_frequent_and_among_which(client):
    answer = client.predict("piano", "en", 5, "", 1000, api_name="/similar_words")
    assert len(answer["neighbours"]) == 5
    assert all(neighbour["count"] >= 1000 for neighbour in answer["neighbours"])
    among = client.predict("piano", "en", 5, "Banana, violin\nvulcano;bagpipist", 1000, api_name="/similar_words")
    assert nearest(among)[0] == "violin"
    assert set(nearest(among)) == {"banana", "violin", "vulcano", "bagpipist"}


def test_an_unknown_word_is_marked_and_comes_with_parts_and_known_spellings(client):
    found = client.predict("violinish", api_name="/similar_words")["asked"][0]
    assert not found["known"]
    assert "viol" in found["parts"]
    assert "violinist" in found["similar"]


def test_word_similarity_compares_lists_and_pairs(client, vectors):
    table = client.predict("piano, banana", "violin fruit", api_name="/word_similarity")
    assert len(table["cosines"]) == len(table["cosines"][0]) == 2
    assert table["cosines"][0][0] > table["cosines"][0][1]
    assert table["cosines"][1][0] < table["cosines"][1][1]
    pair = client.predict("piano", "piano", api_name="/word_similarity")
    assert pair["cosines"] == [[pytest.approx(1, abs=1e-5)]]


def test_word_analogy_leaves_out_what_was_asked(client):
    answer = client.predict("france", "paris", "japan", "en", 5, api_name="/word_analogy")
    assert nearest(answer)[0] == "tokyo"
    assert not {"france", "paris", "japan"} & set(nearest(answer))


def test_odd_one_out_names_it_first(client):
    answer = client.predict("apple cherry hammer grape", api_name="/odd_one_out")
    assert answer["ranked"][0][0] == "hammer"
    assert len(answer["ranked"]) == len(answer["asked"]) == 4


def test_predict_word_fills_a_gap_with_probabilities(client):
    answer = client.predict("The orchestra played a ____ by Beethoven.", "en", 50, api_name="/predict_word")
    assert (answer["before"][-1], answer["after"][0]) == ("a", "by")
    probabilities = [guess["probability"] for guess in answer["guesses"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1
    assert {"symphony", "piano", "concerto"} & {guess["word"] for guess in answer["guesses"]}


def test_text_keywords_come_from_the_text(client):
    answer = client.predict(FILLED["en"]["text"], "en", 3, api_name="/text_keywords")
    assert len(answer) == 3
    assert {keyword["word"] for keyword in answer} & {"corals", "coral", "reefs"}


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_word_map_is_the_same_for_the_same_seed(client, method):
    one, again = (client.predict("cat dog paris rome", "en", method, 2, 7, api_name="/word_map") for _ in range(2))
    assert one == again
    assert [place["word"]["word"] for place in one["places"][:4]] == ["cat", "dog", "paris", "rome"]
    assert [place["asked"] for place in one["places"]].count(True) == 4 < len(one["places"])
    assert 0 < one["explained"] <= 1 if method == "pca" else one["explained"] == 0


REFUSED = [
    ("/similar_words", [""], "no word yet"),
    ("/similar_words", ["   "], "no word yet"),
    ("/similar_words", ["two words"], "not one word"),
    ("/similar_words", ["a\x00b"], "not one word"),
    ("/similar_words", ["\u202ecat"], "not one word"),
    ("/similar_words", ["a" * 65], "not one word"),
    ("/similar_words", ["钢琴"], "English is on.*中文"),
    ("/similar_words", ["piano钢琴"], "English is on"),
    ("/similar_words", ["piano", "zh"], "Chinese is on.*English"),
    ("/similar_words", ["piano", "en", 5, "cat a\x01b"], "not one word"),
    ("/word_similarity", ["", "cat"], "at least 1"),
    ("/word_similarity", ["cat", "dog " * (MOST_WORDS + 1)], "More than 200"),
    ("/word_analogy", ["france", "", "japan"], "no word yet"),
    ("/odd_one_out", ["cat dog"], "at least 3"),
    ("/predict_word", ["no gap here"], "0 gaps"),
    ("/predict_word", ["___ and ___"], "2 gaps"),
    ("/predict_word", ["___"], "no text yet"),
    ("/predict_word", ["a" * LONGEST_SENTENCE + " ___"], "2,004 characters"),
    ("/predict_word", ["他弹___。"], "English is on"),
    ("/text_keywords", [" \n"], "no text yet"),
    ("/text_keywords", ["a" * (LONGEST_TEXT + 1)], "200,001 characters"),
    ("/text_keywords", ["你好"], "English is on"),
    ("/word_map", ["cat dog", "en", "pca", 0], "at least 3"),
    ("/word_map", ["cat " * 1000], "More than 200"),
    ("/compare_words", ["two words"], "not one word"),
    ("/compare_own_vectors", ["piano"], "no file yet"),
    ("/compare_own_vectors", ["piano violin"], "2 words were given"),
]
# Of each endpoint arguments that it answers, but for the last: a checkpoint that nobody offers
NOT_OFFERED = [
    ("/similar_words", ["piano", "en", 5, "", 20]),
    ("/word_similarity", ["piano", "violin", "en"]),
    ("/word_analogy", ["france", "paris", "japan", "en", 5]),
    ("/odd_one_out", ["cat dog hammer", "en"]),
    ("/predict_word", ["a ___ of wine", "en", 5]),
    ("/text_keywords", ["a glass of wine", "en", 5]),
    ("/word_map", ["cat dog hammer", "en", "pca", 3, 0]),
    ("/compare_words", ["piano", ""]),
]


@pytest.mark.parametrize(("endpoint", "arguments", "reason"), REFUSED)
def test_what_cannot_be_answered_is_refused_before_the_queue(client, chinese, endpoint, arguments, reason):
    with pytest.raises(ValidationError, match=reason):
        client.predict(*arguments, api_name=endpoint)
    with pytest.raises(ValidationError, match=r"请|最多|只要|有且"):
        chinese.predict(*arguments, api_name=endpoint)


@pytest.mark.parametrize(
    ("endpoint", "arguments", "reason"),
    [
        ("/similar_words", ["🎹"], "does not know"),
        ("/odd_one_out", ["cat dog 🎹"], "does not know"),
        ("/text_keywords", ["1 2 3 4"], "knows no word"),
        ("/predict_word", ["42 ___ 43"], "no word beside the gap"),
        ("/word_map", ["cat CAT Cat", "en", "pca", 0], "1 words"),
        ("/word_map", [", ".join(FILLED["en"]["text"].split()), "en", "pca", 10], "3 to 300"),
    ],
)
def test_what_the_model_cannot_answer_is_refused_with_a_reason(client, endpoint, arguments, reason):
    with pytest.raises(AppError, match=reason):
        client.predict(*arguments, api_name=endpoint)


@pytest.mark.parametrize(
    ("endpoint", "arguments", "reason"),
    [
        ("/similar_words", ["piano", "fr"], "Choose one of en, zh"),
        ("/similar_words", ["piano", "en", 1000], "out of range"),
        ("/similar_words", ["piano", "en", -1], "out of range"),
        ("/word_map", ["cat dog horse", "en", "umap"], "Choose one of pca, tsne"),
    ],
)
def test_values_outside_a_choice_or_range_are_refused(client, endpoint, arguments, reason):
    with pytest.raises((httpx.HTTPStatusError, ValidationError)) as refused:
        client.predict(*arguments, api_name=endpoint)
    assert reason in refusal(refused.value)


def test_ten_megabytes_are_refused_at_once_and_the_longest_text_is_read_in_bounded_time(client):
    began = time.monotonic()
    with pytest.raises(ValidationError, match="characters"):
        client.predict("word " * 2_000_000, api_name="/text_keywords")
    assert time.monotonic() - began < BRISK
    began = time.monotonic()
    assert client.predict(("coral reef " * LONGEST_TEXT)[:LONGEST_TEXT], api_name="/text_keywords")
    assert time.monotonic() - began < BRISK


def test_two_hundred_words_by_two_hundred_are_compared(client, vectors):
    many = ", ".join(vectors.words[100 : 100 + MOST_WORDS])
    table = client.predict(many, many, api_name="/word_similarity")
    assert len(table["cosines"]) == len(table["cosines"][0]) == MOST_WORDS


def test_markup_in_a_word_comes_back_as_it_was(client):
    found = client.predict("pianist<b>", api_name="/similar_words")["asked"][0]
    assert found["word"] == "pianist<b>"


def test_lists_are_parted_by_commas_of_both_languages_spaces_and_line_ends():
    assert check_words("a, b;c\nd  e\tf,,", "en") == list("abcdef")
    assert check_words("钢琴、吉他，小提琴；鼓", "zh") == ["钢琴", "吉他", "小提琴", "鼓"]
    assert check_words(None, "en", 0) == []


def test_a_gap_is_two_underscores_or_more():
    assert check_gap("a _____ b", "en") == ("a ", " b")
    assert check_gap("他弹＿＿。", "zh") == ("他弹", "。")
    with pytest.raises(words.TextError):
        check_gap("snake_case only", "en")


def test_without_the_checkpoint_of_a_language_the_tab_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("hub_utils.pins.BUNDLED", tmp_path)
    monkeypatch.setitem(tab.SERVED, "zh", tab.Served("words-zh", words.load))
    with pytest.raises(gr.Error, match="has a checkpoint of this model"):
        tab.similar_words("钢琴", "zh")
    with pytest.raises(gr.Error, match="没有这个模型的检查点"):
        tab.similar_words("钢琴", "zh", request=CHINESE)


def test_traditional_characters_are_read_as_simplified_ones(client):
    found = client.predict("電腦", "zh", api_name="/similar_words")["asked"][0]
    assert (found["word"], found["typed"]) == ("电脑", "電腦")


def test_a_click_asks_for_the_word_that_was_clicked():
    word, answer = tab.follow_word("en", 3, "", 20, "", SimpleNamespace(word="violin"))
    assert word == "violin"
    assert len(answer.neighbours) == 3


@pytest.mark.parametrize(("endpoint", "arguments"), NOT_OFFERED)
def test_a_checkpoint_that_nobody_offers_is_refused_before_the_queue(client, endpoint, arguments):
    with pytest.raises(ValidationError, match="somebody/else is not among the choices for words-en"):
        client.predict(*arguments, "somebody/else@main", api_name=endpoint)
    if endpoint != "/compare_words":
        assert client.predict(*arguments, "bundled", api_name=endpoint) == client.predict(*arguments, api_name=endpoint)


def test_compare_words_asks_two_checkpoints(client, vectors):
    sides = client.predict("piano", "", "bundled", "en", 7, api_name="/compare_words")
    assert [sides[side]["checkpoint"] for side in ("first", "second")] == ["bundled", "bundled"]
    expected = [neighbour.word for neighbour in vectors.neighbours("piano", 7, least=20).neighbours]
    assert nearest(sides["first"]["answer"]) == nearest(sides["second"]["answer"]) == expected


def test_own_vectors_are_asked_beside_ours_for_neighbours_and_for_analogies(client, vectors, tmp_path):
    path = tmp_path / "mine.vec"
    path.write_text("5 2\nking 1 0\nqueen 1 1\nman 2 0\nwoman 2 1\nboat -1 0\n")
    sides = client.predict("king", handle_file(path), "en", 2, api_name="/compare_own_vectors")
    assert [sides[side]["checkpoint"] for side in ("first", "second")] == ["bundled", "mine.vec"]
    expected = [neighbour.word for neighbour in vectors.neighbours("king", 2, least=20).neighbours]
    assert nearest(sides["first"]["answer"]) == expected
    assert nearest(sides["second"]["answer"]) == ["man", "woman"]
    sides = client.predict("man, king, woman", handle_file(path), "en", 1, api_name="/compare_own_vectors")
    assert nearest(sides["first"]["answer"]) == nearest(sides["second"]["answer"]) == ["queen"]
    path.write_text("4 2\nnew york 0 1\nlondon 1 0\nengland 1 0.5\nusa 0.1 1\n")
    sides = client.predict("New  York,", handle_file(path), "en", 1, api_name="/compare_own_vectors")
    assert nearest(sides["second"]["answer"]) == ["usa"]
    sides = client.predict("london, england, new york", handle_file(path), "en", 1, api_name="/compare_own_vectors")
    assert sides["second"]["answer"]["asked"][2]["word"] == "new york"
    path.write_text("5 2\nking 1 0\nqueen 1 1\n")
    with pytest.raises(AppError, match=r"The file does not have 'quen'.*queen"):
        client.predict("quen", handle_file(path), api_name="/compare_own_vectors")
    path.write_text("king 1 0\nqueen 1\n")
    with pytest.raises(AppError, match="Vector 2 is not a word and 2 numbers"):
        client.predict("king", handle_file(path), api_name="/compare_own_vectors")


def test_a_visitor_who_asks_too_much_is_told_how_long_to_wait_while_others_are_answered():
    with LiveApp("-m", "demos.words", environment={"KEXUE_RATE": "2"}) as app:
        greedy, chinese, other, here = (
            app.client(headers=headers)
            for headers in (
                {"X-Forwarded-For": "8.8.8.8"},
                {"X-Forwarded-For": "8.8.8.8", "Accept-Language": "zh-CN"},
                {"X-Forwarded-For": "8.8.4.4"},
                {},
            )
        )
        ask = {"text": "a glass of wine", "api_name": "/text_keywords"}
        assert greedy.predict(**ask) == greedy.predict(**ask)
        with pytest.raises(AppError, match=r"Try again in \d+ s"):
            greedy.predict(**ask)
        with pytest.raises(AppError, match=r"请在 \d+ 秒后再试"):
            chinese.predict(**ask)
        assert greedy.predict("piano", api_name="/similar_words")  # which costs little
        assert other.predict(**ask)
        assert all(here.predict(**ask) for _ in range(4))  # on this machine nobody is counted
