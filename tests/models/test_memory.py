"""What a training step frees is kept for the next one."""

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


def page_faults(tune: str) -> int:
    """Pages that a process got anew while it took and freed a large block twenty times."""
    return int(subprocess.run([sys.executable, "-c", STEPS.format(tune=tune)], check=True, capture_output=True).stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_freed_blocks_are_used_again():
    assert page_faults("memory.keep_freed()") < page_faults("") / 4
