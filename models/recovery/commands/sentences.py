"""The sentences of strings.toml, in English or Chinese, with values put in."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from models.recovery.commands.answers import (
    HARMS,
    Explanation,
    Finding,
    Harm,
    Note,
    Verdict,
    WordedVerdict,
    Words,
)

Language = Literal["en", "zh"]
FILE = Path(__file__).with_name("strings.toml")


@cache
def table() -> dict[str, Any]:
    """All sentences."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def first_minute(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """Keys of the steps after the worst that was found, in their order: `{group}.{number}`."""
    found = [one for verdict in verdicts for one in verdict.findings if one.harm in ("careful", "destroys")]
    if not found:
        return ()
    most = max(HARMS.index(one.harm) for one in found)
    groups = dict.fromkeys(table()["rules"][one.key]["first"] for one in found if HARMS.index(one.harm) == most)
    return tuple(f"{group}.{number}" for group in groups for number in range(len(table()["first"][group]["en"])))


def words(explanation: Explanation, language: Language) -> Words:
    """An explanation in sentences."""
    strings = table()
    verdicts = tuple(_worded(verdict, language) for verdict in explanation.verdicts)
    steps = []
    for key in explanation.first_minute:
        group, _, number = key.partition(".")
        steps.append(strings["first"][group][language][int(number)])
    return Words(explanation.harm, harm_words(explanation.harm, language), verdicts, tuple(dict.fromkeys(steps)))


def harm_words(harm: Harm, language: Language) -> str:
    """How bad, in words."""
    text: str = strings_of("harms", harm)[language]
    return text


def strings_of(section: str, key: str) -> Any:
    """One entry of the file."""
    return table()[section][key]


def _worded(verdict: Verdict, language: Language) -> WordedVerdict:
    place = strings_of("places", verdict.within or "place")[language]
    notes = tuple(_note(finding, language) for finding in verdict.findings) or (_safe(language),)
    return WordedVerdict(
        place.format(line=verdict.line, column=verdict.column),
        verdict.text,
        verdict.harm,
        harm_words(verdict.harm, language),
        notes,
    )


def _safe(language: Language) -> Note:
    entry = strings_of("rules", "safe")
    return Note("safe", entry["touched"][language], entry["why"][language], "")


def _note(finding: Finding, language: Language) -> Note:
    entry = strings_of("rules", finding.key)
    values = dict(finding.values)
    touched, why, safer = (
        _filled(entry.get(part, {}).get(language, ""), values) for part in ("touched", "why", "safer")
    )
    return Note(finding.harm, touched, why, safer)


def _filled(sentence: str, values: dict[str, str]) -> str:
    """Values put in for {name}, once: braces in them stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), sentence)
