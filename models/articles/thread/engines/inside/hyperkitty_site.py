"""HyperKitty, the archive of Mailman 3, filled with talks as mails."""

import importlib
from email.message import EmailMessage
from email.utils import format_datetime

from django_site import answer, asked, moment, page, start

LIST = "workshop@lists.example"


def main():
    message = asked()
    usual = importlib.import_module("hyperkitty.tests.settings_test")
    own = {name: getattr(usual, name) for name in dir(usual) if name.isupper()}
    for name in ("DATABASES", "ALLOWED_HOSTS", "LOGGING", "LANGUAGE_CODE"):
        own.pop(name, None)
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    folder_of_search = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
    start([], "", **{**own, "CACHES": memory, "HAYSTACK_CONNECTIONS": folder_of_search})
    from hyperkitty.models import MailingList

    MailingList.objects.create(name=LIST, display_name="Workshop", list_id=LIST.replace("@", "."))
    answer([one for talk in message["talks"] for one in pages_of(talk)])


def pages_of(talk):
    from hyperkitty.lib.incoming import add_to_list
    from hyperkitty.models import Email

    for said in talk["posts"]:
        add_to_list(LIST, mail_of(talk, said))
    thread = Email.objects.get(message_id=name_of(talk, 0)).thread
    sort = "date" if talk["seed"] % 2 else "thread"
    url = f"/list/{LIST}/thread/{thread.thread_id}/?noscript&sort={sort}"
    html = page(url, talk["language"])
    return [{"talk": talk["seed"], "url": url, "number": 1, "html": html}]


def mail_of(talk, said):
    mail = EmailMessage()
    again = "" if said["number"] == 0 else "Re: "
    mail["Subject"] = again + talk["title"]
    mail["From"] = f'"{said["author"]["name"]}" <{said["author"]["login"].lower()}@mail.example>'
    mail["Date"] = format_datetime(moment(said["when"]))
    mail["Message-ID"] = f"<{name_of(talk, said['number'])}>"
    if said["number"]:
        mail["In-Reply-To"] = f"<{name_of(talk, said['answers'] or 0)}>"
    signature = said["author"]["signature"]
    mail.set_content(said["mail"] + (f"\n\n-- \n{signature}" if signature else ""))
    return mail


def name_of(talk, number):
    return f"{talk['seed']}.{number}@mail.example"


main()
