import random
import secrets
from collections import Counter

import captcha.image
import numpy as np
import pytest
import wheezy.captcha.image

from benchmarks.makers import HELD_OUT
from models.captcha import STYLES, CaptchaError, draw, random_text
from models.captcha.data import ALPHABET, CHARSETS, Recipe, charset_drawn, split_of
from models.captcha.encoding import MAX_LABEL, Encoding
from models.captcha.errors import FontsMissingError, UnknownLabelError
from models.captcha.fonts import BUNDLED, DEBIAN, DEBIAN_UNSEEN, training_families, unseen_families
from models.captcha.styles import TRAINING_STYLES, as_often, styles

PINNED = {
    "aB3x": "train",
    "7k3D": "validation",
    "2468": "test",
    "HB9T": "validation",
    "kexue": "train",
    "h": "validation",
}
DIGITS = Encoding(16, 48, 1, "stretched", "0123456789")


@pytest.mark.parametrize("style", STYLES)
def test_a_seed_gives_the_same_picture_and_another_seed_another(style):
    pictures = [draw("aB3x", style, seed) for seed in (1, 1, 2)]
    assert pictures[0].mode == "RGB"
    assert pictures[0].tobytes() == pictures[1].tobytes() != pictures[2].tobytes()


def test_drawing_by_seed_leaves_others_their_randomness():
    draw("aB3x", seed=1)
    plain = [np.asarray(captcha.image.ImageCaptcha().generate_image("aB3x")) for _ in range(2)]
    assert (plain[0] != plain[1]).any()
    assert secrets.randbelow(2) in (0, 1)
    random.seed(5)
    expected = random.random()
    random.seed(5)
    draw("aB3x", "wheezy", seed=1)
    assert random.random() == expected  # wheezy.captcha draws from its own stand-in
    assert wheezy.captcha.image.random is not random


@pytest.mark.parametrize(("text", "style"), [("", "default"), ("123456789", "default"), ("é", "default"), ("a", "?")])
def test_what_cannot_be_drawn_is_refused_with_a_remedy(text, style):
    with pytest.raises(CaptchaError) as refusal:
        draw(text, style)
    assert refusal.value.cause and refusal.value.remedy


def test_long_texts_are_drawn_by_those_that_have_room_for_them():
    drawn = [Recipe(styles=("default", "painted"), seed=seed, mixed=True).example(0) for seed in range(400)]
    long = [(picture.size, text) for picture, text in drawn if len(text) > STYLES["default"].longest]
    assert {len(text) for _, text in long} == {9, 10}
    assert not any(size == (160, 60) for size, _ in long)  # the size of the default style


def test_texts_of_the_splits_are_disjoint_whatever_their_case():
    seen = {
        split: {random_text(f"{split}{seed}", 3, "abcABC1", split).casefold() for seed in range(300)}
        for split in ("train", "validation", "test")
    }
    assert not seen["train"] & seen["validation"]
    assert not seen["train"] & seen["test"]
    assert not seen["validation"] & seen["test"]
    assert all(split_of(text) == split for split, texts in seen.items() for text in texts)


def test_a_text_stays_in_its_split_for_ever():
    """Else a checkpoint would be tested on what it was trained on."""
    assert [split_of(text) for text in PINNED] == list(PINNED.values())
    shares = Counter(split_of(random_text(seed)) for seed in range(4000))
    for split, share in (("train", 0.8), ("validation", 0.1), ("test", 0.1)):
        assert shares[split] / 4000 == pytest.approx(share, abs=0.02)


def test_what_is_called_unseen_is_never_trained_on():
    trained = [styles("")[name] for name in TRAINING_STYLES]
    seen = {path for style in trained for path in getattr(style, "fonts", sum(getattr(style, "families", ()), ()))}
    unseen = {path for family in unseen_families("") for path in family}
    assert seen and unseen and not seen & unseen
    assert not any("unseen" in name for name in TRAINING_STYLES)
    assert not {style.maker.split()[0] for style in trained} & set(HELD_OUT)
    assert not set(DEBIAN) & set(DEBIAN_UNSEEN)
    assert seen == {path for family in BUNDLED for path in family}


def test_fonts_that_were_not_fetched_are_asked_for(tmp_path):
    with pytest.raises(FontsMissingError) as refusal:
        training_families(str(tmp_path))
    assert "models.captcha.fetch_fonts" in refusal.value.remedy and "--fonts ''" in refusal.value.remedy


def test_a_mixed_recipe_draws_from_parts_of_the_charset():
    recipe = Recipe(("painted",), mixed=True)
    texts = [recipe.example(index)[1] for index in range(60)]
    parts = [next(part for part, _ in CHARSETS if set(text) <= set(part)) for text in texts]
    assert len(set(parts)) >= 4
    assert {len(text) for text in texts} >= {4, 5, 6}


def test_labels_name_the_text_and_are_padded():
    assert DIGITS.label("907").tolist() == [10, 1, 8] + [0] * (MAX_LABEL - 3)
    assert DIGITS.text(DIGITS.label("907")) == "907"


@pytest.mark.parametrize("text", ["", "12a", "1" * (MAX_LABEL + 1)])
def test_labels_that_a_network_cannot_give_are_refused_with_a_remedy(text):
    with pytest.raises(UnknownLabelError) as refusal:
        DIGITS.label(text)
    assert "Labels may have" in refusal.value.remedy


def test_a_network_with_fixed_positions_takes_labels_of_that_length_alone():
    with pytest.raises(UnknownLabelError):
        Encoding(16, 48, 3, "ink", ALPHABET, slots=4).label("abcde")


def test_a_lower_case_network_is_shown_both_cases_and_taught_one():
    assert charset_drawn("ab1") == "1ABab"
    assert charset_drawn("aB") == "aB"
    folded = Encoding(16, 48, 3, "ink", "abcdefghijklmnopqrstuvwxyz", slots=4)
    assert folded.label("aBcD").tolist() == [0, 1, 2, 3]
    assert folded.text(folded.label("aBcD")) == "abcd"


def test_a_style_is_drawn_as_often_as_its_name_says():
    assert as_often(["default*3", "wheezy", "library*2"]) == ("default",) * 3 + ("wheezy",) + ("library",) * 2
    assert as_often([]) == ()
