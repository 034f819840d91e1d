import pytest

from tests.models.gan import tiny


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    return tiny.write_idx(tmp_path_factory.mktemp("shapes"))


@pytest.fixture(scope="session")
def run(data, tmp_path_factory):
    """The folder of a finished run, its checkpoint in it."""
    from models.gan.train import main

    chosen = tiny.options(data, tmp_path_factory.mktemp("gan"))
    main(chosen)
    return chosen


@pytest.fixture(scope="session")
def model(run):
    from models import gan

    return gan.load(run.output)
