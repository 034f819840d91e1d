"""django-comments-xtd under the articles of a blog, as a list and as a tree."""

from blog_site import article, start_blog
from django_site import answer, asked, moment, page, shown_moment

HEAD = "{% load comments comments_xtd i18n %}<h2>{% trans 'Comments' %}</h2>"
UNDER = {
    "list": HEAD + "{% render_comment_list for flatpage %}",
    "tree": HEAD + "{% render_xtdcomment_tree for flatpage %}",
}


def main():
    message = asked()
    start_blog(
        ["django_comments_xtd", "django_comments"],
        """path("comments/", include("django_comments_xtd.urls")),""",
        UNDER,
        COMMENTS_APP="django_comments_xtd",
        COMMENTS_XTD_MAX_THREAD_LEVEL=3,
        COMMENTS_XTD_SALT=b"seeded",
        COMMENTS_XTD_CONFIRM_EMAIL=False,
        COMMENTS_XTD_FROM_EMAIL="shed@mail.example",
        COMMENTS_XTD_CONTACT_EMAIL="shed@mail.example",
        MANAGERS=[],
    )
    answer([pages_of(talk, list(UNDER)[at % 2]) for at, talk in enumerate(message["talks"])])


def pages_of(talk, variant):
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sites.models import Site
    from django_comments_xtd.models import XtdComment

    under = article(talk, variant)
    numbers = {}
    for said in talk["posts"]:
        parent = numbers.get(said["answers"])
        if parent is not None and parent.level >= 3:
            parent = None
        login = said["author"]["login"].lower()
        numbers[said["number"]] = XtdComment.objects.create(
            content_type=ContentType.objects.get_for_model(under),
            object_pk=str(under.pk),
            site=Site.objects.get_current(),
            user_name=said["author"]["name"],
            user_email=f"{login}@mail.example",
            user_url="https://home.example" if said["number"] % 3 == 0 else "",
            comment=said["mail"],
            submit_date=moment(said["when"]),
            parent_id=parent.pk if parent else 0,
        )
    html = page(under.url, talk["language"])
    times = {said["number"]: shown_moment(moment(said["when"]), talk["language"]) for said in talk["posts"]}
    return {"talk": talk["seed"], "url": under.url, "number": 1, "html": html, "variant": variant, "times": times}


main()
