"""Environments of engines from PyPI: made once with the packages that an engine pins, then asked to run scripts.

The scripts are in the folder `inside`. They run in the engine's own Python and know nothing of this project: talks come
as JSON on standard input, and what they print last is JSON again.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.markup import as_bbcode, as_html, as_mail, as_markdown
from models.articles.thread.engines.talks import Talk, essay

INSIDE = Path(__file__).parent / "inside"
PATIENCE = 900  # seconds that an installation or a script may take
MARKUPS = {"html": as_html, "bbcode": as_bbcode, "markdown": as_markdown, "mail": as_mail}


def python_of(home: Path) -> Path:
    """The Python of an environment."""
    return home / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install_packages(home: Path, *steps: Sequence[str]) -> None:
    """Makes an environment under `home` with these packages, unless it has just these. Raises EngineError.

    Args:
        home: the engine's folder.
        steps: what pip is given, one step after the other: packages and options.
    """
    done, wanted = home / "packages.txt", "\n".join(" ".join(step) for step in steps)
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return
    home.mkdir(parents=True, exist_ok=True)
    run_bounded([sys.executable, "-m", "venv", "--clear", str(home / "environment")])
    for step in steps:
        pip = [str(python_of(home)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run_bounded([*pip, *step])
    done.write_text(wanted, encoding="utf-8")


def run_inside(home: Path, script: str, talks: Sequence[Talk], **options: Any) -> Any:
    """Runs `inside/<script>` in the environment under `home`; its answer is the last line that it prints.

    Args:
        home: the engine's folder.
        script: name of a file in the folder `inside`.
        talks: what the script reads: each post in all markups.
        options: further words of the message.

    Raises EngineError.
    """
    message = json.dumps({"talks": [told(talk) for talk in talks], **options}, ensure_ascii=False)
    with TemporaryDirectory(prefix="engine-") as scratch:  # of all that the script writes nothing is left
        answer = run_bounded([str(python_of(home)), str(INSIDE / script)], message, TMPDIR=scratch, TEMP=scratch)
    try:
        return json.loads(answer.splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise EngineError(f"{script} said {answer[-300:]!r}.", "The last line that it prints must be JSON.") from error


def told(talk: Talk) -> dict[str, Any]:
    """A talk as scripts get it: dataclasses as dictionaries, times in ISO 8601, and each post in all markups."""
    posts = []
    for said in talk.standing:
        forms = {name: write(said.pieces) for name, write in MARKUPS.items()}
        posts.append(asdict(said) | forms)
    whole: dict[str, Any] = {"seed": talk.seed, "title": talk.title, "language": talk.language, "posts": posts}
    whole["essay"] = essay(talk)
    whole["people"] = [asdict(person) for person in talk.people]
    return json.loads(json.dumps(whole, default=_iso))


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not told to engines")


def run_bounded(command: Sequence[str], message: str = "", folder: Path | None = None, **environment: str) -> str:
    """What a command prints. Raises EngineError with the end of its complaint if it fails or takes too long."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "VIRTUAL"))}
    try:
        done = subprocess.run(
            list(command),
            input=message,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            cwd=folder,
            env=usual | {"PYTHONIOENCODING": "utf-8"} | environment,
        )
    except FileNotFoundError as error:
        raise EngineError(f"There is no {command[0]}.", "Install it, or leave this engine out.") from error
    except subprocess.TimeoutExpired as error:
        raise EngineError(
            f"{command[0]} took more than {PATIENCE} s.", "Try again, or leave this engine out."
        ) from error
    if done.returncode:
        complaint = " ".join((done.stderr or done.stdout).split())[-400:]
        raise EngineError(
            f"{Path(command[0]).name} ended with {done.returncode}: {complaint}", "Mend it, or leave this engine out."
        )
    return done.stdout
