"""Djeddit, link lists and threads of answers in the manner of Reddit."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged

_OWN = f"./{of_class('post-heading')}"
_ABOVE = f"ancestor::{of_class('bs-callout', tag='div')}[1]/{of_class('bs-callout-heading')}"


class Djeddit(Packaged):
    """Answers within what they answer, best first; who opened is named above. It wants a Django before 3."""

    name = "djeddit"
    kind = "forum"
    packages = (
        "django2-djeddit==0.3.1.3",
        "django==2.2.*",
        "django-mptt<0.12",
        "django-ipware<3",
        "django-crispy-forms<1.12",
    )
    script = "djeddit_site.py"
    look = Look(
        post=f"//{of_class('post-container')}",
        content=f"./{of_class('bs-callout-main')}//{of_class('post-content')}",
        author=f"{_OWN}/{of_class('post-user')} | self::*[not({_OWN})]/{_ABOVE}/{of_class('text-muted')}",
        time=f"{_OWN}/h6[not(@class)] | self::*[not({_OWN})]/{_ABOVE}/{of_class('text-muted')}",
        among=True,
    )
