"""What the commands of hub_utils have in common."""

import sys
from collections.abc import Callable

from hub_utils.errors import HubError
from settings import start_logging


def exit_status(action: Callable[[], object]) -> int:
    """Does what a command was asked for and returns its exit status; a refusal is one line on standard error."""
    start_logging()
    try:
        action()
    except HubError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0
