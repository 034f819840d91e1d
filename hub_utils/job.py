# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["huggingface-hub==2.4.0"]
# ///
"""Runs a command of this project from the code of a deployed Space, as on Hugging Face Jobs:

hf jobs uv run --secrets HF_TOKEN hub_utils/job.py user/space models.captcha.train --fonts '' --publish user/captcha

Fetches the files of the Space, installs what its requirements.txt pins where that is not there, and runs
`python -m` with the rest of the line; what that writes lies where the job was started.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def lacks_packages(requirements: str) -> bool:
    """Whether a package that requirements.txt pins for this Python is not installed in that version."""
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)\s*(?:#.*)?$", requirements, re.MULTILINE)
    return any(_installed_version(name) != pinned for name, pinned in pins)


def _installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def install(file: Path) -> None:
    """Installs a requirements.txt into this Python, with uv if it is there."""
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    subprocess.run([*command, "--quiet", "-r", str(file)], check=True)


def main(space: str, module: str, *arguments: str) -> int:
    """Fetches a Space and runs `python -m module arguments` in it; returns the exit status."""
    from huggingface_hub import HfApi

    hub = HfApi(endpoint=os.environ.get("HF_ENDPOINT", "").rstrip("/") or None)
    folder = Path(hub.snapshot_download(space, repo_type="space"))
    requirements = folder / "requirements.txt"
    if lacks_packages(requirements.read_text(encoding="utf-8")):
        install(requirements)
    environment = os.environ | {"PYTHONPATH": str(folder)}  # results are written where the job was started
    return subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
