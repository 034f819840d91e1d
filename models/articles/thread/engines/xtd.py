"""django-comments-xtd, comments below articles as a list or as a tree."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged

_HEAD = f"./div/{of_class('comment-header')}/div/span[1]"


class Xtd(Packaged):
    """Time and name in one line, a dash between them; answers within what they answer."""

    name = "xtd"
    kind = "comments"
    packages = ("django-comments-xtd==2.10.13", "django==5.2.*")
    script = "xtd_site.py"
    look = Look(
        post=f"//{of_class('comment', tag='div')}[div/{of_class('content')}]",
        content=f"./div/{of_class('content')}",
        author=_HEAD,
        time=_HEAD,
        among=True,
    )
