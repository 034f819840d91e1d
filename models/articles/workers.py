"""Pages are parsed in processes of their own, which can be ended: a page that takes too long or too much memory, or
that brings down a C library, costs its own answer and no other. Threads are no place for it: trafilatura crashes there.

    article = run(extract, html, url)     from any thread; the processes are started by the first call and shared

The processes are pebble's. They are forked from a server that has the parser loaded, so that a new one costs
milliseconds; where the system has no such server, each loads it anew.
"""

import importlib
import logging
import os
import pickle
import signal
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from traceback import format_exc
from typing import Any, TypeVar, cast

from pebble import ProcessExpired, ProcessPool

from models import processes
from models.articles.errors import ArticlesError, WorkerError

Answer = TypeVar("Answer")

# Before the first page, and before memory is measured
LOADED = ("models.articles.article.extraction", "models.articles.thread.extraction")
OUT_OF_MEMORY = 77  # exit code of a process that reached its limit, of no other meaning
START = 60.0  # seconds until a process must have taken up its page
MAX_SENT = 100_000_000  # bytes or characters that are sent to a process; the parser itself refuses far less

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bounds:
    """What one page may cost: seconds, and bytes over what a process has when it starts.

    A process serves `pages` pages and is then replaced, since parsers keep some memory. `patience` is how many seconds
    a page waits for a free process.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    pages: int = 500
    patience: float = 20.0


class Workers:
    """A number of processes that answer one call each at a time; safe between threads.

    `with Workers(1) as workers:` ends them; those that are not ended so end with this process.
    """

    def __init__(self, processes: int = min(4, os.cpu_count() or 1), bounds: Bounds | None = None):
        self.processes, self.bounds = processes, bounds or Bounds()
        self._free = threading.BoundedSemaphore(processes)
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def run(self, function: Callable[..., Answer], *arguments: Any) -> Answer:
        """What `function` of these arguments is, computed in another process.

        Args:
            function: one that the process can import by its name.
            arguments: what it is called with; they and the answer are pickled.

        Raises:
            ArticlesError: what the function refused.
            WorkerError: no process was free in time, or the page took too long, took too much memory, ended its
                process, or met an error that nobody foresaw.
        """
        if sum(len(argument) for argument in arguments if isinstance(argument, bytes | str)) > MAX_SENT:
            raise WorkerError(f"The page has more than {MAX_SENT:,} bytes.", "Save the part that holds the text.")
        if not self._free.acquire(timeout=self.bounds.patience):
            raise WorkerError("Too many pages are being read at once.", "Try again in a minute.")
        try:
            return self._answer(function, arguments)
        finally:
            self._free.release()

    def close(self) -> None:
        """Ends the processes; a later call starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()

    def _answer(self, function: Callable[..., Answer], arguments: tuple) -> Answer:
        for _ in range(2):  # a pool that is broken by no fault of this page is replaced once
            pool = self._running_pool()
            try:
                future = pool.schedule(_call, (function, arguments), timeout=self.bounds.seconds)
                answered, content, trace = future.result(self.bounds.seconds + START)
            except TimeoutError:
                if not future.done():
                    self._discard(pool)
                    break
                cause = f"The page could not be read within {self.bounds.seconds:g} seconds."
                raise WorkerError(cause, "Give the part of it that holds the text.") from None
            except ProcessExpired as error:
                raise self._expiry(error.exitcode) from None
            except (TypeError, AttributeError, pickle.PicklingError) as error:
                raise WorkerError(f"The page cannot be sent to a process: {error}.", "Report it.") from error
            except (BrokenProcessPool, RuntimeError) as error:
                log.warning("The processes that read pages are started anew: %s.", error)
                self._discard(pool)
            else:
                if trace:
                    log.warning("A page met an error that nobody foresaw.\n%s", trace)
                value = pickle.loads(content)
                if answered:
                    return cast(Answer, value)
                raise value
        raise WorkerError("The processes that read pages do not start.", "Try again in a minute.")

    def _expiry(self, code: int) -> WorkerError:
        if code == OUT_OF_MEMORY:
            cause = f"The page took more than {self.bounds.memory / 2**20:,.0f} MB of memory."
            return WorkerError(cause, "Give the part of it that holds the text.")
        return WorkerError(f"The page ended the process that read it (code {code}).", "Save it from a browser anew.")

    def _running_pool(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=self.processes,
                    max_tasks=self.bounds.pages,
                    initializer=_begin,
                    initargs=(self.bounds.memory,),
                    context=processes.forking(LOADED),
                )
            return self._pool

    def _discard(self, pool: ProcessPool) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.stop()


def _begin(memory: int) -> None:
    """Makes a new process one that can be ended at any time, at the latest by its memory (Linux only)."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # no handler of Python's runs while a parser in C is at work
    for module in LOADED:
        importlib.import_module(module)
    sizes = Path("/proc/self/statm")
    if not sizes.exists():
        return
    import resource  # here: not on every system

    limit = int(sizes.read_text().split()[0]) * resource.getpagesize() + memory
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY or limit <= hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # if the machine runs short, this one goes first


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[bool, bytes, str]:
    """In the process: whether there is an answer, that or the error, and the trace of an error that nobody foresaw.

    Pickled here, since pebble gives up all processes for an answer that it cannot unpickle.
    """
    try:
        return True, pickle.dumps(function(*arguments)), ""
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # a heap that has grown so far is not given back
    except ArticlesError as error:
        return False, pickle.dumps(error), ""
    except Exception as error:
        cause = f"The page could not be read ({type(error).__name__})."
        return False, pickle.dumps(WorkerError(cause, "Save it from a browser anew.")), format_exc()


_shared = Workers()


def warm() -> None:
    """Starts the shared processes, so that the first visitor does not wait for them; returns when one is there."""
    _shared.run(os.getpid)


def run(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """`Workers.run` in the processes that this whole process shares."""
    return _shared.run(function, *arguments)
