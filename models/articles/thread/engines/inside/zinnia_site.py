"""Zinnia, a blog: an entry for each talk, the talk as its comments."""

import re
from html import escape

from django_site import MIDDLEWARE, answer, asked, moment, page, start, templates

URLS = """
from django.contrib import admin
from django.urls import include, path
urlpatterns = [
    path("admin/", admin.site.urls),
    path("comments/", include("django_comments.urls")),
    path("weblog/", include("zinnia.urls")),
]
"""

_compile = re.compile


def compiled(pattern, flags=0):
    """Addresses of the engine with a flag that Python 3.11 takes only in front, and which is the rule anyway."""
    return _compile(pattern.replace("(?u)", "") if isinstance(pattern, str) else pattern, flags)


def main():
    message = asked()
    re.compile = compiled
    start(
        ["django_comments", "mptt", "tagging", "zinnia"],
        URLS,
        TEMPLATES=[templates((), ["zinnia.context_processors.version"])],
        MIDDLEWARE=MIDDLEWARE,
        ZINNIA_PING_EXTERNAL_URLS=False,
        ZINNIA_SAVE_PING_DIRECTORIES=False,
        ZINNIA_AUTO_CLOSE_COMMENTS_AFTER=None,
    )
    from django.contrib.sites.models import Site
    from zinnia.models import Author, Category

    Category.objects.create(title="House", slug="house")
    writer = Author.objects.create(username="editor", email="editor@mail.example")
    site = Site.objects.get_current()
    entries = [(talk, filled(talk, writer, site)) for talk in message["talks"]]
    answer(
        [{"talk": talk["seed"], "url": url, "number": 1, "html": page(url, talk["language"])} for talk, url in entries]
    )


def filled(talk, writer, site):
    """The address of a talk's entry."""
    import django_comments
    from django.contrib.contenttypes.models import ContentType
    from zinnia.managers import PUBLISHED
    from zinnia.models import Entry

    entry = Entry.objects.create(
        title=talk["title"],
        slug=f"entry-{talk['seed']}",
        content="\n".join(f"<p>{escape(part)}</p>" for part in talk["essay"]),
        status=PUBLISHED,
        publication_date=moment("2009-05-04T10:00:00+00:00"),
        tags="workshop, house",
        comment_count=len(talk["posts"]),
    )
    entry.sites.add(site)
    entry.authors.add(writer)
    kind = django_comments.get_model()
    for said in talk["posts"]:
        kind.objects.create(
            content_type=ContentType.objects.get_for_model(Entry),
            object_pk=str(entry.pk),
            site=site,
            user_name=said["author"]["name"],
            user_email=f"{said['author']['login'].lower()}@mail.example",
            user_url="https://home.example" if said["number"] % 3 == 0 else "",
            comment=said["mail"],
            submit_date=moment(said["when"]),
        )
    Entry.objects.filter(pk=entry.pk).update(comment_count=len(talk["posts"]))
    entry.refresh_from_db()
    return entry.get_absolute_url()


main()
