"""python -m hub_utils.promote captcha v2 --repo user/captcha

Compares what the cards of a revision and of today's pin say, and moves the pin and the tag `stable` to the revision
unless it is worse; with --force also then, which the pin table and the tag say.
"""

import argparse
import sys
from collections.abc import Sequence

from hub_utils import pins
from hub_utils.command import exit_status
from hub_utils.promote import promote


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.promote", description=__doc__.partition("\n\n")[2])
    command.add_argument("name", choices=list(pins.TABLE), help="which checkpoint is to be served at another revision")
    command.add_argument("revision", help="the branch, tag or commit of its repo that is to be served")
    command.add_argument("--repo", help="the repo, as user/repo; by default the one that the settings name")
    command.add_argument("--force", action="store_true", help="move the pin to a worse one too, and write that down")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    return exit_status(lambda: promote(**options))


if __name__ == "__main__":
    sys.exit(main())
