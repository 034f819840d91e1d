"""django-machina, a forum for Django sites."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Machina(Packaged):
    """Posts in cards, the name and the number of posts beside them."""

    name = "machina"
    kind = "forum"
    packages = ("django-machina==1.3.1", "django==5.2.*", "markdown2")
    script = "machina_site.py"
    look = Look(
        post=f"//{of_class('card', 'post')}",
        content=f".//{of_class('post-content')}",
        author=f".//{of_class('username')}",
        time=f".//{of_class('text-muted', tag='small')}",
    )
