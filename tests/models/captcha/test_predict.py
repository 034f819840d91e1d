"""From a picture to a reading: calibration, constraints, and the further views that settle what is unsure."""

from pathlib import Path

import numpy as np
import pytest

from models.captcha import draw, load
from models.captcha.encoding import Encoding
from models.captcha.errors import ConstraintError
from models.captcha.looks import combined_reading
from models.captcha.predict import MAX_BATCH, Reader
from models.captcha.views import VIEWS, views

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"
SURE, UNSURE = ("7K3d", "default", 1), ("78bB", "wheezy", 28)  # the second is read as 7abB at first sight


class Session:
    """Runs a network and keeps what it was given."""

    def __init__(self, session):
        self.session, self.inputs = session, []

    def run(self, outputs, inputs):
        self.inputs.append(*inputs.values())
        return self.session.run(outputs, inputs)

    @property
    def runs(self):
        return [len(images) for images in self.inputs]


@pytest.fixture
def solver():
    solver = load(BUNDLED)
    solver._session = Session(solver._session)
    return solver


def reader(**options):
    return Reader(Encoding(8, 24, 1, "ink", "abcA"), 6, **options)


def logits(*steps, other=1e-3):
    """Scores [1, steps, classes] of a network of the blank, a, b, c and A that gives each step these probabilities."""
    rows = [[{0: 0.0, **step}.get(symbol, 0.0) or other for symbol in (0, *"abcA")] for step in steps]
    return np.log(np.asarray([rows]) / np.sum([rows], axis=-1, keepdims=True)).astype(np.float32)


def test_a_sure_picture_is_looked_at_once_and_an_unsure_one_in_four_further_views(solver):
    encoding = solver.reader.encoding
    first, second = draw(*SURE), draw(*UNSURE)
    assert not solver.solve([first])[0].unsure
    assert solver._session.runs == [1]
    solver._session.inputs.clear()
    solver.solve([second])
    assert solver._session.runs == [1, VIEWS] == [1, 4]
    expected = encoding.normalise(np.stack(views(encoding.pixels(second))))
    assert (solver._session.inputs[1] == expected).all()
    solver._session.inputs.clear()
    solver.solve([first, second, first, second])
    assert solver._session.runs == [4, 2 * VIEWS]


def test_the_views_settle_what_is_unsure(solver):
    text, *_ = UNSURE
    pixels = solver.reader.encoding.pixels(draw(*UNSURE))
    looks = solver._look([pixels, *views(pixels)], None, None)
    assert looks[0].unsure and looks[0].text != text
    reading = solver.solve([draw(*UNSURE)])[0]
    assert reading == combined_reading(looks, solver.threshold)
    assert reading.text == text and reading.confidence > looks[0].confidence


def test_in_a_batch_each_picture_is_settled_by_its_own_views(solver):
    pictures = [draw(*UNSURE), draw(*SURE), draw("NvqD", "serif", 25), draw(*SURE)] * 3
    alone = [solver.solve([picture], others=2)[0] for picture in pictures[:4]]
    assert [reading.unsure for reading in alone] == [True, False, True, False]
    together = solver.solve(pictures, others=2)
    assert [reading.text for reading in together] == [reading.text for reading in alone] * 3
    assert [reading.confidence for reading in together] == pytest.approx(
        [one.confidence for one in alone] * 3, abs=0.01
    )
    assert max(solver._session.runs) <= MAX_BATCH < 6 * VIEWS


def test_the_constraints_hold_in_the_views_too(solver):
    solver.reader = Reader(solver.reader.encoding, solver.reader.steps, threshold=1.1)  # nothing is sure
    reading = solver.solve([draw(*UNSURE)], "abcdefgh", 5)[0]
    assert len(reading.text) == 5 and set(reading.text) <= set("abcdefgh")


def test_networks_of_fixed_positions_look_once(solver):
    solver.reader = Reader(Encoding(64, 192, 3, "stretched", solver.charset, slots=48), 48, threshold=1.1)
    solver._session.session = SlotNetwork(len(solver.charset))
    assert solver.solve([draw(*UNSURE)])[0].unsure
    assert solver._session.runs == [1]


class SlotNetwork:
    def __init__(self, symbols):
        self.symbols = symbols

    def run(self, _outputs, inputs):
        return [np.full((*(len(images) for images in inputs.values()), 48, self.symbols), 1 / self.symbols)]


def test_confidence_is_that_of_the_temperature():
    scores = logits({"a": 0.9, "b": 0.1}, {0: 0.9})
    for temperature in (0.5, 1.0, 3.0):
        powers = np.exp(scores.astype(float) / temperature)
        expected = powers / powers.sum(axis=-1, keepdims=True)
        assert reader(temperature=temperature).probabilities(scores) == pytest.approx(expected, rel=1e-5)
    cool, warm = (reader(temperature=temperature).read(scores)[0].confidence for temperature in (1.0, 3.0))
    assert cool > 0.8 and warm < 0.6


def test_a_reading_is_unsure_under_the_threshold_and_not_at_or_over_it():
    scores = logits({"a": 0.7, "b": 0.3}, {0: 0.9})
    confidence = reader().read(scores)[0].confidence
    for threshold, unsure in ((confidence + 1e-9, True), (confidence, False), (0.0, False)):
        assert reader(threshold=threshold).read(scores)[0].unsure is unsure


def test_either_case_counts_in_the_confidence_of_a_whole_and_not_in_that_of_a_character():
    reading = reader().read(logits({"a": 0.6, "A": 0.39}, {0: 1.0}))[0]
    assert reading.text == "a" and reading.confidence > 0.95
    assert reading.characters[0].probability == pytest.approx(0.6, abs=0.01)
    assert [symbol for symbol, _ in reading.characters[0].alternatives][:2] == ["a", "A"]


@pytest.mark.parametrize("charset", ["a", "b", "c", "bc", "A"])
def test_only_the_characters_that_are_asked_for_are_read(charset):
    scores = logits({"a": 0.4, "b": 0.3, "c": 0.2, "A": 0.1}, {0: 1.0})
    assert reader().read(scores, charset)[0].text == max(charset, key="Acba".index)
    allowed = reader().allowed(charset)
    assert allowed.tolist() == [True, *(symbol in charset for symbol in "abcA")]


def test_a_length_is_kept_and_what_no_reading_can_have_is_refused():
    scores = logits({"a": 0.9}, {0: 0.9}, {"b": 0.9}, {0: 0.9}, {"b": 0.9}, {0: 0.9})
    for length, text in ((None, "abb"), (3, "abb"), (2, "ab"), (1, "a")):
        assert len(reader().read(scores, length=length)[0].text) == len(text)
    assert reader().read(scores, length=3)[0].text == "abb"  # the same twice, with a blank between
    assert reader().longest == 3
    assert reader().read(scores, length=(1, 2))[0].text in ("ab", "a", "b")
    assert reader().read(scores, length=(2, 3))[0].text == "abb"
    for length in (0, 4, -1, (2, 1), (1, 4), (0, 2)):
        with pytest.raises(ConstraintError):
            reader().read(scores, length=length)


@pytest.mark.parametrize(
    ("charset", "symbols"),
    [("lower", "abc"), ("upper", "A"), ("letters", "abcA"), ("Lower + upper", "abcA"), ("lower,digits", "abc")],
)
def test_classes_of_characters_have_names(charset, symbols):
    assert reader().allowed(charset).tolist() == [True, *(symbol in symbols for symbol in "abcA")]


@pytest.mark.parametrize("charset", ["", "xé", "digits", " "])
def test_characters_that_no_reading_can_have_are_refused(charset):
    with pytest.raises(ConstraintError, match=r"cannot read|empty"):
        reader().allowed(charset)


def test_a_reading_and_its_rivals_take_no_more_than_all():
    solver = load("checkpoints/captcha")
    pictures = [draw(text, style, seed) for text, style, seed in (("xW8mQr4N", "unseen", 29), ("O0oIl1", "default", 7))]
    for reading in solver.solve(pictures, others=5):
        assert reading.others and reading.confidence + sum(guess.confidence for guess in reading.others) <= 1 + 1e-9
        assert reading.text.casefold() not in {guess.text.casefold() for guess in reading.others}
