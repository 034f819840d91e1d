"""python -m models.articles.thread.engines: pages that engines serve, with their truth."""

import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from models.articles.errors import ArticlesError
from models.articles.thread.engines.engine import Engine, EngineError
from models.articles.thread.engines.known import ENGINES
from models.articles.thread.engines.saving import save_page, write_truth
from models.articles.thread.engines.talks import LANGUAGES, Talk, talks
from models.evaluation import option, parse_options, run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """Thread pages that real engines serve, with their truth."""

    out: str = option("", "folder that gets html/ and truth.jsonl")
    engine: list[str] = option([], "names of engines, or module:Class of your own; all that are known if none is named")
    known: bool = option(False, "only list the engines that are known", "--list")
    home: str = option("", "folder for what is installed; a folder of the user's cache if none is named")
    talks: int = option(12, "number of talks for each engine")
    languages: list[str] = option([], f"languages of the talks, of {' '.join(LANGUAGES)}; all if none is named")
    seed: int = option(0, "another gives other talks")


def engine_of(name: str) -> Engine:
    """The engine of a name that is known, or of module:Class. Raises EngineError."""
    module, _, kind = ENGINES.get(name, name).partition(":")
    try:
        return cast(Engine, getattr(importlib.import_module(module), kind)())
    except (ImportError, AttributeError, ValueError) as error:
        known = ", ".join(sorted(ENGINES))
        raise EngineError(f"There is no engine {name!r}: {error}", f"Name one of {known}, or module:Class.") from error


def default_home() -> Path:
    """Where engines are installed: a folder of the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kexue-engines"


def pages_of(name: str, home: Path, out: Path, told: tuple[Talk, ...]) -> list[dict[str, Any]]:
    """Installs an engine, fills it, saves its pages; answers with their lines of truth. Raises EngineError."""
    engine = engine_of(name)
    folder = home / engine.name
    log.info("%s: installing.", engine.name)
    engine.install(folder)
    log.info("%s: serving %d talks.", engine.name, len(told))
    pages = list(engine.serve(folder, told))  # all, before the first is saved: of an engine that fails nothing is left
    return [save_page(out, engine.name, served) for served in pages]


def main(options: Options) -> None:
    """Saves pages of all engines that are named and prints how many. Raises ArticlesError if no engine served any."""
    if options.known:
        for name in sorted(ENGINES):
            print(f"{name:20} {engine_of(name).kind}")
        return
    if not options.out:
        raise ArticlesError("No folder was named.", "Name one as --out.")
    out, home = Path(options.out), Path(options.home) if options.home else default_home()
    told = talks(options.talks, options.seed, tuple(options.languages) or LANGUAGES)
    lines, failed = _all_pages(options.engine or sorted(ENGINES), lambda name: pages_of(name, home, out, told))
    for name, cause in failed.items():
        print(f"{name}: left out. {cause}")
    if not lines:
        raise ArticlesError("No engine served a page.", "Its cause is told above.")
    write_truth(out, lines)
    print(summary(lines))


def _all_pages(
    names: list[str], pages: Callable[[str], list[dict[str, Any]]]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    lines: list[dict[str, Any]] = []
    failed = {}
    for name in names:
        try:
            lines += pages(name)
        except Exception as error:  # whatever one engine does, the others go on
            log.warning("%s is left out.", name)
            failed[name] = f"{type(error).__name__}: {error}"
    return lines, failed


def summary(lines: list[dict[str, Any]]) -> str:
    """Pages and posts of each engine, in one line."""
    counts: dict[str, list[int]] = {}
    for line in lines:
        count = counts.setdefault(line["engine"], [0, 0])
        count[0] += 1
        count[1] += line["n_posts"]
    parts = [f"{name} {pages} pages {posts} posts" for name, (pages, posts) in counts.items()]
    return "; ".join([*parts, f"together {len(lines)} pages {sum(line['n_posts'] for line in lines)} posts"])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped on the way out
    run(main, lambda: parse_options(Options))
