import secrets
from itertools import islice

import captcha.image
import numpy as np
import pytest

from models.captcha import STYLES, CaptchaError, draw, random_text
from models.captcha.data import TRAINING_STYLES, Encoding, Recipe, batch_of, charset_drawn, split_of, stream

DIGITS = Encoding(16, 48, 1, "stretched", "0123456789")


@pytest.mark.parametrize("style", STYLES)
def test_a_seed_gives_the_same_picture_and_another_seed_another(style):
    pictures = [np.asarray(draw("aB3x", style, seed)) for seed in (1, 1, 2)]
    assert pictures[0].shape == (STYLES[style].height, STYLES[style].width, 3)
    assert (pictures[0] == pictures[1]).all()
    assert (pictures[0] != pictures[2]).any()


def test_drawing_by_seed_leaves_others_their_randomness():
    draw("aB3x", seed=1)
    plain = [np.asarray(captcha.image.ImageCaptcha().generate_image("aB3x")) for _ in range(2)]
    assert (plain[0] != plain[1]).any()
    assert secrets.randbelow(2) in (0, 1)


@pytest.mark.parametrize(("text", "style"), [("", "default"), ("123456789", "default"), ("é", "default"), ("a", "?")])
def test_what_cannot_be_drawn_is_refused_with_a_remedy(text, style):
    with pytest.raises(CaptchaError) as refusal:
        draw(text, style)
    assert refusal.value.cause and refusal.value.remedy


def test_texts_of_the_splits_are_disjoint_whatever_their_case():
    seen = {
        split: {random_text(f"{split}{seed}", 3, "abcABC1", split).casefold() for seed in range(300)}
        for split in ("train", "validation", "test")
    }
    assert not seen["train"] & seen["validation"]
    assert not seen["train"] & seen["test"]
    assert not seen["validation"] & seen["test"]
    assert all(split_of(text) == split for split, texts in seen.items() for text in texts)


def test_fonts_of_the_unseen_style_are_never_trained_on():
    trained = {font for style in TRAINING_STYLES for font in STYLES[style].fonts}
    assert "unseen" not in TRAINING_STYLES
    assert not trained & set(STYLES["unseen"].fonts)


def test_a_stream_can_be_joined_at_any_step_and_is_the_same_in_other_processes():
    recipe = Recipe(charset=DIGITS.charset, seed=5)
    here = [batch_of(recipe, DIGITS, 2, index) for index in range(4)]
    there = islice(stream(_batch, start=2, workers=1), 2)
    for (images, labels), (other_images, other_labels) in zip(here[2:], there, strict=True):
        assert (images == other_images).all()
        assert (labels == other_labels).all()


def _batch(index: int):
    return batch_of(Recipe(charset=DIGITS.charset, seed=5), DIGITS, 2, index)


def test_labels_name_the_drawn_text():
    images, labels = batch_of(Recipe(charset=DIGITS.charset), DIGITS, 8, 0)
    assert images.shape == (8, 16, 48, 1) and images.dtype == np.float32
    texts = ["".join(DIGITS.charset[label - 1] for label in row if label) for row in labels]
    assert texts == [Recipe(charset=DIGITS.charset).example(index)[1] for index in range(8)]


def test_a_lower_case_network_is_shown_both_cases_and_taught_one():
    assert charset_drawn("ab1") == "1ABab"
    assert charset_drawn("aB") == "aB"
    folded = Encoding(16, 48, 3, "ink", "abcdefghijklmnopqrstuvwxyz", slots=4)
    assert folded.label("aBcD").tolist() == [0, 1, 2, 3]
