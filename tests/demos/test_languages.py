"""Words: every text in both languages, with the same places for values, and none unused."""

import json
import re
from functools import cache
from types import SimpleNamespace

import pytest

from demos.shared import languages
from demos.shared.languages import TEXTS, label, language, say, words
from hub_utils import errors

DEMOS = languages.DEMOS
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in DEMOS.rglob("*.py"))
BY_VALUE = {"label", "bundled", "hub", "cache", "none"}  # keys that are values of a badge
BY_VALUE |= {"exact match, case folded", "Spearman on WordSim-353", "Spearman on wordsim-240"}
BY_VALUE |= {"Fréchet classifier distance", "Recall@1 in a FAQ of unseen topics", "balanced accuracy"}
BY_VALUE |= {"F1, all pages, sites left out", "F1 of posts, all sets, engines left out"}
BY_VALUE |= {"file", "text", "confidence", "state"}  # columns of a table
BY_VALUE |= {"waiting", "starting", "running", "done", "stopped", "expired"}  # states of a run
BY_VALUE |= {f"kind_{name}" for name in ("article", "forum", "product", "collection", "listing")}  # of a page
BY_VALUE |= {"kind_documentation", "kind_service"}
METRICS = "hub.common.metrics"
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in DEMOS.rglob("*.js"))


@cache
def measured() -> set[str]:
    """The metrics of the bundled checkpoints, by their names."""
    told = [json.loads(path.read_bytes()) for path in DEMOS.parent.glob("checkpoints/*/metrics.json")]
    return {result["metric"] for card in told for result in card["results"]} | {
        card["headline"]["name"] for card in told
    }


def visitor(accepts: str) -> SimpleNamespace:
    return SimpleNamespace(headers={"accept-language": accepts})


def test_both_languages_say_everything():
    chinese = re.compile(r"[一-鿿]")
    assert not [key for key, text in TEXTS.items() if not text["en"] or chinese.search(text["en"])]
    assert not [key for key, text in TEXTS.items() if not chinese.search(text["zh"])]


def test_both_languages_have_the_same_values_and_links():
    for pattern in (r"%s", r"https?://[^)\s]+"):
        differing = [
            key
            for key, text in TEXTS.items()
            if len({str(sorted(re.findall(pattern, text[spoken]))) for spoken in text}) > 1
        ]
        assert not differing


def test_no_word_is_left_over():
    """A word is asked for by its key, by a key with a part filled in, or by a template."""
    asked = set(re.findall(r'"((?:\w|\{\w+\})+(?:\.(?:\w|\{\w+\})+)+)"', SOURCE))
    patterns = [re.compile(re.sub(r"\\\{\w+\\\}", r"[\\w.]+", re.escape(key))) for key in asked]
    for key in TEXTS:
        family, _, last = key.rpartition(".")
        if family == METRICS:
            assert last in measured(), key
            continue
        template = family in asked and (f"words.{last}" in TEMPLATES or last in BY_VALUE or last.isdigit())
        assert key.startswith("errors.") or template or any(pattern.fullmatch(key) for pattern in patterns), key


def test_what_the_cards_measure_is_named_in_both_languages():
    told = {key.removeprefix(f"{METRICS}.") for key in TEXTS if key.startswith(METRICS)}
    assert measured() - told == {"F1"}  # which is called so in Chinese too


def test_every_way_in_which_the_hub_can_fail_is_told_in_both_languages():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.HubError)]
    assert len(kinds) > 20
    assert not [kind.__name__ for kind in kinds if f"errors.{kind.__name__}" not in TEXTS]


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.5", "en"),
        ("en;q=0.2, zh-TW", "zh"),
        ("fr,de;q=0.8", "en"),
        ("", "en"),
        (";;q=x,,", "en"),
    ],
)
def test_the_first_accepted_language_is_spoken(accepts, expected):
    assert language(visitor(accepts)) == expected


@pytest.mark.parametrize(
    ("told", "part", "where"),
    [
        ("captcha.how", "captcha.part.right", {"en": "agree under '{}'", "zh": "只有在“{}”一栏中"}),
        ("errors.SeveralPagesError", "articles.part.batch", {"zh": "使用“{}”"}),
        ("losses.effects.concludes_matching", "losses.part.faq", {"en": "What “{}” uses", "zh": "“{}”用的是"}),
    ],
)
def test_a_part_of_a_tab_is_called_what_stands_on_it(told, part, where):
    for spoken, sentence in where.items():
        assert sentence.format(TEXTS[part][spoken]) in TEXTS[told][spoken]


def test_without_a_request_english_is_spoken():
    assert language(None) == "en"
    assert say("errors.title", None) == TEXTS["errors.title"]["en"]


def test_templates_find_their_words_by_the_translated_label():
    found = words("captcha.reading")
    assert set(found) == {"Reading", "识别结果"}
    assert found["Reading"].keys() == found["识别结果"].keys()


def test_a_label_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError, match=r"captcha\.nothing"):
        label("captcha.nothing")
