"""Pages that take too long, too much memory or their process with them, and the page after them."""

import ctypes
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree, html

from models.articles import extract, workers
from models.articles.errors import ArticlesError, FetchError, PageError, WorkerError
from models.articles.workers import Bounds, Workers
from tests.waiting import BRISK, PATIENCE, until

ROOT = Path(__file__).parents[3]
SECONDS = 4.0  # that a page may take here
PAGE = b"<html><body><p>The next page.</p></body></html>"


def text_of(page: bytes) -> str:
    """Parses a page as the extraction does, with lxml, and nothing more."""
    return " ".join(html.document_fromstring(page).text_content().split())


def double(number: int) -> int:
    return 2 * number


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def hold(folder: Path) -> None:
    """Says that it is at work, and goes on until it is told to end."""
    (folder / "begun").touch()
    until((folder / "end").exists)


def backtrack(length: int) -> bool:
    """Stays in C for ever, where no signal handler of Python's runs."""
    return bool(re.match(r"(a+)+$", "a" * length + "b"))


def allocate(size: int) -> int:
    return len(bytearray(size))


def crash() -> None:
    ctypes.string_at(0)


def leave() -> None:
    os._exit(3)


def refuse() -> None:
    raise FetchError("It is away.", "Come back.", "status", 404)


def break_down() -> None:
    raise KeyError("no such thing")


def nest(depth: int) -> int:
    return 1 + nest(depth + 1)


def answer_with_a_tree() -> etree._Element:
    return etree.fromstring("<a/>")


class Stubborn:
    """Leaves its process and does not arrive."""

    def __reduce__(self):
        return int, ("no number",)


def answer_stubbornly() -> Stubborn:
    return Stubborn()


def process_id() -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def pool():
    with Workers(1, Bounds(seconds=SECONDS, memory=300_000_000)) as started:
        started.run(double, 1)
        yield started


@pytest.fixture
def next_page(pool):
    """After the test, the next page must be served as if nothing had been."""
    yield
    assert pool.run(text_of, PAGE) == "The next page."


@pytest.mark.parametrize(("function", "argument"), [(sleep, 60.0), (backtrack, 60)])
def test_a_page_that_takes_too_long_is_ended(pool, next_page, function, argument):
    started = time.monotonic()
    with pytest.raises(WorkerError, match="within 4 seconds") as told:
        pool.run(function, argument)
    assert told.value.remedy
    assert SECONDS <= time.monotonic() - started < SECONDS + BRISK


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux only")
def test_a_page_that_takes_too_much_memory_is_ended(pool, next_page):
    assert pool.run(allocate, 100_000_000) == 100_000_000
    with pytest.raises(WorkerError, match="286 MB"):
        pool.run(allocate, 400_000_000)


@pytest.mark.parametrize(("function", "code"), [(crash, "-11"), (leave, "3")])
def test_a_page_that_ends_its_process_is_told(pool, next_page, function, code):
    with pytest.raises(WorkerError, match=rf"ended the process .*\(code {code}\)"):
        pool.run(function)


def test_what_a_function_refuses_arrives_whole(pool, next_page):
    with pytest.raises(FetchError, match=r"It is away\. Come back\.") as told:
        pool.run(refuse)
    assert (told.value.cause, told.value.remedy) == ("It is away.", "Come back.")
    assert (told.value.stage, told.value.status) == ("status", 404)


@pytest.mark.parametrize(
    ("function", "arguments", "name"), [(break_down, (), "KeyError"), (nest, (0,), "RecursionErr")]
)
def test_an_unforeseen_error_is_named_and_its_trace_logged(pool, next_page, caplog, function, arguments, name):
    with pytest.raises(WorkerError, match=name):
        pool.run(function, *arguments)
    assert function.__name__ in caplog.text


def test_an_answer_that_cannot_be_sent_is_an_error(pool, next_page):
    with pytest.raises(WorkerError, match="TypeError"):
        pool.run(answer_with_a_tree)
    with pytest.raises(WorkerError, match="lambda"):
        pool.run(lambda: process_id())


def test_an_answer_that_does_not_arrive_costs_no_process(pool, next_page):
    process = pool.run(process_id)
    with pytest.raises(ValueError, match="no number"):
        pool.run(answer_stubbornly)
    assert pool.run(process_id) == process


def test_what_is_too_large_to_be_sent_is_refused(pool, next_page):
    with pytest.raises(WorkerError, match="100,000,000"):
        pool.run(text_of, bytes(workers.MAX_SENT + 1))


def test_a_process_is_replaced_after_its_pages():
    with Workers(1, Bounds(pages=3)) as pool:
        served = [pool.run(process_id) for _ in range(7)]
    assert [served.count(process) for process in dict.fromkeys(served)] == [3, 3, 1]
    assert os.getpid() not in served


def test_waiting_is_bounded(tmp_path):
    with Workers(1, Bounds(patience=0.2, seconds=PATIENCE)) as pool, ThreadPoolExecutor(1) as threads:
        pool.run(double, 1)
        slow = threads.submit(pool.run, hold, tmp_path)
        until((tmp_path / "begun").exists)
        with pytest.raises(WorkerError, match="at once"):
            pool.run(double, 2)
        (tmp_path / "end").touch()
        assert slow.result() is None
        assert pool.run(double, 3) == 6


def test_many_threads_share_the_processes():
    with Workers(2) as pool, ThreadPoolExecutor(16) as threads:
        assert list(threads.map(lambda number: pool.run(double, number), range(100))) == list(range(0, 200, 2))
        served = set(threads.map(lambda _: pool.run(process_id), range(20)))
    assert 1 <= len(served) <= 2


def test_processes_that_were_killed_while_idle_are_replaced():
    with Workers(1) as pool:
        process = pool.run(process_id)
        os.kill(process, 9)
        until(lambda: not running(process))
        assert pool.run(double, 2) == 4


@pytest.mark.parametrize("ending", ["", "os.kill(os.getpid(), 9)"])
def test_the_shared_processes_end_with_the_one_that_started_them(tmp_path, ending):
    """A program that asks once and ends, by itself or killed; it needs no `if __name__` to survive its own import."""
    program = tmp_path / "program.py"
    program.write_text(
        "import os, sys\nfrom models.articles.workers import run\n"
        f"if __name__ == '__main__':\n    print(run(os.getpid), flush=True)\n    {ending or 'pass'}\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=PATIENCE, env=environment)
    assert done.returncode == (-9 if ending else 0), done.stderr
    until(lambda: not running(int(done.stdout)))


def running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return b"State:\tZ" not in Path(f"/proc/{process}/status").read_bytes()


def hostile_pages() -> dict[str, bytes]:
    """Pages that were made to hurt; each is small to describe and large to parse."""
    attributes = " ".join(f"a{number}=x" for number in range(200_000))
    return {
        "attributes": f"<html><body><p {attributes}>few words</p></body></html>".encode(),
        "nested": b"<html><body>" + b"<div>" * 200_000 + b"deep" + b"</div>" * 200_000 + b"</body></html>",
        "breaks": b"<html><body><p>few words" + b"<br>" * 1_000_000 + b"</p></body></html>",
        "paragraphs": b"<html><body>" + b"<p>Fifty bytes of a paragraph, over and over.</p>\n" * 1_000_000,
        "nuls": b"<html><body>" + bytes(100_000) + b"<p>\xff\xfe\x80 broken \xc3\x28</p>" + bytes(range(256)) * 100,
        "empty": b"",
    }


@pytest.fixture(scope="module")
def reader():
    """With the bounds that visitors get."""
    with Workers(1) as started:
        started.run(double, 1)
        yield started


@pytest.mark.parametrize("name", list(hostile_pages()))
def test_hostile_pages_are_read_or_refused_within_the_limit_and_the_next_page_is_served(reader, name):
    hostile, started = hostile_pages()[name], time.monotonic()
    try:
        answer = reader.run(extract, hostile, None)
    except ArticlesError as error:
        assert isinstance(error, PageError | WorkerError)
        assert error.cause
        assert error.remedy
    else:
        assert isinstance(answer.text, str)
    assert time.monotonic() - started < reader.bounds.seconds + BRISK
    assert reader.run(text_of, PAGE) == "The next page."
