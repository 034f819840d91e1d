"""Mezzanine, a blog: a post for each talk, the talk as its comments, answers within what they answer."""

from html import escape

from django_site import MIDDLEWARE, answer, asked, moment, page, start, templates

URLS = """
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
admin.autodiscover()
urlpatterns = [path("admin/", include(admin.site.urls)), path("", include("mezzanine.urls"))]
urlpatterns.insert(0, path("", TemplateView.as_view(template_name="index.html"), name="home"))
handler404 = "mezzanine.core.views.page_not_found"
"""
PARTS = ("boot", "conf", "core", "generic", "pages", "blog", "forms", "galleries")
OWN = (
    "mezzanine.core.request.CurrentRequestMiddleware",
    "mezzanine.core.middleware.SitePermissionMiddleware",
    "mezzanine.pages.middleware.PageMiddleware",
)


def main():
    message = asked()
    looks = templates((), ["mezzanine.conf.context_processors.settings", "mezzanine.pages.context_processors.page"])
    looks["OPTIONS"]["builtins"] = ["mezzanine.template.loader_tags"]
    looks["APP_DIRS"] = True
    apps = [f"mezzanine.{part}" for part in PARTS]
    start(
        [],
        URLS,
        INSTALLED_APPS=[*FIRST, *apps, "filebrowser_safe", "grappelli_safe", "django_comments"],
        TEMPLATES=[looks],
        MIDDLEWARE=[*MIDDLEWARE, *OWN],
        PACKAGE_NAME_FILEBROWSER="filebrowser_safe",
        PACKAGE_NAME_GRAPPELLI="grappelli_safe",
        COMMENTS_APP="mezzanine.generic",
        AUTHENTICATION_BACKENDS=["mezzanine.core.auth_backends.MezzanineBackend"],
        TESTING=True,
        GRAPPELLI_INSTALLED=False,
        ADD_PAGE_ORDER=(),
        LANGUAGES=[(name, name) for name in ("en", "de", "fr", "es", "ru", "zh-hans")],
    )
    from django.contrib.auth.models import User

    writer = User.objects.create(username="editor")
    answer([pages_of(talk, writer) for talk in message["talks"]])


FIRST = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.redirects",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
)


def pages_of(talk, writer):
    from mezzanine.blog.models import BlogPost
    from mezzanine.generic.models import ThreadedComment

    text = "\n".join(f"<p>{escape(part)}</p>" for part in talk["essay"])
    post = BlogPost.objects.create(title=talk["title"], content=text, user=writer, slug=f"post-{talk['seed']}")
    numbers = {}
    for said in talk["posts"]:
        made = ThreadedComment(
            content_object=post,
            site_id=1,
            user_name=said["author"]["name"],
            user_email=f"{said['author']['login'].lower()}@mail.example",
            user_url="https://home.example" if said["number"] % 3 == 0 else "",
            comment=said["mail"],
            submit_date=moment(said["when"]),
            replied_to=numbers.get(said["answers"]),
        )
        made.save()
        ThreadedComment.objects.filter(pk=made.pk).update(submit_date=moment(said["when"]))
        numbers[said["number"]] = made
    url = post.get_absolute_url()
    return {"talk": talk["seed"], "url": url, "number": 1, "html": page(url, talk["language"])}


main()
