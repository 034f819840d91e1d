"""What is measured of each text block of a page, to tell the article from the rest.

Its own shape (`shape.py`), what class names around it say, sums over the containers around it, its neighbours and its
place, and the container that holds most prose (`candidate.py`). Where that does not tell enough, also what trafilatura
has of the page: `with_core` adds those columns.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from models.articles.article.candidate import candidate_features, since
from models.articles.article.evidence import Evidence
from models.articles.article.shape import DATES, OWN, WORDINGS, edge_words, own_shape
from models.articles.page.blocks import Layout

# What class and id names say, whoever wrote the markup; Chinese sites name in pinyin. First parts of names, then
# whole words of them. Every alternative begins with a letter, so that the search skips to it.
GROUPS = {
    "text": r"article|content|post|body|entry|main|text|story|blog|zhengwen|neirong|detail",
    "navigation": r"nav|menu|crumb|toolbar|pager|pagination|skip|header|top-?bar|masthead",
    "foot": r"foot|copyright|legal|privacy|cookie|consent|gdpr|banquan",
    "aside": r"side|aside|widget|recommend|relat|more|hot|rank|popular|trending|tuijian|xiangguan|latest|teaser|card"
    r"|carousel|list",
    "offer": r"promo|sponsor|advert|guanggao|banner|subscri|newsletter|sign-?up|paywall|donat|modal|popup",
    "share": r"share|social|follow|fenxiang|like|vote|rating|tool",
    "comment": r"comment|disqus|respond|reply|replies|pinglun|feedback|discuss|liuyan",
    "about": r"author|byline|bio|meta|date|time|info|source|credit|publish|laiyuan",
    "title": r"title|headline|heading|biaoti",
    "caption": r"caption|figure|photo|image|gallery|media",
    "tags": r"label|keyword|categor|topic",
}
WHOLE = {"ad": "offer", "ads": "offer", "tab": "navigation", "tabs": "navigation", "tag": "tags", "tags": "tags"}
NAMES = [re.compile(pattern) for pattern in GROUPS.values()]
ANY_WHOLE = re.compile("|".join(WHOLE))
PARTS = re.compile(r"[^a-z]+")
TAGS = [
    "article", "main", "section", "p", "li", "td", "table", "nav", "footer", "header", "aside", "form", "figure",
    "blockquote", "pre", "h1", "h2", "h3", "ul", "div", "button",
]  # fmt: skip
TAG_BITS = {tag: 1 << len(NAMES) + place for place, tag in enumerate(TAGS)}
FARTHEST = 8  # containers up in which a name or tag is looked for
PROSE = 40  # width from which a text block counts as prose: half a line of Latin text, 20 Chinese characters
LEVELS = 4  # containers up whose sums are measured
MOST = 0.7  # of a page's prose, the share that its main container has
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)

OTHERS = ("navigation", "foot", "aside", "offer", "share", "comment")  # groups whose containers hold no article
TEXT_BITS = 1 << list(GROUPS).index("text") | TAG_BITS["article"]
OTHER_BITS = sum(1 << place for place, group in enumerate(GROUPS) if group in OTHERS)
HIDDEN = OWN + len(NAMES) + len(TAGS)  # column: whether it is hidden
SIGNS = ("reader", "related")  # words of lines after which something else begins
DATED = slice(HIDDEN + 1 + DATES[0], HIDDEN + 2 + DATES[-1])  # columns: whether it has a date
MAX_DISTANCE = 60  # text blocks from a mark; more are as many


def measure(layout: Layout, evidence: Evidence) -> np.ndarray:
    """The features [text blocks, names.FEATURES], float32, without what trafilatura says."""
    own = own_shape(layout.blocks)
    bits = _bits(layout)
    prose = prose_of(own)
    named = ((bits & TEXT_BITS) > 0).astype(int) - ((bits & OTHER_BITS) > 0)
    candidate = candidate_features(layout, own, prose, named)
    words = edge_words(layout.blocks)
    dated = words[:, DATES].max(1, initial=0)
    columns = [own, _near(layout, bits), words, _containers(layout, own, prose, dated)]
    columns += [
        _surroundings(own, prose),
        _position(prose, evidence, candidate[:, 1]),
        candidate,
        _since_words(words, dated),
    ]
    return np.concatenate(columns, 1, dtype=np.float32)


def with_core(layout: Layout, measured: np.ndarray, core: np.ndarray) -> np.ndarray:
    """The features [text blocks, names.FEATURES_WITH_CORE], float32: `measured` and how trafilatura's text, which has
    those text blocks whose `core` is 1, lies about each."""
    width, prose = measured[:, 0].astype(float), prose_of(measured)
    columns = [core[:, None], _core_of_containers(layout, width, prose, core)]
    columns += [_shift(core[:, None], step) for step in NEIGHBOURS]
    columns += [_sums_beside(core * width), _from_core(core)]
    return np.concatenate([measured, *columns], 1, dtype=np.float32)


def prose_of(measured: np.ndarray) -> np.ndarray:
    """The width of each text block that is prose, without its links; 0 of the others."""
    width, linked = measured[:, 0], measured[:, 1]
    return np.where((width >= PROSE) & (linked < 0.5), width * (1 - linked), 0).astype(float)


def _running(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(values)])


@lru_cache(maxsize=20_000)
def _groups(name: str) -> int:
    """The groups that a class or id name belongs to, a bit for each."""
    whole = {WHOLE.get(part) for part in PARTS.split(name)} if ANY_WHOLE.search(name) else ()
    groups = enumerate(zip(GROUPS, NAMES, strict=True))
    return sum(1 << place for place, (group, pattern) in groups if group in whole or pattern.search(name))


@lru_cache(maxsize=20_000)
def _bits_of(tag: str, names: str) -> int:
    bits = TAG_BITS.get(tag, 0)
    for name in names.split():
        bits |= _groups(name)
    return bits


def _bits(layout: Layout) -> np.ndarray:
    """Of each container that holds a text block its groups and its tag, a bit for each; 0 of the others."""
    told = zip(layout.tags, layout.names, layout.first, layout.last, strict=True)
    return np.array([_bits_of(tag, names) if last > first else 0 for tag, names, first, last in told], np.uint32)


def _near(layout: Layout, bits: np.ndarray) -> np.ndarray:
    """For each text block, how many containers up the nearest one with a name of a group, or with a tag, is; and
    whether it is hidden."""
    bits, parents = np.append(bits, np.uint32(0)), np.array([*layout.parents, -1])  # the last container stands for none
    container = np.array([block.owner for block in layout.blocks], int)
    hidden = np.array(layout.hidden, float)[container]
    met = np.zeros((FARTHEST, len(container)), "<u4")  # by the steps up
    for steps in range(FARTHEST):
        met[steps] = bits[container] | (met[steps - 1] if steps else 0)
        container = parents[container]
    unmet = 1 - np.unpackbits(met.view(np.uint8).reshape(*met.shape, 4), axis=2, bitorder="little")
    return np.column_stack([unmet[:, :, : len(NAMES) + len(TAGS)].sum(0), hidden])


def _containers(layout: Layout, own: np.ndarray, prose: np.ndarray, dated: np.ndarray) -> np.ndarray:
    """Sums over the containers around each text block: of the page's prose the share, density of links, length of
    the text blocks, how many have prose and how many a date; and how far it stands from the container that has most of
    the prose."""
    width = own[:, 0]
    values = (width, own[:, 1] * width, prose, prose > 0, dated)
    columns = []
    for count, wide, link, prosaic, paragraphs, dates in _sums_around(layout, values):
        columns += [prosaic / max(prose.sum(), 1), link / np.maximum(wide, 1), np.log1p(wide / count)]
        columns += [np.log1p(paragraphs), np.log1p(dates)]
    return np.stack([*columns, _from_most(layout, prose)], 1)


def _core_of_containers(layout: Layout, width: np.ndarray, prose: np.ndarray, core: np.ndarray) -> np.ndarray:
    """Of the containers around each text block, how much of them trafilatura has, and how much of what it has; the
    distance from the container that has most of it; and how much it has in all, beside the prose."""
    total = max((core * width).sum(), 1)
    columns = []
    for _, wide, has in _sums_around(layout, (width, core * width)):
        columns += [has / np.maximum(wide, 1), has / total]
    columns += [_from_most(layout, core * width), np.full(len(width), total / max(prose.sum(), 1))]
    return np.stack(columns, 1)


def _sums_around(layout: Layout, values: Sequence[np.ndarray]) -> Iterator[tuple[np.ndarray, ...]]:
    """Of each of `LEVELS` containers around each text block: the number of its text blocks (1 at least), and sums."""
    first, last, above = np.array(layout.first, int), np.array(layout.last, int), _wider(layout)
    sums = [_running(value) for value in values]
    container = np.array([block.owner for block in layout.blocks], int)
    for _ in range(LEVELS):
        start, end = first[container], last[container]
        yield np.maximum(end - start, 1), *(sum_[end] - sum_[start] for sum_ in sums)
        container = above[container]


def _from_most(layout: Layout, values: np.ndarray) -> np.ndarray:
    """How far each text block stands from the innermost container that has most of the values."""
    if not len(values):
        return np.zeros(0)
    first, last, sums = np.array(layout.first), np.array(layout.last), _running(values)
    holding = np.flatnonzero(sums[last] - sums[first] >= MOST * max(sums[-1], 1))
    innermost = int(holding[-1]) if len(holding) else 0  # the last in page order
    places, start, end = np.arange(len(values)), first[innermost], last[innermost]
    return np.where(places < start, start - places, np.where(places >= end, places - end + 1, 0)).clip(0, 50)


def _wider(layout: Layout) -> np.ndarray:
    """For each container the nearest one around it that has more text blocks."""
    above = []
    for container, parent in enumerate(layout.parents):
        if parent < 0:
            above.append(container)
        elif (layout.first[parent], layout.last[parent]) == (layout.first[container], layout.last[container]):
            above.append(above[parent])
        else:
            above.append(parent)
    return np.array(above)


def _surroundings(own: np.ndarray, prose: np.ndarray) -> np.ndarray:
    """The neighbours' lengths, links and ends of sentences; the prose of ten on each side."""
    base = np.stack([np.log1p(own[:, 0]), own[:, 1], own[:, 6]], 1)
    return np.hstack([*(_shift(base, step) for step in NEIGHBOURS), _sums_beside(prose)])


def _sums_beside(values: np.ndarray) -> np.ndarray:
    """Logarithms of sums over ten text blocks before each, and ten after it."""
    sums, places = _running(values), np.arange(len(values))
    columns = []
    for start, end in ((-10, 0), (1, 11)):
        low, high = (np.clip(places + edge, 0, len(values)) for edge in (start, end))
        columns.append(np.log1p(np.maximum(sums[high] - sums[low], 0)))
    return np.stack(columns, 1)


def _shift(values: np.ndarray, step: int) -> np.ndarray:
    out = np.full_like(values, -1)
    if step < 0:
        out[-step:] = values[:step]
    else:
        out[:-step] = values[step:]
    return out if len(values) > abs(step) else np.full_like(values, -1)


def _position(prose: np.ndarray, evidence: Evidence, candidate: np.ndarray) -> np.ndarray:
    """Where on the page: by text blocks and by prose before, from the title, and from the ends of the best candidate;
    likeness to the title and what the structured data say."""
    count = len(prose)
    places = np.arange(count)
    titles, inside = np.flatnonzero(evidence.titled >= 0.6), np.flatnonzero(candidate)
    title = titles[0] if len(titles) else -1
    if len(titles) and len(inside):  # the occurrence nearest above the article, not that in a breadcrumb
        before = titles[titles <= inside[min(3, len(inside) - 1)]]
        title = before[-1] if len(before) else titles[0]
    ends = (inside[0], inside[-1]) if len(inside) else (-1, -1)
    before = _running(prose)[:-1] / max(prose.sum(), 1)
    columns = [places / max(count, 1), before, evidence.structured, evidence.titled]
    columns += [_from(mark, count) for mark in (title, *ends)]
    columns += [np.full(count, evidence.structured.sum() > 0), np.full(count, np.log1p(count))]
    return np.stack(columns, 1)


def _since_words(words: np.ndarray, dated: np.ndarray) -> np.ndarray:
    """How many text blocks ago a line with words of each of `SIGNS` was, and one with a date, -1 before the first; and
    how many had a date: each comment of a reader has."""
    columns = [since(words[:, list(WORDINGS).index(sign)] > 0) for sign in SIGNS]
    return np.stack([*columns, since(dated > 0), np.log1p(np.cumsum(dated))], 1)


def _from_core(core: np.ndarray) -> np.ndarray:
    """How far each text block stands from the first and the last that trafilatura has."""
    has = np.flatnonzero(core)
    return np.stack([_from(mark, len(core)) for mark in ((has[0], has[-1]) if len(has) else (-1, -1))], 1)


def _from(mark: int, count: int) -> np.ndarray:
    return np.clip(np.arange(count) - mark, -MAX_DISTANCE, MAX_DISTANCE) if mark >= 0 else np.full(count, -99)
