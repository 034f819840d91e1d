"""Spirit, filled with talks."""

from django_site import MIDDLEWARE, answer, asked, members, moment, page, start, templates

PARTS = """core admin search user user.admin user.auth category category.admin topic topic.admin topic.favorite
topic.moderate topic.notification topic.private topic.unread comment comment.bookmark comment.flag comment.flag.admin
comment.history comment.like comment.poll"""
URLS = """
from django.urls import include, path
urlpatterns = [path("", include("spirit.urls"))]
"""
PER_PAGE = 12


def main():
    message = asked()
    memory = "django.core.cache.backends.locmem.LocMemCache"
    start(
        [*(f"spirit.{part}" for part in PARTS.split()), "djconfig", "haystack"],
        URLS,
        TEMPLATES=[templates((), ["djconfig.context_processors.config"])],
        MIDDLEWARE=[*MIDDLEWARE, "djconfig.middleware.DjConfigMiddleware"],
        CACHES={name: {"BACKEND": memory, "LOCATION": name} for name in ("default", "st_rate_limit")},
        ST_SITE_URL="https://spirit.example/",
        LOGIN_URL="spirit:user:auth:login",
        ST_CASE_INSENSITIVE_USERNAMES=False,
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
    )
    import djconfig
    from djconfig.utils import override_djconfig

    djconfig.reload_maybe()
    every = override_djconfig(comments_per_page=PER_PAGE)(lambda: [pages_of(talk) for talk in message["talks"]])
    answer([one for pages in every() for one in pages])


def pages_of(talk):
    from spirit.category.models import Category
    from spirit.comment.models import Comment
    from spirit.core.utils.markdown import Markdown
    from spirit.topic.models import Topic

    users = members(talk)
    category, _ = Category.objects.get_or_create(title="Workshop")
    for person in talk["people"]:
        profile = users[person["login"]].st
        profile.nickname = person["name"]
        profile.save()
    opener = users[talk["posts"][0]["author"]["login"]]
    topic = Topic.objects.create(
        user=opener,
        category=category,
        title=talk["title"],
        date=moment(talk["posts"][0]["when"]),
        comment_count=len(talk["posts"]),
    )
    for said in talk["posts"]:
        Comment.objects.create(
            user=users[said["author"]["login"]],
            topic=topic,
            comment=said["markdown"],
            comment_html=Markdown().render(said["markdown"]),
            date=moment(said["when"]),
            modified_count=1 if said["edited"] else 0,
            likes_count=said["number"] % 3,
        )
    found = []
    for number in range(1, -(-len(talk["posts"]) // PER_PAGE) + 1):
        url = f"{topic.get_absolute_url()}?page={number}"
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": page(url, talk["language"])})
    return found


main()
