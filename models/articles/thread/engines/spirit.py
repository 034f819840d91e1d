"""Spirit, a forum in the manner of Discourse."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Spirit(Packaged):
    """Comments without frames; how long ago they were written, the whole time in an attribute."""

    name = "spirit"
    kind = "forum"
    packages = ("django-spirit==0.14.3", "django==5.2.*")
    script = "spirit_site.py"
    look = Look(
        post=f"//{of_class('comments_list__comment')}",
        content=f".//{of_class('comment__text')}",
        author=f".//{of_class('comment__info__username__link')}/span",
        time=f".//{of_class('comment__info__date')}/li[@title]",
        time_attr=f".//{of_class('comment__info__date')}/li/@title",
    )
