"""Askbot, filled with talks: the first post is the question, some of those that answer others are comments."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django_site import answer, asked, moment

LANGUAGES = {"zh": "zh-cn"}
OVERRIDES = """
ASKBOT_RATELIMIT_ENABLED = False
RATELIMIT_ENABLE = False
COMPRESS_ENABLED = False
TIME_ZONE = "UTC"
CELERY_TASK_ALWAYS_EAGER = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
"""


def main():
    message = asked()
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    setup = [str(Path(sys.executable).parent / "askbot-setup"), "-r", str(folder / "shedsite"), "--proj-name", "shed"]
    base = [
        "--db-engine",
        "sqlite",
        "--db-name",
        str(folder / "base.sqlite"),
        "--noinput",
        "--domain-name",
        "askbot.example",
    ]
    admin = ["--admin-name", "admin", "--admin-email", "admin@mail.example"]
    subprocess.run([*setup, *base, *admin], check=True, stdout=sys.stderr, timeout=120)
    with (folder / "shedsite" / "shed" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(OVERRIDES)
    sys.path.insert(0, str(folder / "shedsite"))
    os.chdir(folder / "shedsite")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shed.settings"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/base.sqlite"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    answer([one for talk in message["talks"] for one in pages_of(talk)])


def pages_of(talk):
    from askbot.models import Post, Thread
    from django.test import Client
    from django.utils import translation

    users = {person["login"]: user_of(person) for person in talk["people"]}
    first, *rest = talk["posts"]
    thread = Thread.objects.create_new(
        title=talk["title"],
        author=users[first["author"]["login"]],
        added_at=naive(first["when"]),
        wiki=False,
        text=first["markdown"],
        tagnames="workshop",
    )
    answers = {}
    for said in rest:
        author, when, text = users[said["author"]["login"]], naive(said["when"]), said["markdown"]
        if said["answers"] in answers and said["number"] % 2 and len(text) < 500:
            answers[said["answers"]].add_comment(comment=text, user=author, added_at=when)
        else:
            new = Post.objects.create_new_answer(thread=thread, author=author, added_at=when, text=text)
            answers[said["number"]] = new
    language = LANGUAGES.get(talk["language"], talk["language"])
    client = Client(HTTP_HOST="askbot.example", HTTP_ACCEPT_LANGUAGE=language)
    found, number = [], 1
    while True:
        url = f"{thread.get_absolute_url()}?sort=oldest&page={number}"
        translation.activate(language)
        response = client.get(url, follow=True)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}")
        html = response.content.decode("utf-8")
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": html})
        if f"page={number + 1}" not in html:
            return found
        number += 1


def naive(text):
    """A time in UTC, as a site keeps it that knows no time zones."""
    return moment(text).replace(tzinfo=None)


def user_of(person):
    from django.contrib.auth.models import User

    user, new = User.objects.get_or_create(
        username=person["name"], defaults={"email": f"{person['login'].lower()}@mail.example"}
    )
    if new:
        User.objects.filter(pk=user.pk).update(date_joined=naive(person["joined"]))
    return user


main()
