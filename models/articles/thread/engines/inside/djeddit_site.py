"""Djeddit, filled with talks: trees of answers by votes."""

from django_site import MIDDLEWARE, answer, asked, members, moment, page, shown_moment, start, templates

URLS = """
from django.conf.urls import include, url
from django.contrib import admin
urlpatterns = [url(r"^admin/", admin.site.urls), url(r"^r/", include("djeddit.urls"))]
"""


def main():
    message = asked()
    start(
        ["crispy_forms", "mptt", "meta", "djeddit"],
        URLS,
        TEMPLATES=[templates((), ["djeddit.context_processors.djeddit_settings"])],
        MIDDLEWARE=MIDDLEWARE,
        CRISPY_TEMPLATE_PACK="bootstrap3",
        META_SITE_PROTOCOL="https",
        META_USE_SITES=True,
    )
    from djeddit.models import Topic

    topic = Topic.objects.create(title="Workshop", description="Tools")
    answer([pages_of(talk, topic) for talk in message["talks"]])


def pages_of(talk, topic):
    from djeddit.models import Post, Thread

    users, posts, thread = members(talk), {}, None
    for said in talk["posts"]:
        parent = posts.get(said["answers"] or 0) or posts.get(0)
        if parent is not None:
            parent = Post.objects.get(pk=parent.pk)
        post = Post(content=said["mail"], created_by=users[said["author"]["login"]], parent=parent)
        post._upvotes, post._downvotes = said["number"] * 7 % 11, said["number"] % 3
        post.save()
        posts[said["number"]] = post
        if thread is None:
            thread = Thread.objects.create(title=talk["title"][:70], topic=topic, op=post)
        when = moment(said["when"])
        Post.objects.filter(pk=post.pk).update(created_on=when, modified_on=moment(said["edited"] or said["when"]))
    url = thread.get_absolute_url()
    html = page(url, talk["language"])
    times = {0: shown_moment(moment(talk["posts"][0]["when"]), talk["language"])}  # who opened stands in a sentence
    return {"talk": talk["seed"], "url": url, "number": 1, "html": html, "times": times}


main()
