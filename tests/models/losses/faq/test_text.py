"""Texts fall into words of both languages; transformers opens the same file."""

import numpy as np
from transformers import PreTrainedTokenizerFast

from models.losses.faq.text import LONGEST_TEXT, padded, read_tokenizer, token_lists, write_tokenizer
from tests.models.losses.faq import tiny


def words(text):
    tokenizer = tiny.tokenizer()
    return [tokenizer.id_to_token(token) for token in token_lists(tokenizer, [text])[0]]


def test_words_digits_and_chinese_words_are_tokens():
    assert words("How do I get 20 refund?") == ["how", "do", "i", "get", "2", "0", "refund"]
    assert words("我怎么退款") == ["我", "怎么", "退款"]
    assert words("LÁTE") == ["late"]


def test_unknown_words_fall_into_known_pieces_and_traditional_characters_are_simplified():
    assert words("refunds") == ["refund", "s"]
    assert words("moneyback") == ["money", "back"]
    assert words("開發票") == ["开", "发票"]
    assert words("鑫") == ["[UNK]"]
    assert words("!?") == []


def test_a_long_text_is_cut():
    assert len(words("late " * 500)) == LONGEST_TEXT


def test_transformers_opens_the_file(tmp_path):
    write_tokenizer(tiny.tokenizer(), tmp_path)
    theirs = PreTrainedTokenizerFast.from_pretrained(tmp_path)
    text = "How do I get a refund, 怎么退款"
    assert theirs(text)["input_ids"] == token_lists(read_tokenizer(tmp_path), [text])[0]
    assert theirs.pad_token_id == 0 and theirs.unk_token_id == 1


def test_padding_stands_behind():
    np.testing.assert_array_equal(padded([[5], [6, 7], []]), [[5, 0], [6, 7], [0, 0]])
    assert padded([[]]).shape == (1, 1)
    assert padded([[5]], 3).tolist() == [[5, 0, 0]]
