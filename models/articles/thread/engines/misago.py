"""Misago, a forum of panels with names, ranks and numbers of posts beside them."""

from pathlib import Path

from models.articles.thread.engines.engine import EngineError
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class Misago(Packaged):
    """Pages as they are served before scripts rebuild them. Names are logins: the engine wants Latin letters."""

    name = "misago"
    kind = "forum"
    packages = ("misago==0.39.6", "setuptools<81")
    script = "misago_site.py"
    look = Look(
        post=f"//{of_class('post', tag='li')}[.//{of_class('misago-markup')}]",
        content=f".//{of_class('misago-markup')}",
        author=".//*[@itemprop='author']",
        time=".//time[@itemprop='datePublished']",
        time_attr=".//time[@itemprop='datePublished']/@datetime",
    )

    def install(self, home: Path) -> None:
        """Installs the packages; PostgreSQL must be there. Raises EngineError."""
        if not any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
            raise EngineError("There is no PostgreSQL.", "Install it (Debian: postgresql), or leave this engine out.")
        super().install(home)
