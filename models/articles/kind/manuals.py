"""Pages of documentation, of many generators: what Debian's packages named -doc have, a few pages of each.

    python -m models.articles.kind.manuals --out manuals
    python -m models.articles.kind.manuals --out manuals --packages git-doc sqlite3-doc

Those that the bundled checkpoint has learnt from are in `manuals.txt`. They are downloaded with `apt-get download` and
unpacked, not installed. The pages of one package are one site.
"""

import logging
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from models.articles.errors import LabelsError
from models.articles.kind.labelled import PAGES
from models.evaluation import option, parse_options, run

PACKAGES = Path(__file__).with_name("manuals.txt")
SIZES = (3_000, 400_000)  # bytes of a page: less is a frame or a redirection, more an index of everything

log = logging.getLogger(__name__)


@dataclass
class Options:
    """Saves pages of documentation out of Debian's packages."""

    out: str = option("manuals", "folder that gets documentation/<package>/<number>.html")
    packages: list[str] = option([], "names of packages; those of manuals.txt if none is named")
    pages: int = option(4, "pages of each package, drawn by its name")


def save_pages(package: str, out: Path, count: int) -> int:
    """Downloads a package and saves some of its pages; returns how many. Raises LabelsError."""
    with TemporaryDirectory() as folder:
        for command in (["apt-get", "download", package], ["sh", "-c", "dpkg -x *.deb inside"]):
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise LabelsError(f"{package}: {done.stderr.strip()[-200:]}", "Name a package that apt-get has.")
        return copy_pages(Path(folder, "inside"), out / "documentation" / package, count)


def copy_pages(inside: Path, out: Path, count: int) -> int:
    """Copies pages of a readable size, drawn from all folders under one; returns how many."""
    found = sorted({file for pattern in PAGES for file in inside.rglob(pattern) if file.is_file()})
    fit = [file for file in found if SIZES[0] <= file.stat().st_size <= SIZES[1]]
    drawn = random.Random(out.name).sample(fit, min(count, len(fit)))
    for number, file in enumerate(drawn):
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{number}.html{'.gz' if file.suffix == '.gz' else ''}").write_bytes(file.read_bytes())
    return len(drawn)


def save_all(packages: Sequence[str], out: Path, count: int) -> int:
    """Saves pages of every package that can be had; returns how many."""
    saved = 0
    for package in packages:
        try:
            saved += save_pages(package, out, count)
        except LabelsError as error:
            log.warning("%s", error)
    return saved


def main(options: Options) -> None:
    """Saves the pages and prints how many."""
    packages = options.packages or PACKAGES.read_text(encoding="utf-8").split()
    print(f"{save_all(packages, Path(options.out), options.pages)} pages.")


if __name__ == "__main__":
    run(main, lambda: parse_options(Options))
