"""Zinnia, a blog with comments, links to other entries and boxes at the side."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Zinnia(Packaged):
    """Comments as items of a list; their paragraphs stand beside the line of the name and the time."""

    name = "zinnia"
    kind = "comments"
    packages = (
        "django-blog-zinnia==0.20",
        "django==2.2.*",
        "django-mptt<0.12",
        "django-contrib-comments<2.1",
        "setuptools<81",
    )
    script = "zinnia_site.py"
    look = Look(
        post=f"//ol[@id='comment-list']/{of_class('comment', tag='li')}",
        content="./*[not(self::img) and not(contains(@class, 'comment-info'))]",
        author=f".//{of_class('fn')}",
        time=f".//{of_class('comment-published')}",
        time_attr=f".//{of_class('comment-published')}/@datetime",
    )
