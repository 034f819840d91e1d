"""Engines from PyPI: packages to install, a script that fills the engine, and where its pages show what."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from models.articles.thread.engines.engine import Kind, Served
from models.articles.thread.engines.environment import install_packages, run_inside
from models.articles.thread.engines.looks import Look, read
from models.articles.thread.engines.talks import Talk


class Packaged:
    """An engine that is installed by pip and filled by a script of the folder `inside`.

    The script gives a list of pages: `talk` (its seed), `url` (path), `number`, `html`, and where they help `variant`,
    which names one of `looks`, and `times`, the time of each post as the engine shows it among other words.
    """

    name: ClassVar[str]
    kind: ClassVar[Kind]
    packages: ClassVar[tuple[str, ...]]
    script: ClassVar[str]
    look: ClassVar[Look]
    looks: ClassVar[dict[str, Look]] = {}  # by variant, where its look is another

    def install(self, home: Path) -> None:
        """Installs the packages. Raises EngineError."""
        install_packages(home, self.packages)

    def serve(self, home: Path, talks: Sequence[Talk]) -> Iterator[Served]:
        """Runs the script and reads the posts of its pages. Raises EngineError."""
        by_seed = {talk.seed: talk for talk in talks}
        for page in run_inside(home, self.script, talks):
            yield self._served(page, by_seed[page["talk"]])

    def _served(self, page: dict[str, Any], talk: Talk) -> Served:
        variant = page.get("variant", "")
        times = {int(number): time for number, time in page.get("times", {}).items()}
        html = page["html"].encode("utf-8")
        posts = read(html, self.looks.get(variant, self.look), talk, times=times)
        url = f"https://{self.name}.example{page['url']}"
        return Served(url, html, page["number"], talk, posts, variant)
