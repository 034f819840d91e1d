"""What a repository has published: its commits with their names and numbers, remembered for when the Hub is away."""

import json
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any, Literal

from cachetools import TTLCache, cached

from hub_utils import card, client, disk, pins
from hub_utils.checkpoint import parse_json
from hub_utils.errors import CardInvalidError, HubError, HubUnreachableError, translated
from settings import Settings

if TYPE_CHECKING:
    from huggingface_hub import GitCommitInfo, HfApi

MAX_COMMITS = 100  # of a repo, the newest ones
MAX_METRICS_BYTES = 1_000_000  # of a metrics.json; the bundled ones have at most 40,000
MAX_DOWNLOADS = 8  # small files fetched at a time
METRICS_KEPT = ("command", "headline", "results")  # of metrics.json; other keys are the system's own

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Revision:
    """One commit. `date` is in UTC, `names` are the branches and tags that name it now.

    `metrics` has the command, the headline and the results of its metrics.json, and is empty if there is none; None if
    it could not be read this time.
    """

    commit: str
    date: datetime
    title: str
    names: tuple[str, ...] = ()
    metrics: Mapping[str, Any] | None = None

    @property
    def headline(self) -> card.Headline | None:
        """The number that a tab shows, None if the commit has no sound one."""
        try:
            return card.headline(self.metrics or {})
        except CardInvalidError:
            return None


@dataclass(frozen=True)
class History:
    """The revisions of a repo, newest first.

    `state` is hub: as the Hub says now; remembered: as it said when it was last `asked`; none: nothing is known.
    `reason` says why the Hub could not tell all, in plain English; None if it told all.
    """

    name: str
    repo: str | None
    state: Literal["hub", "remembered", "none"]
    revisions: tuple[Revision, ...] = ()
    asked: datetime | None = None
    reason: str | None = None

    def find(self, revision: str) -> Revision | None:
        """The revision of this branch, tag or full commit id; None if there is none."""
        by_name = (found for found in self.revisions if revision in found.names)
        return next(by_name, None) or next((found for found in self.revisions if found.commit == revision), None)


_forgotten = 0  # how often: an answer to an earlier question is not given any more


def revisions(name: str, repo: str | None = None) -> History:
    """The newest 100 revisions of a checkpoint's repo, and those that its branches and tags name.

    The Hub is asked at most once a minute for each repo, and for the numbers of a commit only once. What it said is
    kept in the Hugging Face cache; if it does not answer, that is given, with the reason.

    Args:
        name: one of the names in the pin table.
        repo: user/repo; by default the one that the settings name.

    Raises:
        UnknownNameError: no such name.
        BadPinsError: KEXUE_PINS cannot be read.
    """
    pin = pins.pin_of(name, Settings.from_environment())
    if repo is None and pin:
        repo = pin.repo
    if repo is None:
        return History(name, None, "none", reason="The settings name no Hub repo, so there are no revisions.")
    return replace(_history_now(name, repo), name=name)


def forget() -> None:
    """Asks the Hub again at once, as after a publication."""
    global _forgotten
    _forgotten += 1


def _history_key(_name: str, repo: str) -> tuple[int, str, str]:
    return _forgotten, client.api().endpoint, repo


@cached(TTLCache(client.MAX_ANSWERS, client.ANSWER_TTL), key=_history_key, condition=Condition())
def _history_now(name: str, repo: str) -> History:
    before, hub = _stored_history(name, repo), client.api()
    try:
        with translated(repo), client.waiting(hub):
            hub.model_info(repo, timeout=client.TIMEOUT)  # fails at once where the next questions would try five times
            found, reason = _with_metrics(repo, _without_metrics(hub, repo), before.revisions)
    except HubError as error:
        log.warning("%s: the revisions of %s are not to be had: %s", name, repo, error)
        return replace(before, reason=str(error))
    now = History(name, repo, "hub", tuple(found), datetime.now(UTC), reason)
    _remember(repo, now)
    return now


def _without_metrics(hub: "HfApi", repo: str) -> list[Revision]:
    """The newest commits of main and those that branches and tags name, newest first, without their numbers."""
    refs = hub.list_repo_refs(repo)
    names = [*refs.branches, *refs.tags]
    commits = {commit.commit_id: commit for commit in hub.list_repo_commits(repo)[:MAX_COMMITS]}
    for commit in {ref.target_commit: None for ref in names[:MAX_COMMITS] if ref.target_commit not in commits}:
        commits[commit] = _commit(hub, repo, commit)
    newest = sorted(commits.values(), key=lambda commit: commit.created_at, reverse=True)
    return [
        Revision(
            commit.commit_id,
            commit.created_at.astimezone(UTC),
            commit.title,
            tuple(ref.name for ref in names if ref.target_commit == commit.commit_id),
        )
        for commit in newest
    ]


def _commit(hub: "HfApi", repo: str, commit: str) -> "GitCommitInfo":
    found = hub.list_repo_commits(repo, revision=commit)
    if not found:
        raise HubUnreachableError(f"What answered lists no commit {commit}, so it is no Hub.")
    return found[0]


def _with_metrics(repo: str, found: list[Revision], before: tuple[Revision, ...]) -> tuple[list[Revision], str | None]:
    """The revisions with their numbers, and why some could not be read; after one that could not, no more is asked."""
    known = {revision.commit: revision.metrics for revision in before if revision.metrics is not None}
    new = [revision.commit for revision in found if revision.commit not in known]
    reasons: list[str] = []

    def read(commit: str) -> Mapping[str, Any] | None:
        try:
            return None if reasons else _metrics(repo, commit)
        except HubError as error:
            reasons.append(str(error))
            return None

    with ThreadPoolExecutor(MAX_DOWNLOADS) as pool:
        numbers = known | dict(zip(new, pool.map(read, new), strict=True))
    return [replace(revision, metrics=numbers[revision.commit]) for revision in found], next(iter(reasons), None)


def _metrics(repo: str, commit: str) -> dict[str, Any]:
    """What is kept of the metrics.json of a commit, nothing if it has none that can be read. Raises HubError."""
    with translated(repo, commit):
        text = client.small_file(repo, "metrics.json", commit, MAX_METRICS_BYTES)
    try:
        content = parse_json(text or b"{}")
    except ValueError:
        return {}
    return {key: content[key] for key in METRICS_KEPT if key in content} if isinstance(content, dict) else {}


def _place(repo: str) -> Path:
    """Where the history of a repo is remembered; two Hubs may have a repo of the same name."""
    return disk.own_cache("revisions") / f"{disk.slug(client.api().endpoint, repo)}.json"


def _remember(repo: str, history: History) -> None:
    """Keeps a history for when the Hub is away; a disk that is full costs no more than this."""
    content = {"asked": history.asked, "revisions": [asdict(revision) for revision in history.revisions]}
    try:
        disk.write_whole(_place(repo), json.dumps(content, default=str).encode())
    except OSError as error:
        log.warning("The revisions of %s cannot be remembered: %s.", repo, error.strerror)


def _stored_history(name: str, repo: str) -> History:
    try:
        content = parse_json(_place(repo).read_bytes())
        found = tuple(_revision(**revision) for revision in content["revisions"])
        return History(name, repo, "remembered", found, datetime.fromisoformat(content["asked"]))
    except (OSError, ValueError, TypeError, LookupError):  # none, or not as we write it
        return History(name, repo, "none")


def _revision(commit: str, date: str, title: str, names: list[str], metrics: dict[str, Any] | None) -> Revision:
    return Revision(commit, datetime.fromisoformat(date), title, tuple(names), metrics)
