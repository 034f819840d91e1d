"""When a page was published and when it was changed: what it tells machines, what it shows near the title, its address,
and last what htmldate finds."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from models.articles.article.claims import Claim, Source, believed
from models.articles.article.surroundings import Line, Place
from models.articles.page.date_order import date_order
from models.articles.page.document import Page
from models.articles.page.linked_data import Node, text_of
from models.articles.page.times import Clock, find_time

AFTER = 25  # texts whose dates tell the order of their numbers
MAX_DATE = 60  # characters of a line whose date is the page's; in a longer one it may be the story's
MAX_LABEL = 40  # characters of a line that says what the date in the next one is
NEAR = 3  # lines after the date of an update in which a date without a word is that of publication
SURE: dict[Place, float] = {"near": 1.0, "start": 0.85, "end": 0.7, "end of page": 0.5}  # by where a date stands
MAX_TIMES = 200  # elements
PUBLISHED_META = {
    "article:published_time": 0.9, "datepublished": 0.88, "og:published_time": 0.88, "citation_publication_date": 0.8,
    "citation_online_date": 0.85, "citation_date": 0.8, "pubdate": 0.85, "publishdate": 0.85, "publish_date": 0.85,
    "publication_date": 0.85, "article.published": 0.85, "parsely-pub-date": 0.85, "sailthru.date": 0.8,
    "cxenseparse:recs:publishtime": 0.85, "weibo:article:create_at": 0.85, "og:release_date": 0.85, "apub:time": 0.8,
    "dc.date.issued": 0.8, "dcterms.issued": 0.8, "dcterms.created": 0.75, "dc.date.created": 0.75, "created": 0.6,
    "dc.date": 0.7, "dcterms.date": 0.7, "date": 0.7, "displaydate": 0.7,
}  # fmt: skip
MODIFIED_META = {
    "article:modified_time": 0.9, "datemodified": 0.88, "og:updated_time": 0.85, "dcterms.modified": 0.85,
    "dc.date.modified": 0.85, "lastmod": 0.8, "last-modified": 0.8, "last_modified": 0.8, "dateupdate": 0.8,
    "weibo:article:update_at": 0.85, "revised": 0.75, "updated": 0.75,
}  # fmt: skip
PUBLISHED = (
    r"发布|發布|發佈|发表|發表|刊登|公開日?|投稿日|掲載日?|配信日?|初出|(?<!last )\b(?:first )?(?:published|posted)|"
    r"veröffentlicht|erstellt|publiée?|mise? en ligne|publicad[oa]|pubblicato|gepubliceerd|опубликовано"
)
UPDATED = (
    r"更新|修改|最終更新|\b(?:last |page )*(?:updated?|modified|edited|revised|reviewed)|last published|aktualisiert|"
    r"geändert|änderung|mise? à jour|modifiée?|actualizado|actualizada|atualizado|aggiornato|bijgewerkt|обновлено"
)
STATED = re.compile(f"{PUBLISHED}|{UPDATED}|时间|時間|日期|日時|来源|來源|\\bdate|fecha|datum", re.IGNORECASE)
LABEL = re.compile(f"(?P<updated>{UPDATED})|(?P<published>{PUBLISHED})", re.IGNORECASE)
MARK_OF_UPDATE = re.compile(r"modified|updated", re.IGNORECASE)  # in a class or itemprop
MARK_OF_OTHERS = re.compile(r"comment|repl(?:y|ies)|respond|relat|recommend|sidebar|widget|teaser|card|footer|latest")
IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/_-]?(\d\d)[/_-]?(\d\d)(?:[/_.-]|\d{0,6}[/_.]|t\d|$)")

Meaning = Literal["published", "updated", ""]
Claims = list[Claim[str]]


def dates_of(
    page: Page,
    told: Sequence[tuple[Source, Node]],
    meta: dict[str, list[str]],
    near: Sequence[Line],
    language: str,
    others: bool = False,
) -> tuple[Claim[str] | None, Claim[str] | None]:
    """When it was published and when it was last changed, a day or minute in ISO 8601.

    Args:
        page: the page.
        told: the article of its structured data by source, surest first.
        meta: contents of its meta elements by name, lower case.
        near: texts in the order in which a date is looked for.
        language: ISO 639, with the region if it is known; empty if not.
        others: whether the structured data has articles and none is the page's.
    """
    lines = [line.text for line in near if any(map(str.isdigit, line.text))]
    clock = Clock(order=date_order(lines[:AFTER], language), language=language.partition("-")[0] or None)
    published = [*_stated(told, ("datePublished", "dateCreated"), clock), *_in_meta(meta, PUBLISHED_META, clock)]
    modified = [*_stated(told, ("dateModified",), clock), *_in_meta(meta, MODIFIED_META, clock)]
    for meaning, claim in (*_shown(near, clock), *_marked(page.tree, clock)):
        (modified if meaning == "updated" else published).append(claim)
    published += _in_address(page.url)
    date, change = _best(published), _best(modified)
    if date is None and change is not None:
        date = Claim(change.value, change.source, round(change.confidence / 2, 3))
    return date or _guessed(page, others), change


def _best(claims: Claims) -> Claim[str] | None:
    """The claim that is believed; an address knows no more than the day that others tell the minute of."""
    best = next(iter(believed(claims, _agreement)), None)
    if best is None or best.source != "address":
        return best
    told = next((claim for claim in claims if claim.value[:10] == best.value), best)
    return Claim(told.value, told.source, best.confidence)


def _agreement(one: str, other: str) -> float:
    """1 for the same day. A machine's time may be of the day before or after where the page shows the day alone."""
    if one[:10] == other[:10]:
        return 1.0
    if "T" not in one and "T" in other:
        days = (datetime.fromisoformat(one) - datetime.fromisoformat(other[:10])).days
        return 0.9 if days == (-1 if other[11:13] < "12" else 1) else 0.0
    return 0.0


def _stated(told: Sequence[tuple[Source, Node]], names: Sequence[str], clock: Clock) -> Iterator[Claim[str]]:
    """What the structured data says."""
    for source, node in told:
        for place, name in enumerate(names):
            if (text := text_of(node.get(name))) and (moment := _iso_of(text, clock)):
                yield Claim(moment, source, (0.92 if source == "JSON-LD" else 0.88) - 0.1 * place)
                break


def _in_meta(meta: dict[str, list[str]], names: dict[str, float], clock: Clock) -> Iterator[Claim[str]]:
    for name, confidence in names.items():
        if name in meta and (moment := _iso_of(meta[name][0], clock)):
            yield Claim(moment, "meta", confidence)


def _iso_of(text: str, clock: Clock) -> str | None:
    """ISO 8601 to the minute or the day of a text that machines wrote."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return clock.read(text[:100])
    if not 1990 <= moment.year <= 2100:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M" if re.search(r"\d:\d\d", text) else "%Y-%m-%d")


def _shown(near: Sequence[Line], clock: Clock) -> Iterator[tuple[Meaning, Claim[str]]]:
    """The dates of the lines near the title: the first that is not of an update, and the first of an update.

    A date without a word that comes after that of an update is that of publication only if it stands close to it and is
    not later.
    """
    update: tuple[int, str] | None = None
    first: tuple[int, str] | None = None
    for number, meaning, text in _labelled(near):
        if first and number - first[0] > NEAR:
            return
        found = find_time(text)
        if found is None or found.relative or (moment := clock.read(text)) is None:
            continue
        if meaning == "updated":
            if update is None and (first is None or moment[:10] >= first[1][:10]):
                update = number, moment
                yield "updated", Claim(moment, "label", 0.85)
        elif first is None and not (update and _is_apart(number, meaning, moment, update)):
            first = number, moment
            alone = found.end - found.start >= 0.5 * len(text.strip())
            sure = (0.9 if meaning else 0.8 if alone else 0.6) * SURE[near[number].place]
            yield "published", Claim(moment, "label" if meaning else "text", round(sure, 3))


def _is_apart(number: int, meaning: Meaning, moment: str, update: tuple[int, str]) -> bool:
    """Whether a date has nothing to do with that of an update before it."""
    return moment[:10] > update[1][:10] or (not meaning and number - update[0] > NEAR)


def _labelled(near: Sequence[Line]) -> Iterator[tuple[int, Meaning, str]]:
    """The parts of the lines that may have the date of the page, with what their words say of it.

    A word speaks for what follows it in its line; alone in a line, for the next one.
    """
    before: Meaning = ""
    for number, line in enumerate(text for text, *_ in near):
        dated = any(map(str.isdigit, line))
        if len(line) > (MAX_DATE if dated else MAX_LABEL) and not (dated and STATED.search(line)):
            before = ""
            continue
        labels = list(LABEL.finditer(line))
        if not dated:
            before = _meaning(labels[-1]) if labels else ""
            continue
        starts = [0, *(label.start() for label in labels)]
        meanings = [before, *map(_meaning, labels)]
        for start, end, meaning in zip(starts, [*starts[1:], len(line)], meanings, strict=True):
            yield number, meaning, line[start:end]
        before = ""


def _meaning(label: re.Match[str]) -> Meaning:
    return "published" if label["published"] else "updated"


def _marked(tree: HtmlElement, clock: Clock) -> Iterator[tuple[Meaning, Claim[str]]]:
    """The first `<time>`, and the first that is marked as an update's, but of comments and lists of other pages."""
    met: set[Meaning] = set()
    for element in islice(tree.iter("time"), MAX_TIMES):
        marks = f"{element.get('itemprop', '')} {element.get('class', '')} {element.get('pubdate', '')}"
        meaning: Meaning = "updated" if MARK_OF_UPDATE.search(marks) and "publish" not in marks else "published"
        if meaning in met or not (moment := _iso_of(element.get("datetime") or "", clock)):
            continue
        around = " ".join(
            f"{above.get('class', '')} {above.get('id', '')}" for above in islice(element.iterancestors(), 6)
        )
        met.add(meaning)
        yield meaning, Claim(moment, "time element", 0.4 if MARK_OF_OTHERS.search(around.lower()) else 0.75)


def _in_address(url: str | None) -> Iterator[Claim[str]]:
    """The day in the path of an address: /2024/05/17/ or /20240517/."""
    try:
        found = IN_ADDRESS.search(urlsplit(url or "").path.lower())
        if found:
            year, month, day = map(int, found.groups())
            yield Claim(datetime(year, month, day).strftime("%Y-%m-%d"), "address", 0.75)
    except ValueError:
        return


def _guessed(page: Page, others: bool) -> Claim[str] | None:
    """What htmldate finds; `others` are the dates in the structured data that it would take."""
    from htmldate import find_date

    scripts = [script for script in page.tree.iter("script") if others and "json" in script.get("type", "")]
    texts = [script.text for script in scripts]
    for script in scripts:
        script.text = None
    try:
        found = find_date(page.tree, extensive_search=False, original_date=True, url=page.url)
    except (ValueError, TypeError):
        return None
    finally:
        for script, text in zip(scripts, texts, strict=True):
            script.text = text
    return Claim(found, "htmldate", 0.4) if found else None
