"""MHonArc, which makes pages of mailboxes: a mail a page, or all mails of a thread on one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from lxml import html

from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.engine import EngineError, Shown
from models.articles.thread.engines.environment import run_bounded
from models.articles.thread.engines.looks import Look, text_of
from models.articles.thread.engines.mails import mail_of, message_id
from models.articles.thread.engines.talks import Talk

EXAMPLES = Path("/usr/share/doc/mhonarc/examples")
QUOTES = "<MIMEArgs>\ntext/plain; fancyquote nonfixed\n</MIMEArgs>\n"  # quoted lines in elements, and no <pre>
INCLUDED = re.compile(r'<!--#include virtual="(.*?)" -->')
DATE = re.compile(r"<(?:b|em)>Date(?::</b>|</em>:) *(.*?)<")
FROM = re.compile(r"<(?:b|em)>From(?::</b>|</em>:) *(.*?) *&lt;")
MAIL = re.compile(
    r"<!--X-Subject-Header-Begin-->(?P<head>.*?)<!--X-Body-of-Message-->(?P<body>.*?)<!--X-Body-of-Message-End-->",
    re.DOTALL,
)
SIGNATURE = re.compile(r"(^|\n|>)-- ?\s*(\n|<br>).*", re.DOTALL)


class Mhonarc(Debian):
    """Headers as a list above preformatted text; between mails there are only rules, no elements."""

    name = "mhonarc"
    kind = "list"
    packages = ("mhonarc",)
    needed = ("mhonarc", str(EXAMPLES / "blog.mrc"))
    look = Look(post="//div", content="p", author="b", time="i")

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """The first and the last mail of each talk, and all mails on one page."""
        (folder / "quotes.mrc").write_text(QUOTES, encoding="ascii")
        for at, talk in enumerate(talks):
            own = folder / str(talk.seed)
            own.mkdir()
            box = b"".join(_boxed(mail_of(talk, said)) for said in talk.standing)
            (own / "mailbox").write_bytes(box)
            yield from self._alone(own, talk)
            quotes = [folder / "quotes.mrc"] if at % 2 else []
            made = _made(own, "blog", EXAMPLES / "blog.mrc", *quotes)
            index = (made / "index.shtml").read_text(encoding="utf-8")
            parts = INCLUDED.split(index)  # every other one is a file's name
            parts[1::2] = [(made / name).read_text(encoding="utf-8") for name in parts[1::2]]
            whole = "".join(parts)
            yield Page(talk, f"/{talk.seed}/index.shtml", whole.encode(), 1, "blog-quotes" if quotes else "blog")

    def _alone(self, folder: Path, talk: Talk) -> Iterator[Page]:
        made = _made(folder, "usual")
        pages = {path.name: path.read_text(encoding="utf-8") for path in made.glob("msg*.html")}
        for said in dict.fromkeys((talk.standing[0], talk.standing[-1])):
            mark = f"<!--X-Message-Id: {message_id(talk, said.number)} -->"
            found = [name for name, page in pages.items() if mark in page]
            if len(found) != 1:
                raise EngineError(f"{mark} is on {len(found)} pages.", "Look at what mhonarc made of the mailbox.")
            path = f"/{talk.seed}/{found[0]}"
            yield Page(talk, path, pages[found[0]].encode(), said.number + 1, "usual", posts=(said,))

    def shown(self, page: Page) -> tuple[Shown, ...]:
        """The mails by the comments around their parts, for no element holds one."""
        told = "".join(map(_marked, MAIL.finditer(page.html.decode("utf-8"))))
        return super().shown(replace(page, html=f"<main>{told}</main>".encode()))


def _boxed(mail: bytes) -> bytes:
    return b"From keeper@lists.example Thu Jan  1 00:00:00 1970\n" + mail.replace(b"\r\n", b"\n") + b"\n\n"


def _made(folder: Path, name: str, *resources: Path) -> Path:
    """The folder of pages made of the mailbox, in UTF-8."""
    made = folder / name
    made.mkdir()
    options = [word for path in (EXAMPLES / "utf-8-encode.mrc", *resources) for word in ("-rcfile", str(path))]
    run_bounded(["mhonarc", "-quiet", "-outdir", str(made), *options, str(folder / "mailbox")], TZ="UTC")
    return made


def _marked(mail: re.Match[str]) -> str:
    author, time = FROM.search(mail["head"]), DATE.search(mail["head"])
    if author is None or time is None:
        raise EngineError("A mail has no From or Date.", "Look whether mhonarc's pages have changed.")
    body = text_of(html.fragment_fromstring(SIGNATURE.sub("", mail["body"]), create_parent="div"))
    name = author[1].replace("&quot;", "").strip('"')
    return f"<div><b>{name}</b><i>{time[1]}</i><p>{escape(body)}</p></div>"
