"""Makes sure that a Chromium is there for the browser tests: `python -m tests.browser.install`."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from tests.browser import chromium

DEBIAN = ("chromium", "fonts-noto-cjk")  # the font, so that screenshots show Chinese


def main() -> int:
    """Finds a browser or installs one; 0 if one is there in the end, 1 with a sentence if not."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for step in (lambda: None, by_apt, by_playwright):
        step()
        if path := chromium.find():
            print(f"Browser tests use {path}.")
            return 0
    message = "No Chromium starts here and none could be installed: install one (Debian: apt-get install chromium)."
    print(message, file=sys.stderr)
    return 1


def by_apt(packages: Sequence[str] = DEBIAN) -> None:
    """Debian's packages, where we may install them."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get", "update")
        run("apt-get", "install", "-y", "--no-install-recommends", *packages)


def by_playwright() -> None:
    """Playwright's own download, with the libraries that it needs where we may install them."""
    libraries = ["--with-deps"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    run(sys.executable, "-m", "playwright", "install", *libraries, "chromium")


def run(*command: str) -> None:
    """Runs a step whose failure only means that the next one is tried."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode:
        print(f"{' '.join(command)} failed.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
