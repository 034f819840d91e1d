"""Labelled pages out of what visitors said of articles and agreed to be kept: right, or a line missing or too much.

No page is kept with it: each is fetched again. What a checkpoint takes of it today is the article, but for the text
blocks with the line that a visitor named. A page that has changed since is left out.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from models.articles import ArticlesError, feedback
from models.articles.article.evidence import compact
from models.articles.article.extraction import choose
from models.articles.article.labelled import LabelledPage
from models.articles.article.predict import ArticleModel
from models.articles.article.scoring import score_page
from models.articles.page import linked_data
from models.articles.page.document import parse

CHANGED = 0.1  # of the characters that were taken then, by how many more or fewer a page is another one now
MIN_LINE = 6  # characters of a line that a text block is found by, white space left out

log = logging.getLogger(__name__)


def labelled_by(
    rows: Iterable[dict[str, Any]], model: ArticleModel, fetch: Callable[[str], bytes] | None = None
) -> Iterator[LabelledPage]:
    """The pages of which something can be learnt, one of each address: what was said last counts.

    Args:
        rows: of `feedback.told`.
        model: takes the article out of each.
        fetch: gives the page of an address; the public web's if it is None. Raises ArticlesError.
    """
    said: dict[str, tuple[str, str, int]] = {}
    for row in rows:
        verdict, _, line = row["label"].partition(": ")
        about = _about(row["answer"])
        if about and (verdict == "right" or (verdict in ("missing", "excess") and len(compact(line)) >= MIN_LINE)):
            said[about[0]] = (verdict, line, about[1])
    for url, (verdict, line, characters) in said.items():
        try:
            html = (fetch or feedback.page_at)(url)
            body = _article(html, url, model, verdict, line, characters)
        except ArticlesError as error:
            log.warning("%s is left out. %s", url, error)
            continue
        if body:
            yield LabelledPage(html, feedback.SOURCE, url, {"id": url, "url": url, "articleBody": body})


def _about(answer: str) -> tuple[str, int] | None:
    """The address of a page and how many characters were taken from it."""
    try:
        about = json.loads(answer)
        return (str(about["url"]), int(about["characters"])) if about["url"] else None
    except (ValueError, KeyError, TypeError):
        return None


def _article(html: bytes, url: str, model: ArticleModel, verdict: str, line: str, characters: int) -> str | None:
    """The article as it should be; None for a page that has changed, or that does not have the line."""
    page = parse(html, url)
    scored = score_page(page, linked_data.nodes(page.tree), model)
    choice = choose(scored)
    if abs(len(choice.text) - characters) > CHANGED * characters:
        return None
    blocks = page.layout.blocks
    named = np.array([verdict != "right" and compact(line) in compact(block.text) for block in blocks], bool)
    if verdict != "right" and not named.any():
        return None
    keep = (choice.keep | named) if verdict == "missing" else (choice.keep & ~named)
    return "\n".join(blocks[number].text for number in np.flatnonzero(keep)) or None
