"""Askbot, questions with answers; comments under them are no posts."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Askbot(Packaged):
    """Votes at the left, who asked or answered in a box below, the time as an attribute and as words."""

    name = "askbot"
    kind = "questions"
    packages = ("askbot==0.13.0", "django==4.2.*", "setuptools<81")
    script = "askbot_site.py"
    look = Look(
        post=f"//{of_class('js-question', tag='div')} | //{of_class('js-answer', tag='div')}",
        content=f".//{of_class('post-body')}//{of_class('js-editable-content')}",
        author=f"(.//{of_class('post-update-info-author-name')})[last()]",
        time=f"(.//{of_class('js-timeago')})[1]",
        time_attr=f"(.//{of_class('js-timeago')})[1]/@title",
    )
