"""Whether what was read is a thread: most pages of the web are none, and on all of them something is repeated.

Posts tell who wrote them and when, menus and teasers do not. Of 122 labelled pages of threads all that are read as
such pass, of 349 pages of articles, some with comments, 206 do not.
"""

from collections.abc import Sequence

from models.articles.answers import Post
from models.articles.errors import NoThreadError

TOLD = 0.75  # of the posts that have both an author and a time
FEW = 5  # posts below which one of the two is not enough for each
EITHER = 0.6  # of more posts, that have one of the two
MIN_DATED = 3  # posts that are told by their times alone, if these differ
REMEDY = "Give the HTML of a thread's page as a browser shows it, after its scripts have run, or read it as an article."


def check_thread(posts: Sequence[Post]) -> None:
    """Raises NoThreadError, with the reason, if these are no posts. One post with author and time is a thread."""
    if not posts:
        raise NoThreadError("No thread was found: nothing that is repeated on the page holds prose.", REMEDY)
    authors = [post.author for post in posts if post.author]
    times = [post.date or post.shown for post in posts if post.date or post.shown]
    both = sum(bool(post.author and (post.shown or post.date)) for post in posts) / len(posts)
    if both >= (TOLD if len(posts) > 1 else 1):
        return
    if len(posts) == 1:
        raise NoThreadError("No thread was found: there is one text, without an author or time beside it.", REMEDY)
    apart = len(times) == len(posts) >= MIN_DATED and len(set(times)) >= len(posts) - 1
    either = max((len(values) for values in (authors, times) if len(set(values)) > 1), default=0)
    if apart or (len(posts) >= FEW and either >= EITHER * len(posts)):
        return
    cause = f"No thread was found: {len(posts)} parts of the page are alike, but most name no author or no time."
    raise NoThreadError(cause, REMEDY)
