"""pybbm, filled with talks."""

import collections.abc
import inspect
import tempfile
from pathlib import Path

from django_site import MIDDLEWARE, answer, asked, members, moment, page, start, templates

URLS = """
from django.conf.urls import include, url
from django.contrib import admin
urlpatterns = [
    url(r"^admin/", admin.site.urls),
    url(r"^join/$", admin.site.login, name="registration_register"),
    url(r"^login/$", admin.site.login, name="auth_login"),
    url(r"^accounts/", include("django.contrib.auth.urls")),
    url(r"^forum/", include("pybb.urls", namespace="pybb")),
]
"""
BASE = """<!DOCTYPE html><html><head><title>{% block title %}{% endblock %}</title>{% block extra_head %}{% endblock %}
</head><body><div class="container">{% block breadcrumb %}{% endblock %}{% block content %}{% endblock %}</div>
</body></html>"""
PER_PAGE = 12


def main():
    message = asked()
    collections.Iterable = collections.abc.Iterable
    inspect.getargspec = inspect.getfullargspec  # names that Python 3.11 has no longer
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    (folder / "base.html").write_text(BASE, encoding="utf-8")
    start(
        ["pybb"],
        URLS,
        TEMPLATES=[templates([folder], ["pybb.context_processors.processor"])],
        MIDDLEWARE=[*MIDDLEWARE, "pybb.middleware.PybbMiddleware"],
        PYBB_TOPIC_PAGE_SIZE=PER_PAGE,
        PYBB_DEFAULT_MARKUP="bbcode",
        AUTH_PROFILE_MODULE="pybb.Profile",
    )
    from pybb.models import Category, Forum

    place = Forum.objects.create(name="Workshop", category=Category.objects.create(name="House"))
    answer([one for talk in message["talks"] for one in pages_of(talk, place)])


def pages_of(talk, place):
    from pybb import util
    from pybb.models import Post, Topic

    users = members(talk)
    for person in talk["people"]:
        profile = util.get_pybb_profile(users[person["login"]])
        profile.signature = person["signature"]
        profile.save()
    topic = Topic.objects.create(forum=place, name=talk["title"], user=users[talk["posts"][0]["author"]["login"]])
    for said in talk["posts"]:
        changes = {"created": moment(said["when"]), "updated": moment(said["edited"]) if said["edited"] else None}
        post = Post(
            topic=topic, user=users[said["author"]["login"]], body=said["bbcode"], user_ip="192.0.2.1", **changes
        )
        post.save()
        Post.objects.filter(pk=post.pk).update(**changes)
    found = []
    for number in range(1, -(-len(talk["posts"]) // PER_PAGE) + 1):
        url = f"{topic.get_absolute_url()}?page={number}"
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": page(url, talk["language"])})
    return found


main()
