"""What the page says, in English and simplified Chinese: the words are in the strings.toml of each tab.

label("captcha.read")                   a fixed label; the page shows it in the language of the browser
heading("words.map.title")              the same, as a heading in Markdown
words("captcha.reading")                the labels that a view's template needs, in every language
say("errors.title", request, ...)       a sentence that a function returns, by the visitor's Accept-Language
in_chinese("The page is empty.")        a cause or a remedy that the code tells in English
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

LANGUAGES = ("en", "zh")
Texts = dict[str, dict[str, str]]  # by key, then by language
DEMOS = Path(__file__).parents[1]
ERRORS = Path(__file__).with_name("errors.toml")  # what models and hub_utils refuse, by the name of the error
CAUSES = ERRORS.with_name("causes.toml")  # what they say of it, in English and Chinese


def _read() -> Texts:
    """Every text by `file.key`, in each language."""
    texts: Texts = {}
    files = {file.parent.name: file for file in sorted(DEMOS.glob("*/strings.toml"))} | {"errors": ERRORS}
    for name, file in files.items():
        _flatten(name, tomllib.loads(file.read_text(encoding="utf-8")), texts)
    return texts


def _flatten(key: str, entry: dict[str, Any], texts: Texts) -> None:
    if set(entry) == set(LANGUAGES):
        texts[key] = {language: text.strip() for language, text in entry.items()}
        return
    for name, inner in entry.items():
        if not isinstance(inner, dict):
            raise ValueError(f"{key} of a strings.toml must be given in {' and '.join(LANGUAGES)}.")
        _flatten(f"{key}.{name}", inner, texts)


TEXTS = _read()


def _all(language: str) -> dict[str, str]:
    headings = {f"{key}#": f"### {text[language]}" for key, text in TEXTS.items() if key.endswith(".title")}
    return {key: text[language] for key, text in TEXTS.items()} | headings


MISSING = "common.upload"  # which Gradio 6.31 asks for, to name a button of files, and has in no language
_labels: set[str] = set()  # the keys that the page translates; other texts do not travel with it


class _Labels(gr.I18n):
    """Of all texts, those that are labels."""

    @property
    def translations_dict(self) -> dict[str, dict[str, str]]:
        return {
            locale: {key: texts[key] for key in sorted(_labels)} | {MISSING: texts["shared.upload"]}
            for locale, texts in self.translations.items()
        }


# Gradio looks words up by the exact locale; traditional Chinese readers get the simplified ones rather than English.
I18N = _Labels(**{"en": _all("en"), "zh-CN": _all("zh"), "zh-TW": _all("zh")})


def label(key: str) -> I18nData:
    """A fixed label, which the page translates."""
    if key not in TEXTS:
        raise KeyError(f"No strings.toml has {key}.")
    _labels.add(key)
    return I18N(key)


def heading(key: str) -> I18nData:
    """A title, which the page translates and shows as a heading; its key ends in `.title`."""
    label(key)
    _labels.add(f"{key}#")
    return I18N(f"{key}#")


def words(prefix: str, *common: str) -> dict[str, dict[str, str]]:
    """The words of a template by their last name, under the translated `prefix.label` of each language.

    With `common`, the words under each of these as well.

    Gradio translates only the label of an HTML component: by it the template finds the rest.
    """
    own: Texts = {}
    for family in (*common, prefix):
        own |= {key.removeprefix(f"{family}."): text for key, text in TEXTS.items() if key.startswith(f"{family}.")}
    return {own["label"][language]: {key: text[language] for key, text in own.items()} for language in LANGUAGES}


def language(request: gr.Request | None) -> str:
    """The first language of Accept-Language that the page speaks; English where there is none."""
    header = request.headers.get("accept-language", "") if request and hasattr(request, "headers") else ""
    ranked = sorted(header.lower().split(","), key=_quality, reverse=True)
    spoken = [part.strip()[:2] for part in ranked if part.strip()[:2] in LANGUAGES]
    return spoken[0] if spoken else LANGUAGES[0]


def _quality(part: str) -> float:
    try:
        return float(part.partition("q=")[2] or 1)
    except ValueError:
        return 0.0


def say(key: str, request: gr.Request | None, **values: object) -> str:
    """A sentence in the visitor's language, with values put in."""
    return TEXTS[key][language(request)].format(**values)


def in_chinese(sentence: str) -> str:
    """What a cause or a remedy says in Chinese; the empty text if causes.toml does not have it."""
    for pattern, chinese in _causes():
        if found := pattern.fullmatch(sentence):
            return chinese.format(**found.groupdict())
    return ""


@cache
def _causes() -> list[tuple[re.Pattern[str], str]]:
    """The sentences of causes.toml, those with the most words of their own first."""
    told = tomllib.loads(CAUSES.read_text(encoding="utf-8"))
    ranked = sorted(told.items(), key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return [(_pattern(english), chinese) for english, chinese in ranked]


def _pattern(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)  # texts and names in turn
    for at in range(1, len(parts), 2):
        parts[at] = f"(?P<{parts[at]}>{r'[a-z_]+' if parts[at] == 'word' else '.+?'})"
    return re.compile("".join(part if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL)


_PLACE = re.compile(r"\{(\w+)\}")
