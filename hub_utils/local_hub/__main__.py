"""python -m hub_utils.local_hub --root DIR --port 7880

Serves a small Hub from a folder. On the first start it makes the user `user` and prints a token.
"""

import argparse
import ipaddress
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import uvicorn

from hub_utils.local_hub.app import build
from hub_utils.local_hub.config import Config
from hub_utils.local_hub.storage.accounts import Accounts
from hub_utils.local_hub.storage.files import only_process
from settings import start_logging

FIRST_USER = "user"
LAST_PORT = 65535
# A client that goes on after a pause finds its connection open: it would have to try again
SERVER: dict[str, Any] = {"log_level": "warning", "timeout_graceful_shutdown": 3, "timeout_keep_alive": 75}  # seconds
SIZES = {
    "part_size": "bytes of a part in which a large file is sent",
    "max_commit": "bytes that the request of one commit may have",
    "max_object": "bytes that a large file may have",
    "max_json": "bytes that any other request may have",
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(prog="python -m hub_utils.local_hub", description="A small Hub in a folder.")
    command.add_argument(
        "--root",
        type=Path,
        default=Path("local_hub_data"),
        help="where accounts and repositories lie (%(default)s)",
    )
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    command.add_argument("--port", type=port_number, default=7880, help="the port to listen on (%(default)s)")
    command.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="USER[=TOKEN]",
        help="gives a user, new or known, a token: the one named, else a random one, which is printed",
    )
    command.add_argument(
        "--org", action="append", default=[], metavar="USER=ORG", help="lets a user write to an organisation's repos"
    )
    for name, meaning in SIZES.items():
        default, flag = getattr(Config(Path()), name), f"--{name.replace('_', '-')}"
        command.add_argument(flag, type=int, default=default, metavar="BYTES", help=f"{meaning} (%(default)s)")
    command.add_argument("--root-path", default="", metavar="/PATH", help="under which a proxy serves this Hub")
    command.add_argument("--xet", action="store_true", help="experimental: take Xet uploads from this machine")
    return command


def port_number(text: str) -> int:
    """A port that can be listened on. Raises ArgumentTypeError."""
    if not (text.isdecimal() and len(text) < 6 and 0 < int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to {LAST_PORT}")
    return int(text)


def register(accounts: Accounts, tokens: Sequence[str], memberships: Sequence[str]) -> dict[str, str]:
    """Adds what the command line names, and a first user where there is none; returns tokens to print, by user."""
    new = {}
    for grant in tokens or ([] if len(accounts) else [FIRST_USER]):
        user, _, token = grant.partition("=")
        given = accounts.add_token(user, token or None)
        if not token:
            new[user] = given
    for membership in memberships:
        user, _, organisation = membership.partition("=")
        accounts.join(user, organisation)
    return new


def greeting(endpoint: str, accounts: Accounts, new: dict[str, str], xet: bool) -> str:
    """How to use this Hub, for the terminal."""
    lines = [f"Local Hub at {endpoint} for {', '.join(accounts.names())}. Stop it with Ctrl+C."]
    for user, token in new.items():
        lines.append(f"Token of {user}, shown only now: {token}")
    token = next(iter(new.values()), "YOUR_TOKEN")
    lines.append("Use it by starting any program with:")
    lines.append(f"  HF_ENDPOINT={endpoint} HF_TOKEN={token}" + ("" if xet else " HF_HUB_DISABLE_XET=1"))
    if not xet:
        lines.append("HF_HUB_DISABLE_XET=1 sends large files through Git LFS; this Hub has no Xet storage.")
    if not new:
        lines.append("A lost token cannot be shown again; --token USER makes a new one.")
    return "\n".join(lines)


def exposure(host: str) -> str:
    """A warning if others than this machine can reach the Hub."""
    with suppress(ValueError):
        if host == "localhost" or ipaddress.ip_address(host).is_loopback:
            return ""
    return f"Warning: at {host} other machines can reach this Hub, and tokens travel unencrypted.\n"


def main(arguments: Sequence[str] | None = None) -> int:
    options = vars(parser().parse_args(arguments))
    start_logging()
    host, port, tokens, memberships = (options.pop(name) for name in ("host", "port", "token", "org"))
    config = Config(**options)
    try:
        config.root.mkdir(parents=True, exist_ok=True)
        with only_process(config.root):
            accounts = Accounts(config.root)
            new = register(accounts, tokens, memberships)
            shown = f"[{host}]" if ":" in host else host
            print(exposure(host), greeting(f"http://{shown}:{port}", accounts, new, config.xet), sep="", flush=True)
            app = build(config, accounts, secrets.token_bytes(32))
            uvicorn.run(app, host=host, port=port, **SERVER)
    except (ValueError, BlockingIOError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{config.root} cannot be used: {error.strerror}. Choose another --root.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
