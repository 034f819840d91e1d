"""A Trac project, filled with talks as tickets; the first post is the description."""

import contextlib
import io
import tempfile
from pathlib import Path

from django_site import answer, asked, moment
from wsgi_site import page

LANGUAGES = {"zh": "zh_CN"}


def main():
    message = asked()
    from trac.admin.console import TracAdmin
    from trac.env import open_environment

    home = Path(tempfile.mkdtemp(prefix="engine-")) / "project"
    with contextlib.redirect_stdout(io.StringIO()):
        TracAdmin(str(home)).onecmd("initenv Workshop sqlite:db/trac.db")
    settings = open_environment(str(home))
    settings.config.set("trac", "show_full_names", "disabled")
    settings.config.set("trac", "base_url", "https://trac.example")
    settings.config.set("trac", "default_dateinfo_format", "absolute")
    settings.config.save()
    settings.shutdown()
    environment = open_environment(str(home), use_cache=True)
    answer([pages_of(environment, talk) for talk in message["talks"]])


def pages_of(environment, talk):
    from trac.ticket.model import Ticket
    from trac.web.main import dispatch_request

    first, *rest = talk["posts"]
    ticket = Ticket(environment)
    ticket["summary"], ticket["reporter"] = talk["title"], first["author"]["name"]
    ticket["description"], ticket["type"], ticket["status"] = wiki(first), "defect", "new"
    number = ticket.insert(when=moment(first["when"]))
    for said in rest:
        ticket = Ticket(environment, number)
        if said["number"] % 7 == 3:
            ticket["keywords"] = f"after{said['number']}"
        ticket.save_changes(said["author"]["name"], wiki(said), when=moment(said["when"]))

    def application(environ, start_response):
        environ["trac.env_path"] = environment.path
        return dispatch_request(environ, start_response)

    language = LANGUAGES.get(talk["language"], talk["language"]).replace("_", "-")
    html = page(application, f"/ticket/{number}", language, "trac.example")
    return {"talk": talk["seed"], "url": f"/ticket/{number}", "number": 1, "html": html}


def wiki(said):
    """Markup of Trac's wiki, without links of capital letters."""
    return said["mail"].replace("~", "")


main()
