"""The pages of one piece, a thread above all: which links of a page lead to its further ones, and what joins them.

Nothing is known of forum engines. A link leads to a further page if it says so (`rel=next`, a number, an arrow, a word)
and its address differs from the page's in one number: `?page=2`, `/page/2`, `/2/`, `-2.html`, `&start=20`.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from models.articles.web.addresses import completed_address

MAX_LABEL = 40  # characters of a link that names a page
LABEL = re.compile(
    r"[\W_]*第?[\W_]*(?:\d{1,5}|next|prev(?:ious)?|first|last|older|newer|weiter|vor|zurück|nächste|letzte|erste|suivante?|"
    r"précédente?|siguiente|anterior|próxima|successiva|precedente|volgende|vorige|следующая|предыдущая|далее|назад|"
    r"下一?[页頁]|上一?[页頁]|[首尾末]页|[首尾末]頁|次へ?|前へ?|次のページ|前のページ|다음|이전)?[\W_]*"
    r"(?:(?:page|posts|comments|seite|página|pagina|страница|[页頁]|ページ)?[\W_]*\d{0,5}[\W_]*)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+")
# The number of a page where it was put behind the address of the first: `/2/`, `-2`, `/page/2`, `-page-2`, `p2`
BEHIND = re.compile(r"[/_.-]?(?:pages?|pag|seite|pg|p|s)?[/_.=-]?#", re.IGNORECASE)
MARK = re.compile(
    r"[\s\-–—|(\[,:·]*(?:\b(?:pages?|seite|página|pagina|страница|стр\.?|pg\.?|p\.)\s*\d+|第\s*\d+\s*[页頁]|\d+\s*ページ)"
    r"(?:\s*(?:/|of|von|de|di|из)\s*\d+)?[)\]]?",
    re.IGNORECASE,
)


def further_pages(links: Sequence[HtmlElement], base: str, own: str | None) -> tuple[str, ...]:
    """The addresses that lead to further pages of the page at `own`, in page order."""
    found: dict[str, None] = {}
    for link in links:
        if own and _says_so(link):
            target = completed_address(link.get("href"), base)
            if target and target != own and stem(own, target) is not None:
                found[target] = None
    return tuple(found)


def _says_so(link: HtmlElement) -> bool:
    if not {"next", "prev"}.isdisjoint((link.get("rel") or "").lower().split()):
        return True
    if link.tag != "a":
        return False
    label = " ".join("".join(link.itertext()).split()) or link.get("aria-label") or link.get("title") or ""
    return 0 < len(label) <= MAX_LABEL and bool(LABEL.fullmatch(label))


def stem(one: str, other: str) -> str | None:
    """What two addresses that differ in the number of a page have in common; None if they differ otherwise."""
    left, right = urlsplit(one), urlsplit(other)
    if left.netloc != right.netloc:
        return None
    if left.path == right.path:
        query = _common_query(left.query, right.query)
        return None if query is None else f"{left.netloc}{left.path.rstrip('/')}?{query}".rstrip("?")
    path = _common_path(left.path, right.path) if left.query == right.query else None
    return None if path is None else f"{left.netloc}{path}?{left.query}".rstrip("?")


def _common_query(left: str, right: str) -> str | None:
    """Both queries without the parameter in which alone they differ, if that is a number."""
    one, other = (dict(parse_qsl(query, keep_blank_values=True)) for query in (left, right))
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    if len(names) != 1 or not all(query.get(names[0], "0").isdecimal() for query in (one, other)):
        return None
    return "&".join(f"{name}={value}" for name, value in one.items() if name != names[0])


def _common_path(left: str, right: str) -> str | None:
    """Both paths without the number in which alone they differ, or which alone one has more."""
    one, other = sorted((left, right), key=len)
    if NUMBER.sub("#", one) == NUMBER.sub("#", other):
        pairs = zip(NUMBER.finditer(one), NUMBER.findall(other), strict=True)
        places = [match.span() for match, number in pairs if match[0] != number]
        if len(places) == 1:
            start, end = places[0]
            return _without_number(one[:start], one[end:])
        return None
    start = next((at for at, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its), len(one))
    for at in range(start, max(-1, start - 2), -1):  # of /t/1 and /t/1/2 as of /t/1/ and /t/1/2/
        more = other[at : len(other) - len(one) + at]
        if one[at:] == other[at + len(more) :] and BEHIND.fullmatch(NUMBER.sub("#", more.strip("/"))):
            return _without_number(one[:at], one[at:])
    return None


def _without_number(before: str, after: str) -> str:
    """A path without the number of a page between these, and without what led to it."""
    cut = re.sub(r"[/_.-](?:pages?|pag|seite|pg|p|s)?[/_.=-]?$", "", before, flags=re.IGNORECASE)
    return f"{cut}{after}".rstrip("/")


def without_page_mark(title: str) -> str:
    """A title without the number of the page that it may name, in small letters: `Ice, page 2 of 3` → `ice`."""
    return " ".join(re.findall(r"\w+", MARK.sub("", title).casefold()))
