"""python -m hub_utils.deploy user/kexue-space --private --secret HF_TOKEN --dry-run

Makes or updates the Space: the code in one commit, the weights by reference to their model repos at exact commits,
which the Space fetches while it is built. With --dry-run it only shows what it would do. Secrets are taken from the
environment by their names, never from the command line, where other users of the machine could read them.
"""

import argparse
import re
import sys
from collections.abc import Sequence

from hub_utils.command import exit_status
from hub_utils.deploy import deploy
from hub_utils.errors import BadSettingError


def parse_variables(pairs: Sequence[str]) -> dict[str, str]:
    """Settings as `--variable` gives them, NAME=VALUE. Raises BadSettingError for any other."""
    for pair in pairs:
        if not re.fullmatch(r"[A-Za-z]\w*=.*", pair, re.ASCII | re.DOTALL):
            raise BadSettingError(f"--variable {pair!r} is no NAME=VALUE.", "Write it as in --variable KEXUE_RATE=30.")
    return dict(pair.split("=", 1) for pair in pairs)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.deploy", description=__doc__.partition("\n\n")[2])
    command.add_argument("space", help="where the app is put, as user/space; made if it does not exist")
    command.add_argument("--private", action="store_true", help="make a new one private; refuse a public one")
    command.add_argument("--namespace", help="the account of the model repos, if it is not that of the Space")
    command.add_argument("--bundled", action="store_true", help="send the bundled checkpoints along: no repo is needed")
    command.add_argument(
        "--variable",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of the Space, which everybody may read; may be given several times",
    )
    command.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME",
        help="an environment variable whose value becomes a secret of the Space; may be given several times",
    )
    command.add_argument("--dry-run", action="store_true", help="show what would be sent and write nothing")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    given, secrets = options.pop("variable"), options.pop("secret")
    return exit_status(lambda: print(deploy(variables=parse_variables(given), secrets=secrets, **options)))


if __name__ == "__main__":
    sys.exit(main())
