"""The base of every error that people see: it says why, and what to do."""

from typing import Any, Self


class ExplainedError(Exception):
    """Something that cannot be served. `cause` says why, `remedy` what to do.

    It passes between processes whole: an exception's own way to be pickled hands its message on alone, and a worker's
    error would arrive as a broken pool.
    """

    remedy = "Read the log."

    def __init__(self, cause: str, remedy: str | None = None):
        self.cause, self.remedy = cause, remedy or self.remedy
        super().__init__(f"{self.cause} {self.remedy}")

    def __reduce__(self) -> tuple[Any, ...]:
        return self._restored, (self.args, self.__dict__)

    @classmethod
    def _restored(cls, arguments: tuple[Any, ...], state: dict[str, Any]) -> Self:
        error = cls.__new__(cls, *arguments)
        error.__dict__.update(state)
        return error


class UnforeseenError(ExplainedError):
    """An error that nobody foresaw, where only its kind may be told; the log has the rest."""

    remedy = "Try again with other settings; if it stays, tell whoever runs this app."
