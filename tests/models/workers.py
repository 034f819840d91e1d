"""Commands as workers of one training, on loopback."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence

from tests.waiting import COMMAND


def run_together(commands: Sequence[Sequence[str]]) -> None:
    """Runs Python with each list of arguments, all at once, in one cluster that TF_CONFIG describes."""
    free = [socket.create_server(("127.0.0.1", 0)) for _ in commands]
    workers = [f"127.0.0.1:{server.getsockname()[1]}" for server in free]
    for server in free:
        server.close()
    started = []
    for index, command in enumerate(commands):
        config = json.dumps({"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}})
        environment = os.environ | {"TF_CONFIG": config, "CUDA_VISIBLE_DEVICES": "-1"}
        pipe = subprocess.PIPE
        started.append(subprocess.Popen([sys.executable, *command], env=environment, stderr=pipe, stdout=pipe))
    try:
        for process in started:
            errors = process.communicate(timeout=COMMAND)[1]
            assert process.returncode == 0, errors.decode()[-3000:]
    finally:
        for process in started:
            process.kill()
