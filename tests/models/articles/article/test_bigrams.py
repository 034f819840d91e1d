"""The language model that tells sentences from menus."""

import math

import pytest

from models.articles import TemplateError, learn_bigrams, load_bigrams
from tests.models.articles.pages import CHANNELS, MENU, NEWS, STORY


def test_probabilities_of_all_tokens_after_one_sum_to_one():
    model = learn_bigrams(STORY * 3)
    for before in ("", "the", "gauge", "never seen"):
        known = [token for token in model.tokens if token]
        total, count = sum(model.tokens.values()), len(model.tokens) + 1
        alone = sum((model.tokens[token] + 1) / (total + count) for token in known)
        rest = 1 - alone  # of the beginning and the unseen
        summed = sum(model._probability(before, token, total, count) for token in known)
        after = sum(model.pairs.get((before, token), 0) for token in known) / model.tokens.get(before, 1)
        assert summed == pytest.approx(0.7 * after + 0.3 * (1 - rest))


@pytest.mark.parametrize(("texts", "menu"), [(STORY, MENU), (NEWS, CHANNELS)])
def test_sentences_score_over_menus(texts, menu):
    model = learn_bigrams(texts[:3] * 4)
    assert model.score(texts[3]) > model.score(" ".join(menu))
    assert all(map(model.accepts, texts[:3]))


def test_the_threshold_drops_the_share_that_is_asked_for():
    texts = [f"{text} {number}" for number, text in enumerate(STORY * 10)]
    strict, mild = learn_bigrams(texts, strictness=0.5), learn_bigrams(texts, strictness=0.0)
    assert strict.threshold > mild.threshold


def test_no_tokens_no_score():
    model = learn_bigrams(STORY * 3)
    assert model.score("") == -math.inf
    assert not model.accepts("")


def test_saved_and_loaded(tmp_path):
    model = learn_bigrams(NEWS * 2)
    model.save(tmp_path / "zh.json")
    assert load_bigrams(tmp_path / "zh.json") == model


def test_too_little_and_broken_files_are_refused(tmp_path):
    with pytest.raises(TemplateError, match="fewer than"):
        learn_bigrams(["a few words"])
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(TemplateError, match="no model"):
        load_bigrams(tmp_path / "x.json")
