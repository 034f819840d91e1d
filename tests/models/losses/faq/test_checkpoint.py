"""The folder: ONNX equals Keras, vectors are rounded alike; the bundled one is above its floors."""

import json
from pathlib import Path

import numpy as np
import pytest

from hub_utils.card import render
from hub_utils.checkpoint import read_json, validate
from hub_utils.errors import CorruptCheckpointError
from hub_utils.shapes import tensor_shapes
from models.losses.faq import entries, load
from models.losses.faq.checkpoint import steps_of, whole_steps
from models.losses.faq.data import LANGUAGES, read_set
from models.losses.faq.text import padded, token_lists
from models.verify import check
from tests.models.losses.faq import tiny

BUNDLED = Path(__file__).parents[4] / "checkpoints" / "faq"
TEXTS = ["How do I get a refund?", "怎么退款", "late card, close the money", ""]


def assert_the_same(folder, texts):
    import keras

    network, faq = keras.saving.load_model(folder / "model.keras", safe_mode=True), load(folder)
    tokens = padded(token_lists(faq._tokenizer, texts))
    expected = network(tokens)
    np.testing.assert_allclose(faq.question_vectors(texts), expected["question"], atol=1e-5)
    np.testing.assert_allclose(faq.answer_vectors(texts), expected["answer"], atol=1e-5)


@pytest.mark.parametrize("encoder", ["bag", "lstm"])
def test_onnx_is_equal_to_keras(tmp_path, encoder):
    pytest.importorskip("keras")
    assert_the_same(tiny.save(tmp_path, encoder), TEXTS)
    config = read_json(tmp_path / "config.json")
    assert config["tensors"] == tensor_shapes(tmp_path)
    outputs = config["tensors"]["model.onnx"]
    assert {"question", "answer"} < set(outputs) and len(outputs) == 3


def test_whole_steps_are_powers_of_two_and_near():
    table = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32) * np.logspace(-3, 2, 50)[:, None]
    numbers, steps = whole_steps(table)
    assert np.array_equal(np.log2(steps), np.rint(np.log2(steps)))
    assert (np.abs(numbers * steps[:, None] - table) <= steps[:, None] / 2 + 1e-9).all()
    assert (np.abs(numbers).max(axis=1) > 63).all()
    again = whole_steps(numbers * steps[:, None])
    np.testing.assert_array_equal(again[0] * again[1][:, None], numbers * steps[:, None])
    assert steps_of(np.zeros((2, 3))).min() > 0


def test_the_bundled_onnx_is_equal_to_its_keras():
    pytest.importorskip("keras")
    assert_the_same(BUNDLED, [entry.question for code in LANGUAGES for entry in entries(code)[:20]])


def test_the_bundled_folder_is_small_and_its_card_is_its_own():
    assert sum(file.stat().st_size for file in BUNDLED.iterdir()) <= 10 * 2**20
    assert (BUNDLED / "README.md").read_text(encoding="utf-8") == render(BUNDLED)
    validate(BUNDLED, "losses")


def told(metric, dataset):
    results = read_json(BUNDLED / "metrics.json")["results"]
    return next(one["value"] for one in results if (one["metric"], one["dataset"]) == (metric, dataset))


FLOOR = 0.61  # Recall@1 in a FAQ of topics that were never seen


def test_figures_are_those_of_the_weights_and_above_their_floors():
    assert "again" in check(BUNDLED)
    unseen = "a FAQ of unseen topics, both languages"
    assert told("Recall@1", unseen) >= FLOOR
    for other in ("chance", "TF-IDF over words", "TF-IDF over characters", "mean word vectors"):
        assert told("Recall@1", unseen) > told(f"Recall@1 by {other}", unseen)


def test_a_forged_figure_is_refused(tmp_path):
    for file in BUNDLED.iterdir():
        (tmp_path / file.name).symlink_to(file)
    forged = read_json(tmp_path / "metrics.json")
    forged["headline"]["value"] = 0.99
    (tmp_path / "metrics.json").unlink()
    (tmp_path / "metrics.json").write_text(json.dumps(forged))
    with pytest.raises(CorruptCheckpointError, match=r"0\.9900"):
        check(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_question_finds_its_own_entry(language):
    faq, all_entries = load(BUNDLED), entries(language)
    found = [faq.ask(entry.question, all_entries, 1) for entry in all_entries[::3]]
    assert np.mean([one.matches[0].question == one.question for one in found]) == 1
    assert not any(one.unsure for one in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_of_other_topics_are_unsure_more_often(language):
    faq, ours = load(BUNDLED), read_set(language)
    asked = [ours.items[row].entry for row in ours.rows(ours.test_topics)]
    own = [faq.ask(one.text, asked, 1).unsure for one in ours.questions(ours.test_topics)]
    foreign = [faq.ask(one.text, asked, 1).unsure for one in ours.held_out(ours.open_topics)]
    assert np.mean(foreign) > np.mean(own) + 0.2
