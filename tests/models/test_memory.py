"""What a training step frees is kept for the next one; what a server frees is given back."""

import subprocess
import sys

import pytest

STEPS = """
import resource
from models import memory

{tune}
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    block = b"x" * 40_000_000  # so large that glibc would always give it a mapping of its own
    del block
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""

ANSWERS = """
from pathlib import Path
from models import memory

{tune}
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
before = resident()
for size in (30_000_000, 25_000_000):  # the first teaches glibc to keep as large a block as the second
    block = b"x" * size
    del block
print(resident() - before)
"""


def told(script: str, tune: str) -> int:
    """The number that a script prints in a process of its own."""
    return int(subprocess.run([sys.executable, "-c", script.format(tune=tune)], check=True, capture_output=True).stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_freed_blocks_are_used_again():
    """Told by the pages that a process gets anew while it takes and frees a large block twenty times."""
    assert told(STEPS, "memory.keep_freed()") < told(STEPS, "") / 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_freed_blocks_are_given_back():
    """Told by the bytes that a process holds more after it has answered than before."""
    assert told(ANSWERS, "memory.give_back_freed()") < 5_000_000 < 20_000_000 < told(ANSWERS, "")
