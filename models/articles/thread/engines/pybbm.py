"""pybbm, a forum of tables for Django sites."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Pybbm(Packaged):
    """A table for each post; times of today and yesterday in words. 0.19 wants a Django before 3."""

    name = "pybbm"
    kind = "forum"
    packages = (
        "pybbm==0.19.0",
        "django==2.2.*",
        "bbcode",
        "markdown<3",
        "django-pure-pagination",
        "sorl-thumbnail<12.9",
    )
    script = "pybbm_site.py"
    look = Look(
        post=f"//{of_class('post', tag='table')}",
        content=f".//{of_class('post-content')}",
        author=f".//{of_class('post-username')}",
        time=f".//{of_class('updated')}",
        drop=tuple(f".//{of_class(name)}" for name in ("post-signature", "updated-message", "post-related")),
    )
