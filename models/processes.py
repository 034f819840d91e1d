"""Processes that share a command's work, and import what they are asked to do rather than the command itself.

Python's spawned processes first import the module that their parent was started as: for a training that is TensorFlow,
three seconds of a core and 500 MB for each of them, to draw pictures or to segment text.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import context as contexts
from multiprocessing.context import BaseContext, SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any


def executor(workers: int, initializer: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """Runs functions in `workers` processes; none of a module that was started as a command, `__main__`."""
    return ProcessPoolExecutor(workers, _Context(), initializer)


def forking(preload: Sequence[str]) -> BaseContext:
    """Begins processes as copies of one that has imported modules; on Windows each imports what it needs."""
    if sys.platform == "win32":
        return _Context()
    forks = _ForkContext()
    forks.set_forkserver_preload([*preload])
    return forks


class _Process(SpawnProcess):
    @staticmethod
    def _Popen(process: BaseProcess) -> Any:  # its name in multiprocessing
        with _main_unnamed():
            return SpawnProcess._Popen(process)


class _Context(SpawnContext):
    Process = _Process


if sys.platform != "win32":

    class _Fork(contexts.ForkServerProcess):
        @staticmethod
        def _Popen(process: BaseProcess) -> Any:
            with _main_unnamed():
                return contexts.ForkServerProcess._Popen(process)

    class _ForkContext(contexts.ForkServerContext):
        Process = _Fork


@contextmanager
def _main_unnamed() -> Iterator[None]:
    """As where code is given on the command line: nothing says from where `__main__` could be imported."""
    main = vars(sys.modules["__main__"])
    kept: dict[str, Any] = {name: main[name] for name in ("__spec__", "__file__") if name in main}
    main |= dict.fromkeys(kept)
    try:
        yield
    finally:
        main |= kept
