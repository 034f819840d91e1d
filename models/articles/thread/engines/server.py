"""An engine's own server on loopback: started on a free port, asked for pages, and surely stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from tempfile import TemporaryFile
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from models.articles.thread.engines.engine import EngineError

LOOPBACK = "127.0.0.1"
PATIENCE = 60  # seconds until a server answers, and for each of its answers
MOST = 20_000_000  # bytes of a page

_opener = build_opener(ProxyHandler({}))


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(
    command: Sequence[str], port: int, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A server while it is needed; the address is `http://127.0.0.1:port`.

    Args:
        command: starts the server in the foreground, on that port of loopback.
        port: see `free_port`.
        folder: where it is started.
        environment: variables beside the usual ones.

    Raises EngineError if it ends or does not answer; it and its children are stopped in any case.
    """
    address = f"http://{LOOPBACK}:{port}"
    with TemporaryFile() as complaints:
        try:
            server = subprocess.Popen(
                list(command),
                cwd=folder,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=complaints,
                stderr=complaints,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise EngineError(f"There is no {command[0]}.", "Install it, or leave this engine out.") from error
        try:
            if not _answers(server, address):
                complaints.seek(0)
                said = " ".join(complaints.read()[-2000:].decode("utf-8", "replace").split())
                raise EngineError(f"{command[0]} does not serve: {said[-400:]}", "Mend it, or leave this engine out.")
            yield address
        finally:
            _stop(server)


def _answers(server: subprocess.Popen[bytes], address: str) -> bool:
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            _opener.open(address, timeout=PATIENCE).close()
        except HTTPError:
            return True
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return True
    return False


def _stop(server: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, number)
        except ProcessLookupError:
            break
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            continue
    server.wait()


def fetched(address: str, public: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """A page of a server on loopback. Raises EngineError.

    Args:
        address: where it is served.
        public: an address such as `https://talk.example`, which takes the place of `http://127.0.0.1:port` in the page.
        headers: what is asked with it, such as Accept-Language.
    """
    try:
        with _opener.open(Request(address, headers=dict(headers or {})), timeout=PATIENCE) as answer:
            page: bytes = answer.read(MOST)
    except HTTPError as error:
        error.close()
        raise EngineError(f"{address} answers {error.code}.", "Look at the engine's log.") from error
    except OSError as error:
        raise EngineError(f"{address} does not answer: {error}", "Look at the engine's log.") from error
    if public:
        origin = "/".join(address.split("/")[:3])
        page = page.replace(origin.encode(), public.encode())
    return page
