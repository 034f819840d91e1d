"""Texts that are not explained: each error has a cause, with the place, and a remedy."""

from models.recovery.errors import RecoveryError


class CommandError(RecoveryError):
    """A text that cannot be explained as shell commands."""


class NoCommandError(CommandError):
    """There is nothing in the text, or nothing that a shell would run."""


class CommandLengthError(CommandError):
    """The text is longer, or nested deeper, than what is read."""


class ShellSyntaxError(CommandError):
    """A shell would not take the text, or the grammar of bash does not know it. `line` and `column` say where."""

    def __init__(self, cause: str, remedy: str | None = None, line: int = 1, column: int = 1):
        super().__init__(cause, remedy)
        self.line, self.column = line, column
