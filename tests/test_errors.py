"""Every error that people see passes between processes whole, and has words in both languages or those of its base."""

import pickle
from importlib import import_module

import pytest

from demos import DEMOS
from errors import ExplainedError
from models.articles import FetchError

for tab in DEMOS:
    import_module(f"demos.{tab}")


def kinds(base: type[ExplainedError]) -> list[type[ExplainedError]]:
    return [base, *(kind for inner in base.__subclasses__() for kind in kinds(inner))]


@pytest.mark.parametrize("kind", kinds(ExplainedError), ids=lambda kind: kind.__qualname__)
def test_an_error_comes_out_of_another_process_as_it_went_in(kind):
    arguments = ("It is broken.", "Mend it.", *(("robots", 403) if issubclass(kind, FetchError) else ()))
    error = pickle.loads(pickle.dumps(kind(*arguments)))
    assert type(error) is kind and str(error) == "It is broken. Mend it."
    assert (error.cause, error.remedy) == ("It is broken.", "Mend it.")
    assert vars(error) == vars(kind(*arguments))


def test_every_error_ends_in_error():
    assert [kind.__name__ for kind in kinds(ExplainedError) if not kind.__name__.endswith("Error")] == []
    assert len(kinds(ExplainedError)) > 50
