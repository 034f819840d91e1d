"""Lets a revision be served: its scores beside those of today's pin, and the pin moves only if it is not worse.

The pin is the revision of an entry in hub_utils/pins.toml, on a Space a part of its variable KEXUE_PINS; the tag
`stable` of the repo follows it. The command line is in `__main__.py`.
"""

import logging
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from hub_utils import card, client, disk, pins, space
from hub_utils.checkpoint import Checkpoint
from hub_utils.comparison import Compared, Metrics, compare, is_worse
from hub_utils.errors import (
    BadPinsError,
    HubUnreachableError,
    NoCheckpointError,
    NoSuchRepoError,
    NoSuchRevisionError,
    NotBetterError,
    translated,
)
from hub_utils.fetch import bundled, fetch
from settings import Settings

if TYPE_CHECKING:
    from tomlkit.items import Table

log = logging.getLogger(__name__)

STABLE = "stable"  # the one tag that moves: it names what is served


@dataclass(frozen=True)
class Promotion:
    """A candidate beside what is pinned today; `today` is None where nothing is."""

    name: str
    repo: str
    pin: str
    commit: str
    before: str
    candidate: card.Headline
    today: card.Headline | None
    results: tuple[Compared, ...]

    @property
    def worse(self) -> bool:
        """Whether the headline is worse than today's, or another one."""
        if self.today is None:
            return False
        return self.candidate.name != self.today.name or is_worse(self.candidate, self.today)

    @property
    def title(self) -> str:
        """What a commit of the pin table says."""
        forced = " (forced, although worse)" if self.worse else ""
        return f"Promote {self.name} {self.pin[:12]}: {_sentence(self)}{forced}"

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.repo}@{self.pin} beside {self.before}", f"{'today':>18}{'candidate':>18}"]
        return "\n".join([*lines, *map(str, self.results), f"headline: {_sentence(self)}"])


def card_metrics(checkpoint: Checkpoint) -> Metrics:
    """The numbers on a checkpoint's own card."""
    return checkpoint.metrics


def promote(
    name: str,
    revision: str,
    *,
    score: Callable[[Checkpoint], Metrics] = card_metrics,
    repo: str | None = None,
    force: bool = False,
    show: Callable[[str], object] = print,
) -> Promotion:
    """Moves the pin of a checkpoint and the tag `stable` to a revision, if it is not worse than today's pin.

    Args:
        name: one of the names in the pin table.
        revision: branch, tag or commit of the candidate.
        score: gives a checkpoint's numbers as metrics.json has them: those on its card, or those of a test now.
        repo: user/repo; by default the one that the settings name.
        force: moves the pin of a worse one too; the table and the tag then say so.
        show: is given the comparison before anything is decided.

    Raises:
        NotBetterError: it is worse, or measures something else; nothing has been moved.
        CardInvalidError: the numbers have no headline.
        HubError: the candidate cannot be had from the Hub, or the tag cannot be moved; the pin has not been moved.
    """
    found = _promotion(name, revision, score, repo)
    show(str(found))
    if found.worse and not force:
        raise NotBetterError(f"{found.name} at {found.pin} is not as good as {found.before}: {_sentence(found)}.")
    log.info("%s: the tag %s of %s moves to %s.", name, STABLE, found.repo, found.commit)
    _move_tag(found.repo, found.commit, found.title)
    show(_move_pin_here(found))
    return found


def _move_pin_here(found: Promotion) -> str:
    """Moves the pin where this process runs, and says what is left to do."""
    if place := space.here():
        space.move_pin(place, found.name, pins.Pin(found.repo, found.commit))
        return f"Pinned: {place.id} restarts and serves {found.repo}@{found.commit}."
    move_pin(found.name, found.pin, f"forced: {_sentence(found)}" if found.worse else "")
    if found.name in pins.overrides(Settings.from_environment().pins):
        return f"Pinned, but KEXUE_PINS goes before the table: take {found.name} out of it."
    return f"Pinned. Commit it: git commit hub_utils/pins.toml -m {shlex.quote(found.title)}"


def _promotion(name: str, revision: str, score: Callable[[Checkpoint], Metrics], repo: str | None) -> Promotion:
    pin = pins.pin_of(name, Settings.from_environment())
    if repo is None and pin:
        repo = pin.repo
    if repo is None:
        raise NoSuchRepoError(f"There is no repo to promote {name} in.", "Name it, or set KEXUE_NAMESPACE.")
    now = pin.revision if pin and pin.repo == repo else pins.entry(name).revision
    log.info("%s: comparing %s of %s with %s.", name, revision, repo, now)
    candidate, today = fetch(name, revision, repo), _served_today(name, now, repo)
    commit = candidate.origin.revision
    if candidate.origin.kind != "hub" or commit is None:
        raise HubUnreachableError(f"The Hub did not give {repo} at {revision}.")
    numbers, before = score(candidate), score(today) if today else None
    return Promotion(
        name=name,
        repo=repo,
        pin=_lasting_name(repo, revision, commit),
        commit=commit,
        before=f"{repo}@{now}" if today and today.origin.kind != "bundled" else f"the bundled {name}",
        candidate=card.headline(numbers),
        today=card.headline(before) if before else None,
        results=compare(before or {}, numbers),
    )


def _served_today(name: str, revision: str, repo: str) -> Checkpoint | None:
    """What is served today: the pinned revision, or the bundled folder where the repo has no such revision yet."""
    try:
        return fetch(name, revision, repo)
    except NoSuchRevisionError:
        try:
            return bundled(name)
        except NoCheckpointError:
            return None


def _lasting_name(repo: str, revision: str, commit: str) -> str:
    """A name of the commit that does not move: the tag that was given, another tag of it, else the commit itself."""
    with translated(repo):
        refs = client.api().list_repo_refs(repo)
    tags = [ref.name for ref in refs.tags if ref.target_commit == commit and ref.name != STABLE]
    return revision if revision in tags else next(iter(tags), commit)


def _move_tag(repo: str, commit: str, message: str) -> None:
    hub = client.api()
    with translated(repo):
        now = {ref.name: ref.target_commit for ref in hub.list_repo_refs(repo).tags}.get(STABLE)
        if now == commit:
            return
        if now:
            hub.delete_tag(repo, tag=STABLE)  # no request of the Hub moves a tag in one step
        hub.create_tag(repo, tag=STABLE, revision=commit, tag_message=message)


def move_pin(name: str, revision: str, remark: str = "", table: Path | None = None) -> None:
    """Writes another revision into a name's entry of the pin table; a `remark` stands behind it as a comment.

    Raises:
        BadPinsError: the table has no such entry.
    """
    import tomlkit

    table = table or pins.FILE
    if name not in pins.read_table(table):
        raise BadPinsError(f"{table.name} has no entry for {name}.", pins.TABLE_REMEDY)
    document = tomlkit.parse(table.read_text(encoding="utf-8"))
    entry = cast("Table", document[name])
    entry["revision"] = revision
    pinned = entry.value.item("revision")
    pinned.trivia.comment_ws = pinned.trivia.comment = ""  # it was about the revision before
    if remark:  # words of the candidate's card are in it, which must not go on in the next line of the table
        pinned.comment("".join(letter if letter.isprintable() else " " for letter in remark))
    disk.write_whole(table, tomlkit.dumps(document).encode(), mode=table.stat().st_mode)
    log.info("%s: %s pins %s now.", name, table.name, revision)
    pins.TABLE[name] = replace(pins.entry(name), revision=revision)


def _sentence(found: Promotion) -> str:
    value = card.format_value(found.candidate.value, found.candidate.unit)
    if found.today is None:
        return f"{found.candidate.name} {value}, the first"
    before = card.format_value(found.today.value, found.today.unit)
    if found.candidate.name != found.today.name:
        return f"{found.candidate.name} {value} after {found.today.name} {before}"
    return f"{value} after {before}"
