"""A small matcher of random vectors, and its checkpoint folder."""

from pathlib import Path

import numpy as np

from models.losses.faq import checkpoint
from models.losses.faq.answers import Entry
from models.losses.faq.model import Design, matcher
from models.losses.faq.text import build_tokenizer

ENGLISH = ["how", "do", "get", "refund", "money", "back", "open", "late", "close", "the", "lost", "card"]
CHINESE = {"退款": 0.01, "怎么": 0.02, "我": 0.05, "退": 0.001, "款": 0.001, "票": 0.001, "发票": 0.003, "开": 0.01}
FAQ = [
    Entry("How do I get a refund?", "Send it back within two weeks."),
    Entry("When do you close?", "We close at eight, on Sundays at six."),
    Entry("I lost my card", "Call us and we block it."),
]
SETTINGS = {"encoder": "bag", "dimensions": 8, "words_weight": 0.5, "threshold": 0.2}


def tokenizer():
    return build_tokenizer(ENGLISH, CHINESE)


def network(encoder="bag", seed=0):
    import keras

    keras.utils.set_random_seed(seed)
    tokens, random = tokenizer().get_vocab_size(), np.random.default_rng(seed)
    vectors = random.normal(size=(tokens, 8)).astype(np.float32)
    return matcher(Design(encoder, tokens, 8), vectors, random.normal(size=tokens).astype(np.float32))


def save(folder: Path, encoder="bag") -> Path:
    about = {"summary": "Tiny.", "data": "None.", "training": "None."}
    return checkpoint.save(network(encoder), tokenizer(), SETTINGS | {"encoder": encoder}, about, folder)
