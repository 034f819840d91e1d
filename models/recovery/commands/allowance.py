"""How much of a text is read: with the functions that it calls and the texts that it runs, or it would have no end."""

from dataclasses import dataclass

from models.recovery.commands.errors import CommandLengthError

MAX_COMMANDS = 2_000  # of a text; one of a function counts anew each time that it is called
MAX_STEPS = 40_000  # through a text, twice as many as it may have characters: parts of its tree, and words
MAX_DEPTH = 60  # of parts within parts
MAX_STAGES = 500  # of a pipe


@dataclass
class Allowance:
    """What has been read of one text, and of all that it calls and runs; it is never set back."""

    commands: int = 0
    steps: int = 0

    def step(self, depth: int, steps: int = 1) -> None:
        """Counts parts or words that are read. Raises CommandLengthError."""
        self.steps += steps
        if depth > MAX_DEPTH:
            raise too_long(f"The text is nested more than {MAX_DEPTH} deep.")
        if self.steps > MAX_STEPS:
            raise too_long(f"With its functions the text has more than {MAX_STEPS:,} parts.")

    def command(self) -> None:
        """Counts a command. Raises CommandLengthError."""
        self.commands += 1
        if self.commands > MAX_COMMANDS:
            raise too_long(f"With its functions the text has more than {MAX_COMMANDS:,} commands.")


def too_long(cause: str) -> CommandLengthError:
    """The refusal of a text that is too long, too deep or too wide."""
    return CommandLengthError(cause, "Ask about a part of it.")
