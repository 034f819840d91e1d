"""python -m hub_utils.publish checkpoints/captcha user/captcha --tag v1 --private --dry-run

Shows what changes and publishes it; with --dry-run it only shows. The token is taken from HF_TOKEN, never from the
command line, where other users of the machine could read it.
"""

import argparse
import sys
from collections.abc import Sequence

from hub_utils.command import exit_status
from hub_utils.publish import plan, publish


def parser() -> argparse.ArgumentParser:
    """The command line; argparse, since HfArgumentParser knows no positional arguments."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.publish", description=__doc__.partition("\n\n")[2])
    command.add_argument("folder", help="the checkpoint folder that is published")
    command.add_argument("repo", help="the model repo, as user/repo; made if it does not exist")
    command.add_argument("--tag", help="a name for the commit, such as v1; no tag that is there is ever moved")
    command.add_argument("--private", action="store_true", help="make a new one private; refuse a public one")
    command.add_argument("--message", help="the title of the commit; by default the model and its headline number")
    command.add_argument("--endpoint", help="the address of another Hub than HF_ENDPOINT or huggingface.co")
    command.add_argument("--dry-run", action="store_true", help="show what would be sent and write nothing")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    dry_run = options.pop("dry_run")

    def show_and_publish() -> None:
        print(plan(**options))
        if not dry_run:
            print(f"Published at {publish(**options)}.")

    return exit_status(show_and_publish)


if __name__ == "__main__":
    sys.exit(main())
