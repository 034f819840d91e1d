"""Processes that help a command do not import it: what it imports costs seconds and hundreds of megabytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

COMMAND = """
from models import processes

print("begun as", __name__)  # by each process that imports this
with processes.executor(2) as executor:
    print(*executor.map(abs, (-1, -2)))
with processes.forking(["json"]).Pool(1) as pool:
    print(*pool.map(abs, (-3,)))
print(__spec__ and __spec__.name, "in", __file__)
"""


@pytest.mark.parametrize("as_module", [False, True])
def test_the_command_is_imported_by_none_and_keeps_its_name(tmp_path, as_module):
    script = tmp_path / "command.py"
    script.write_text(COMMAND)
    environment = os.environ | {"PYTHONPATH": f"{Path.cwd()}{os.pathsep}{tmp_path}"}
    called = [sys.executable, *(["-m", "command"] if as_module else [str(script)])]
    done = subprocess.run(called, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout.splitlines() == [
        "begun as __main__",
        "1 2",
        "3",
        f"{'command' if as_module else None} in {script}",
    ], done.stderr
