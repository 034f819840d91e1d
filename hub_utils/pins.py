"""The pin table, pins.toml: which checkpoints there are, and which Hub revision of each is served."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub_utils.errors import BadPinsError, UnknownNameError
from settings import Settings

FILE = Path(__file__).with_name("pins.toml")  # the table, which `hub_utils.promote` edits
BUNDLED = Path(__file__).parents[1] / "checkpoints"  # one folder per name, the same files as on the Hub

REVISION = re.compile(r"(?![/.-])(?!.*\.\.)[\w./-]+")  # of those that Git allows: it also names a file in the cache

TABLE_REMEDY = "Give every checkpoint a system, a repo and a revision there, as the others have them."

_PLACE = re.compile(r"(?P<name>[\w-]+)=(?P<repo>[\w.-]+/[\w.-]+)(@(?P<revision>\S+))?")


@dataclass(frozen=True)
class Pin:
    """A place on the Hub. `repo` is user/repo, or only the repo in the table; `revision` a branch, tag or commit."""

    repo: str
    revision: str


@dataclass(frozen=True)
class Entry:
    """A checkpoint's package under models/, its repo in the namespace, and the revision that is served."""

    system: str
    repo: str
    revision: str


def read_table(file: Path) -> dict[str, Entry]:
    """The entries of a pin table by name. Raises BadPinsError for anything else."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        table = {name: Entry(**entry) for name, entry in content.items()}
    except (ValueError, TypeError) as error:
        raise BadPinsError(f"{file.name} cannot be read: {error}.", TABLE_REMEDY) from None
    values = [value for entry in table.values() for value in (entry.system, entry.repo, entry.revision)]
    if not all(isinstance(value, str) and value for value in values):
        raise BadPinsError(f"{file.name} has a value that is no text.", TABLE_REMEDY)
    return table


TABLE = read_table(FILE)


def entry(name: str) -> Entry:
    """The table's line for a name; raises UnknownNameError."""
    if name not in TABLE:
        raise UnknownNameError(f"There is no checkpoint called {name!r}.", f"Choose one of {', '.join(TABLE)}.")
    return TABLE[name]


def pin_of(name: str, settings: Settings) -> Pin | None:
    """Where the settings say that a checkpoint is: KEXUE_PINS first, then the namespace, else nowhere.

    Raises:
        UnknownNameError: `name` is not in the table.
        BadPinsError: KEXUE_PINS is malformed or names a checkpoint that is not in the table.
    """
    line = entry(name)
    override = overrides(settings.pins).get(name)
    if override or not settings.namespace:
        return override
    return Pin(f"{settings.namespace}/{line.repo}", line.revision)


def overrides(text: str) -> dict[str, Pin]:
    """Reads KEXUE_PINS, `name=user/repo@revision, …`; without @revision the main branch. Raises BadPinsError."""
    return {name: Pin(repo, revision or "main") for name, repo, revision in _pairs("KEXUE_PINS", text)}


def format_pins(served: dict[str, Pin]) -> str:
    """KEXUE_PINS as `overrides` reads it."""
    return ", ".join(f"{name}={pin.repo}@{pin.revision}" for name, pin in served.items())


def choices(text: str) -> dict[str, tuple[str, ...]]:
    """Reads KEXUE_CHOICES, `name=user/repo, …`: the further repos of each name. Raises BadPinsError."""
    repos: dict[str, tuple[str, ...]] = {}
    for name, repo, revision in _pairs("KEXUE_CHOICES", text):
        if revision:
            raise BadPinsError(
                f"KEXUE_CHOICES names {repo}@{revision}.", "Name the repo alone: visitors choose the revision."
            )
        repos[name] = (*repos.get(name, ()), repo)
    return repos


def _pairs(variable: str, text: str) -> Iterator[tuple[str, str, str | None]]:
    for part in filter(None, map(str.strip, text.split(","))):
        match = _PLACE.fullmatch(part)
        if not match:
            raise BadPinsError(f"{variable} has {part!r}, which is not name=user/repo@revision.")
        if match["name"] not in TABLE:
            raise BadPinsError(f"{variable} names {match['name']!r}.", f"The checkpoints are {', '.join(TABLE)}.")
        yield match["name"], match["repo"], match["revision"]
