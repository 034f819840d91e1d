"""Pairs that an encoder learns from: of texts, WordNet, CC-CEDICT and our phrases."""

import bz2

import numpy as np
import pytest

from models.losses.errors import CorpusError
from models.losses.faq.pairs import (
    LONGEST,
    Couples,
    Mixture,
    Paragraphs,
    Phrases,
    WordNet,
    paragraphs,
    read_cedict,
    read_phrases,
    read_wordnet,
)
from models.losses.faq.vocabulary import chinese_shares, english_shares, first_vectors, first_weights, tokenizer_of
from tests.models.losses.faq import tiny

SYNSETS = """  1 licence
00000001 10 n 02 refund 0 money_back 0 001 @ 00000002 n 0000 | get the money back; "the refund was late"
00000002 10 n 01 money 0 000 | the card
"""
CEDICT = """# CC-CEDICT
退款 退款 [tui4 kuan3] /to refund/refund/
發票 发票 [fa1 piao4] /CL:張|张[zhang1]/money back[x]/
陳 陈 [Chen2] /surname Chen/
"""
LINES = ["How do I get money? The refund is late today. I lost the card then.", "", "Too short.", "We close late. " * 9]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data.noun").write_text(SYNSETS)
    for kind in ("verb", "adj", "adv"):
        (tmp_path / f"data.{kind}").write_text("  1 licence\n")
    (tmp_path / "cedict.txt").write_text(CEDICT)
    (tmp_path / "texts.txt").write_text("\n".join(LINES))
    return tmp_path


def said(tokens):
    return [tiny.tokenizer().id_to_token(int(token)) for token in tokens]


def test_texts_are_read_packed_or_not(folder):
    with bz2.open(folder / "texts.txt.bz2", "wt") as stream:
        stream.write("\n".join(LINES))
    both = [list(paragraphs([str(folder / name)])) for name in ("texts.txt", "texts.txt.bz2")]
    assert both[0] == both[1] == [line.strip() for line in LINES if line]


def test_a_packed_text_that_is_cut_off_is_named(tmp_path):
    packed = bz2.compress(b"".join(b"A sentence of the number %d. Another one.\n" % number for number in range(9_000)))
    (tmp_path / "texts.txt.bz2").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(CorpusError, match=r"texts\.txt\.bz2 cannot be read"):
        list(paragraphs([str(tmp_path / "texts.txt.bz2")]))


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfa"])
def test_texts_that_cannot_be_read_are_named(tmp_path, content):
    if content:
        (tmp_path / "texts.txt").write_bytes(content)
    with pytest.raises(CorpusError, match=r"texts\.txt"):
        list(paragraphs([str(tmp_path / "texts.txt")]))


def test_both_sides_are_of_one_paragraph(folder):
    found = Paragraphs.of(tiny.tokenizer(), [str(folder / "texts.txt")], "en")
    assert len(found.first) == 3 and found.first[-1] == len(found.starts) - 1
    rows = [
        set(found.tokens[found.starts[a] : found.starts[b]]) for a, b in zip(found.first, found.first[1:], strict=False)
    ]
    sides = found.draw(np.random.default_rng(0), 40)
    assert len(sides[0]) == len(sides[1]) == 40
    for question, answer in zip(*sides, strict=True):
        assert 0 < len(question) < 20 and 0 < len(answer) <= LONGEST
        assert any({*question, *answer} <= row for row in rows)


def test_texts_without_a_paragraph_are_refused(tmp_path):
    (tmp_path / "texts.txt").write_text("One sentence only, nothing else in it.\n")
    with pytest.raises(CorpusError, match="two sentences"):
        Paragraphs.of(tiny.tokenizer(), [str(tmp_path / "texts.txt")], "en")


def test_wordnet_is_read_with_what_is_above(folder):
    refund, money = read_wordnet(folder)
    assert refund.words == ("refund", "money back") and refund.definition == "get the money back"
    assert refund.examples == "the refund was late" and refund.above == (1,)
    assert money.above == () and money.examples == ""
    sides = WordNet(tiny.tokenizer(), [refund, money]).draw(np.random.default_rng(0), 50)
    assert len(sides[0]) == 50
    assert all(len(one) and len(other) and not np.array_equal(one, other) for one, other in zip(*sides, strict=True))


def test_a_folder_without_wordnet_is_refused(tmp_path):
    for kind in ("noun", "verb", "adj", "adv"):
        (tmp_path / f"data.{kind}").write_text("nothing\n")
    with pytest.raises(CorpusError, match="WordNet"):
        read_wordnet(tmp_path)


def test_cedict_gives_words_and_their_meanings(folder):
    couples = read_cedict(folder / "cedict.txt")
    assert couples == [("退款", "to refund; refund"), ("发票", "money back")]
    questions, answers = Couples(tiny.tokenizer(), couples).draw(np.random.default_rng(0), 20)
    both = {tuple(said(one))[:1] for one in (*questions, *answers)}
    assert ("退款",) in both and ("money",) in both


def test_a_file_that_is_no_dictionary_is_named(tmp_path):
    (tmp_path / "cedict.txt").write_text("# CC-CEDICT\nsome other text\n")
    with pytest.raises(CorpusError, match=r"cedict\.txt has no line of CC-CEDICT"):
        read_cedict(tmp_path / "cedict.txt")


def test_phrases_of_a_pair_are_of_one_line_and_never_the_same():
    groups = [["get refund", "money back", "退款"], ["late", "close"], ["the"]]
    questions, answers = Phrases(tiny.tokenizer(), groups).draw(np.random.default_rng(0), 9)
    assert len(questions) == 2  # one a line; a line of one phrase has none
    for one, other in zip(questions, answers, strict=True):
        assert not {*said(one)} & {*said(other)}
        assert ({*said(one)} | {*said(other)}) <= {"late", "close"} or "late" not in said(one) + said(other)


def test_a_batch_holds_all_sources_and_is_the_same_for_a_seed():
    phrases = Phrases(tiny.tokenizer(), read_phrases())
    mixture = Mixture([(phrases, 5), (phrases, 3)])
    questions, answers = mixture.batch(np.random.default_rng(4))
    assert questions.shape == answers.shape == (8, LONGEST)
    again = mixture.batch(np.random.default_rng(4))
    np.testing.assert_array_equal(questions, again[0])
    np.testing.assert_array_equal(answers, again[1])


def test_a_vocabulary_keeps_the_frequent_the_certain_and_every_character():
    english = english_shares([["late late late open"], ["close"]], ["zebra a"])
    assert english["zebra"] >= 1 and english["late"] == 0.75 and "a" not in english
    chinese = chinese_shares(None, ["退款"], ["退款！發"])
    tokenizer = tokenizer_of(english, chinese, 2, 10)
    assert tokenizer.token_to_id("zebra") and not tokenizer.token_to_id("open")
    assert tokenizer.token_to_id("退") and tokenizer.token_to_id("发")


class Vectors:
    """Two words in four dimensions, and an unknown one."""

    words = ("?", "late", "退款")
    units = np.eye(3, 4, dtype=np.float32)

    class tables:
        counts = np.array([0, 50, 2])

    def vector(self, word):
        if word not in self.words:
            raise ValueError(word)
        return self.units[self.words.index(word)]


def test_characters_that_are_certain_are_kept_beside_the_words_of_vectors(monkeypatch):
    monkeypatch.setattr("models.losses.faq.vocabulary.MAX_CHARACTERS", 3)  # two of 退款, and one more
    chinese = chinese_shares(Vectors(), [], ["發，款"])
    tokenizer = tokenizer_of({}, chinese, 0, 10)
    assert [tokenizer.token_to_id(one) is not None for one in ("退款", "发", "款", "退", "，")] == [True] * 4 + [False]
    assert tokenizer.encode("退款", add_special_tokens=False).tokens == ["退款"]  # certain is not frequent
    one, other = first_weights(["发", "退款"], {}, chinese)
    assert one > other


def test_tokens_begin_with_word_vectors_and_others_near_zero():
    names = ["[PAD]", "[UNK]", "late", "退款", "zebra"]
    rows = first_vectors(names, {"en": Vectors(), "zh": Vectors()}, 3, 0)
    assert rows.shape == (5, 3) and rows.dtype == np.float32 and not rows[0].any()
    assert np.linalg.norm(rows[2] - rows[3]) == pytest.approx(2**0.5, abs=1e-5)  # the axes keep lengths
    assert np.linalg.norm(rows[4]) < 1
    weights = first_weights(names, {"late": 1.5, "zebra": 1e-6}, {"退款": 0.01})
    assert weights[2] < weights[3] < weights[4]
