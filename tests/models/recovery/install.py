"""Makes sure that the tools are there that make disk images: `python -m tests.models.recovery.install`."""

import argparse
import os
import shutil
import sys

from tests.browser.install import by_apt

PACKAGES = {  # of Debian, with what the tests use of each
    "e2fsprogs": ("mke2fs", "debugfs"),
    "dosfstools": ("mkfs.vfat",),
    "mtools": ("mcopy", "mdel"),
    "ntfs-3g": ("mkntfs", "ntfscp"),
}
PEERS = {"foremost": ("foremost",), "scalpel": ("scalpel",), "testdisk": ("photorec",), "binutils": ("strings",)}
PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"))


def main() -> int:
    """Finds the tools or installs them; 0 if all are there in the end, 1 with a sentence if not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="also what the benchmark compares with")
    packages = PACKAGES | (PEERS if parser.parse_args().peers else {})
    if missing(packages):
        by_apt(missing(packages))
    if lacking := missing(packages):
        print(f"No tools of {', '.join(lacking)}: install them (Debian: apt-get install).", file=sys.stderr)
        return 1
    print(f"Images are made with the tools of {', '.join(packages)}.")
    return 0


def missing(packages: dict[str, tuple[str, ...]]) -> list[str]:
    """The packages of which a tool cannot be found."""
    return [name for name, tools in packages.items() if not all(shutil.which(tool, path=PATH) for tool in tools)]


if __name__ == "__main__":
    sys.exit(main())
