"""The posts of a forum thread, after kexue.fm articles 4422 and 4430, and by records.

thread = extract_thread([first_page, second_page])
thread.posts[0].author
"""

from collections.abc import Sequence
from datetime import datetime

from models.articles.answers import Post, Report, Thread
from models.articles.errors import PageError
from models.articles.page.document import Page, parse
from models.articles.page.outline import outline_of
from models.articles.thread.choice import ThreadModel
from models.articles.thread.doubt import check_thread
from models.articles.thread.merge import merge_pages
from models.articles.thread.options import ALL_HEURISTICS, METHODS, Heuristics, Letters, Method
from models.articles.thread.people import people_of
from models.articles.thread.positions import cluster, dated_posts, is_speech, positioned_texts, without_template
from models.articles.thread.posts import posts_of, structured_posts_of
from models.articles.thread.predict import kept
from models.articles.thread.titles import thread_title

MAX_PAGES = 500


def extract_thread(
    pages: Sequence[bytes | str],
    urls: Sequence[str | None] | None = None,
    *,
    method: Method = "records",
    fetched: datetime | None = None,
    letters: Letters = "any",
    heuristics: Heuristics = ALL_HEURISTICS,
    model: ThreadModel | None = None,
    content_types: Sequence[str | None] | None = None,
    blocks: int = 0,
) -> Thread:
    """The posts of a thread from its pages in order.

    `records` finds what repeats on each page, `positions` is the algorithm of the articles, `structured` reads JSON-LD
    and microdata alone. `fetched` is when the pages were fetched: without it relative times (3小时前) have no date,
    but for MHTML, which tells when it was saved.
    `letters` says what `positions` counts as speech: "chinese" as the article does, or letters of any script.
    `model` chooses the records and their columns: what `thread.predict.load` gives, the bundled one if none is given.
    `content_types` are the headers that the pages came with, which may name their character sets.
    `heuristics` leaves out some of `records`, for measuring. `blocks` is how many text blocks of each page the reports
    of `records` tell.

    Raises NoThreadError for pages without posts (`positions` finds none on them), PageError for what is no page, no
    pages or too many, and a method that is none.
    """
    if isinstance(pages, bytes | str):
        pages = [pages]
    if method not in METHODS:
        raise PageError(f"There is no method {method!r}.", f"Choose one of {', '.join(METHODS)}.")
    if not 0 < len(pages) <= MAX_PAGES:
        raise PageError(f"{len(pages)} pages were given.", f"Give 1 to {MAX_PAGES} pages of one thread.")
    if urls is not None and len(urls) != len(pages):
        raise PageError(f"{len(pages)} pages have {len(urls)} addresses.", "Give one address a page, or none at all.")
    if content_types is not None and len(content_types) != len(pages):
        raise PageError(f"{len(pages)} pages have {len(content_types)} headers.", "Give one a page, or none at all.")
    none = [None] * len(pages)
    parsed = list(map(parse, pages, urls or none, content_types or none))
    if method == "positions":
        return _by_positions(parsed, letters)
    if method == "structured":
        read = [structured_posts_of(page, fetched or page.saved) for page in parsed]
    else:
        read = [posts_of(page, fetched or page.saved, model or kept(), heuristics, blocks) for page in parsed]
    title = next((page.title for page in read if page.title), None)
    posts, reports = merge_pages([page.posts for page in read]), tuple(page.report for page in read)
    check_thread(posts)
    return Thread(title, parsed[0].url, posts, reports[0].method, reports, people=people_of(posts))


def posts_on(page: Page, model: ThreadModel | None = None) -> tuple[Post, ...]:
    """The posts of one page that is parsed, by its records. Raises NoThreadError if it is no thread."""
    posts = merge_pages([posts_of(page, None, model or kept(), ALL_HEURISTICS).posts])
    check_thread(posts)
    return posts


def _by_positions(pages: list[Page], letters: Letters) -> Thread:
    """The articles' way: template out, speech in, two rounds of clustering, the date line; no authors or answers."""
    outlines = [outline_of(page.tree) for page in pages]
    texts = without_template([positioned_texts(outline) for outline in outlines])
    posts: list[Post] = []
    positions: list[float] = []
    differences: list[float] = []
    reports: list[Report] = []
    title = thread_title(pages[0].tree, outlines[0])
    for page, texts_of_page in zip(pages, texts, strict=True):
        spoken = [text for text in texts_of_page if is_speech(text.text, letters)]
        clusters = cluster(spoken)
        dated = dated_posts(clusters.blocks, letters)
        posts += [
            Post(None, date, date, content, number, None, 0, title)
            for number, (date, content) in enumerate(dated, start=len(posts) + 1)
        ]
        positions.extend(clusters.positions)
        differences.extend(clusters.differences)
        dropped = sum(len(text.text) for text in texts_of_page) - sum(len(text.text) for text in spoken)
        kinds = {"not speech": dropped}
        reports.append(Report(page.declared, page.used, "positions", float(bool(dated)), kinds, url=page.url))
    return Thread(title, pages[0].url, tuple(posts), "positions", tuple(reports), tuple(positions), tuple(differences))
