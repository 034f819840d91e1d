"""From a picture to a reading: calibration, constraints, and the further views that settle what is doubtful."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import get_ident

import numpy as np
import pytest
from PIL import Image

from models.captcha import draw, load
from models.captcha.encoding import Encoding
from models.captcha.errors import ConstraintError, UnreadableImageError
from models.captcha.predict import MAX_BATCH, MIN_HALVED
from models.captcha.reader import Reader
from models.captcha.views import cleaned, closer, reduced, slanted, taller

BUNDLED = Path(__file__).parents[3] / "checkpoints" / "captcha"
PICTURE, OTHER = ("7K3d", "default", 1), ("78bB", "wheezy", 28)


class Scripted:
    """Stands for a network that gives each picture and each view of it, by its pixels, a text with a confidence."""

    def __init__(self, solver):
        self.encoding, self.script, self.runs, self.threads = solver.reader.encoding, {}, [], []

    def says(self, picture, *looks):
        """What it reads in a picture and in its views in turn: two slanted, one taller, three closer, three cleaned."""
        pixels = self.encoding.pixels(picture)
        image = reduced(picture.crop(self.encoding.box(picture)))
        views = map(self.encoding.pixels, (*closer(image), *cleaned(image)))
        for array, look in zip([pixels, *slanted(pixels), *taller(pixels), *views], looks, strict=False):
            self.script[hash(self.encoding.normalise(array[None]).tobytes())] = look
        return picture

    def run(self, _outputs, inputs):
        (images,) = inputs.values()
        self.runs.append(len(images))
        self.threads.append(get_ident())
        return [np.stack([self._scores(*self.script[hash(image.tobytes())]) for image in images])]

    def _scores(self, text, confidence):
        likely = np.full((48, self.encoding.classes), -20.0, np.float32)
        likely[:, 0] = 0
        for place, symbol in enumerate(text):
            share = confidence if place == 0 else 1 - 1e-6
            likely[2 * place] = np.log((1 - share) / self.encoding.classes)  # the rest is shared by all others
            likely[2 * place, self.encoding.charset.index(symbol) + 1] = np.log(share)
        return likely


@pytest.fixture
def solver():
    """The bundled solver with a network that says what a test wants."""
    solver = load(BUNDLED)
    solver.reader = replace(solver.reader, temperature=1.0, threshold=0.8)
    solver._session, solver._helper = Scripted(solver), None
    return solver


def reader(**options):
    return Reader(Encoding(8, 24, 1, "ink", "abcA"), 6, **options)


def logits(*steps, other=1e-3):
    """Scores [1, steps, classes] of a network of the blank, a, b, c and A that gives each step these probabilities."""
    rows = [[{0: 0.0, **step}.get(symbol, 0.0) or other for symbol in (0, *"abcA")] for step in steps]
    return np.log(np.asarray([rows]) / np.sum([rows], axis=-1, keepdims=True)).astype(np.float32)


def test_a_picture_that_is_not_doubtful_is_looked_at_once(solver):
    solver.reader = replace(solver.reader, threshold=0.95)
    for confidence in (0.99, 0.92):
        reading = solver.solve([solver._session.says(draw(*PICTURE), ("7K3d", confidence))])[0]
        assert (reading.text, reading.unsure) == ("7K3d", confidence < 0.95)
        assert reading.confidence == pytest.approx(confidence, abs=0.02)
    assert solver._session.runs == [1, 1]


def test_views_that_agree_case_aside_make_a_doubtful_reading_sure(solver):
    picture = solver._session.says(draw(*PICTURE), ("7K3d", 0.5), ("7k3d", 0.9), ("7k3D", 0.6))
    reading = solver.solve([picture])[0]
    assert solver._session.runs == [1, 2]
    assert (reading.text, reading.unsure) == ("7k3d", False)
    assert reading.confidence == pytest.approx(0.9, abs=0.02)


def test_what_views_disagree_about_stays_unsure(solver):
    picture = solver._session.says(draw(*OTHER), ("7abB", 0.4), ("78bB", 0.6), ("78bB", 0.95))
    reading = solver.solve([picture])[0]
    assert reading.text == "78bB" and reading.unsure
    assert reading.confidence == pytest.approx(0.95 * 1.55 / 1.95, abs=0.02)
    assert solver._session.runs == [1, 2]


def test_what_slanted_views_leave_open_is_looked_at_taller(solver):
    looks = [("7abB", 0.3), ("78bB", 0.5), ("78bB", 0.4), ("78bB", 0.9)]
    reading = solver.solve([solver._session.says(draw(*OTHER), *looks)])[0]
    assert solver._session.runs == [1, 2, 1]
    assert reading.confidence == pytest.approx(0.9 * 1.8 / 2.1, abs=0.02)


@pytest.mark.parametrize("first", [0, 3])
def test_what_these_leave_open_is_looked_at_closer_and_cleaned(solver, first):
    far, anew = [("1d", 0.1), ("1d", 0.1), ("ld", 0.1), ("1d", 0.01)], [("7", 0.01)] * 6
    anew[first : first + 2] = ("aB3x", 0.99), ("aB3X", 0.8)
    reading = solver.solve([solver._session.says(draw(*OTHER), *far, *anew)])[0]
    assert sum(solver._session.runs) == 1 + 2 + 1 + 6
    assert (reading.text, reading.unsure) == ("aB3x", False)
    assert reading.confidence == pytest.approx(0.99 * 1.79 / 2.14, abs=0.02)


def test_in_a_batch_each_picture_is_settled_by_its_own_views(solver):
    says = solver._session.says
    clear = says(draw(*PICTURE), ("7K3d", 0.95))
    agreed = says(draw("aB3x", seed=2), ("aB3x", 0.3), ("ab3x", 0.8), ("ab3x", 0.5))
    anew = [("7B", 0.1), ("78bB", 0.6), *[("7", 0.05)] * 4]
    split = says(draw(*OTHER), ("7abB", 0.2), ("78bB", 0.3), ("7bB", 0.3), ("7bB", 0.2), *anew)
    pictures = [split, clear, agreed] * 7
    texts = [reading.text for reading in solver.solve(pictures)]
    assert texts == ["78bB", "7K3d", "ab3x"] * 7
    assert max(solver._session.runs) <= MAX_BATCH < len(pictures)
    assert sum(solver._session.runs) == 7 * (10 + 1 + 3)


@pytest.mark.parametrize("count", [MIN_HALVED, MAX_BATCH + 1, 5 * MAX_BATCH + 3])
def test_every_other_batch_is_read_by_another_thread_and_all_come_back_in_their_order(solver, count):
    texts = [f"{number:04d}" for number in range(count)]
    pictures = [solver._session.says(draw(text), (text, 0.99)) for text in texts]
    solver._helper = ThreadPoolExecutor(1)
    assert [reading.text for reading in solver.solve(pictures)] == texts
    assert len(set(solver._session.threads)) == 2
    arrays = [solver.reader.encoding.image(picture) for picture in pictures]
    decoded = solver.reader.read(np.stack(solver.scores(arrays)))
    assert [reading.text for reading in decoded] == texts


def test_what_cannot_be_read_is_refused_whichever_thread_meets_it(solver):
    solver._helper = ThreadPoolExecutor(1)
    pictures = [solver._session.says(draw("0000"), ("0000", 0.99))] * 2 * MAX_BATCH
    for place in (0, MAX_BATCH, 2 * MAX_BATCH - 1):
        with pytest.raises(UnreadableImageError):
            solver.solve([*pictures[:place], b"no picture", *pictures[place + 1 :]])


def test_the_constraints_hold_in_the_views_too(solver):
    picture = solver._session.says(draw(*OTHER), *[("7abB", 0.5), ("c8bB", 0.5), *[("7b", 0.2), ("bd", 0.2)] * 4])
    reading = solver.solve([picture], "abcdefgh", 5)[0]
    assert len(reading.text) == 5 and set(reading.text) <= set("abcdefgh")


def test_the_captcha_found_on_a_page_is_looked_at_anew(solver, monkeypatch):
    page, box = Image.new("RGB", (600, 400), "white"), (100, 100, 300, 175)
    page.paste(draw(*OTHER).resize((200, 75)), box[:2])
    page.putpixel((0, 0), 0), page.putpixel((599, 399), 0)
    monkeypatch.setattr("models.captcha.predict.likely_parts", lambda _: [box])
    says = solver._session.says
    says(page, *[("1", 0.01)] * 10)
    says(page.crop(box), *[("1dxx", 0.1)] * 4, *[("78bB", 0.9)] * 6)
    reading = solver.solve([page])[0]
    assert (reading.text, reading.part) == ("78bB", box)


def test_a_network_of_grey_pictures_looks_again_too(solver):
    grey = Encoding(16, 48, 1, "ink", solver.charset, trim=True)
    solver.reader = Reader(grey, 48, threshold=0.8)
    solver._session.encoding = grey
    picture = solver._session.says(draw(*OTHER), *[("1d", 0.1)] * 4, *[("78bB", 0.9)] * 6)
    assert solver.solve([picture])[0].text == "78bB"
    assert sum(solver._session.runs) == 1 + 2 + 1 + 6


def test_networks_of_fixed_positions_look_once(solver):
    network = SlotNetwork(len(solver.charset))
    solver.reader = Reader(Encoding(64, 192, 3, "stretched", solver.charset, slots=48), 48, threshold=1.1)
    solver._session = network
    assert solver.solve([draw(*OTHER)])[0].unsure
    assert network.runs == 1


class SlotNetwork:
    def __init__(self, symbols):
        self.symbols, self.runs = symbols, 0

    def run(self, _outputs, inputs):
        self.runs += 1
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


def test_a_capital_counts_as_its_small_letter_wherever_that_stands_in_the_charset():
    for slots, symbols in ((0, "abcA"), (0, "Aabc"), (1, "abcA"), (1, "Aabc")):
        asked = Reader(Encoding(8, 24, 1, "ink", symbols, slots=slots), 6)
        told = dict(zip(asked.symbols, asked.lower.tolist(), strict=True))
        assert told == {symbol: asked.symbols.index(symbol.lower()) for symbol in asked.symbols}


def test_what_else_a_character_may_be_is_told_by_the_look_that_gave_the_text(solver):
    picture = solver._session.says(draw(*PICTURE), ("7K3d", 0.5), ("7k3d", 0.9), ("7k3D", 0.6), ("7K3d", 0.7))
    told = solver.solve([picture])[0]
    assert [character.text for character in told.characters] == list("7k3d")
    assert told.characters[0].probability > 0.95  # as that look alone says, and none of the others


def test_the_characters_are_found_when_they_are_looked_at_once_and_survive_a_trip_to_another_process(monkeypatch):
    found = []
    find = Reader._characters
    monkeypatch.setattr(Reader, "_characters", lambda *given: found.append(given) or find(*given))
    reading, other = reader().read(logits({"a": 0.6, "A": 0.39}, {0: 1.0}).repeat(2, axis=0))
    assert (reading.text, found) == ("a", [])
    characters = tuple(reading.characters)
    assert len(reading.characters) == len(found) == 1 and characters[0] == reading.characters[0]
    assert (
        reading.characters == characters and reading.characters != () and repr(reading.characters) == repr(characters)
    )
    assert reading == other and hash(reading) == hash(other) and len(found) == 2
    assert type(other.with_characters().characters) is tuple and other.with_characters() == other
    monkeypatch.undo()
    fresh = reader().read(logits({"a": 0.6, "A": 0.39}, {0: 1.0}))[0]
    assert pickle.loads(pickle.dumps(fresh)) == reading


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
