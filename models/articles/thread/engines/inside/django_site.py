"""A Django site in this process: set up, filled by a script, and asked for pages as its server would serve them."""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

LANGUAGES = {"zh": "zh-hans"}  # Django's name of a language where it is not ours


def asked():
    """The message of the one who runs the script."""
    return json.load(sys.stdin)


def answer(pages):
    """What the script gives back: the last line that it prints."""
    sys.stdout.write("\n" + json.dumps(pages) + "\n")


def start(apps, urls, host="forum.example", **settings):
    """A site with an empty database in a new folder; `urls` is the text of its module of addresses."""
    import django
    from django.conf import settings as site
    from django.core.management import call_command

    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    (folder / "site_urls.py").write_text(urls, encoding="utf-8")
    sys.path.insert(0, str(folder))
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "site.sqlite3")}
    usual = {
        "SECRET_KEY": "seeded talks",
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "INSTALLED_APPS": [*CONTRIB, *apps],
        "MIDDLEWARE": list(MIDDLEWARE),
        "TEMPLATES": [templates()],
        "ROOT_URLCONF": "site_urls",
        "STATIC_URL": "/static/",
        "MEDIA_ROOT": str(folder / "media"),
        "MEDIA_URL": "/media/",
        "SITE_ID": 1,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "USE_L10N": True,
        "LANGUAGE_CODE": "en",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }
    site.configure(**{**usual, **settings})
    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
    if host is None:  # a site without the application of sites
        return folder
    from django.contrib.sites.models import Site

    Site.objects.update(domain=host, name=host)
    return folder


CONTRIB = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
)
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)


def templates(folders=(), processors=(), **options):
    """The setting of Django's own templates."""
    names = ("debug", "request", "i18n", "media", "static", "tz")
    usual = [f"django.template.context_processors.{name}" for name in names]
    usual += ["django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": list(map(str, folders)),
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [*usual, *processors], **options},
    }


def members(talk):
    """A user for each person of a talk, by login; the name is the shown one, accents and spaces in it."""
    from django.contrib.auth import get_user_model

    kind = get_user_model()
    users = {}
    for person in talk["people"]:
        name = f"{person['login'].lower()}@mail.example"
        users[person["login"]], new = kind.objects.get_or_create(username=person["name"], defaults={"email": name})
        if new:
            kind.objects.filter(pk=users[person["login"]].pk).update(date_joined=moment(person["joined"]))
    return users


def moment(text):
    """A time as talks tell it."""
    return datetime.fromisoformat(text)


def page(url, language, host="forum.example", names=LANGUAGES):
    """What the site serves at an address, with the interface in a language."""
    from django.test import Client

    client = Client(HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE=names.get(language, language))
    response = client.get(url, secure=True, follow=True)
    if response.status_code != 200:
        raise SystemExit(f"{url} answers {response.status_code}")
    return response.content.decode("utf-8")


def shown_moment(when, language, names=LANGUAGES):
    """A time as templates show it without a filter."""
    from django.utils import formats, timezone, translation

    with translation.override(names.get(language, language)):
        return formats.localize(timezone.localtime(when), use_l10n=True)
