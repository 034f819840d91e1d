"""A blog with Isso's comments under its articles: isso_server.py talks.json folder port."""

import json
import sys
from datetime import datetime
from html import escape
from pathlib import Path

from isso import config, db, make_app
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

ARTICLE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title} | The Shed</title></head><body>
<header><a href="/">The Shed</a><nav><a href="/about">About</a> <a href="/archive">Archive</a></nav></header>
<main><article><h1>{title}</h1><p class="meta"><time datetime="{when}">{day}</time>,
<a href="/by/{author}">{author}</a></p>
{text}
</article>
<section><h2>{count}</h2>
<script data-isso="/isso/" data-isso-lang="{language}" data-isso-css="true" data-isso-sorting="oldest"
 data-isso-max-comments-top="inf" data-isso-max-comments-nested="inf" data-isso-avatar="{avatar}"
 data-isso-vote="true" src="/isso/js/embed.min.js"></script>
<div id="isso-thread"></div></section></main>
<aside><h3>More</h3><ul><li><a href="/post/1">1</a></li><li><a href="/post/2">2</a></li></ul></aside>
<footer>The Shed, since 2009</footer></body></html>"""


def main():
    talks, folder, port = sys.argv[1:]
    blog = {talk["seed"]: talk for talk in json.loads(Path(talks).read_text(encoding="utf-8"))["talks"]}
    host = f"http://127.0.0.1:{port}"
    settings = Path(folder) / "isso.cfg"
    settings.write_text(
        f"[general]\ndbpath = {folder}/comments.db\nhost = {host}\nnotify = \n[server]\nlisten = {host}/\n"
        "[guard]\nenabled = false\n[markup]\nallowed-elements = img, pre, code, ul, li, blockquote\n"
        "allowed-attributes = src, alt\n",
        encoding="utf-8",
    )
    conf = config.load(config.default_file(), str(settings))
    for talk in blog.values():
        fill(conf, talk)

    @Request.application
    def pages(request):
        name = request.path.rpartition("/")[2]
        if not name.isdigit() or int(name) not in blog:
            return Response("The Shed", mimetype="text/html")
        return Response(article(blog[int(name)]), mimetype="text/html")

    application = make_app(conf, threading=True)
    run_simple("127.0.0.1", int(port), DispatcherMiddleware(pages, {"/isso": application}), threaded=True)


def fill(conf, talk):
    store = db.SQLite3(conf.get("general", "dbpath"), conf)
    uri = f"/post/{talk['seed']}"
    store.threads.new(uri, talk["title"])
    numbers = {}
    for said in talk["posts"]:
        parent = numbers.get(said["answers"]) if said["number"] % 2 else None
        comment = {
            "parent": parent,
            "created": datetime.fromisoformat(said["when"]).timestamp(),
            "mode": 1,
            "remote_addr": f"192.0.2.{said['number']}",
            "text": said["markdown"],
            "author": said["author"]["name"],
            "email": None,
            "website": "https://home.example" if said["number"] % 4 == 1 else None,
            "notification": 0,
        }
        numbers[said["number"]] = store.comments.add(uri, comment)["id"]


def article(talk):
    return ARTICLE.format(
        language=talk["language"],
        title=escape(talk["title"]),
        when=talk["posts"][0]["when"],
        day=talk["posts"][0]["when"][:10],
        author="editor",
        text="\n".join(f"<p>{escape(part)}</p>" for part in talk["essay"]),
        count=len(talk["posts"]),
        avatar="true" if talk["seed"] % 2 else "false",
    )


main()
