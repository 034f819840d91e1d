"""Engines of Debian's packages: what is missing is said, instances are new, archives of mails are read."""

import hashlib
import os
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from html import escape
from typing import ClassVar

import pytest

from models.articles.thread.engines.database import mariadb
from models.articles.thread.engines.debian import Debian, Page, debian_files, install_debian, missing
from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.fossil import Fossil
from models.articles.thread.engines.looks import Look
from models.articles.thread.engines.mails import mail_of, message_id
from models.articles.thread.engines.markup import as_html, as_mail
from models.articles.thread.engines.mhonarc import Mhonarc
from models.articles.thread.engines.public_inbox import PublicInbox
from models.articles.thread.engines.talks import LANGUAGES, talk

ROWS = Look(post="//tr", content="td[2]", author="td[1]", time="td[3]")
LISTS = Look(post="//li", content="p", author="b", time=None)
TALK = talk(11, "fr", 20)


class Wall(Debian):
    """A table in one variant, a list in the other; each row tells its time among other words."""

    name = "wall"
    kind = "forum"
    packages = ("the-wall",)
    needed = ("sh",)
    look = ROWS
    looks: ClassVar = {"list": LISTS}

    def pages(self, folder, talks):
        assert list(folder.iterdir()) == []
        (folder / "used").touch()
        for one in talks:
            half = one.standing[10:]
            rows = "".join(
                f"<tr><td>{escape(said.author.name)}<td>{as_html(said.pieces)}<td>on {said.when:%d.%m.%Y}, one day</tr>"
                for said in half
            )
            times = {said.number: f"{said.when:%d.%m.%Y}" for said in half}
            yield Page(one, f"/{one.seed}", f"<table>{rows}</table>".encode(), 2, times=times, posts=half)
            items = "".join(f"<li><b>{escape(said.author.name)}</b><p>" + text_of(said) for said in one.standing)
            yield Page(one, f"/{one.seed}/list", items.encode(), variant="list")


def text_of(said):
    return escape(as_mail(said.pieces))


def test_pages_have_their_posts_and_a_new_instance_each_time(tmp_path):
    for _ in range(2):
        table, items = Wall().serve(tmp_path, [TALK])
    assert (table.url, table.number, table.variant) == (f"https://wall.example/{TALK.seed}", 2, "")
    assert [post.said for post in table.posts] == [said.number for said in TALK.standing[10:]]
    assert [post.time for post in table.posts] == [f"{said.when:%d.%m.%Y}" for said in TALK.standing[10:]]
    assert (items.variant, items.number) == ("list", 1)
    assert [post.said for post in items.posts] == [said.number for said in TALK.standing]
    assert {post.time for post in items.posts} == {None}


def test_a_page_of_another_talk_is_refused(tmp_path):
    class Mixed(Wall):
        def pages(self, folder, talks):
            for page in super().pages(folder, talks):
                yield replace(page, talk=talk(12, "fr", 20), posts=None)

    with pytest.raises(EngineError, match="nobody said"):
        list(Mixed().serve(tmp_path, [TALK]))


def test_a_post_that_stands_on_another_page_is_refused(tmp_path):
    class Late(Wall):
        def pages(self, folder, talks):
            for page in super().pages(folder, talks):
                yield replace(page, posts=TALK.standing[:3])

    with pytest.raises(EngineError, match="nobody said"):
        list(Late().serve(tmp_path, [TALK]))


def test_what_is_missing_is_found_by_name_and_by_path(tmp_path):
    (tmp_path / "there").touch()
    needed = ["sh", "no-such-program", str(tmp_path / "there"), str(tmp_path / "away")]
    assert missing(needed) == ["no-such-program", str(tmp_path / "away")]


def test_nothing_is_installed_where_nothing_is_missing(tmp_path):
    Wall().install(tmp_path / "home")
    assert (tmp_path / "home").is_dir()


def test_elsewhere_than_on_debian_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="no-such-program is missing, and this is not Debian"):
        install_debian(["the-wall"], ["no-such-program"])
    with pytest.raises(EngineError, match="the-wall is missing, and this is not Debian"):
        debian_files(tmp_path, ["the-wall"])
    with pytest.raises(EngineError, match="There is no mariadb-install-db"), mariadb(tmp_path / "database"):
        pass


def test_who_is_not_root_is_told_the_command(tmp_path, monkeypatch):
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\ntouch ran\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(EngineError, match="no-such-program is missing") as caught:
        install_debian(["the-wall", "its-door"], ["no-such-program"])
    assert "apt-get install --no-install-recommends the-wall its-door" in caught.value.remedy
    assert not (tmp_path / "ran").exists()


def test_packages_that_bring_too_little_are_named(tmp_path, monkeypatch):
    apt = tmp_path / "apt-get"
    apt.write_text(f"#!/bin/sh\necho $DEBIAN_FRONTEND $@ >> {tmp_path}/ran\n")
    apt.chmod(0o755)
    monkeypatch.delenv("DEBIAN_FRONTEND", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(EngineError, match="no-such-program did not come with the-wall"):
        install_debian(["the-wall"], ["no-such-program"])
    assert (tmp_path / "ran").read_text() == (
        "update --quiet\nnoninteractive install --no-install-recommends the-wall -y\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_say_who_when_and_to_whom(language):
    one = talk(9, language, 40)
    standing = {said.number for said in one.standing}
    signed = 0
    for said in one.standing:
        mail = message_from_bytes(mail_of(one, said), policy=policy.default)
        assert mail["From"].addresses[0].display_name == said.author.name
        assert mail["Date"].datetime == said.when.replace(microsecond=0)
        assert mail["Message-ID"] == f"<{message_id(one, said.number)}>"
        text, _, signature = mail.get_content().replace("\r\n", "\n").partition("\n\n-- \n")
        assert text.strip() == as_mail(said.pieces).strip()
        assert signature.strip() == said.author.signature
        signed += bool(signature)
        assert bool(said.number) == ("In-Reply-To" in mail) == mail["Subject"].startswith("Re: ")
        if said.number:
            answered = said.answers if said.answers in standing else 0
            assert mail["In-Reply-To"] == f"<{message_id(one, answered)}>"
    assert signed


def test_what_answers_a_deleted_post_answers_the_first():
    first, *others = TALK.posts
    answer = next(said for said in others if said.answers)
    gone = tuple(replace(said, deleted=said.number == answer.answers) for said in TALK.posts)
    mail = message_from_bytes(mail_of(replace(TALK, posts=gone), answer), policy=policy.default)
    assert mail["In-Reply-To"] == f"<{message_id(TALK, first.number)}>"


def test_preformatted_mails_are_read_without_their_signatures():
    first, second = TALK.standing[:2]
    page = "".join(
        f"<pre>* <b>Re</b>\nFrom: {escape(said.author.name)} @ {said.when:%Y-%m-%d %H:%M} UTC (<a>permalink</a>)\n"
        f"  To: workshop\n\n{text_of(said)}\n\n-- \nSent from the shed\n\n<a>^</a> <a>permalink</a> raw\n</pre><hr>"
        for said in (first, second)
    )
    shown = PublicInbox().shown(Page(TALK, "/", f"<html><pre>help</pre>{page}</html>".encode()))
    assert [post.said for post in shown] == [0, second.number]
    assert [post.author for post in shown] == [first.author.name, second.author.name]
    assert shown[0].time.startswith(f"{first.when:%Y-%m-%d}") and shown[0].time.endswith("UTC")
    assert "shed" not in shown[0].text and shown[0].text == " ".join(as_mail(first.pieces).split())


@pytest.mark.parametrize("head", ["<ul><li><em>{}</em>: {}</li></ul>", "<p><b>{}:</b> {}<br></p>"])
def test_mails_between_comments_are_read_by_their_headers(head):
    said = TALK.standing[0]
    fields = head.format("Date", "Mon, 06 Feb 2023 05:33:00") + head.format(
        "From", f"&quot;{said.author.name}&quot; &lt;someone@mail.example&gt;"
    )
    body = f"<pre>{text_of(said)}\n\n-- \n{escape('Sent <from> the shed')}\n</pre>"
    page = (
        f"<html><!--X-Subject-Header-Begin--><h1>{TALK.title}</h1>{fields}<!--X-Body-of-Message-->{body}"
        "<!--X-Body-of-Message-End--><ul><li>Prev by Date</li></ul></html>"
    )
    (post,) = Mhonarc().shown(Page(TALK, "/", page.encode()))
    assert (post.author, post.time) == (said.author.name, "Mon, 06 Feb 2023 05:33:00")
    assert post.text == " ".join(as_mail(said.pieces).split())
    with pytest.raises(EngineError, match="no From or Date"):
        Mhonarc().shown(Page(TALK, "/", page.replace("From", "Sender").encode()))


@pytest.mark.skipif(shutil.which("fossil") is None, reason="Fossil is not installed")
def test_a_forum_of_fossil_shows_what_was_filed(tmp_path):
    made = talk(3, "zh", 14)
    first = made.posts[0]
    named = replace(first.author, name="Old \\ Gregg")
    opening = replace(first, author=named, edited=first.when + timedelta(minutes=9))
    one = replace(made, posts=(opening, *made.posts[1:]))
    served = list(Fossil().serve(tmp_path, [one]))
    assert [page.variant for page in served] == ["default-c", "ardoise-h"]
    for page in served:
        assert sorted(post.said for post in page.posts) == [said.number for said in one.standing]
        assert (page.posts[0].author, page.posts[0].time) == ("Old \\ Gregg", f"{opening.edited:%Y-%m-%d %H:%M:%S}")
    for artifact in (tmp_path / "instance/artifacts").iterdir():
        body, mark, total = artifact.read_bytes().rpartition(b"Z ")
        assert mark and total.strip().decode() == hashlib.md5(body).hexdigest()
        cards = re.sub(rb"\nW \d+\n.*", b"\nW", body, flags=re.DOTALL).split(b"\n")
        assert [card[:1] for card in cards] == sorted(card[:1] for card in cards)
