"""The process in which visitors' trainings run, started by `workers`; it imports neither Gradio nor a tab.

    python -m demos.shared.process 5     its end of the connection is file descriptor 5

It is told ("run", number, function, arguments), ("next", number) when one more frame may be sent, and ("stop", number).
It answers ("frame", number, frame), ("end", number, the last frame or None) and ("error", number, the error).
"""

import _thread
import gc
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from traceback import walk_stack
from types import FrameType
from typing import Any

from errors import ExplainedError, UnforeseenError

_IMPORTS = "<frozen importlib._bootstrap>"  # the code that every import runs in
NICE = 10  # the server that answers everybody goes first
log = logging.getLogger(__name__)


class _Stopped(BaseException):
    """Raised in the middle of a training; no Exception, so that nothing on the way takes it for its own."""


class Process:
    """Runs one task after another in the main thread, while another thread listens to what is said."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._tasks: queue.Queue[tuple[int, Callable[..., Iterator[Any]], tuple[Any, ...]]] = queue.Queue()
        self._may_send = threading.Event()
        self._stopped: set[int] = set()
        self._running: int | None = None  # the task whose generator is at work at this moment

    def serve(self) -> None:
        """Until the server is gone."""
        signal.signal(signal.SIGINT, self._interrupt)
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            self._run(*self._tasks.get())
            _forget()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                match self._connection.recv():
                    case ("run", number, function, arguments):
                        self._tasks.put((number, function, arguments))
                    case ("next", _):
                        self._may_send.set()
                    case ("stop", number):
                        self._stopped.add(number)
                        _thread.interrupt_main()
        os._exit(0)  # the server is gone: nothing here is of use to anybody

    def _interrupt(self, _: int = 0, at: FrameType | None = None) -> None:
        """Ends what runs if it is to stop, and all of the process in the midst of an import: what TensorFlow has
        registered by then stays, and it could be imported by nobody after."""
        if self._running not in self._stopped:
            return
        if any(frame.f_code.co_filename == _IMPORTS for frame, _ in walk_stack(at)):
            os._exit(0)
        raise _Stopped

    def _run(self, number: int, function: Callable[..., Iterator[Any]], arguments: tuple[Any, ...]) -> None:
        self._may_send.set()  # the first frame is always wanted
        try:
            self._connection.send(("end", number, self._send(number, function(*arguments))))
        except Exception as error:
            if number in self._stopped:  # a library has made an error of its own of _Stopped, and may be left in pieces
                os._exit(0)
            if not isinstance(error, ExplainedError):
                log.exception("A training met an error that nobody foresaw.")
                error = UnforeseenError(f"The training failed: {type(error).__name__}.")
            self._connection.send(("error", number, error))

    def _send(self, number: int, frames: Iterator[Any]) -> Any:
        """Sends frames that are asked for until it is over or stopped; returns the last one if that was not sent."""
        unsent = None
        while True:
            try:
                with self._interruptible(number):
                    unsent = next(frames)
            except (StopIteration, _Stopped):
                return unsent
            if self._may_send.is_set():
                self._may_send.clear()
                self._connection.send(("frame", number, unsent))
                unsent = None

    @contextmanager
    def _interruptible(self, number: int) -> Iterator[None]:
        self._running = number
        try:
            self._interrupt()  # for what was said while a frame was sent
            yield
        finally:
            self._running = None


def _forget() -> None:
    """Gives back what Keras holds of the last training."""
    if keras := sys.modules.get("keras"):
        keras.utils.clear_session()
    gc.collect()


def _yield_to_others() -> None:
    """Goes last for the processors, and first if the machine runs out of memory."""
    with suppress(OSError, AttributeError):
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _import_less() -> None:
    """Lets Keras do without pandas, which it takes along where it is: 30 MB and half a second of each process."""
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]  # so `import` says that there is none


def main() -> None:
    """Serves the server that has started this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this process by leaving
    _yield_to_others()
    _import_less()
    with Connection(int(sys.argv[1])) as connection:
        Process(connection).serve()


if __name__ == "__main__":
    main()
