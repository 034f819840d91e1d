"""Thread pages that real engines serve: forums, comments, lists, trackers, questions, filled with talks of our own.

python -m models.articles.thread.engines --list
python -m models.articles.thread.engines --out pages --engine machina
python -m models.articles.thread.engines --out pages --engine my_module:MyEngine

Each engine is installed in an environment of its own (under --home) and gets seeded talks (`talks.talk`). Its pages are
saved as they are served, with the truth beside them: who said what and when is known, for we wrote it.

An engine of your own is a class with the names of `engine.Engine`: `name`, `kind`, `install(home)` and
`serve(home, talks)`, which yields `engine.Served`, a page with its posts in page order. What most of them need is here:
`environment` (an environment with packages, scripts that run in it), `server` (a server that surely stops), `markup`
(pieces of posts as HTML, BBCode, Markdown, mail), `looks` (the posts of a page by the engine's own markup, each checked
against what was said).
"""
