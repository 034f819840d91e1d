"""python -m hub_utils.promote captcha v2 --repo user/captcha

Compares what the cards of a revision and of today's pin say, and moves the pin and the tag `stable` to the revision
unless it is worse; with --force also then, which the pin table and the tag say.
"""

import argparse
import sys
from collections.abc import Sequence

from hub_utils import pins
from hub_utils.errors import HubError
from hub_utils.promote import promote


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.promote", description=__doc__.partition("\n\n")[2])
    command.add_argument("name", choices=list(pins.TABLE), help="which checkpoint")
    command.add_argument("revision", help="branch, tag or commit")
    command.add_argument("--repo", help="user/repo; by default the one that the settings name")
    command.add_argument("--force", action="store_true", help="move the pin although it is worse")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        promote(**vars(parser().parse_args(arguments)))
    except HubError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
