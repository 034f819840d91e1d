"""The rules: what each command does with its words. A rule takes a call and gives findings; none means 'safe'."""

from models.recovery.commands.rules import (
    archives,
    clouds,
    containers,
    disks,
    files,
    git,
    harmless,
    modes,
    scripts,
    search,
    services,
    streams,
    systems,
    terminals,
)
from models.recovery.commands.rules.base import RULES
from models.recovery.commands.rules.harmless import HARMLESS
from models.recovery.commands.rules.streams import redirected

__all__ = [
    "HARMLESS",
    "RULES",
    "archives",
    "clouds",
    "containers",
    "disks",
    "files",
    "git",
    "harmless",
    "modes",
    "redirected",
    "scripts",
    "search",
    "services",
    "streams",
    "systems",
    "terminals",
]
