"""Roundup trackers of several templates, filled with talks."""

import contextlib
import io
import sys
import tempfile
from pathlib import Path

from django_site import answer, asked, moment
from wsgi_site import page

TEMPLATES = {"classic": "issue", "responsive": "bug", "jinja2": "issue", "devel": "bug"}
LANGUAGES = {"zh": "zh_CN"}


def main():
    message = asked()
    talks = message["talks"]
    found = []
    with contextlib.redirect_stdout(io.StringIO()):
        for at, (template, kind) in enumerate(TEMPLATES.items()):
            found += pages_of(template, kind, talks[at :: len(TEMPLATES)])
    answer(found)


def pages_of(template, kind, talks):
    from roundup import configuration, init, instance, password
    from roundup.cgi.wsgi_handler import RequestDispatcher
    from roundup.date import Date

    home = Path(tempfile.mkdtemp(prefix="engine-")) / "tracker"
    shipped = Path(sys.prefix) / "share" / "roundup" / "templates" / template
    init.install(str(home), str(shipped))
    own = shipped / "config_ini.ini"
    wanted = {one.name: one.get() for one in configuration.UserConfig(str(own)).items()} if own.is_file() else {}
    config = configuration.CoreConfig(settings=wanted)
    config["TRACKER_HOME"], config["DATABASE"], config["RDBMS_BACKEND"] = str(home), "db", "sqlite"
    config["MAIL_DOMAIN"], config["TRACKER_WEB"] = "tracker.example", "https://tracker.example/"
    config["TRACKER_NAME"], config["MAIL_HOST"] = "Workshop", "localhost"
    config.save(str(home / config.INI_FILE))
    (home / "detectors" / "nosyreaction.py").unlink(missing_ok=True)
    tracker = instance.open(str(home))
    tracker.init(password.Password("seeded", config=config))
    found = []
    for talk in talks:
        db = tracker.open("admin")
        users, messages, times = {}, [], {}
        for person in talk["people"]:
            name, login = person["name"], person["login"]
            users[login] = known(db, login) or db.user.create(username=login, realname=name, roles="User")
        db.commit()
        for said in talk["posts"]:
            when = Date(moment(said["when"]).strftime("%Y-%m-%d.%H:%M:%S"))
            author = users[said["author"]["login"]]
            db.setCurrentUser(said["author"]["login"])
            messages.append(db.msg.create(author=author, date=when, content=said["mail"]))
            times[said["number"]] = when.pretty("%Y-%m-%d %H:%M") if kind == "bug" else str(when)
        db.setCurrentUser("admin")
        number = db.getclass(kind).create(title=talk["title"], messages=messages)
        db.commit()
        db.close()
        language = LANGUAGES.get(talk["language"], talk["language"])
        html = page(RequestDispatcher(str(home), lang=language), f"/{kind}{number}", language)
        one = {"talk": talk["seed"], "url": f"/{template}/{kind}{number}", "number": 1, "html": html}
        found.append({**one, "variant": template, "times": times})
    return found


def known(db, login):
    try:
        return db.user.lookup(login)
    except KeyError:
        return None


main()
