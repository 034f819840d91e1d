"""What a crawl wants of a page: its article, its posts if it is a page of a longer thread, where it leads, and whether
robots may keep it. Runs in a worker."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from trafilatura.deduplication import Simhash

from models.articles.answers import Article
from models.articles.article.evidence import compact
from models.articles.article.extraction import extract
from models.articles.article.template import Template
from models.articles.batch.tables import NOTHING, Failure
from models.articles.errors import ArticlesError, PageError
from models.articles.page.document import Page, elements, parse
from models.articles.thread.doubt import check_thread
from models.articles.thread.merge import merge_pages
from models.articles.thread.posts import PagePosts, posts_of
from models.articles.thread.predict import kept
from models.articles.web.links import Headers, Leads, leads_of
from models.articles.web.robots import Wishes

NOWHERE = Leads()
POSTED = 0.5  # of the text of a page of a thread, that is in its posts
LOOKED_FOR = 200  # first characters of a line by which it is found there
METAS = etree.XPath("//meta[@name and @content]")
UNWANTED = Failure("PageError", "The page asks not to be kept.")
SENT_ON = Failure("PageError", "The page only sends its readers on to another.")


@dataclass(frozen=True)
class Survey:
    """A page of a crawl: its article, or why there is none; where it leads; its posts if it is one page of several of a
    thread; and the simhash of its text."""

    article: Article | None
    failure: Failure | None
    leads: Leads = NOWHERE
    posts: PagePosts | None = None
    simhash: int = 0


def survey(html: bytes, url: str, headers: Headers = (), template: Template | None = None) -> Survey:
    """Reads a page that came with these headers, without what the template of its site has. What it asks of robots is
    done: noindex keeps out the article, nofollow the links."""
    try:
        page = parse(html, url)
    except ArticlesError as error:
        return Survey(None, Failure.of(error))
    metas = [(meta.get("name") or "", meta.get("content") or "") for meta in elements(METAS, page.tree)]
    wishes = Wishes.of(metas, [value for name, value in headers if name.lower() == "x-robots-tag"])
    leads = leads_of(page, url, headers)
    if not wishes.follow:
        leads = Leads(canonical=leads.canonical, pages=leads.pages)
    if not wishes.keep or leads.refresh:
        return Survey(None, SENT_ON if wishes.keep else UNWANTED, leads)
    try:
        article = _article(page, template)
    except ArticlesError as error:
        return Survey(None, Failure.of(error), leads)
    posts = thread_part(page, article.text) if leads.pages else None
    return Survey(article, None, leads, posts, Simhash(article.text).hash)


def _article(page: Page, template: Template | None) -> Article:
    """Without the template, where all of it is in the template. Raises ArticlesError, also if there is none."""
    article = extract(page, template=template)
    if template is not None and not article.text.strip():
        article = extract(page)
    if not article.text.strip():
        raise PageError(*NOTHING)
    return article


def thread_part(page: Page, text: str) -> PagePosts | None:
    """The posts of a page with an article of that text; None if it is no thread's, as a story with comments is not.

    What was posted `an hour ago` was so an hour before now.
    """
    try:
        part = posts_of(page, datetime.now(), kept())
        check_thread(merge_pages([part.posts]))
    except ArticlesError:
        return None
    said = compact("".join(post.content for post in part.posts))
    lines = [compact(line) for line in text.splitlines()]
    posted = sum(len(line) for line in lines if line[:LOOKED_FOR] in said)
    return part if posted >= POSTED * sum(map(len, lines)) else None


def extract_with_template(html: bytes, url: str, template: Template) -> Article:
    """The article of a page without what its template has. Raises ArticlesError."""
    return _article(parse(html, url), template)
