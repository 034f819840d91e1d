"""python -m hub_utils.publish checkpoints/captcha user/captcha --tag v1 --private --dry-run

Shows what changes and publishes it; with --dry-run it only shows. The token is taken from HF_TOKEN, never from the
command line, where other users of the machine could read it.
"""

import argparse
import sys
from collections.abc import Sequence

from hub_utils.errors import HubError
from hub_utils.publish import plan, publish


def parser() -> argparse.ArgumentParser:
    """The command line; argparse, since HfArgumentParser knows no positional arguments."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.publish", description=__doc__.partition("\n\n")[2])
    command.add_argument("folder", help="checkpoint folder")
    command.add_argument("repo", help="user/repo")
    command.add_argument("--tag", help="name for the commit, such as v1")
    command.add_argument("--private", action="store_true", help="make a new repo private")
    command.add_argument("--message", help="title of the commit")
    command.add_argument("--endpoint", help="another Hub than HF_ENDPOINT or huggingface.co")
    command.add_argument("--dry-run", action="store_true", help="write nothing")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    dry_run = options.pop("dry_run")
    try:
        print(plan(**options))
        if not dry_run:
            print(f"Published at {publish(**options)}.")
    except HubError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
