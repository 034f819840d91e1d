"""Talks as mails, for engines that archive mailing lists."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from models.articles.thread.engines.markup import as_mail
from models.articles.thread.engines.talks import Said, Talk

LIST = "workshop@lists.example"


def message_id(talk: Talk, number: int) -> str:
    """The id of a post as a mail, without angle brackets."""
    return f"{talk.seed}.{talk.language}.{number}@mail.example"


def mail_of(talk: Talk, said: Said) -> bytes:
    """A post as a mail to a list: quoted lines begin with >, the signature stands under two dashes."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="8bit", max_line_length=None))
    mail["From"] = f'"{said.author.name}" <{said.author.login.lower()}@mail.example>'
    mail["To"] = LIST
    mail["Subject"] = talk.title if said.number == 0 else f"Re: {talk.title}"
    mail["Date"] = format_datetime(said.when)
    mail["Message-ID"] = f"<{message_id(talk, said.number)}>"
    if said.number:
        standing = {one.number for one in talk.standing}
        answered = said.answers if said.answers in standing else 0
        mail["In-Reply-To"] = f"<{message_id(talk, answered or 0)}>"
    signature = f"\n\n-- \n{said.author.signature}" if said.author.signature else ""
    mail.set_content(as_mail(said.pieces) + signature, charset="utf-8", cte="8bit")
    return mail.as_bytes()
