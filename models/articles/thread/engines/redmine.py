"""Redmine, a tracker with boards: the same talks as topics of a board and as issues with notes."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.environment import INSIDE, run_bounded, told
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.talks import Talk

SHARED = "/usr/share/redmine"
OWN = "instances/talks"  # Debian's Redmine keeps its settings by the name of an instance


class Redmine(Debian):
    """Relative times with the whole one in a title; the opening post comes again on every page of a topic."""

    name = "redmine"
    kind = "tracker"
    packages = ("redmine", "redmine-sqlite")
    needed = ("ruby", f"{SHARED}/config.ru")
    look = Look(
        post=f"//{of_class('message', tag='div')} | //{of_class('issue', tag='div')} | //{of_class('has-notes')}",
        content=f".//{of_class('wiki', tag='div')}",
        author=f".//{of_class('user', tag='a')}",
        time=".//a[@title and contains(@href, 'activity')]",
        time_attr=".//a[@title and contains(@href, 'activity')]/@title",
    )

    def install(self, home: Path) -> None:
        """A copy with a database that holds what is usual. Raises EngineError."""
        super().install(home)
        if (home / "installed.txt").is_file():
            return
        shutil.rmtree(home / "site", ignore_errors=True)
        run_bounded(["cp", "-rL", SHARED, str(home / "site")])
        for name in ("tmp/cache", "log", "files", "config"):
            (home / "site" / OWN / name).mkdir(parents=True, exist_ok=True)
        database = {"adapter": "sqlite3", "database": str((home / "talks.sqlite3").resolve())}
        settings = json.dumps({"production": database})  # which is YAML too
        (home / "site" / OWN / "config/database.yml").write_text(settings, encoding="utf-8")
        for task in ("db:migrate", "redmine:load_default_data"):
            _rails(home / "site", task)
        shutil.copy(home / "talks.sqlite3", home / "usual.sqlite3")
        (home / "installed.txt").write_text("\n".join(self.packages), encoding="utf-8")

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Runs the script `inside/redmine.rb`."""
        site = folder.parent / "site"
        shutil.copy(folder.parent / "usual.sqlite3", folder.parent / "talks.sqlite3")
        message = json.dumps({"talks": [told(talk) for talk in talks]})
        answer = _rails(site, "runner", str(INSIDE / "redmine.rb"), message=message)
        by_seed = {talk.seed: talk for talk in talks}
        for page in json.loads(answer.splitlines()[-1]):
            talk, html = by_seed[page["talk"]], page["html"].encode()
            yield Page(talk, page["url"], html, page["number"], page["variant"])


def _rails(site: Path, *words: str, message: str = "") -> str:
    usual = {"RAILS_ENV": "production", "REDMINE_LANG": "en", "TZ": "UTC", "SECRET_KEY_BASE": "seed" * 16}
    return run_bounded(["bin/rails", *words], message, site, REDMINE_INSTANCE=Path(OWN).name, **usual)
