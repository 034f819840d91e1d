"""What programs rely on: every endpoint with the types, ranges and defaults of its parameters, and the types it gives.

`python -m tests.demos.contract` records it anew, which is done on purpose only: the difference is what breaks callers.
"""

import json
from pathlib import Path
from typing import Any

RECORD = Path(__file__).with_name("contract.json")


def contract() -> dict[str, Any]:
    """The contract of the app as it is."""
    import app

    endpoints = app.build().get_api_info()["named_endpoints"]
    return {name: _endpoint(endpoints[name]) for name in sorted(endpoints)}


def _endpoint(endpoint: dict[str, Any]) -> dict[str, Any]:
    return {
        "parameters": {it["parameter_name"]: _parameter(it) for it in endpoint["parameters"]},
        "returns": [it["python_type"]["type"] for it in endpoint["returns"]],
    }


def _parameter(entry: dict[str, Any]) -> dict[str, Any]:
    told = {name: entry["type"][name] for name in ("type", "enum", "minimum", "maximum") if name in entry["type"]}
    default = entry["parameter_default"]
    if isinstance(default, dict) and "path" in default:
        default = "a file"  # whose place differs from one machine to another
    return told | ({"default": default} if entry["parameter_has_default"] else {})


if __name__ == "__main__":
    RECORD.write_text(json.dumps(contract(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
