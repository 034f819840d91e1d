"""FlaskBB, a board on Flask. 2.0.2 is the last for Python 3.11; its own pins are of 2018, those here build today."""

from pathlib import Path

from models.articles.thread.engines.environment import install_packages
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged

_PINS = """
alembic==0.9.9 attrs==17.4.0 Babel==2.9.1 blinker==1.4 celery==4.4.7
click==7.1.2 Flask==1.0.4 Flask-Alembic==2.0.1 flask-allows==0.4.0 Flask-BabelPlus==2.1.1
Flask-Caching==1.4.0 Flask-DebugToolbar==0.10.1 Flask-Limiter==1.0.1 Flask-Login==0.4.1 Flask-Mail==0.9.1
Flask-Redis==0.3.0 Flask-SQLAlchemy==2.3.2 Flask-Themes2==0.1.5 flask-whooshee==0.5.0 Flask-WTF==0.14.3
itsdangerous==1.1.0 Jinja2==2.11.3 limits==1.3 Mako==1.1.6 MarkupSafe==1.1.1
mistune==0.8.4 Pillow pluggy==0.6.0 Pygments==2.2.0 python-dateutil
pytz redis==2.10.6 requests simplejson six
speaklater==1.3 SQLAlchemy==1.3.24 SQLAlchemy-Utils==0.33.3 Unidecode==1.0.22 Werkzeug==0.16.1
Whoosh==2.7.4 WTForms==2.1 click-log==0.2.1
"""


class FlaskBB(Packaged):
    """Posts in rows, the name and the number of posts at the left, signatures within the content."""

    name = "flaskbb"
    kind = "forum"
    packages = ("--no-build-isolation", *_PINS.split())
    script = "flaskbb_site.py"
    look = Look(
        post=f"//{of_class('post-row')}",
        content=f".//{of_class('post-content')}",
        author=f".//{of_class('author-name')}",
        time=f".//{of_class('post-meta')}//a",
        drop=(f".//{of_class('post-signature')}",),
    )

    def install(self, home: Path) -> None:
        """Installs what its packages are built with, those packages, then the board without its own pins."""
        install_packages(home, ("setuptools<58", "wheel"), self.packages, ("--no-deps", "FlaskBB==2.0.2"))
