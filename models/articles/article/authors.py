"""Who wrote an article: what the page says to machines comes first, then bylines as they are shown."""

import re

from lxml.etree import XPath
from lxml.html import HtmlElement

from models.articles.page import linked_data
from models.articles.page.document import elements
from models.articles.page.linked_data import Node

MAX_AUTHOR, MAX_LINE = 100, 160  # characters
MAX_STATED = 6  # names of meta elements
MAX_NAMES = 12  # in one byline
META = ("author", "article:author", "dc.creator", "citation_author", "byl", "sailthru.author", "parsely-author")
HAN_NAME = r"[\u3400-\u9fff·]{2,12}(?:[ 、,，/][\u3400-\u9fff·]{2,12}){0,6}"
# Names in the Latin, Greek and Cyrillic alphabets: words with a capital, and the small ones that stand before those.
CAPITAL = f"[{''.join(letter for letter in map(chr, range(0x41, 0x530)) if letter.isupper())}]"
PARTICLE = (
    r"(?:van|von|vom|vander|de|der|den|del|della|di|da|das|do|dos|du|des|la|le|las|los|ter|ten|tot|te|zu|zum|zur|af|av|"
    r"bin|bint|ibn|al|el|ben|y|e|i|st|'t|’t)"
)
NO_NAME = (
    r"(?!(?:AND|UND|OG|OCH|Published|Updated|Posted|Last|On|For|In|At|From|Reviewed|Edited|Photographs?|Photos?|Read|Share|"
    r"(?:Mon|Tue|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s?\d)\b)"
)
NAME_WORD = rf"{NO_NAME}(?:[dlDL][’']|[aeAE]l-)?{CAPITAL}[\w’'.-]*"
NAME = rf"(?:{PARTICLE}\s){{0,3}}{NAME_WORD}(?:\s(?:{PARTICLE}\s){{0,3}}{NAME_WORD}){{0,5}}"
AND = r"(?:and|AND|und|UND|et|ET|y|Y|e|E|i|I|og|OG|och|OCH|en|ve|&|\+)"
BETWEEN_NAMES = rf"\s?[,;]\s?(?:{AND}\s)?|\s{AND}\s"
BYLINES = (
    re.compile(rf"(?:本报|本刊|特约|见习|实习)?(?:作者|撰文|撰稿)\s?[:：/／|]\s?({HAN_NAME}|[\w.&·-]{{2,24}})"),
    re.compile(
        rf"(?:^|[\s（(])(?:本报|本刊|特约|见习|实习|新华社)?(?:记者|記者|文)\s?[:：/／|]?\s?({HAN_NAME})(?:[\s）)]|$)"
    ),
    re.compile(
        r"(?:^|[|•·–—]\s?)(?:[Ww]ritten |WRITTEN |[Ww]ords |[Ss]tory )?"
        r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|[Pp]or|[Dd]oor|[Aa]v|[Dd]i)"
        rf"\s?:?\s({NAME}(?:(?:{BETWEEN_NAMES}){NAME}){{0,{MAX_NAMES - 1}}})"
    ),
)
PARTS = re.compile(rf"({BETWEEN_NAMES})")
# What stands after a comma and is no further author: what someone is, where he is, and for whom he writes.
ROLE = re.compile(
    r"\b(?:editors?|writers?|reporters?|correspondents?|columnists?|contributors?|staff|news|press|post|times|courier|daily|"
    r"tribune|herald|journal|gazette|agency|media|magazine|network|chief|senior|director|professor|university|institute|"
    r"ph\.?d|m\.?d|jr|sr|dr|mba|esq|manager|analyst|producer|photographer|founder|president|ceo|"
    r"new|north|south|east|west|san|los|hong|united)\b",
    re.IGNORECASE,
)
MARKED = XPath("//*[@itemprop='author' or @rel='author' or contains(@class,'author') or contains(@class,'byline')]")
MAX_MARKED, MAX_NAME_WORDS = 8, 6  # elements looked at, words of a name
# Words of a byline before a name, and after it.
BEFORE_NAME = re.compile(
    r"^(?:(?:written|posted|published|view all posts)\s+by|by|von|作者|记者|文)\s*[:：]?\s+"
    r"|^(?:作者|记者|文)[:：]\s*",
    re.IGNORECASE,
)
AFTER_NAME = re.compile(
    r"[\s,，、/]*(?:评论|来源|责任|编辑|发布|发表|时间|字号|浏览|阅读|点击|分享|责编|日期|打印|收藏|举报|关注|更新|报道|发自|出自).*"
    r"|\s*[|(（\[【].*",
    re.DOTALL,
)
NO_AUTHOR = re.compile(
    r"https?:|www\.|@|^\d+$|^(?:admin|administrator|sign in|log in|name|topic|unknown|none|null)$"
    r"|^(?:author|editor|匿名|佚名|未知)$",
    re.IGNORECASE,
)


def author_of(tree: HtmlElement, article: Node, meta: dict[str, list[str]], lines: list[str]) -> str | None:
    """The author, several joined by `; `: of the JSON-LD, of the meta elements, of the lines near the title, or of
    elements that are marked as the author's.

    Args:
        tree: the page.
        article: the article of its JSON-LD, `linked_data.article_node`.
        meta: contents of its meta elements by name, lower case.
        lines: short texts in the order in which a byline is looked for.
    """
    names = [name for name in linked_data.names_of(article.get("author")) if _is_author(name)]
    if names:
        return "; ".join(dict.fromkeys(map(_without_byline, names)))[:MAX_AUTHOR]
    stated = [name for field in META for name in meta.get(field, ()) if _is_author(name)]
    if stated:
        return "; ".join(dict.fromkeys(map(_without_byline, stated[:MAX_STATED])))[:MAX_AUTHOR]
    return _shown_author(lines) or _marked_author(tree)


def _is_author(name: str) -> bool:
    return 1 < len(name) <= MAX_AUTHOR and not NO_AUTHOR.search(name)


def _without_byline(name: str) -> str:
    """A name without the words of its byline."""
    return AFTER_NAME.sub("", BEFORE_NAME.sub("", name.strip())).strip(" ,;|·")


def _shown_author(lines: list[str]) -> str | None:
    for line in lines:
        for pattern in BYLINES:
            match = pattern.search(line)
            names = _several(_without_byline(match[1])) if match else []
            if names and all(map(_is_author, names)):
                return "; ".join(dict.fromkeys(names))
    return None


def _several(text: str) -> list[str]:
    """The names in a text that is nothing but names; what stands after a comma is one if it looks like one."""
    first, *rest = PARTS.split(text)
    names = [first]
    for between, name in zip(rest[::2], rest[1::2], strict=True):
        comma = between.strip() == ","
        if between.strip().lower() in ("y", "e", "i") and " " not in name:  # Ortega y Gasset
            names[-1] += between + name
            continue
        if ROLE.search(name) or (comma and " " not in name) or not re.fullmatch(NAME, name):
            break
        names.append(name)
    return [name.strip() for name in names if name.strip()]


def _marked_author(tree: HtmlElement) -> str | None:
    """The first names in an element that is marked as the author's."""
    for element in elements(MARKED, tree)[:MAX_MARKED]:
        name = _without_byline(" ".join(element.text_content()[:MAX_LINE].split()))
        names = _several(name)
        if names and all(map(_is_name, names)):
            return "; ".join(dict.fromkeys(names))
    return None


def _is_name(name: str) -> bool:
    return _is_author(name) and len(name.split()) <= MAX_NAME_WORDS and not any(map(str.isdigit, name))
