"""Trac: the description of a ticket and its comments, with changes of fields among them."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Trac(Packaged):
    """Comments below a box of fields; those who write are named in headings, among other words."""

    name = "trac"
    kind = "tracker"
    packages = ("Trac==1.6", "babel", "setuptools<70")
    script = "trac_site.py"
    look = Look(
        post=f"//div[@id='ticket'] | //div[@id='changelog']/{of_class('change')}",
        content=f".//{of_class('description')}/{of_class('searchable')} | .//{of_class('comment')}",
        author=f".//{of_class('trac-author')}",
        time=f".//{of_class('timeline')}",
    )
