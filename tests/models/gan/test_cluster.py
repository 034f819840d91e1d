"""Training in two processes on loopback, beside one: the same stream, the same networks, and one of them writes."""

import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest

from tests.waiting import COMMAND

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.training

from models.gan.data import read
from models.gan.train import fit
from tests.models.gan import tiny

WORKER = "import sys; import numpy as np; from models.gan.data import read; from models.gan.train import fit; \
from models.gan.options import parsed; o = parsed(sys.argv[2:]); \
np.savez(sys.argv[1], *fit(o, read(o.data)[0]).critic.get_weights())"


def arguments(chosen) -> list[str]:
    names = ("data", "run", "network", "latent", "batch", "steps", "snapshots")
    return [f"--{name}={getattr(chosen, name)}" for name in names]


def together(commands: list[list[str]]) -> None:
    """Runs the commands at once, as workers of one cluster."""
    free = [socket.create_server(("127.0.0.1", 0)) for _ in commands]
    workers = [f"127.0.0.1:{server.getsockname()[1]}" for server in free]
    for server in free:
        server.close()
    started = []
    for index, command in enumerate(commands):
        config = {"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}
        environment = os.environ | {"TF_CONFIG": json.dumps(config), "CUDA_VISIBLE_DEVICES": "-1"}
        started.append(subprocess.Popen([sys.executable, *command], env=environment, stderr=subprocess.PIPE))
    try:
        for process in started:
            errors = process.communicate(timeout=COMMAND)[1]
            assert process.returncode == 0, errors.decode()[-3000:]
    finally:
        for process in started:
            process.kill()


def test_two_processes_train_the_networks_of_one_and_the_first_writes(data, tmp_path):
    runs = [tiny.options(data, tmp_path / name, network="article") for name in ("one", "first", "second")]
    alone = fit(runs[0], read(str(data))[0])
    together([["-c", WORKER, str(tmp_path / f"{index}.npz"), *arguments(run)] for index, run in enumerate(runs[1:])])
    weights = [list(np.load(tmp_path / f"{index}.npz").values()) for index in (0, 1)]
    for first, second, expected in zip(*weights, alone.critic.get_weights(), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)
        np.testing.assert_allclose(first, expected, atol=2e-4)
    assert (tmp_path / "first" / "state.npz").exists()
    assert not list((tmp_path / "second").iterdir())
