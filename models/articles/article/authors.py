"""Who wrote an article: what the page says to machines, its bylines, its signatures, and elements marked for it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.article import bylines, han_bylines
from models.articles.article.bylines import MAX_AUTHOR
from models.articles.article.claims import Claim, Source, believed
from models.articles.article.surroundings import MAX_LINE, Line
from models.articles.page import linked_data
from models.articles.page.document import elements
from models.articles.page.linked_data import Node
from models.articles.page.times import find_time

Names = tuple[str, ...]
Authors = Claim[Names]

MAX_STATED = 50  # authors of one source
MAX_TEXTS = 2_000  # of a page in which a byline is looked for at last
MAX_BARE = 80  # characters of a line that is nothing but names, or a date
META = {
    "citation_author": 0.9, "citation_authors": 0.85, "dc.creator": 0.8, "dcterms.creator": 0.8, "author": 0.78,
    "article:author": 0.78, "article:author_name": 0.78, "parsely-author": 0.78, "sailthru.author": 0.78, "byl": 0.78,
    "cxenseparse:author": 0.7, "mediator_author": 0.7, "article.author": 0.75, "creator": 0.5,
}  # fmt: skip
LAST_FIRST = ("citation_author", "dc.creator", "dcterms.creator")  # where `Lee, Ann` is one person
WRITTEN_BY = re.compile(  # what Yoast's label says in front of the author
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|написано|by|von|par|por|"
    r"作者|撰寫者|撰写者|執筆者|글쓴이",
    re.IGNORECASE,
)
HAN = re.compile(f"[{han_bylines.HAN}]")
# By the attributes: by the elements it takes twice as long; of many only the first, for parents are sorted in n² steps.
MARKED = XPath(
    "(//@class[contains(.,'uthor') or contains(.,'yline')])[position()<500]/.. | "
    "(//@id[contains(.,'author')])[position()<500]/.. | (//@itemprop[.='author'])[position()<500]/.. | "
    "(//@rel[contains(.,'author')])[position()<500]/.."
)
NAMED = XPath(".//*[@itemprop='name' or contains(concat(' ',@class,' '),' fn ') or @rel='author']")
MAX_MARKED, MAX_AROUND = 40, 8  # elements looked at, and those around one
MARK = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|writer|zuozhe)(?:$|[\s_-]?(?:name|link|title|info|meta)?(?:$|\s))", re.IGNORECASE
)
OTHERS = re.compile(
    r"comment|repl(?:y|ies)|respond|relat|recommend|sidebar|widget|teaser|(?:^|[\s_-])card|footer|latest|(?:^|\s)nav|popular"
    r"|(?:^|[\s_-])form(?:$|[\s_-])",
    re.IGNORECASE,
)
USER = re.compile(r"[a-z0-9._-]+|\w+[._]\w+")  # what an account is called, and seldom a byline
OF_A_USER = 0.7
OF_A_SITE = 0.4  # of its confidence what a claim keeps that names the site
SHOWN = 0.6  # confidence from which a text may add to the authors that are stated
NO_PERSON = 0.6  # and one that names an organisation


def authors_of(
    tree: HtmlElement,
    told: Sequence[tuple[Source, Node]],
    meta: dict[str, list[str]],
    lines: Sequence[Line],
    texts: Sequence[str],
    site: str | None,
) -> Authors | None:
    """The authors, in their order.

    Args:
        tree: the page.
        told: the article of its structured data by source, surest first.
        meta: contents of its meta elements by name, lower case.
        lines: texts in the order in which a byline is looked for.
        texts: all of the page, where none of those has one.
        site: the name of the site, which is seldom its author.
    """
    claims = [*_stated(told), *_in_meta(meta), *_shown(lines), *_signed(lines), *_marked(tree), *_bare(lines)]
    names = {_plain(name) for name in (site, *meta.get("publisher", ()), *meta.get("application-name", ())) if name}
    weighed = [_without_site(claim, names) for claim in claims]
    best = next(iter(believed(weighed, _agreement)), None)
    return _completed(best, weighed) if best else next(_anywhere(texts), None)


def _anywhere(texts: Sequence[str]) -> Iterator[Authors]:
    """The first short byline, or one with a date, in any of the texts of a page."""
    for text in texts[:MAX_TEXTS]:
        dated = any(map(str.isdigit, text)) and len(text) <= MAX_BARE
        if (dated or len(text) <= MAX_BARE // 2) and (names := _names_in(text)):
            yield from _claim(names, "byline", 0.4)


def _without_site(claim: Authors, names: set[str]) -> Authors:
    """A claim that names the site and nobody else is worth less; after somebody's name that of the site is none."""
    whole = _plain("".join(claim.value))
    if whole in names or all(any(_plain(name).startswith(site) for site in names) for name in claim.value):
        return Claim(claim.value, claim.source, round(claim.confidence * OF_A_SITE, 3))
    if all(map(han_bylines.is_organisation, claim.value)):
        return Claim(claim.value, claim.source, round(claim.confidence * NO_PERSON, 3))
    if all(map(USER.fullmatch, claim.value)) and claim.source in ("JSON-LD", "microdata", "meta"):
        return Claim(claim.value, claim.source, round(claim.confidence * OF_A_USER, 3))
    people = [_cut_site(name, names) for name in claim.value if _plain(name) not in names]
    return Claim(tuple(people), claim.source, claim.confidence)


def _cut_site(name: str, names: set[str]) -> str:
    """A name without that of the site after it: Ann Lee QUAY COURIER."""
    words = name.split()
    end = next((end for end in range(2, len(words)) if _plain(" ".join(words[end:])) in names), len(words))
    return " ".join(words[:end])


def _completed(best: Authors, claims: Sequence[Authors]) -> Authors:
    """The claim that is believed, or one of the texts that the page shows that names all of those people and more."""
    known = {_plain(name) for name in best.value}
    for claim in claims:
        if claim.source in ("byline", "text") and claim.confidence >= SHOWN and known < set(map(_plain, claim.value)):
            return Claim(claim.value, claim.source, best.confidence)
    return best


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _agreement(one: Names, other: Names) -> float:
    """How much who names `other` speaks for `one`: all if they are the same people, less for some of them."""
    first, second = ({frozenset(re.findall(r"\w+", name.lower())) for name in names} for names in (one, other))
    if first == second:
        return 1.0
    if second < first:
        return 0.95
    if len(first) == len(second) == 1:  # a name whole and in part
        one_name, other_name = next(iter(first)), next(iter(second))
        return 0.95 if one_name < other_name else 0.0
    return 0.5 * len(first & second) / len(second)


def _claim(names: Sequence[str], source: Source, confidence: float) -> Iterator[Authors]:
    """The claim of those that may be names, if any."""
    kept: dict[str, str] = {}
    for name in names[:MAX_STATED]:
        if bylines.is_author(name):
            kept.setdefault(_plain(name), name[:MAX_AUTHOR])
    if kept:
        yield Claim(tuple(kept.values()), source, confidence)


def _people(text: str) -> list[str]:
    """The names in a text that is said to be the author."""
    if HAN.search(text):
        names = han_bylines.names_in(text) or han_bylines.split_names(re.sub(r"^(?:记者|文)\s", "", text), sure=True)
        return names or ([text] if len(text) <= 40 else [])
    return bylines.several(bylines.without_byline(text))


def _stated(told: Sequence[tuple[Source, Node]]) -> Iterator[Authors]:
    """What the structured data says; an organisation is no surer an author than a byline."""
    for source, node in told:
        value = node.get("author") or node.get("creator")
        entries = value if isinstance(value, list) else [value]
        names = [name for name in linked_data.names_of(value)[:MAX_STATED] if bylines.is_author(name)]
        if any(isinstance(entry, dict) and "Organization" in str(entry.get("@type")) for entry in entries):
            confidence = 0.87 * NO_PERSON
        else:
            confidence = 0.87 if source == "JSON-LD" else 0.82
        yield from _claim([person for name in names for person in _people(name)], source, confidence)


def _in_meta(meta: dict[str, list[str]]) -> Iterator[Authors]:
    for name, confidence in META.items():
        told = [content for content in meta.get(name, ())[:MAX_STATED] if bylines.is_author(content)]
        if name in LAST_FIRST:
            people = [_first_last(content) for content in told]
        else:
            people = [person for content in told for part in content.split(";") for person in _people(part.strip())]
        yield from _claim(people, "meta", confidence)
    for number in "12":
        label, data = (meta.get(f"twitter:{word}{number}", [""])[0] for word in ("label", "data"))
        if data and WRITTEN_BY.fullmatch(label):
            yield from _claim(_people(data), "meta", 0.8)


def _first_last(name: str) -> str:
    """`Lee, Ann` as Ann Lee, 赵 培 as 赵培."""
    last, comma, first = name.partition(",")
    if re.fullmatch(f"[{han_bylines.HAN}\\s]+", name):
        return re.sub(r"\s", "", name)
    return (
        f"{first.strip()} {last.strip()}"
        if comma and first.strip() and "," not in first
        else bylines.without_byline(name)
    )


def _names_in(text: str) -> list[str]:
    return bylines.names_in(text) or (han_bylines.names_in(text) if HAN.search(text) else [])


def _shown(lines: Sequence[Line]) -> Iterator[Authors]:
    """The first byline near the title, with those in the lines right after it, or that name more; one of an office only
    if there is no other."""
    names: list[str] = []
    offices: list[str] = []
    confidence, last = 0.0, 0
    for number, line in enumerate(lines):
        if line.place == "end of page" and confidence:
            break
        found = _names_in(line.text)
        before = lines[number - 1].text.strip() if number else ""
        if not found and before and len(before) <= 30 and bylines.LABEL.fullmatch(before):
            found = bylines.several(line.text) if _follows_label(line.text) else []
        if found and all(map(han_bylines.is_organisation, found)):
            offices = offices or found
        elif found and (
            not names or last == number - 1 or (line.place in ("near", "start") and set(names) < set(found))
        ):
            names += found
            last = number
            confidence = confidence or {"near": 0.88, "start": 0.65, "end": 0.6}.get(line.place, 0.4)
    yield from _claim(names or offices, "byline", confidence or 0.6)


def _follows_label(text: str) -> bool:
    return bylines.is_name(text) and not bylines.LABEL.fullmatch(text)


def _signed(lines: Sequence[Line]) -> Iterator[Authors]:
    """Names in brackets that end the article."""
    for line in lines:
        if line.place == "end" and (names := han_bylines.signature_in(line.text)):
            yield from _claim(names, "signature", 0.65)
            return


def _bare(lines: Sequence[Line]) -> Iterator[Authors]:
    """A line near the title that is nothing but names, beside one that has the date, or in the same."""
    near = sorted((line for line in lines if line.place == "near" and len(line.text) <= MAX_BARE), key=_order)
    days = [(line.after, day) for line in near if (day := _day_in(line.text))]
    for line in near:
        beside = [day for after, day in days if abs(after - line.after) <= 2 and (after > 0) == (line.after > 0)]
        if line.heading or not beside:
            continue
        start, end = next((day for after, day in days if after == line.after), (None, None))
        parts = (part for text in (line.text[:start], line.text[end:]) for part in re.split(r"\s*[|•·]\s*", text))
        if names := next((part for part in (part.strip(" ,–—-") for part in parts) if bylines.is_names(part)), None):
            yield from _claim(bylines.several(names), "text", 0.7)
            return
    first = next((line.text for line in near if line.after == 1), "")
    if han_bylines.is_han_name(first):
        yield from _claim([first], "text", 0.5)


def _order(line: Line) -> int:
    """After the title before before it, and the nearest first."""
    return line.after if line.after > 0 else 100 - line.after


def _day_in(text: str) -> tuple[int, int] | None:
    """Where in a short text a day stands; None if none does."""
    found = find_time(text) if len(text) <= MAX_BARE else None
    return (found.start, found.end) if found and not found.relative else None


def _marked(tree: HtmlElement) -> Iterator[Authors]:
    """The first names in an element that is marked as the author's, but of comments and lists of other pages."""
    for element in islice(elements(MARKED, tree), MAX_MARKED):
        mark = f"{element.get('class', '')} {element.get('id', '')}"
        told = element.get("itemprop") == "author" or "author" in element.get("rel", "").split()
        if element.tag in ("body", "html", "input", "label", "form", "meta") or not (told or MARK.search(mark)):
            continue
        around = islice(element.iterancestors(), MAX_AROUND)
        if OTHERS.search(mark) or any(OTHERS.search(_marks(above)) for above in around if above.tag != "body"):
            continue
        inner = next(iter(elements(NAMED, element)), element)
        text = " ".join(" ".join(islice(inner.itertext(), 40))[: 2 * MAX_LINE].split())
        if not text or len(text) > MAX_LINE:
            continue
        names = _names_in(text) or _people(text)
        if names and all(map(bylines.is_name, names)):
            yield from _claim(names, "marked element", 0.75 if told else 0.7)
            return


def _marks(element: HtmlElement) -> str:
    return " ".join((element.tag, element.get("class", ""), element.get("id", "")))
