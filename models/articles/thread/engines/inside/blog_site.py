"""A blog whose articles are Django's flat pages: what applications of comments are put under."""

import tempfile
from html import escape
from pathlib import Path

from django_site import MIDDLEWARE, start, templates

TOP = """<!DOCTYPE html>
{% load i18n %}{% get_current_language as language %}
<html lang="{{ language }}"><head><meta charset="utf-8">
<title>{{ flatpage.title }} - The Shed</title></head>
<body><header class="masthead"><a href="/">The Shed</a><ul class="menu"><li><a href="/garden/">Garden</a></li>
<li><a href="/bread/">Bread</a></li><li><a href="/about/">About</a></li></ul></header>
<main class="container"><article class="story"><h1>{{ flatpage.title }}</h1>
<p class="byline">editor, <time datetime="2009-05-04">4. 5. 2009</time></p>{{ flatpage.content|safe }}</article>
"""
END = """</main><aside class="side"><h3>More</h3><p><a href="/garden/">Garden</a></p></aside>
<footer>The Shed, since 2009</footer></body></html>"""


def start_blog(apps, urls, comments, **settings):
    """A blog; `comments` is the template of what stands under an article, by the name of a variant."""
    folder = Path(tempfile.mkdtemp(prefix="templates-"))
    (folder / "flatpages").mkdir()
    (folder / "base.html").write_text("{% block content %}{% endblock %}", encoding="utf-8")
    for variant, template in comments.items():
        (folder / "flatpages" / f"{variant}.html").write_text(TOP + template + END, encoding="utf-8")
    start(
        ["django.contrib.flatpages", *apps],
        f"""
from django.contrib.flatpages import views
from django.urls import include, path
urlpatterns = [{urls} path("<path:url>", views.flatpage)]
""",
        TEMPLATES=[templates([folder])],
        MIDDLEWARE=MIDDLEWARE,
        **settings,
    )


def article(talk, variant):
    """The article of a talk."""
    from django.contrib.flatpages.models import FlatPage
    from django.contrib.sites.models import Site

    text = "\n".join(f"<p>{escape(part)}</p>" for part in talk["essay"])
    page = FlatPage.objects.create(
        url=f"/{variant}/{talk['seed']}/",
        title=talk["title"],
        content=text,
        template_name=f"flatpages/{variant}.html",
    )
    page.sites.set(Site.objects.all())
    return page
