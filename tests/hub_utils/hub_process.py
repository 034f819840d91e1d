"""A local Hub in a process of its own, on loopback, for tests.

with HubProcess(tmp_path / "hub") as hub:
    api = HfApi(endpoint=hub.endpoint, token=hub.token)
"""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from tests.live_app import free_port
from tests.waiting import PATIENCE, until

REPOSITORY = Path(__file__).parents[2]


class HubProcess:
    """`python -m hub_utils.local_hub` with two users and an organisation that only the first belongs to.

    Args:
        root: the Hub's folder; a second HubProcess on it, or `start()` after `stop()`, finds what the first one kept.
        options: further arguments of the command line.
        users: whether the users and the organisation are there; without them the Hub makes its own first user.
    """

    user, token = "user", "hf_token_of_the_user"
    other, other_token = "other", "hf_token_of_the_other"
    organisation = "house"

    def __init__(self, root: Path, *options: str, users: bool = True) -> None:
        self.root = root
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        accounts = (f"--token={self.user}={self.token}", f"--token={self.other}={self.other_token}")
        self._options = (*accounts, f"--org={self.user}={self.organisation}", *options) if users else options
        self._process: subprocess.Popen | None = None

    def start(self) -> Self:
        """Starts the server, on the same port each time, and waits until it answers."""
        command = [sys.executable, "-m", "hub_utils.local_hub", "--root", str(self.root), "--port", str(self.port)]
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root.parent / f"{self.root.name}.log").open("ab") as log:
            self._process = subprocess.Popen([*command, *self._options], cwd=REPOSITORY, stdout=log, stderr=log)
        try:
            until(lambda: self._answers() or self._process.poll() is not None)
        except TimeoutError:
            self.kill()
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"The local Hub did not start:\n{self.log()}")
        return self

    def stop(self) -> None:
        """Asks the server to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the server as a power cut would: kill -9."""
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """The process while it runs."""
        assert self._process
        return self._process.pid

    def log(self) -> str:
        """What the server has printed since its first start."""
        return (self.root.parent / f"{self.root.name}.log").read_text("utf-8", "replace")

    def environment(self, home: Path, token: str | None = None) -> dict[str, str]:
        """Variables for a client in another process, with a cache of its own in `home`."""
        hub = {"HF_ENDPOINT": self.endpoint, "HF_TOKEN": token or self.token, "HF_HUB_DISABLE_XET": "1"}
        return {**os.environ, **hub, "HF_HOME": str(home), "HF_HUB_DISABLE_PROGRESS_BARS": "1"}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *failure: object) -> None:
        self.stop()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.endpoint}/api/models", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None
