"""Roundup, a tracker of issues; each of its templates is a variant."""

from typing import ClassVar

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged

_LINK = "a[starts-with(@href, 'msg')]"
_TABLE = Look(
    post=f"//{of_class('messages', tag='table')}//tr[th/{_LINK}]",
    content="following-sibling::tr[1]/td",
    author="th[2]",
    time="th[3]",
    among=True,
)
_ROWS = Look(
    post=f"//{of_class('row-fluid')}[div/{_LINK}]",
    content=f"following-sibling::div[1]/{of_class('content')}",
    author="div[2]/span[1]",
    time="div[2]/span[2]",
    among=True,
)
_COLUMNS = Look(
    post=f"//{of_class('row', 'row-cols-1')}[div/{_LINK}]",
    content="following-sibling::div[1]",
    author="div[2]",
    time="div[3]",
    among=True,
)


class Roundup(Packaged):
    """Messages in plain text, the newest first in most templates; below them a table of changes by the same people."""

    name = "roundup"
    kind = "tracker"
    packages = ("roundup==2.6.0", "jinja2")
    script = "roundup_site.py"
    look = _TABLE
    looks: ClassVar = {"responsive": _ROWS, "jinja2": _COLUMNS}
