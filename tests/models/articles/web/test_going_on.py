"""A crawl that was killed, or stopped, or is asked for more, goes on: nothing twice, nothing lost."""

import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest

from models.articles.errors import ArticlesError
from models.articles.web.state import State
from tests.models.articles.batch.test_batch import ROOT, rows
from tests.models.articles.web.site import Answer, Site
from tests.models.articles.web.test_crawl import article, crawled, linked
from tests.waiting import COMMAND, until

PROGRAM = """
import sys
from models.articles.web.crawl import Options, crawl
from models.articles.web.fetch import Limits
from tests.models.articles.web.site import fetcher_of
if __name__ == "__main__":
    port, start, output = sys.argv[1:]
    limits = Limits(seconds=60.0, pause=0.0)
    print(crawl(start, Options(output), lambda: fetcher_of(int(port), limits=limits)))
"""
WORDS = re.findall(
    r"\w+",
    "harbour ice crew winter rope bread oven flour yeast salt lens star orbit comet night ferry captain island cattle"
    " spring council boat summer diary wind crossing current bell tower bridge market",
)


def post(number: int) -> Answer:
    """An article whose words are its own, as the trap of pages that are all the same would spring otherwise."""
    words = random.Random(number)
    text = "".join(f"<p>{' '.join(words.choices(WORDS, k=30)).capitalize()}, and that was all.</p>" for _ in range(4))
    return Answer(article(number, "/").content.replace(b"<article>", f"<article>{text}".encode()))


@pytest.fixture
def site():
    """An index of indexes, thirty posts of two shapes, and some pages that fail."""
    with Site() as started:
        started.answers["/"] = linked(*(f"/page/{number}" for number in range(5)))
        for number in range(5):
            posts = [f"/{'posts' if place % 2 else 'notes'}/{place}" for place in range(6 * number, 6 * number + 6)]
            started.answers[f"/page/{number}"] = linked(*posts, f"/gone/{number}")
            started.answers |= {path: post(int(path.rpartition("/")[2])) for path in posts}
        yield started


def program(site: Site, folder: Path) -> subprocess.Popen:
    (folder / "program.py").write_text(PROGRAM)
    arguments = [str(site.port), site.url("/"), str(folder / "out")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(folder / "program.py"), *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def by_url(folder: Path, name: str = "data") -> list[tuple[str, str]]:
    """What is in a folder's rows, sorted; no address is there twice."""
    found = sorted((row["url"], row["text"] if name == "data" else row["cause"]) for row in rows(folder, name))
    assert len({url for url, _ in found}) == len(found)
    return found


def test_a_crawl_that_was_killed_goes_on_and_ends_as_if_it_had_not_been(site, tmp_path):
    crawled(site, tmp_path / "whole")
    site.asked.clear()
    for asked in (12, 25):  # in the middle of the first pages, and of those with a template
        with program(site, tmp_path) as process:
            until(lambda asked=asked: len(set(site.paths)) >= asked or process.poll() is not None, COMMAND)
            os.killpg(process.pid, signal.SIGKILL)
        assert not (tmp_path / "out" / "data").exists()
    with program(site, tmp_path) as process:
        printed, _ = process.communicate(timeout=COMMAND)
    assert process.returncode == 0
    assert "30 articles from 41 pages" in printed
    assert by_url(tmp_path / "out") == by_url(tmp_path / "whole")
    assert by_url(tmp_path / "out", "failed") == by_url(tmp_path / "whole", "failed")
    again = Counter(site.paths)
    del again["/"], again["/robots.txt"]  # the start of each
    assert sum(count - 1 for count in again.values()) <= 2  # the pages that the two were at


def test_a_crawl_goes_on_when_more_pages_are_asked_for(site, tmp_path):
    crawled(site, tmp_path / "whole")
    for most in (10, 20):
        assert crawled(site, tmp_path / "out", most).pages == most
    with pytest.raises(ArticlesError, match="all articles already"):
        crawled(site, tmp_path / "out", 20)
    site.asked.clear()
    done = crawled(site, tmp_path / "out", 100)
    assert (done.pages, done.articles) == (41, 30)
    assert [url for url, _ in by_url(tmp_path / "out")] == [url for url, _ in by_url(tmp_path / "whole")]
    assert len(site.paths) == len(set(site.paths)) == 22  # robots.txt, and what had not been read
    with pytest.raises(ArticlesError, match="all articles already"):
        crawled(site, tmp_path / "out", 200)


def test_what_was_killed_while_it_wrote_is_written_again(site, tmp_path):
    crawled(site, tmp_path / "out")
    file = tmp_path / "out" / "data" / "00000.parquet"
    whole = by_url(tmp_path / "out")
    with contextlib.closing(sqlite3.connect(tmp_path / "out" / "crawl.sqlite", isolation_level=None)) as database:
        database.execute("DELETE FROM note WHERE name = 'written'")
    file.write_bytes(file.read_bytes()[:100])
    crawled(site, tmp_path / "out")
    assert by_url(tmp_path / "out") == whole


def test_a_folder_has_the_crawl_of_one_start(site, tmp_path):
    crawled(site, tmp_path / "out", 9)
    with pytest.raises(ArticlesError, match="has the crawl of"):
        crawled(site, tmp_path / "out", 9, path="/page/1")
    (tmp_path / "out" / "crawl.sqlite").unlink()
    with pytest.raises(ArticlesError, match="already"):
        crawled(site, tmp_path / "out", 9)


def test_two_crawls_do_not_write_into_one_folder(site, tmp_path):
    crawled(site, tmp_path / "out", 3)
    state = State(tmp_path / "out" / "crawl.sqlite")
    with pytest.raises(ArticlesError, match="cannot be read"):
        crawled(site, tmp_path / "out", 9)
    state.close()
    (tmp_path / "out" / "crawl.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(ArticlesError, match="cannot be read"):
        crawled(site, tmp_path / "out", 9)


def test_a_step_that_is_left_before_its_end_changes_nothing():
    state = State()
    with pytest.raises(KeyError), state.step():
        state.note("a", 1)
        raise KeyError
    assert state.noted("a") is None
    with state.step():
        state.note("a", {"b": [1]})
    assert state.noted("a") == {"b": [1]}


@pytest.mark.parametrize("number", range(3))
def test_a_page_is_asked_for_once_although_it_fails(site, tmp_path, number):
    site.answers[f"/gone/{number}"] = Answer(b"", 503)
    crawled(site, tmp_path / "out")
    assert site.paths.count(f"/gone/{number}") == 1


MEASURED = """
import sys
from tests.models.articles.batch.test_batch import peaks
from tests.models.articles.web.test_crawl import crawled
from tests.models.articles.web.test_going_on import large_site
from pathlib import Path
if __name__ == "__main__":
    with large_site(int(sys.argv[1])) as site:
        print(crawled(site, Path(sys.argv[2]), 1000))
    print(peaks()["reader"])
"""


def large_site(count: int) -> Site:
    """That many posts of 600 kB, each of a shape of its own, so that all wait for others of theirs."""
    filler = b"<!-- %s -->" % b" ".join(b"%d" % number for number in range(100_000))
    site = Site()
    site.answers["/"] = linked(*(f"/{name}/post" for name in names(count)))
    site.default = lambda path: Answer(post(zlib.crc32(path.encode())).content.replace(b"</body>", filler + b"</body>"))
    return site


def names(count: int) -> list[str]:
    return ["".join(chr(ord("a") + int(digit)) for digit in f"{number:03}") for number in range(count)]


@pytest.mark.skipif(not Path("/proc").exists(), reason="memory is read from /proc")
def test_memory_does_not_grow_with_the_pages(tmp_path):
    """Pages, rows, addresses and the texts that tell traps are on disk; in memory, these would be 60 MB more."""
    most = []
    for count in (15, 115):
        command = [sys.executable, "-c", MEASURED, str(count), str(tmp_path / str(count))]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=COMMAND)
        assert f" articles from {count + 1} pages" in done.stdout, done.stderr
        most.append(int(done.stdout.split()[-1]))
    assert most[1] - most[0] < 20_000, most  # KiB
