"""Engines from Debian's packages: installed by apt where we may, filled in a folder that is new each time."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from models.articles.thread.engines.engine import EngineError, Kind, Served, Shown
from models.articles.thread.engines.environment import run_bounded
from models.articles.thread.engines.looks import Look, read
from models.articles.thread.engines.talks import Said, Talk


@dataclass(frozen=True)
class Page:
    """A page of a talk; `url` is its path.

    Attributes:
        times: the time of each post by its number, where the page shows it among other words.
        posts: those of the talk that may be on the page; all that nobody deleted if None.
    """

    talk: Talk
    url: str
    html: bytes
    number: int = 1
    variant: str = ""
    times: Mapping[int, str] = field(default_factory=dict)
    posts: Sequence[Said] | None = None


class Debian:
    """An engine of Debian's packages. A subclass says which, where its pages show what, and how it is filled.

    Attributes:
        packages: what apt installs.
        needed: programs, or files and folders by their path, that show that they are installed.
        look: where its pages show what; `looks` by variant, where that is another.
    """

    name: ClassVar[str]
    kind: ClassVar[Kind]
    packages: ClassVar[tuple[str, ...]]
    needed: ClassVar[tuple[str, ...]]
    look: ClassVar[Look]
    looks: ClassVar[dict[str, Look]] = {}

    def install(self, home: Path) -> None:
        """Installs the packages, as root on Debian. Raises EngineError that says what is missing elsewhere."""
        home.mkdir(parents=True, exist_ok=True)
        install_debian(self.packages, self.needed)

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Fills a new instance in an empty folder and yields its pages. Raises EngineError."""
        raise NotImplementedError

    def serve(self, home: Path, talks: Sequence[Talk]) -> Iterator[Served]:
        """The pages with their posts. Raises EngineError."""
        folder = home / "instance"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for page in self.pages(folder.resolve(), talks):
            url = f"https://{self.name}.example{page.url}"
            yield Served(url, page.html, page.number, page.talk, self.shown(page), page.variant)

    def shown(self, page: Page) -> tuple[Shown, ...]:
        """The posts that a page shows, in page order. Raises EngineError if one of them was not said."""
        return read(page.html, self.looks.get(page.variant, self.look), page.talk, page.posts, page.times)


def install_debian(packages: Sequence[str], needed: Sequence[str]) -> None:
    """Installs packages by apt, unless all that is needed of them is there.

    Args:
        packages: names of Debian's packages.
        needed: programs, or files and folders by their path.

    Raises EngineError that names the packages if they are missing and we may not install them. Services that a
    package brings are not started where the machine's policy-rc.d says so; each engine starts its own.
    """
    if not missing(needed):
        return
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise EngineError(f"{', '.join(missing(needed))} is missing, and this is not Debian.", "Leave this engine out.")
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        raise EngineError(f"{', '.join(missing(needed))} is missing.", f"Run `{command}` as root.")
    run_bounded(["apt-get", "update", "--quiet"])
    run_bounded([*command.split(), "-y"], DEBIAN_FRONTEND="noninteractive")
    if missing(needed):
        raise EngineError(
            f"{', '.join(missing(needed))} did not come with {', '.join(packages)}.", "Mend its packages."
        )


def missing(needed: Sequence[str]) -> list[str]:
    """Those that are not there: programs, or paths."""
    return [name for name in needed if not (Path(name).exists() if "/" in name else shutil.which(name))]


def debian_files(home: Path, packages: Sequence[str]) -> Path:
    """The folder `home/files` with what Debian's packages hold, unpacked there and nowhere else. Raises EngineError."""
    files, done = home / "files", home / "unpacked.txt"
    if done.is_file() and done.read_text(encoding="utf-8") == "\n".join(packages):
        return files
    for program in ("apt-get", "dpkg-deb"):
        if not shutil.which(program):
            raise EngineError(f"{', '.join(packages)} is missing, and this is not Debian.", "Leave this engine out.")
    shutil.rmtree(home / "archives", ignore_errors=True)
    (home / "archives").mkdir(parents=True)
    run_bounded(["apt-get", "download", "--quiet", *packages], folder=home / "archives")
    for archive in sorted((home / "archives").glob("*.deb")):
        run_bounded(["dpkg-deb", "--extract", str(archive), str(files)])
    shutil.rmtree(home / "archives")
    done.write_text("\n".join(packages), encoding="utf-8")
    return files
