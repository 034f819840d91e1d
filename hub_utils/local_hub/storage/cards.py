"""The YAML at the top of a README.md: what a repository says about itself, and the tags that follow from it."""

import json
from typing import Any

import yaml

from hub_utils.local_hub.names import Kind

MAX_METADATA = 2**18  # characters of YAML; PyYAML reads about a million a second
_FENCE = "---"
_SDKS = {"gradio", "docker", "static", "streamlit"}


def front_matter(readme: str) -> dict[str, Any] | None:
    """The YAML block of a README, None where there is none.

    Raises:
        ValueError: a block that cannot be read, with the reason.
    """
    lines = readme.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        return None
    text = "\n".join(lines[1:end])
    if len(text) > MAX_METADATA:
        raise ValueError(f"the metadata is longer than {MAX_METADATA:,} characters")
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, yaml.SafeLoader)):
            raise ValueError("aliases are not accepted")  # nested ones grow to gigabytes
        as_json = json.dumps(yaml.safe_load(text), default=str)  # dates become strings
    except (yaml.YAMLError, RecursionError, TypeError, AttributeError, LookupError) as error:  # the last two: !!bool x
        raise ValueError(str(error)) from None
    data = json.loads(as_json, parse_constant=lambda constant: None)  # JSON for clients has no NaN
    if not isinstance(data, dict | None):
        raise ValueError("the metadata is not a mapping")
    return data


def read_card(readme: bytes | None) -> dict[str, Any]:
    """The metadata of a README as far as it can be read; empty otherwise."""
    try:
        return front_matter((readme or b"").decode("utf-8", "replace")) or {}
    except ValueError:
        return {}


def check_card(readme: str, kind: Kind) -> tuple[list[str], list[str]]:
    """Errors and warnings about a README, as the Hub's `/api/validate-yaml` reports them."""
    try:
        data = front_matter(readme)
    except ValueError as error:
        return [f"Invalid YAML: {error}"], []
    if data is None:
        return [], ["empty or missing yaml metadata in repo card"]
    errors = [
        f'"{field}" must be a string or a list of strings'
        for field in ("license", "tags", "language", "datasets", "base_model")
        if not _are_strings(data.get(field, []))
    ]
    if kind is Kind.SPACE and data.get("sdk") not in _SDKS:
        errors.append(f'"sdk" must be one of {", ".join(sorted(_SDKS))}')
    return errors, []


def tags(card: dict[str, Any]) -> list[str]:
    """By what a repository can be filtered."""
    found = [card[field] for field in ("library_name", "pipeline_tag", "sdk") if isinstance(card.get(field), str)]
    found += _strings(card.get("tags")) + _strings(card.get("language"))
    for field, prefix in (("datasets", "dataset"), ("license", "license"), ("base_model", "base_model")):
        found += [f"{prefix}:{value}" for value in _strings(card.get(field))]
    found += _strings(card.get("task_categories"))
    return list(dict.fromkeys(found))


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def _are_strings(value: object) -> bool:
    """A boolean passes, since YAML reads the language `no` as one."""
    return all(isinstance(item, str | bool) for item in (value if isinstance(value, list) else [value]))
