"""A MariaDB of an engine's own: in a folder of its own, reached by a socket, stopped at the end."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.environment import run_bounded

PATIENCE = 60  # seconds until it answers, and until it has stopped


@contextmanager
def mariadb(folder: Path) -> Iterator[Path]:
    """A new, empty server whose only way in is the socket; its user is `root`, without a password.

    Args:
        folder: where its files go; what is there is removed.

    Raises EngineError if it does not start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    root = ["--user=root"] if os.geteuid() == 0 else []
    usual = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    run_bounded(["mariadb-install-db", "--no-defaults", f"--datadir={folder}", *usual, *root])
    with TemporaryDirectory(prefix="db") as short:  # a socket's path may have some hundred characters only
        socket = Path(short) / "socket"
        options = ["--no-defaults", f"--datadir={folder}", f"--socket={socket}", "--skip-networking", *root]
        server = subprocess.Popen(
            ["mariadbd", *options, f"--pid-file={short}/pid"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(server, socket)
            yield socket
        finally:
            _stop(server)


def _wait(server: subprocess.Popen[bytes], socket: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > end:
            raise EngineError("MariaDB does not start.", "Run mariadbd by hand and read what it says.")
        time.sleep(0.1)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
