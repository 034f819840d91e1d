"""Who trains together, and how a batch is shared out."""

import numpy as np
import pytest

from models.cluster import ClusterError, Place, place


def test_every_process_gets_its_own_rows_of_a_batch():
    shares = [Place(index, 3).share(np.arange(12)) for index in range(3)]
    assert np.concatenate(shares).tolist() == list(range(12))
    assert {len(share) for share in shares} == {Place(0, 3).size(12)}


@pytest.mark.parametrize(("rows", "least"), [(7, 1), (4, 2)])
def test_a_batch_that_cannot_be_shared_out_is_refused(rows, least):
    with pytest.raises(ClusterError, match="--batch"):
        Place(0, 3).size(rows, least)


@pytest.mark.parametrize(
    "config",
    ["{", "[]", '{"task": {}}', '{"cluster": {"chief": ["a:1"]}}', '{"cluster": {"worker": ["a:1"], "ps": ["b:1"]}}'],
)
def test_a_cluster_that_is_none_is_refused(config, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", config)
    with pytest.raises(ClusterError, match="TF_CONFIG"):
        place()
