"""The one place that sets up huggingface_hub: endpoint, timeouts, Xet, and what a file's digest is."""

import hashlib
import os
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoSibling

TIMEOUT = 5.0  # seconds to connect and again to answer; the Hub's own answers take well under one
QUIET = 60.0  # seconds in which a Hub that timed out is not asked again: six checkpoints wait once, not six times

_timed_out: dict[str, float] = {}  # endpoint → when, on the monotonic clock


def api(token: str | None = None, endpoint: str | None = None) -> "HfApi":
    """A client of `endpoint`, else of HF_ENDPOINT, else of the Hugging Face Hub.

    Xet is huggingface_hub's default for pushes and only the Hugging Face Hub is sure to have it, so another endpoint
    switches it off for this process, in favour of plain Git LFS. HF_HUB_DISABLE_XET=0 keeps it on. The switch is read
    at every transfer, so that it does not matter what imported huggingface_hub first.
    """
    from huggingface_hub import HfApi, constants

    client = HfApi(endpoint=endpoint or os.environ.get("HF_ENDPOINT"), token=token, library_name="kexue-space")
    host = urlsplit(client.endpoint).hostname or ""
    if "HF_HUB_DISABLE_XET" not in os.environ and not f".{host}".endswith((".huggingface.co", ".hf.co")):
        constants.HF_HUB_DISABLE_XET = True
    return client


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


def same_content(content: bytes, remote: "RepoSibling") -> bool | None:
    """Whether this is the file that the Hub lists, by sha256 for LFS and Git's sha1 else; None if it lists no digest.

    huggingface_hub compares only sizes when it downloads over HTTP (2.4.0, `http_get`).
    """
    if remote.lfs:
        return hashlib.sha256(content).hexdigest() == remote.lfs.sha256
    if remote.blob_id:
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() == remote.blob_id
    return None
