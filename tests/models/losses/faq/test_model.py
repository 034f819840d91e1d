"""The network: what the weighted sum adds up, what the loss over a batch is, and that padding and order count right."""

import numpy as np
import pytest

from tests.models.losses.faq import tiny

keras = pytest.importorskip("keras")

from models.losses.faq.model import InBatchSoftmax, encoders, pair_model  # noqa: E402

TOKENS = np.array([[5, 6, 7, 0, 0], [8, 9, 0, 0, 0]], np.int32)


def test_a_bag_is_the_weighted_sum_of_its_tokens():
    network = tiny.network()
    layer = network.get_layer("encoder")
    vectors, weights = np.asarray(layer.vectors), np.exp(np.asarray(layer.log_weights))
    expected = (vectors * weights)[TOKENS[0, :3]].sum(axis=0)
    found = np.asarray(network(TOKENS)["answer"])[0]
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-6)


@pytest.mark.parametrize("encoder", ["bag", "lstm"])
def test_padding_counts_nothing_and_vectors_have_length_one(encoder):
    network = tiny.network(encoder)
    long, short = network(TOKENS), network(TOKENS[1:, :2])
    for name in ("question", "answer"):
        np.testing.assert_allclose(np.asarray(long[name])[1:], np.asarray(short[name]), atol=1e-6)
        np.testing.assert_allclose(np.linalg.norm(long[name], axis=1), 1, atol=1e-5)


def test_order_counts_in_the_lstm_alone():
    turned = TOKENS[:1, [2, 1, 0]]
    for encoder, same in (("bag", True), ("lstm", False)):
        network = tiny.network(encoder)
        found = [np.asarray(network(tokens)["answer"]) for tokens in (TOKENS[:1, :3], turned)]
        assert np.allclose(*found, atol=1e-6) == same


def test_a_text_of_nothing_is_zero_and_its_slope_is_finite():
    import tensorflow as tf

    network = tiny.network()
    nothing = tf.zeros((1, 3), tf.int32)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(network(nothing)["question"])
    assert float(loss) == 0
    slopes = [np.asarray(tf.convert_to_tensor(slope)) for slope in tape.gradient(loss, network.trainable_variables)]
    assert all(np.isfinite(slope).all() for slope in slopes)


def test_both_encoders_can_be_taken_out_and_questions_alone_have_a_layer_of_their_own():
    network = tiny.network()
    network.get_layer("ask").kernel.assign(np.diag(np.arange(8.0)))
    question, answer = encoders(network)
    whole = network(TOKENS)
    np.testing.assert_allclose(question(TOKENS), whole["question"], atol=1e-6)
    np.testing.assert_allclose(answer(TOKENS), whole["answer"], atol=1e-6)
    assert not np.allclose(whole["question"], whole["answer"], atol=0.01)
    both = np.asarray(pair_model(network)([TOKENS, TOKENS]))
    np.testing.assert_allclose(both, np.stack([whole["question"], whole["answer"]], axis=1), atol=1e-6)


def test_the_loss_over_a_batch_is_the_softmax_without_answers_of_the_same_number():
    random = np.random.default_rng(0)
    pairs = random.normal(size=(4, 2, 3)).astype(np.float32)
    pairs /= np.linalg.norm(pairs, axis=-1, keepdims=True)
    ids = np.array([0, 1, 1, 2], np.float32)
    logits = 5 * pairs[:, 0] @ pairs[:, 1].T
    logits[1, 2] = logits[2, 1] = -np.inf
    expected = np.log(np.exp(logits).sum(axis=1)) - np.diag(logits)
    found = np.asarray(InBatchSoftmax(5.0, reduction="none")(ids, pairs))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("encoder", ["bag", "lstm"])
def test_a_saved_network_is_the_same_and_safe_to_open(tmp_path, encoder):
    network = tiny.network(encoder)
    model = pair_model(network)
    model.compile("adam", InBatchSoftmax(7.0))
    model.save(tmp_path / "pairs.keras")
    again = keras.saving.load_model(tmp_path / "pairs.keras", safe_mode=True)
    np.testing.assert_allclose(again([TOKENS, TOKENS]), model([TOKENS, TOKENS]), atol=1e-6)
    assert again.loss.scale == 7.0
