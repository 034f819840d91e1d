"""When a page was published: what it says to machines, then what it shows near the title, then what htmldate finds."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from lxml.html import HtmlElement

from models.articles.page.date_order import date_order
from models.articles.page.document import Page
from models.articles.page.linked_data import Node
from models.articles.page.times import Clock, find_time

AFTER = 25  # texts after the title that may be a byline
MAX_DATE = 60  # characters of a line whose date is the page's; in a longer one it may be the story's
MAX_LABEL = 40  # characters of a line that says what the date in the next one is
NEAR = 3  # lines after the date of an update in which a date without a word is that of publication
META = (
    "article:published_time", "datepublished", "og:published_time", "pubdate", "publishdate", "publish_date",
    "date", "dc.date", "dc.date.issued", "dcterms.created", "citation_publication_date", "sailthru.date",
    "parsely-pub-date", "weibo:article:create_at", "og:release_date", "apub:time",
)  # fmt: skip
PUBLISHED = (
    r"发布|發布|發佈|发表|發表|刊登|(?<!last )\b(?:first )?(?:published|posted)|veröffentlicht|publié|publicad[oa]|"
    r"pubblicato|gepubliceerd|опубликовано"
)
UPDATED = (
    r"更新|修改|\b(?:last |page )*(?:updated?|modified|edited|revised|reviewed)|last published|aktualisiert|geändert|"
    r"mise? à jour|modifié|actualizado|actualizada|atualizado|aggiornato|bijgewerkt|обновлено"
)
STATED = re.compile(f"{PUBLISHED}|{UPDATED}|时间|日期|来源|\\bdate", re.IGNORECASE)
LABEL = re.compile(f"(?P<published>{PUBLISHED})|(?P<updated>{UPDATED})", re.IGNORECASE)

MARK_OF_UPDATE = re.compile(r"modified|updated", re.IGNORECASE)  # in a class or itemprop

Meaning = Literal["published", "updated", ""]


def date_of(
    page: Page, article: Node, meta: dict[str, list[str]], near: Sequence[str], language: str, others: bool = False
) -> str | None:
    """The day or minute of publication in ISO 8601.

    Args:
        page: the page.
        article: the article of its JSON-LD, `linked_data.article_node`.
        meta: contents of its meta elements by name, lower case.
        near: short texts in the order in which a byline is looked for.
        language: ISO 639, with the region if it is known; empty if not.
        others: whether the JSON-LD has articles and none is the page's.
    """
    lines = [line for line in near if any(map(str.isdigit, line))]
    clock = Clock(order=date_order(lines[:AFTER], language), language=language.partition("-")[0] or None)
    in_meta = next((meta[name][0] for name in META if name in meta), None)
    for text in (article.get("datePublished"), article.get("dateCreated"), in_meta):
        if isinstance(text, str) and (moment := _iso_of(text, clock)):
            return moment
    return _shown_date(near, clock) or _marked_date(page.tree, clock) or _guessed_date(page, others)


def _iso_of(text: str, clock: Clock) -> str | None:
    """ISO 8601 to the minute or the day of a text that machines wrote."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return clock.read(text)
    return moment.strftime("%Y-%m-%dT%H:%M" if re.search(r"\d:\d\d", text) else "%Y-%m-%d")


def _shown_date(near: Sequence[str], clock: Clock) -> str | None:
    """The first date that is not of an update, or the first of an update if none that is as early belongs to it."""
    update: tuple[int, str] | None = None
    for number, meaning, text in _labelled(near):
        found = find_time(text)
        if found is None or found.relative or (moment := clock.read(text)) is None:
            continue
        if update is None and meaning != "updated":
            return moment
        if update is None:
            update = number, moment
        elif moment[:10] <= update[1][:10] and (meaning == "published" or (not meaning and number - update[0] <= NEAR)):
            return moment
    return update[1] if update else None


def _labelled(near: Sequence[str]) -> Iterator[tuple[int, Meaning, str]]:
    """The parts of the lines that may have the date of the page, with what their words say of it.

    A word speaks for what follows it in its line; alone in a line, for the next one.
    """
    before: Meaning = ""
    for number, line in enumerate(near):
        labels = list(LABEL.finditer(line))
        if not any(map(str.isdigit, line)):
            before = _meaning(labels[-1]) if labels and len(line) <= MAX_LABEL else ""
            continue
        if len(line) <= MAX_DATE or STATED.search(line):
            starts = [0, *(label.start() for label in labels)]
            meanings = [before, *map(_meaning, labels)]
            for start, end, meaning in zip(starts, [*starts[1:], len(line)], meanings, strict=True):
                yield number, meaning, line[start:end]
        before = ""


def _meaning(label: re.Match[str]) -> Meaning:
    return "published" if label["published"] else "updated"


def _marked_date(tree: HtmlElement, clock: Clock) -> str | None:
    """That of the first `<time>`, but of one that is not marked as an update's if there is any."""
    updates: list[str] = []
    for element in tree.iter("time"):
        if moment := _iso_of(element.get("datetime") or "", clock):
            if not MARK_OF_UPDATE.search(f"{element.get('itemprop', '')} {element.get('class', '')}"):
                return moment
            updates.append(moment)
    return updates[0] if updates else None


def _guessed_date(page: Page, others: bool) -> str | None:
    """What htmldate finds; `others` are the dates in the JSON-LD that it would take."""
    from htmldate import find_date

    scripts = [script for script in page.tree.iter("script") if others and "json" in script.get("type", "")]
    texts = [script.text for script in scripts]
    for script in scripts:
        script.text = None
    try:
        return find_date(page.tree, extensive_search=False, original_date=True, url=page.url)
    except (ValueError, TypeError):
        return None
    finally:
        for script, text in zip(scripts, texts, strict=True):
            script.text = text
