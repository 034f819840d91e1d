"""The pin table and what the settings make of it."""

import re

import pytest

from hub_utils import errors, pins
from hub_utils.pins import Pin
from settings import Settings

NAMES = [
    "captcha",
    "gan-digits",
    "gan-fashion",
    "gan-faces",
    "words-en",
    "words-zh",
    "faq",
    "blocks",
    "articles",
    "threads",
    "kinds",
]
OTHERS = {
    "faq": "losses",
    "blocks": "recovery",
    "threads": "articles",
    "kinds": "articles",
}  # whose names do not begin with their system


def test_the_table_has_the_names_of_the_design():
    assert list(pins.TABLE) == NAMES
    assert all(
        OTHERS.get(name, name.split("-")[0]) == line.system and re.fullmatch(r"v\d+|[0-9a-f]{40}", line.revision)
        for name, line in pins.TABLE.items()
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[captcha", "Expected"),
        ('[captcha]\nsystem = "captcha"\nrepo = "captcha"\n', "revision"),
        ('[captcha]\nsystem = "captcha"\nrepo = "captcha"\nrevision = "v1"\nowner = "me"\n', "owner"),
        ('[captcha]\nsystem = "captcha"\nrepo = "captcha"\nrevision = 1\n', "no text"),
        ('captcha = "v1"\n', "mapping"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path, text, reason):
    (tmp_path / "pins.toml").write_text(text)
    with pytest.raises(errors.BadPinsError, match=rf"pins\.toml .*({reason})") as raised:
        pins.read_table(tmp_path / "pins.toml")
    assert "system, a repo and a revision" in raised.value.remedy


def test_without_settings_nothing_is_pinned():
    assert all(pins.pin_of(name, Settings()) is None for name in NAMES)


def test_the_namespace_gives_the_repo_at_the_pin():
    assert pins.pin_of("words-zh", Settings(namespace="lab")) == Pin("lab/words-zh", "v1")


def test_an_override_goes_before_the_namespace_and_for_its_name_only():
    settings = Settings(namespace="lab", pins="captcha=me/other@v7, gan-faces=me/faces")
    assert pins.pin_of("captcha", settings) == Pin("me/other", "v7")
    assert pins.pin_of("gan-faces", settings) == Pin("me/faces", "main")
    assert pins.pin_of("gan-digits", settings) == Pin("lab/gan-digits", "v1")


@pytest.mark.parametrize("text", ["captcha", "captcha=me", "captcha=me/x@", "captcha=me/x/y", "=me/x", "a b=me/x"])
def test_a_malformed_override_is_refused(text):
    with pytest.raises(errors.BadPinsError, match=re.escape(repr(text))):
        pins.overrides(text)


def test_an_override_of_an_unknown_name_is_refused():
    with pytest.raises(errors.BadPinsError, match="gan-cats") as raised:
        pins.pin_of("captcha", Settings(pins="gan-cats=me/x@v1"))
    assert "gan-faces" in raised.value.remedy


def test_an_unknown_name_is_refused():
    with pytest.raises(errors.UnknownNameError, match="captcha, gan-digits"):
        pins.pin_of("capcha", Settings())
