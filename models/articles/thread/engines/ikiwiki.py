"""ikiwiki, a compiler of wikis and blogs: comments below a page, the name after the words."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.environment import run_bounded
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.markup import as_html
from models.articles.thread.engines.talks import Said, Talk

THEMES = {  # theme: HTML 5, how times are written
    "": (1, "%a %d %b %Y %H:%M:%S"),
    "actiontabs": (0, "%d.%m.%Y %H:%M"),
    "blueview": (1, "%Y-%m-%d %H:%M"),
    "goldtype": (0, "%B %d, %Y at %I:%M %p"),
    "monochrome": (1, "%d/%m/%y %H:%M"),
}
DATE = f".//{of_class('comment-header')}//*[self::time or contains(@class, 'date')]"


class Ikiwiki(Debian):
    """Comments in five looks, in HTML 5 and in XHTML; the opening post is the page above them."""

    name = "ikiwiki"
    kind = "comments"
    packages = ("ikiwiki",)
    needed = ("ikiwiki",)
    look = Look(
        post=f"//*[@id='comments']//{of_class('comment')}",
        content=f".//{of_class('inlinecontent')}",
        author=f".//{of_class('comment-header')}//{of_class('author')}",
        time=DATE,
        time_attr=f"{DATE}/@datetime | {DATE}/@title",
    )

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Each talk in two themes."""
        for at, (theme, (html5, times)) in enumerate(THEMES.items()):
            told = [talk for number, talk in enumerate(talks) if (number - at) % len(THEMES) < 2]
            own = folder / (theme or "usual")
            for talk in told:
                _write(own / "source", talk)
            settings = {
                "wikiname": "Workshop",
                "srcdir": str(own / "source"),
                "destdir": str(own / "site"),
                "url": "https://ikiwiki.example",
                "rcs": "",
                "add_plugins": ["comments", "theme", "html", *(["relativedate"] if html5 else [])],
                "comments_pagespec": "talk*",
                "comments_allowauthor": 1,
                "theme": theme,
                "html5": html5,
                "timeformat": times,
            }
            setup = own / "ikiwiki.setup"
            text = f"# IkiWiki::Setup::Yaml - YAML formatted setup file\n{json.dumps(settings, indent=1)}\n"
            setup.write_text(text, encoding="utf-8")
            run_bounded(["ikiwiki", "--setup", str(setup), "--rebuild"], HOME=str(own), TZ="UTC", LC_ALL="C.UTF-8")
            for talk in told:
                html = (own / f"site/talk{talk.seed}/index.html").read_bytes()
                yield Page(talk, f"/talk{talk.seed}/", html, 1, theme, posts=talk.standing[1:])


def _write(source: Path, talk: Talk) -> None:
    """The page of a talk and its comments."""
    folder = source / f"talk{talk.seed}"
    folder.mkdir(parents=True)
    opening, *comments = talk.standing
    text = f'[[!meta title="{talk.title}"]]\n{as_html(opening.pieces)}\n'
    folder.with_suffix(".html").write_text(text, encoding="utf-8")
    for said in comments:
        (folder / f"comment_{said.number}._comment").write_text(_comment(said), encoding="utf-8")


def _comment(said: Said) -> str:
    name = "username" if said.number % 3 else "claimedauthor"
    return (
        f'[[!comment format=html\n {name}="{said.author.name}"\n date="{said.when:%Y-%m-%dT%H:%M:%SZ}"\n'
        f' subject="comment {said.number}"\n content="""\n{as_html(said.pieces)}\n"""]]\n'
    )
