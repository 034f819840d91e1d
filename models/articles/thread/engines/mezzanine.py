"""Mezzanine, pages and a blog whose comments are trees."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Mezzanine(Packaged):
    """Only how long ago; a form to answer hides in every comment."""

    name = "mezzanine"
    kind = "comments"
    packages = ("mezzanine==6.1.1", "django==4.2.*", "setuptools<81")
    script = "mezzanine_site.py"
    look = Look(
        post=f"//{of_class('comment', 'media', tag='div')}",
        content=f"./{of_class('media-body')}/p",
        author=f"./{of_class('media-body')}/{of_class('media-heading')}",
        time=f"./{of_class('media-body')}//small",
        among=True,
    )
