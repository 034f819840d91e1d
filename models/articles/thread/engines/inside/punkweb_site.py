"""PunkwebBB, filled with talks."""

from django_site import answer, asked, members, moment, page, start, templates

URLS = """
from django.urls import include, path
urlpatterns = [path("board/", include("punkweb_bb.urls"))]
"""


def main():
    message = asked()
    start(["punkweb_bb"], URLS, TEMPLATES=[templates((), ["punkweb_bb.context_processors.punkweb_bb"])])
    from punkweb_bb.models import Category, Subcategory

    category = Category.objects.create(name="House", slug="house")
    place = Subcategory.objects.create(category=category, name="Workshop", slug="workshop")
    answer([one for talk in message["talks"] for one in pages_of(talk, place)])


def pages_of(talk, place):
    from punkweb_bb.models import BoardProfile, Post, Thread

    users = members(talk)
    for person in talk["people"]:
        BoardProfile.objects.filter(user=users[person["login"]]).update(signature=person["signature"])
    first, *rest = talk["posts"]
    opener = users[first["author"]["login"]]
    thread = Thread.objects.create(subcategory=place, user=opener, title=talk["title"], content=markup_of(first))
    for said in rest:
        post = Post.objects.create(thread=thread, user=users[said["author"]["login"]], content=markup_of(said))
        Post.objects.filter(pk=post.pk).update(created_at=moment(said["when"]))
    Thread.objects.filter(pk=thread.pk).update(created_at=moment(first["when"]))  # each post has saved it anew
    found, number = [], 1
    while True:
        url = f"{thread.get_absolute_url()}?page={number}"
        html = page(url, talk["language"])
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": html})
        if f"page={number + 1}" not in html:
            return found
        number += 1


def markup_of(said):
    """BBCode without lists, which this board does not know."""
    return said["bbcode"].replace("[list]", "").replace("[*]", "\n- ").replace("[/list]", "")


main()
