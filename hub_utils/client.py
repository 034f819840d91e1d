"""The one place that sets up huggingface_hub: endpoint, timeouts, Xet, and what a file's digest is."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from hub_utils.errors import CorruptCheckpointError, HubUnreachableError, NoSuchRepoError

if TYPE_CHECKING:
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import ModelInfo, RepoSibling, SpaceInfo

TIMEOUT = 5.0  # seconds to connect and again to answer; the Hub's own answers take well under one
PATIENCE = {"connect": TIMEOUT, "read": 30.0, "write": 30.0, "pool": 30.0}  # seconds, where huggingface_hub sets no end
ANSWER_TTL = 60.0  # seconds that an answer of the Hub holds in a TTL cache: however many ask, it is asked once
MAX_ANSWERS = 256  # kept of one question, since visitors may name revisions
QUIET = 60.0  # seconds in which a Hub that timed out is not asked again: six checkpoints wait once, not six times

GRACE = 10.0  # seconds before the speed of a download counts
SLOWEST = 100_000  # bytes a second: the largest bundled file takes four minutes then, and nobody waits longer
FAILURES = 2  # answers of 500 and more that one download may meet: huggingface_hub goes on for 23 s

_paced = local()  # whether this thread's downloads have a least speed
_timed_out: dict[str, float] = {}  # endpoint → when, on the monotonic clock


def api(token: str | None = None, endpoint: str | None = None) -> "HfApi":
    """A client of `endpoint`, else of HF_ENDPOINT, else of the Hugging Face Hub; a slash at the end is none of theirs.

    Xet is huggingface_hub's default for pushes and only the Hugging Face Hub is sure to have it, so another endpoint
    switches it off for this process, in favour of plain Git LFS. HF_HUB_DISABLE_XET=0 keeps it on. The switch is read
    at every transfer, so that it does not matter what imported huggingface_hub first.
    """
    from huggingface_hub import HfApi

    _end_all_waits()
    address = (endpoint or os.environ.get("HF_ENDPOINT", "")).rstrip("/")
    client = HfApi(endpoint=address or None, token=token, library_name="kexue-space")
    host = urlsplit(client.endpoint).hostname or ""
    if not f".{host}".endswith((".huggingface.co", ".hf.co")):
        _switch_xet_off()
    return client


def check_owner(repo: str) -> None:
    """Raises NoSuchRepoError for an id without an owner, of which the Hub makes a repo of the token's."""
    if repo.count("/") != 1:
        raise NoSuchRepoError(f"{repo!r} does not say whose repo it is.", "Write it as user/repo.")


def has_token() -> bool:
    """Whether this process may write to a Hub: HF_TOKEN, or what `hf auth login` has stored."""
    from huggingface_hub import get_token

    return bool(get_token())


def _switch_xet_off() -> None:
    from huggingface_hub import constants

    if "HF_HUB_DISABLE_XET" not in os.environ:
        constants.HF_HUB_DISABLE_XET = True


def _end_all_waits() -> None:
    """No request of this process waits for ever: huggingface_hub 2.4 sets no timeout for histories and commits.

    Nor does a download that crawls, where `paced` says so: a timeout of HTTP ends only with no byte at all.
    """
    from huggingface_hub import get_session

    session = get_session()
    hooks = session.event_hooks
    if _end_wait not in hooks["request"]:
        session.event_hooks = hooks | {
            "request": [*hooks["request"], _end_wait],
            "response": [*hooks["response"], _end_crawl],
        }


def _end_wait(request: "httpx2.Request") -> None:
    given = request.extensions.get("timeout") or {}
    request.extensions["timeout"] = {name: given.get(name) or limit for name, limit in PATIENCE.items()}


def _end_crawl(response: "httpx2.Response") -> None:
    if not getattr(_paced, "on", False):
        return
    if response.status_code == 429 and (wait := _asked_to_wait(response.headers)) > GRACE:
        raise HubUnreachableError(f"The Hub has had too many requests and asks to wait {wait} s.", "Try again then.")
    if response.status_code >= 500:
        _paced.failures += 1
        if _paced.failures > FAILURES:
            raise HubUnreachableError(f"The Hub cannot serve now (HTTP {response.status_code}).", "Try again later.")
    response.stream = _least_speed(cast("httpx2.SyncByteStream", response.stream))  # huggingface_hub's client is one


def _asked_to_wait(headers: "httpx2.Headers") -> int:
    """Seconds, of Retry-After or of the Hub's RateLimit; huggingface_hub waits as long as they say, be it an hour."""
    reset = re.search(r"\bt=(\d+)", headers.get("ratelimit", ""))
    asked = reset or re.fullmatch(r"(\d+)", headers.get("retry-after", ""))
    return int(asked[1]) if asked else 0


def _least_speed(stream: "httpx2.SyncByteStream") -> "httpx2.SyncByteStream":
    import httpx2

    class LeastSpeed(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            began, received = time.monotonic(), 0
            for chunk in stream:
                received += len(chunk)
                waited = time.monotonic() - began
                if waited > GRACE and received < SLOWEST * waited:
                    speed = received / waited / 1000
                    raise HubUnreachableError(f"The Hub sends only {speed:.1f} KB a second.", "Try again later.")
                yield chunk

        def close(self) -> None:
            stream.close()

    return LeastSpeed()


@contextmanager
def paced(client: "HfApi") -> Iterator[None]:
    """A download that must not crawl: one slower than SLOWEST is ended, and counts as a Hub that timed out.

    It goes over HTTP: of what Xet does instead nobody is told before it ends.

    Raises:
        HubUnreachableError: it crawls.
    """
    _switch_xet_off()
    _paced.on, _paced.failures = True, 0
    try:
        yield
    except HubUnreachableError:
        remember_time_out(client)
        raise
    finally:
        _paced.on = False


def host(client: "HfApi") -> str:
    """The endpoint as it may be shown: without a user name or password that its address may hold."""
    parts = urlsplit(client.endpoint)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def is_time_out(error: Exception) -> bool:
    """Whether an error means that waiting was in vain; a refused connection is told at once and costs nothing."""
    import httpx2

    return isinstance(error, httpx2.TimeoutException)


def timed_out(client: "HfApi") -> bool:
    """Whether this Hub let us wait in vain a short while ago."""
    return time.monotonic() - _timed_out.get(client.endpoint, -QUIET) < QUIET


def remember_time_out(client: "HfApi") -> None:
    """Spares the next QUIET seconds another wait."""
    _timed_out[client.endpoint] = time.monotonic()


@contextmanager
def waiting(client: "HfApi") -> Iterator[None]:
    """Questions to a Hub: the first that it leaves unanswered is remembered, and the next ones are not asked.

    Raises:
        HubUnreachableError: it let us wait in vain a short while ago.
    """
    if timed_out(client):
        raise HubUnreachableError("The Hub did not answer a short while ago.", "Try again in a minute.")
    try:
        yield
    except Exception as error:
        if is_time_out(error):
            remember_time_out(client)
        raise


def small_file(repo: str, file: str, commit: str, most: int) -> bytes | None:
    """The content of a file of at most `most` bytes at a commit, past the cache; None if there is none.

    Raises:
        CorruptCheckpointError: it is larger.
        Exception: what huggingface_hub raises, see `errors.translated`.
    """
    from huggingface_hub import get_session, hf_hub_url, hf_raise_for_status
    from huggingface_hub.errors import EntryNotFoundError
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # it is public and documented

    hub, content = api(), b""
    url = hf_hub_url(repo, file, revision=commit, endpoint=hub.endpoint)
    with get_session().stream("GET", url, headers=build_hf_headers(library_name=hub.library_name)) as answer:
        try:
            hf_raise_for_status(answer)
        except EntryNotFoundError:
            return None
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > most:
                raise CorruptCheckpointError(f"{file} has more than {most:,} bytes.")
    return content


def commit_of(info: "ModelInfo | SpaceInfo") -> str:
    """The commit that a Hub says a repo is at. Raises HubUnreachableError for none, 40 hexadecimal digits."""
    if not re.fullmatch("[0-9a-f]{40}", info.sha or ""):
        raise HubUnreachableError("What answered gave no commit id, so it is no Hub.")
    return str(info.sha)


def same_content(content: bytes, remote: "RepoSibling") -> bool | None:
    """Whether this is the file that the Hub lists, by sha256 for LFS and Git's sha1 else; None if it lists no digest.

    huggingface_hub compares only sizes when it downloads over HTTP (2.4.0, `http_get`).
    """
    if remote.lfs:
        return hashlib.sha256(content).hexdigest() == remote.lfs.sha256
    if remote.blob_id:
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() == remote.blob_id
    return None
