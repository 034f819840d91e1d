"""PunkwebBB, a bulletin board."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Punkweb(Packaged):
    """The day above each post; the opening post on the first page alone, in a box of its own."""

    name = "punkweb"
    kind = "forum"
    packages = ("punkweb-bb==0.5.2", "django==5.2.*")
    script = "punkweb_site.py"
    look = Look(
        post=f"//{of_class('pw-card')}[.//{of_class('thread__content')}]",
        content=f".//{of_class('thread__content')}",
        author=f".//{of_class('thread__user__username')}/a",
        time=f".//{of_class('thread__date')}/time",
        time_attr=f".//{of_class('thread__date')}/time/@datetime",
    )
