"""Misago, filled with talks; PostgreSQL runs in a scratch folder."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django_site import answer, asked, moment, page, start, templates

URLS = """
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from misago.core.views import home_redirect
urlpatterns = [
    path("", include("misago.urls", namespace="misago")),
    path("django-i18n.js", JavaScriptCatalog.as_view(packages=["misago"]), name="django-i18n"),
]
handler403 = "misago.core.errorpages.permission_denied"
handler404 = "misago.core.errorpages.page_not_found"
"""
MIDDLEWARE = [
    "misago.cache.middleware.cache_versions_middleware",
    "misago.conf.middleware.dynamic_settings_middleware",
    "misago.socialauth.middleware.socialauth_providers_middleware",
    "misago.users.middleware.RealIPMiddleware",
    "misago.core.middleware.FrontendContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "misago.users.middleware.UserMiddleware",
    "misago.acl.middleware.user_acl_middleware",
    "misago.core.middleware.ExceptionHandlerMiddleware",
    "misago.users.middleware.OnlineTrackerMiddleware",
    "misago.threads.middleware.UnreadThreadsCountMiddleware",
]
PICTURE = "https://pictures.example/avatar.png"


def main():
    message = asked()
    from misago.settings import INSTALLED_APPS, TEMPLATE_CONTEXT_PROCESSORS

    with database() as host:
        database_of = {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres", "HOST": host}
        looks = templates()
        looks["OPTIONS"]["context_processors"] = TEMPLATE_CONTEXT_PROCESSORS
        start(
            [],
            URLS,
            host=None,
            INSTALLED_APPS=[name for name in INSTALLED_APPS if name != "debug_toolbar"],
            TEMPLATES=[looks],
            MIDDLEWARE=MIDDLEWARE,
            DATABASES={"default": database_of},
            AUTH_USER_MODEL="misago_users.User",
            MISAGO_ADDRESS="https://misago.example/",
            MISAGO_POSTS_PER_PAGE=12,
            LOGIN_URL="misago:login",
            LOGOUT_URL="misago:logout",
            LOGIN_REDIRECT_URL="misago:index",
            INSTALLED_PLUGINS=[],
            MISAGO_NOTIFICATIONS_RETRY_DELAY=5,
        )
        answer([one for talk in message["talks"] for one in pages_of(talk)])


@contextmanager
def database():
    """PostgreSQL in a scratch folder while it is needed: the folder of its socket."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="base-", dir="/tmp"))  # a path that another user may enter
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    try:
        if as_user:
            shutil.chown(folder, "postgres")
        control = [*as_user, str(programs / "pg_ctl"), "-s", "-w", "-D", str(folder / "base")]
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/", "timeout": 120}
        subprocess.run([*control, "initdb", "-o", "-U postgres -A trust -E UTF8 --no-locale"], **quiet)
        options = f"-c listen_addresses= -c fsync=off -k {folder}"
        subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], **quiet)
        try:
            yield str(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pages_of(talk):
    from misago.categories.models import Category
    from misago.core.utils import slugify
    from misago.threads.checksums import update_post_checksum
    from misago.threads.models import Post, Thread

    place = Category.objects.get(slug="first-category")
    users = {person["login"]: user_of(person) for person in talk["people"]}
    opener, began = users[talk["posts"][0]["author"]["login"]], moment(talk["posts"][0]["when"])
    thread = Thread.objects.create(
        category=place,
        title=talk["title"],
        slug=slugify(talk["title"]) or "thread",
        started_on=began,
        last_post_on=began,
        starter=opener,
        starter_name=opener.username,
        starter_slug=opener.slug,
        last_poster=opener,
        last_poster_name=opener.username,
        last_poster_slug=opener.slug,
    )
    for said in talk["posts"]:
        author, when = users[said["author"]["login"]], moment(said["when"])
        post = Post.objects.create(
            category=place,
            thread=thread,
            poster=author,
            poster_name=author.username,
            original=said["markdown"],
            parsed=said["html"],
            posted_on=when,
            updated_on=moment(said["edited"] or said["when"]),
            edits=1 if said["edited"] else 0,
        )
        update_post_checksum(post)
        post.save()
    thread.synchronize()
    thread.save()
    found, number = [], 1
    while True:
        url = f"/t/{thread.slug}/{thread.pk}/" + (f"{number}/" if number > 1 else "")
        html = page(url, talk["language"])
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": html})
        if f'/t/{thread.slug}/{thread.pk}/{number + 1}/"' not in html:
            return found
        number += 1


def user_of(person):
    from django.contrib.auth import get_user_model

    kind = get_user_model()
    name = person["login"]
    known = kind.objects.filter(username=name).first()
    if known:
        return known
    user = kind.objects.create_user(name, f"{name.lower()}@mail.example", joined_from_ip="192.0.2.1")
    user.avatars = [{"size": size, "url": PICTURE} for size in (400, 200, 100, 64, 40, 20)]
    user.posts = len(name) * 17
    user.joined_on = moment(person["joined"])
    user.save()
    return user


main()
