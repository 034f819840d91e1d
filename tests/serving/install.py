"""Makes sure that what stands beside the app on several machines is there: `python -m tests.serving.install`."""

import argparse
import sys

from tests.browser.install import by_apt
from tests.models.recovery.install import missing

PACKAGES = {"redis-server": ("redis-server",), "nginx-light": ("nginx",)}  # of Debian, with what the tests use of each


def main() -> int:
    """Finds the servers or installs them; 0 if both are there in the end, 1 with a sentence if not."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if missing(PACKAGES):
        by_apt(missing(PACKAGES))
    if lacking := missing(PACKAGES):
        print(f"No {' and no '.join(lacking)}: install them (Debian: apt-get install).", file=sys.stderr)
        return 1
    print("Several machines are tested with Redis and nginx.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
