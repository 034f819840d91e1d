"""Asks pip-audit whether a pin has a known vulnerability: `python -m tests.audit`, a part of `make check`.

Where the index that knows them cannot be reached, or does not tell of them, that is said, and nothing fails.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIMIT = 300  # seconds


def main(requirements: Path = ROOT / "requirements.txt") -> int:
    """0 if no pin has a known vulnerability, or none could be asked for; 1 with their names if some have."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    lines = [line.split("#")[0].strip() for line in requirements.read_text(encoding="utf-8").splitlines()]
    pins = [line for line in lines if "==" in line]
    if not known(audited(pins[:1])):
        print(
            f"pip-audit skipped: its index does not tell of {pins[0]} here, so the {len(pins)} pins were not asked for."
        )
        return 0
    found = audited(pins)
    for pin in found:
        for fault in pin.get("vulns", ()):
            print(f"{pin['name']} {pin['version']}: {fault['id']}, mended in {fault['fix_versions']}", file=sys.stderr)
    print(f"pip-audit knows {len(known(found))} of {len(pins)} pins.")
    return int(any(pin.get("vulns") for pin in found))


def audited(pins: list[str]) -> list[dict[str, Any]]:
    """What pip-audit says of pins; nothing where it could ask nobody."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pins.txt"
        file.write_text("\n".join(pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", str(file), "-f", "json"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
            return json.loads(done.stdout)["dependencies"]
        except (subprocess.TimeoutExpired, json.JSONDecodeError):
            return []


def known(pins: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that the index tells of."""
    return [pin for pin in pins if "vulns" in pin]


if __name__ == "__main__":
    sys.exit(main())
