"""The forum of Fossil, a version control system: posts are artifacts, filed with whatever time they say."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.articles.thread.engines.debian import Debian, Page
from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.environment import run_bounded
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.markup import as_markdown
from models.articles.thread.engines.talks import Said, Talk

SKINS = ("default", "ardoise", "black_and_white", "blitz", "darkmode", "eagle", "khaki", "original", "xekri")
READ = "update user set cap = 'hjor2' where login in ('nobody', 'anonymous'); "
NAMED = "replace into config(name, value, mtime) values ('project-name', 'Workbench', 0);"


class Fossil(Debian):
    """Posts one below another, in order of time or indented as a tree, in nine skins."""

    name = "fossil"
    kind = "forum"
    packages = ("fossil",)
    needed = ("fossil",)
    look = Look(
        post=f"//{of_class('forumTime')} | //{of_class('forumHier')}",
        content=f".//{of_class('forumPostBody')}",
        author=f".//{of_class('forumPostHdr')}/a[1]",
        time=f".//{of_class('forumPostHdr')}",
    )

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Each talk in one skin as a list, in another as a tree."""
        (folder / "artifacts").mkdir()
        roots = [_filed(folder / "artifacts", talk) for talk in talks]
        repository = str(folder / "forum.fossil")
        _run(folder, "reconstruct", repository, str(folder / "artifacts"))
        _run(folder, "sql", "-R", repository, READ + NAMED)
        for at, (talk, root) in enumerate(zip(talks, roots, strict=True)):
            for order in "ch":
                skin = SKINS[(2 * at + (order == "h")) % len(SKINS)]
                path = f"/forumthread/{root}?t={order}"
                yield Page(talk, path, _asked(repository, path, skin, folder), 1, f"{skin}-{order}", _times(talk))


def _run(folder: Path, *words: str, message: str = "") -> str:
    """Fossil wants somebody who works, and a home for its settings."""
    return run_bounded(["fossil", *words], message, USER="keeper", HOME=str(folder))


def _times(talk: Talk) -> dict[int, str]:
    """A post that was edited shows when."""
    return {said.number: f"{said.edited or said.when:%Y-%m-%d %H:%M:%S}" for said in talk.posts}


def _filed(folder: Path, talk: Talk) -> str:
    """Writes a talk's posts as artifacts; the name of the first."""
    names: dict[int, str] = {}
    for said in talk.standing:
        first = names[said.number] = _artifact(folder, talk, said, names, None)
        if said.edited is not None:
            _artifact(folder, talk, said, names, first)
    return names[0]


def _artifact(folder: Path, talk: Talk, said: Said, names: dict[int, str], earlier: str | None) -> str:
    """Cards in the order of their letters, the sum of all before them last; `earlier` is the version it replaces."""
    when = said.when if earlier is None or said.edited is None else said.edited
    cards = [f"D {when:%Y-%m-%dT%H:%M:%S}.000"]
    if said.number or earlier is not None:
        cards.append(f"G {names[0]}")
    if said.number == 0:
        cards.append(f"H {_escaped(talk.title)}")
    else:
        cards.append(f"I {names.get(said.answers or 0, names[0])}")
    cards.append("N text/x-markdown")
    if earlier is not None:
        cards.append(f"P {earlier}")
    text = as_markdown(said.pieces)
    cards += [f"U {_escaped(said.author.name)}", f"W {len(text.encode())}\n{text}"]
    body = "".join(f"{card}\n" for card in cards).encode()
    body += b"Z " + hashlib.md5(body, usedforsecurity=False).hexdigest().encode() + b"\n"
    name = hashlib.sha3_256(body).hexdigest()
    (folder / name).write_bytes(body)
    return name


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(" ", "\\s").replace("\n", "\\n")


def _asked(repository: str, path: str, skin: str, folder: Path) -> bytes:
    """A page, by a request on standard input. Raises EngineError if it is refused."""
    request = f"GET {path} HTTP/1.0\r\nHost: fossil.example\r\n\r\n"
    words = ("http", repository, "--nossl", "--nodelay", "--nocompress", "--skin", skin)
    head, _, body = _run(folder, *words, message=request).partition("\n\n")
    if "200 OK" not in head:
        raise EngineError(f"Fossil refuses {path}: {head[:100]}", "Look at the rights of `nobody`.")
    return body.encode()
