"""django-machina, filled with talks."""

from django_site import MIDDLEWARE, answer, asked, members, moment, page, shown_moment, start, templates

APPS = [
    "mptt",
    "haystack",
    "widget_tweaks",
    "machina",
    *(
        f"machina.apps.{name}"
        for name in (
            "forum",
            "forum_conversation",
            "forum_conversation.forum_attachments",
            "forum_conversation.forum_polls",
            "forum_feeds",
            "forum_moderation",
            "forum_search",
            "forum_tracking",
            "forum_member",
            "forum_permission",
        )
    ),
]
URLS = """
from django.urls import include, path
urlpatterns = [path("forum/", include("machina.urls"))]
"""
PER_PAGE = 12
NAMES = {"zh": "zh-cn"}


def main():
    message = asked()
    from machina import MACHINA_MAIN_TEMPLATE_DIR

    start(
        APPS,
        URLS,
        TEMPLATES=[templates([MACHINA_MAIN_TEMPLATE_DIR], ["machina.core.context_processors.metadata"])],
        MIDDLEWARE=[*MIDDLEWARE, "machina.apps.forum_permission.middleware.ForumPermissionMiddleware"],
        CACHES={
            name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
            for name in ("default", "machina_attachments")
        },
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        MACHINA_TOPIC_POSTS_NUMBER_PER_PAGE=PER_PAGE,
        MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS=["can_see_forum", "can_read_forum"],
        MACHINA_FORUM_NAME="The Shed",
        LANGUAGES=[(name, name) for name in ("en", "de", "fr", "es", "ru", "zh-cn")],
    )

    from machina.core.db.models import get_model

    forum = get_model("forum", "Forum").objects.create(name="Workshop", type=0)
    permission = get_model("forum_permission", "ForumPermission")
    grant = get_model("forum_permission", "UserForumPermission")

    for name in ("can_see_forum", "can_read_forum"):
        grant.objects.create(
            forum=forum,
            anonymous_user=True,
            has_perm=True,
            permission=permission.objects.get(codename=name),
        )
    answer([one for talk in message["talks"] for one in pages_of(talk, forum)])


def pages_of(talk, forum):
    from machina.core.db.models import get_model

    topics, posts = (get_model("forum_conversation", name) for name in ("Topic", "Post"))
    profiles = get_model("forum_member", "ForumProfile")
    users = members(talk)
    topic = topics.objects.create(forum=forum, subject=talk["title"], poster=None, type=0, status=0, approved=True)
    for person in talk["people"]:
        profile, _ = profiles.objects.get_or_create(user=users[person["login"]])
        profile.signature = person["signature"]
        profile.save()
    times = {}
    for said in talk["posts"]:
        number, when = said["number"], moment(said["when"])
        subject = talk["title"] if number == 0 else f"Re: {talk['title']}"
        post = posts.objects.create(
            topic=topic,
            poster=users[said["author"]["login"]],
            subject=subject,
            content=said["markdown"],
            approved=True,
            enable_signature=True,
        )
        changed = {"created": when, "updated": moment(said["edited"] or said["when"])}
        if said["edited"]:
            changed |= {"updates_count": 1, "updated_by": post.poster}
        posts.objects.filter(pk=post.pk).update(**changed)
        times[number] = shown_moment(when, talk["language"], NAMES)
    count = -(-len(talk["posts"]) // PER_PAGE)
    topic.refresh_from_db()
    found = []
    for number in range(1, count + 1):
        url = f"/forum/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/?page={number}"
        html = page(url, talk["language"], names=NAMES)
        found.append({"talk": talk["seed"], "url": url, "number": number, "html": html, "times": times})
    return found


main()
