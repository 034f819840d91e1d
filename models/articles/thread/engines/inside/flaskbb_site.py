"""FlaskBB, filled with talks."""

import collections.abc
import inspect
import os
import tempfile
from pathlib import Path

from django_site import answer, asked, moment
from wsgi_site import page

for name in collections.abc.__all__:  # names that Python 3.11 has no longer
    setattr(collections, name, getattr(collections.abc, name))
inspect.getargspec = inspect.getfullargspec
inspect.formatargspec = lambda *_parts, **_words: "()"
PER_PAGE = 12
LANGUAGES = {"zh": "zh_CN"}


def main():
    message = asked()
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    os.chdir(folder)
    from flaskbb.app import create_app
    from flaskbb.configs.default import DefaultConfig

    class Config(DefaultConfig):
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder}/board.sqlite"
        SQLALCHEMY_TRACK_MODIFICATIONS = False
        SECRET_KEY = WTF_CSRF_SECRET_KEY = "seeded"
        REDIS_ENABLED = False
        RATELIMIT_ENABLED = False
        SERVER_NAME = "flaskbb.example"
        PREFERRED_URL_SCHEME = "https"
        WHOOSHEE_DIR = str(folder / "whoosh")
        MAIL_SUPPRESS_SEND = True

    Config.LOG_DEFAULT_CONF = {"version": 1}
    application = create_app(config=Config)
    with application.app_context():
        place = board()
    found = []
    for talk in message["talks"]:
        with application.app_context():
            urls = filled(talk, place)
        for number, url in enumerate(urls, 1):  # outside of the context, which would keep the first language
            html = page(application, url, talk["language"], "flaskbb.example")
            found.append({"talk": talk["seed"], "url": url, "number": number, "html": html})
    answer(found)


def board():
    from flaskbb.extensions import db
    from flaskbb.forum.models import Category, Forum
    from flaskbb.utils.populate import create_default_groups, create_default_settings

    db.create_all()
    create_default_groups()
    create_default_settings()
    from flaskbb.management.models import Setting

    Setting.update({"posts_per_page": PER_PAGE, "signature_enabled": True})
    category = Category(title="House").save()
    return Forum(title="Workshop", category_id=category.id, description="Tools").save().id


def filled(talk, place):
    """The addresses of a talk's pages."""
    from flaskbb.extensions import db
    from flaskbb.forum.models import Forum, Post, Topic
    from flaskbb.management.models import Setting

    users = {person["login"]: user_of(person) for person in talk["people"]}
    first, *rest = talk["posts"]
    forum = db.session.query(Forum).get(place)
    topic = Topic(title=talk["title"])
    post = Post(content=first["markdown"])
    topic.save(user=users[first["author"]["login"]], forum=forum, post=post)
    dated(post, first)
    topic.date_created = post.date_created
    for said in rest:
        post = Post(content=said["markdown"])
        post.save(user=users[said["author"]["login"]], topic=topic)
        dated(post, said)
    db.session.commit()
    Setting.update({"default_language": LANGUAGES.get(talk["language"], talk["language"])})
    count = -(-len(talk["posts"]) // PER_PAGE)
    return [f"/topic/{topic.id}-{topic.slug}?page={number}" for number in range(1, count + 1)]


def dated(post, said):
    post.date_created = moment(said["when"])
    if said["edited"]:
        post.date_modified, post.modified_by = moment(said["edited"]), said["author"]["name"]
    else:
        post.date_modified = None


def user_of(person):
    from flaskbb.user.models import Group, User

    known = User.query.filter_by(username=person["name"]).first()
    if known:
        return known
    group = Group.query.filter_by(name="Member").one()
    user = User(
        username=person["name"],
        email=f"{person['login'].lower()}@mail.example",
        password="seeded",
        primary_group_id=group.id,
        activated=True,
        signature=person["signature"],
        date_joined=moment(person["joined"]),
    )
    return user.save()


main()
