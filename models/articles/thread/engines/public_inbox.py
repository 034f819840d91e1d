"""public-inbox, an archive of mailing lists whose pages are preformatted text."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from lxml import html

from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.engine import Shown
from models.articles.thread.engines.environment import INSIDE, run_bounded
from models.articles.thread.engines.looks import Look
from models.articles.thread.engines.mails import LIST, mail_of, message_id
from models.articles.thread.engines.talks import Talk

SITE = "https://public-inbox.example"
POST = re.compile(
    r"^From: (?P<author>.*?) @ (?P<time>\d{4}-\d\d-\d\d +\d+:\d\d UTC) .*?\n\n(?P<content>.*?)\s*^\^ permalink",
    re.MULTILINE | re.DOTALL,
)
SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)


class PublicInbox(Debian):
    """Whole mails one below another, or nested as a tree, between lists of the thread."""

    name = "public-inbox"
    kind = "list"
    packages = ("public-inbox", "git", "libplack-perl", "libdbd-sqlite3-perl")
    needed = ("public-inbox-init", "git", "/usr/share/perl5/Plack/Test.pm")
    look = Look(post="//div", content="pre", author="b", time="i")

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Each talk flat and nested, in an inbox of its own: mails with the same subject would be one thread."""
        for talk in talks:
            own = folder / str(talk.seed)
            (own / "mails").mkdir(parents=True)
            for said in talk.standing:
                (own / "mails" / f"{said.number:04}.eml").write_bytes(mail_of(talk, said))
            inbox = ("-V2", "-L", "basic", "workshop", str(own / "inbox"), f"{SITE}/workshop", LIST)
            _run(own, "public-inbox-init", *inbox)
            paths = {view: f"/workshop/{message_id(talk, 0)}/{view[0]}/" for view in ("T flat", "t nested")}
            script = str(INSIDE / "public_inbox.pl")
            answer = _run(own, "perl", script, str(own / "mails"), *(SITE + path for path in paths.values()))
            for (view, path), page in zip(paths.items(), json.loads(answer.splitlines()[-1]), strict=True):
                yield Page(talk, path, page.encode("latin-1"), 1, view[2:])

    def shown(self, page: Page) -> tuple[Shown, ...]:
        """The mails by the lines around them, for no element holds one alone."""
        root = html.fromstring(page.html.decode("utf-8"))
        found = (POST.search("".join(map(str, pre.itertext()))) for pre in root.iter("pre"))
        told = "".join(_marked(post) for post in found if post)
        return super().shown(replace(page, html=f"<main>{told}</main>".encode()))


def _marked(post: re.Match[str]) -> str:
    content = SIGNATURE.sub("", post["content"])
    return f"<div><b>{escape(post['author'])}</b><i>{post['time']}</i><pre>{escape(content)}</pre></div>"


def _run(folder: Path, *command: str) -> str:
    """A command with a home and a name of its own."""
    who = {"GIT_AUTHOR_NAME": "keeper", "GIT_AUTHOR_EMAIL": LIST, "GIT_COMMITTER_NAME": "keeper"}
    own = {"HOME": str(folder), "PI_CONFIG": str(folder / "config"), "GIT_COMMITTER_EMAIL": LIST}
    return run_bounded(command, "", None, **who, **own)
