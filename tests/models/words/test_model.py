"""The networks against hand-written references: losses, gradients, and probabilities that can be counted."""

import numpy as np
import pytest

from models.words import windows

COUNTS = np.array([0, 40, 30, 20, 10, 5])


@pytest.fixture(scope="module")
def model():
    return pytest.importorskip("models.words.model")


def logits_by_hand(hidden, table, bias, candidates):
    return np.array([[h @ table[c] + bias[c] for c in row] for h, row in zip(hidden, candidates, strict=True)])


def test_cbow_sums_its_context_and_ignores_padding(model):
    network = model.Word2Vec(COUNTS, model.Design(dimensions=4))
    hidden = np.asarray(network.hidden(np.array([[1, 2, 0, 0], [0, 0, 0, 0]])))
    table = np.asarray(network.inputs_table.embeddings)
    assert np.allclose(hidden[0], table[1] + table[2], atol=1e-6)
    assert np.allclose(hidden[1], 0)


@pytest.mark.parametrize("objective", ["random-softmax", "negative-sampling", "nce"])
@pytest.mark.parametrize("log_q", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_losses_are_those_of_a_reference(model, objective, log_q, shared):
    design = model.Design(objective=objective, shared=shared, negatives=5, dimensions=4, log_q=log_q)
    network = model.Word2Vec(COUNTS, design, seed=1)
    random = np.random.default_rng(0)
    contexts, targets = random.integers(1, 6, (7, 4)), random.integers(1, 6, 7)
    network((contexts, targets))
    for weights in network.weights:
        if weights.dtype == "float32":
            weights.assign(random.normal(size=weights.shape))
    candidates = np.asarray(network.candidates(targets))
    hidden = np.asarray(network.hidden(contexts))
    found = np.asarray(network.logits(hidden, candidates, targets))
    _, outputs = network.tables()
    bias = np.zeros(6) if shared else np.asarray(network.biases.embeddings)[:, 0]
    expected = logits_by_hand(hidden, outputs, bias, candidates)
    weights = np.ones(6) if objective.endswith("softmax") else COUNTS**0.75
    if log_q or objective == "nce":
        with np.errstate(divide="ignore"):
            expected -= np.log(5 * np.maximum(weights / weights.sum(), 1e-12))[candidates]
    assert np.allclose(found, expected, atol=1e-4)
    loss = float(model.loss_of(design)(np.zeros(7), found))
    if objective.endswith("softmax"):
        by_hand = -(expected[:, 0] - np.log(np.exp(expected).sum(axis=1))).mean()
    else:
        by_hand = (np.log1p(np.exp(-expected[:, 0])) + np.log1p(np.exp(expected[:, 1:])).sum(axis=1)).mean()
    assert np.isclose(loss, by_hand, rtol=1e-4)


def test_sampled_softmax_is_that_of_tensorflow(model):
    import tensorflow as tf

    design = model.Design(objective="sampled-softmax", negatives=4, dimensions=4)
    network = model.Word2Vec(COUNTS, design, seed=1)
    random = np.random.default_rng(0)
    contexts, targets = random.integers(1, 6, (20, 4)), random.integers(1, 6, 20)
    network((contexts, targets))
    for table in (network.outputs_table, network.biases):
        table.embeddings.assign(random.normal(size=table.embeddings.shape))
    candidates, hidden = np.asarray(network.candidates(targets)), np.asarray(network.hidden(contexts))
    hits = (candidates[:, 1:] == targets[:, None]).sum(axis=1)
    assert 1 in hits  # which is left out; of several TensorFlow leaves out the last one alone
    candidates, hidden, targets = candidates[hits < 2], hidden[hits < 2], targets[hits < 2]
    found = float(model.loss_of(design)(np.zeros(len(targets)), network.logits(hidden, candidates, targets)))
    _, outputs = network.tables()
    log_uniform = np.array([np.log((k + 2) / (k + 1)) / np.log(6) for k in range(5)])  # of tf.random's sampler
    expected = 4 * np.append(0, log_uniform)  # times that a word is drawn
    losses = [
        tf.nn.sampled_softmax_loss(
            *(tf.constant(each, tf.float32) for each in (outputs, np.asarray(network.biases.embeddings)[:, 0])),
            *(tf.constant([[target]], tf.int64), tf.constant(row[None], tf.float32), 4, 6),
            sampled_values=(
                tf.constant(drawn, tf.int64),
                *(tf.constant(expected[words], tf.float32) for words in ([[target]], drawn)),
            ),
        )
        for target, row, drawn in zip(targets, hidden, candidates[:, 1:], strict=True)
    ]
    assert np.isclose(found, np.mean(losses), rtol=1e-4)


def test_targets_stand_first_and_hits_can_be_taken_out(model):
    network = model.Word2Vec(COUNTS, model.Design(negatives=200, dimensions=4, keep_hits=False))
    targets = np.array([1, 2, 3])
    candidates = np.asarray(network.candidates(targets))
    assert candidates[:, 0].tolist() == targets.tolist()
    assert (candidates[:, 1:] == targets[:, None]).any()
    scores = np.asarray(network.logits(np.zeros((3, 4), np.float32), candidates, targets))
    assert (scores[:, 1:][candidates[:, 1:] == targets[:, None]] < -1e8).all()
    assert (scores[:, 0] > -1).all()


def test_each_objective_draws_as_it_should(model):
    by_rank = np.append(0, np.log(1 + 1 / np.arange(1, 6)))
    by_objective = {"random-softmax": np.ones(6), "negative-sampling": COUNTS**0.75, "sampled-softmax": by_rank}
    for objective, weights in by_objective.items():
        network = model.Word2Vec(COUNTS, model.Design(objective=objective, negatives=4000, dimensions=2))
        drawn = np.bincount(np.asarray(network.candidates(np.arange(1, 6)))[:, 1:].ravel(), minlength=6) / 20_000
        assert np.allclose(drawn, weights / weights.sum(), atol=0.015)


def joint(random):
    """Probabilities of 8 words after each of 3 contexts, and samples of them."""
    probabilities = random.dirichlet(np.ones(8), 3)
    contexts = random.integers(0, 3, 60_000)
    targets = (probabilities[contexts].cumsum(axis=1) > random.random((60_000, 1))).argmax(axis=1)
    return probabilities, contexts + 1, targets + 1


def divergence(model, **design):
    """Trains free logits on countable text; how far softmax(logits) is from P(w|c), in nats."""
    import keras

    random = np.random.default_rng(0)
    probabilities, contexts, targets = joint(random)
    counts = np.append(0, np.bincount(targets, minlength=9)[1:])
    design = model.Design(negatives=4, dimensions=8, **design)
    network = model.Word2Vec(counts, design, seed=3)
    rate = keras.optimizers.schedules.PolynomialDecay(0.03, 1200, 1e-4)
    network.compile(keras.optimizers.Adam(rate), model.loss_of(design))
    network.fit((contexts[:, None], targets), np.zeros(len(targets)), batch_size=500, epochs=10, verbose=0)
    inputs, outputs = network.tables()
    bias = np.asarray(network.biases.embeddings)[:, 0]
    scores = (inputs[1:4] @ outputs.T + bias)[:, 1:]
    found = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return float((probabilities * np.log(np.maximum(probabilities, 1e-9) / found)).sum(axis=1).mean())


def test_random_softmax_learns_the_probabilities_and_draws_by_frequency_do_not(model):
    """SEEDS 2 (a): uniform draws, accidental hits kept, reach log P(w|c); draws by frequency need log Q."""
    assert divergence(model, objective="random-softmax") < 0.01
    assert divergence(model, objective="negative-sampling") > 0.03


def test_the_block_network_has_the_gradients_of_its_loss(model):
    import tensorflow as tf

    counts, keep = np.array([0, 40, 30, 20, 10, 5]), np.ones(6, np.float32)
    network = model.BlockCBOW(counts, keep, dimensions=3, window=2, length=5, negatives=4)
    random = np.random.default_rng(0)
    blocks = tf.constant(random.integers(0, 6, (3, 9)).astype(np.int32))
    contexts = tf.constant(random.normal(size=(3, 9, 3)).astype(np.float32))
    words = tf.constant(random.normal(size=(3, 5, 3)).astype(np.float32))
    real = tf.reduce_sum(tf.cast(blocks[:, 2:-2] != 0, tf.float32))
    with tf.GradientTape() as tape:
        tape.watch([contexts, words])
        loss, d_contexts, d_words = network.gradients(blocks, contexts, words)
        summed = loss * real
    by_tape, by_tape_words = tape.gradient(summed, [contexts, words])
    assert np.allclose(by_tape_words, d_words, atol=1e-4)
    near = network.near(blocks)
    share = tf.maximum(tf.reduce_sum(near, 2, keepdims=True), 1e-6)
    assert not np.allclose(by_tape, d_contexts, atol=1e-2)  # word2vec gives each context word the whole of it
    with tf.GradientTape() as tape:
        tape.watch(contexts)
        hidden = (near / share) @ contexts
    whole = tape.gradient(hidden, contexts, output_gradients=_d_hidden(network, blocks, contexts, words) * share)
    assert np.allclose(whole, d_contexts, atol=1e-4)


def _d_hidden(network, blocks, contexts, words):
    """The gradient of the summed loss with respect to the means of contexts, by hand."""
    blocks, contexts, words = map(np.asarray, (blocks, contexts, words))
    near = np.asarray(network.near(blocks))
    hidden = (near / np.maximum(near.sum(axis=2, keepdims=True), 1e-6)) @ contexts
    targets = blocks[:, 2:-2]
    gradient = np.zeros_like(hidden)
    for block in range(3):
        for place in range(5):
            if not targets[block, place]:
                continue
            h = hidden[block, place]
            gradient[block, place] += (1 / (1 + np.exp(-h @ words[block, place])) - 1) * words[block, place]
            for other in range(4):
                noise, vector = targets[block - 1, other], words[block - 1, other]
                if noise != targets[block, place]:
                    weight = network.weights_of_negatives[noise]
                    gradient[block, place] += weight / (1 + np.exp(-h @ vector)) * vector
    return gradient.astype(np.float32)


def test_noise_weights_turn_targets_into_draws_by_frequency(model):
    counts, keep = np.array([0, 1000, 100, 10]), np.array([1, 0.1, 0.5, 1], np.float32)
    weights = model.noise_weights(counts, keep)
    drawn = counts * keep / (counts * keep).sum()
    wanted = counts**0.75 / (counts**0.75).sum()
    assert np.allclose(drawn * weights, wanted, atol=1e-6)


def test_drawn_words_stand_for_as_many_negatives_as_the_strength_says(model):
    counts, keep = np.array([0, 40, 30, 20]), np.ones(4, np.float32)
    network = model.BlockCBOW(counts, keep, dimensions=2, window=1, length=8, negatives=8, strength=5.0)
    assert np.isclose((network.weights_of_negatives * counts / counts.sum()).sum() * 8, 5)


def test_nearer_words_weigh_more(model):
    assert windows.band(2, 1).tolist() == [[0.5, 1, 0, 1, 0.5]]


def test_only_words_that_fill_a_step_learn_more_slowly(model):
    scales = np.asarray(model.rate_scales(np.array([1] * 30 + [2]), 4))
    assert scales[-1] == 1
    assert np.allclose(scales[:30], model.MAX_FULL_RATE_USES / 30)


def test_a_step_subtracts_less_of_words_that_fill_it(model):
    counts, keep = np.array([0, 40, 30]), np.ones(3, np.float32)
    network = model.BlockCBOW(counts, keep, dimensions=2, window=1, length=8, negatives=4)
    before, _ = network.tables()
    blocks = np.array([[0] + [1] * 6 + [2] * 2 + [0]], np.int32)
    ones = np.ones((1, 10, 2), np.float32)
    network.subtract(blocks, [ones, ones[:, 1:-1]], 0.1)
    inputs, outputs = network.tables()
    scales = np.array([[6 * model.MAX_FULL_RATE_USES / 6], [2]])
    assert np.allclose(inputs[1:], before[1:] - 0.1 * scales, atol=1e-6)
    assert np.allclose(outputs[1:], -0.1 * scales, atol=1e-6)


def test_contexts_of_a_block_stop_at_the_ends_of_lines(model):
    network = model.BlockCBOW(np.array([0, 9, 9, 9, 9, 9]), np.ones(6, np.float32), 2, window=2, length=3, negatives=3)
    near = np.asarray(network.near(np.array([[1, 2, 3, 0, 4, 5, 1]], np.int32)))[0]
    assert near[0].tolist() == [0.5, 1, 0, 0, 0, 0, 0]  # of 3, the last word of its line
    assert near[2].tolist() == [0, 0, 0, 0, 0, 1, 0.5]  # of 4, the first of its
