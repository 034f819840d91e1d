"""What the command line of a benchmark tells."""

import runpy
import sys

import pytest

from benchmarks import names


@pytest.mark.parametrize("name", names())
def test_help_tells_what_is_measured_and_ends(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    monkeypatch.delitem(sys.modules, f"benchmarks.{name}", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
    told = capsys.readouterr().out
    assert ended.value.code == 0 and told.startswith(f"usage: python -m benchmarks.{name} [-h]")
    assert len(told.splitlines()) > 5  # what it measures, and its options
