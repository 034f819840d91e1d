"""The lines for Ray that Spaces.md prints, on a cluster of this machine: two workers, and the rows of one process."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pyarrow import concat_tables
from pyarrow import parquet as pq

from models.articles.batch import __main__ as batch
from tests.models.articles.batch.test_batch import ROOT, html_folder, options, warc
from tests.waiting import COMMAND

# For a machine that does other work too, and without a word to Ray's makers
CLUSTER = "ray.init(num_cpus=2, include_dashboard=False, object_store_memory=100_000_000, _temp_dir={folder!r})"
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}


def documented(pages: Path, output: Path, temporary: str) -> str:
    """The lines of Spaces.md with these folders, and with a cluster that they start themselves."""
    text = (ROOT / "Spaces.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(import ray\n.*?)```", text, re.DOTALL)
    changes = {
        '"/shared/pages"': repr(str(pages)),
        '"/shared/articles"': repr(str(output)),
        '"/shared/articles/logs"': repr(str(output / "logs")),
        'ray.init("auto")': CLUSTER.format(folder=temporary),
        "workers=32": "workers=2, mem_per_cpu_gb=0.2",
    }
    for line, changed in changes.items():
        assert block.count(line) == 1, line
        block = block.replace(line, changed)
    return block


def stored(output: Path) -> bytes:
    """The rows of a run in the order of their names, byte for byte."""
    parts = [pq.read_table(file) for kind in ("data", "failed") for file in sorted((output / kind).glob("*.parquet"))]
    rows = [row for part in parts for row in part.to_pylist()]
    assert concat_tables(parts, promote_options="default").num_rows == len(rows)
    return json.dumps(sorted(rows, key=lambda row: row["id"])).encode()


def test_two_workers_of_ray_write_what_one_process_writes(tmp_path):
    pages = html_folder(tmp_path / "in", range(1), broken=1)
    warc(pages / "archive.warc.gz", range(10, 14))  # three files, three tasks: each starts processes of its own
    one = batch.extract_all(str(pages), options(tmp_path / "one"))
    with tempfile.TemporaryDirectory(prefix="ray-") as temporary:  # the names of its sockets must be short
        program = documented(pages, tmp_path / "two", temporary)
        environment = os.environ | QUIET | {"PYTHONPATH": str(ROOT), "TMPDIR": temporary}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=COMMAND)
    assert done.returncode == 0, done.stderr
    assert batch.summary(tmp_path / "two") == one
    assert (one.pages, one.articles) == (6, 5)
    assert stored(tmp_path / "two") == stored(tmp_path / "one")
