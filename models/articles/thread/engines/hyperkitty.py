"""HyperKitty, the archive of mailing lists that comes with Mailman 3."""

from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.packaged import Packaged


class HyperKitty(Packaged):
    """Mails in order of time or as a tree; quoted lines are folded behind a link."""

    name = "hyperkitty"
    kind = "list"
    packages = ("HyperKitty==1.3.12", "django==5.0.*")
    script = "hyperkitty_site.py"
    look = Look(
        post=f"//{of_class('email', tag='div')}",
        content=f".//{of_class('email-body')}",
        author=f".//{of_class('email-author')}",
        time=f".//{of_class('time')}",
        time_attr=f".//{of_class('time')}/span/@title",
        drop=(f".//{of_class('quoted-switch')}", f".//{of_class('email-signature')}", f".//{of_class('signature')}"),
    )
