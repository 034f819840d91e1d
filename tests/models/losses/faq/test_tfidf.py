"""TF-IDF equals scikit-learn's, and is empty where nothing is shared."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from models.losses.faq.tfidf import TfIdf, runs_of

TEXTS = [
    "How do I get a refund?",
    "When do you close on Sundays?",
    "怎么退款？",
    "退票 and a refund",
    "refund refund refund",
]
ASKED = ["refund please", "Sunday closing", "想退款", "zzz", ""]


@pytest.mark.parametrize("terms", [runs_of, str.split])
def test_cosines_are_those_of_scikit_learn(terms):
    theirs = TfidfVectorizer(analyzer=terms, sublinear_tf=True).fit(TEXTS)
    expected = (theirs.transform(ASKED) @ theirs.transform(TEXTS).T).toarray()
    ours = TfIdf(TEXTS, terms)
    np.testing.assert_allclose([ours.cosines(text) for text in ASKED], expected, atol=1e-6)


def test_runs_keep_within_words_and_count_their_ends():
    assert runs_of("Go on") == [" g", "go", "o ", " go", "go ", " go ", " o", "on", "n ", " on", "on ", " on "]
    assert runs_of("退票a") == ["退", "票", "退票", " a", "a ", " a "]
    assert runs_of("—?!") == []


def test_texts_without_a_term_are_never_found():
    assert TfIdf(["", "a b"], str.split).cosines("a").tolist() == pytest.approx([0, 0.5**0.5])
    assert TfIdf([""]).cosines("anything").tolist() == [0]
