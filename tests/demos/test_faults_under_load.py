"""Visitors go on asking while the disk is full and while the app is killed: nothing wrong, nothing kept is lost.

`python -m benchmarks faults` does the same with more of them, and with every other fault.
"""

import pytest

from benchmarks.faults import Stage, app_killed, disk_full, wrong_bytes
from tests.live_app import hurried


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    command = hurried("runpy.run_path('app.py', run_name='__main__')")
    stage = Stage(tmp_path_factory.mktemp("stage"), visitors=4, answers=8, command=command)
    yield stage
    stage.close()


@pytest.mark.parametrize("fault", [disk_full, wrong_bytes])
def test_what_was_served_goes_on_being_served_and_the_newer_one_comes_afterwards(stage, fault):
    outcome = fault(stage)
    assert {kind for kind, count in outcome.tally.counts.items() if count} == {"right"}, outcome.tally
    assert outcome.note == "the commit before was served"


def test_an_app_that_is_killed_has_every_correction_that_it_acknowledged(stage):
    outcome = app_killed(stage)
    assert not outcome.tally.counts["wrong"] and not outcome.tally.counts["refused"], outcome.tally
    assert " acknowledged corrections 0 are lost;" in outcome.note
