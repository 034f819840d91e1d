"""Training in two processes on loopback, beside one: the same stream, the same networks, and one of them writes."""

import numpy as np
import pytest

from tests.models.workers import run_together

pytest.importorskip("tensorflow")
from models.gan.data import read
from models.gan.train import fit
from tests.models.gan import tiny

pytestmark = pytest.mark.training
WORKER = "import sys; import numpy as np; from models.gan.data import read; from models.gan.train import fit; \
from models.gan.options import parse_options; o = parse_options(sys.argv[2:]); \
np.savez(sys.argv[1], *fit(o, read(o.data)[0]).critic.get_weights())"


def arguments(chosen) -> list[str]:
    names = ("data", "run", "network", "latent", "batch", "steps", "snapshots")
    return [f"--{name}={getattr(chosen, name)}" for name in names]


def test_two_processes_train_the_networks_of_one_and_the_first_writes(data, tmp_path):
    runs = [tiny.options(data, tmp_path / name, network="article") for name in ("one", "first", "second")]
    alone = fit(runs[0], read(str(data))[0])
    outputs = [str(tmp_path / f"{index}.npz") for index in (0, 1)]
    run_together([["-c", WORKER, file, *arguments(run)] for file, run in zip(outputs, runs[1:], strict=True)])
    weights = [list(np.load(file).values()) for file in outputs]
    for first, second, expected in zip(*weights, alone.critic.get_weights(), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-6)
        np.testing.assert_allclose(first, expected, atol=2e-4)
    assert (tmp_path / "first" / "state.npz").exists()
    assert not list((tmp_path / "second").iterdir())
