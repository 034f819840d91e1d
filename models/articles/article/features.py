"""What is measured of each text block of a page, to tell the article from the rest.

Boilerplate detection from shallow text features after Kohlschütter, Fankhauser and Nejdl (WSDM 2010): lengths, link
and punctuation density, of the text block, its neighbours and its containers; beside them what class names say, and
whether trafilatura and the page's own structured data count it in.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from models.articles.article.evidence import Evidence
from models.articles.page.blocks import Layout, TextBlock

WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
PUNCTUATION = np.array([ord(mark) for mark in ",.;:!?，。；：！？、…"], np.uint32)
END = re.compile(r"[.!?。！？…][\"'”’』」)）]*$")
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
# Words of the edges of articles, lower case: anywhere in a line, and at its beginning.
WORDINGS = {
    "rights": r"copyright|©|all rights reserved|版权|转载|著作权|未经",
    "share": r"分享|收藏|打印|点赞|微信|微博|扫一扫|二维码",
    "related": r"相关|推荐|热门|热点|更多|延伸阅读|上一篇|下一篇|返回|精彩",
    "editor": r"责编|责任编|编辑[:：]|編輯[:：]|作者[:：]|来源[:：]|來源[:：]|记者|source:|"
    r"发布时间|发表于|投稿|edited by",
    "reader": r"comment|repl(?:y|ies)\b|评论|評論|留言|跟帖|发表|回复|网友",
    "offer": r"subscri|newsletter|sign (?:up|in)|log ?in|register|advertis|sponsor|cookie|privacy|terms|登录|注册|广告"
    r"|订阅|下载|app\b|客服|举报",
    "date": r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d"
    r"|\d (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    "tags": r"标签|关键词|分类",
}
OPENINGS = {
    "share": r"(?:share|tweet|email|print|facebook|twitter|follow|save|like)\b",
    "related": r"related|read (?:more|next|also)|more (?:from|on|in)\b|see also|recommended|you (?:may|might)|also on"
    r"|popular|trending|latest|most read|don't miss",
    "editor": r"by\b|posted|written|published|updated",
    "tags": r"(?:tags?|filed under|categor\w+|keywords?|topics?)\b",
}
WORDING = [re.compile(pattern) for pattern in WORDINGS.values()]
OPENING = [re.compile(pattern) for pattern in OPENINGS.values()]
# How each is looked for in a line, by the column of its answer; those of Chinese alone not in an ASCII line.
LOOKS = [pattern.search for pattern in WORDING] + [pattern.match for pattern in OPENING]
ANY_LINE = list(enumerate(LOOKS))
ASCII_LINE = [
    (place, LOOKS[place]) for place, words in enumerate(WORDING + OPENING) if re.search("[a-z]{3}", words.pattern)
]
MAX_EDGE = 160  # characters of a line in which such words are looked for
SEPARATORS = np.array([ord(mark) for mark in "|｜>»›·•"], np.uint32)
KINDS = ("p", "head", "item", "cell", "code", "quote", "caption")
CAPITALS_IN = 200  # first characters in which capitals are counted
OWN = 13  # features of a text block's own shape, which come first
PROSE = 40  # width from which a text block counts as prose: half a line of Latin text, 20 Chinese characters
LEVELS = 4  # containers up whose sums are measured
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)

HIDDEN = OWN + len(NAMES) + len(TAGS)  # column: whether it is hidden
CORE = HIDDEN + 1 + len(WORDING) + len(OPENING)  # column: whether trafilatura has it


def measure(layout: Layout, evidence: Evidence) -> np.ndarray:
    """The features [text blocks, features], float32."""
    own = _own(layout.blocks)
    width, linked = own[:, 0], own[:, 1] * own[:, 0]
    prose = np.where((width >= PROSE) & (own[:, 1] < 0.5), width - linked, 0)
    columns = [own, _names(layout), _wording(layout.blocks), evidence.core[:, None]]
    columns += [_containers(layout, width, linked, prose, evidence), _surroundings(own, prose, evidence)]
    columns += [_position(layout, prose, evidence)]
    return np.hstack(columns).astype(np.float32)


def _running(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(values)])


def width_of(text: str) -> int:
    """Characters, the wide ones of East Asian scripts counted twice: about what a reader sees."""
    return len(text) if text.isascii() else len(text) + len(WIDE.findall(text))


def _own(blocks: Sequence[TextBlock]) -> np.ndarray:
    """Width, share of links, punctuation, digits, capitals, words, repetitions, kind, separators and depth of each."""
    texts = [block.text for block in blocks]
    if not texts:
        return np.zeros((0, OWN))
    often = Counter(texts)
    size = np.array([len(text) for text in texts], float)
    wide, marks, digits, capitals, spaces, separators = _counts(texts, size)
    return np.stack(
        [
            size + wide,
            np.array([block.linked for block in blocks]) / size,
            marks,
            marks / size,
            digits / size,
            1 + wide / size,
            np.array([END.search(text[-6:]) is not None for text in texts]),
            capitals / np.minimum(size, CAPITALS_IN),
            spaces + 1,
            np.array([often[text] for text in texts]),
            np.array([KINDS.index(block.kind) for block in blocks]),
            separators,
            np.array([block.path.count("/") for block in blocks]),
        ],
        1,
    )


def _counts(texts: list[str], size: np.ndarray) -> list[np.ndarray]:
    """Of each text the wide characters, punctuation, digits, capitals (in the first 200 of an ASCII text), spaces and
    separators, counted over all texts at once."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.concatenate([[0], np.cumsum(size)[:-1]]).astype(int)
    place = np.arange(len(codes)) - np.repeat(starts, size.astype(int))
    masks = [
        ((codes >= 0x3040) & (codes <= 0x30FF)) | ((codes >= 0x3400) & (codes <= 0x9FFF)) | _hangul(codes),
        np.isin(codes, PUNCTUATION),
        ((codes >= 48) & (codes <= 57)) | ((codes >= 0xFF10) & (codes <= 0xFF19)),
        (codes >= 65) & (codes <= 90) & (place < CAPITALS_IN),
        codes == 32,
        np.isin(codes, SEPARATORS),
    ]
    counts = [np.add.reduceat(mask, starts, dtype=int) for mask in masks]
    counts[3] = np.where([text.isascii() for text in texts], counts[3], 0)
    return counts


def _hangul(codes: np.ndarray) -> np.ndarray:
    return (codes >= 0xAC00) & (codes <= 0xD7AF)


def _wording(blocks: Sequence[TextBlock]) -> np.ndarray:
    """Which words of the edges of articles a short line has."""
    rows = np.zeros((len(blocks), len(LOOKS)))
    for number, block in enumerate(blocks):
        if len(block.text) <= MAX_EDGE:
            line = block.text.lower()
            for place, look in ASCII_LINE if line.isascii() else ANY_LINE:
                if look(line):
                    rows[number, place] = 1
    return rows


@lru_cache(maxsize=20_000)
def _groups(names: str) -> int:
    """The groups that class and id names belong to, a bit for each."""
    whole = {WHOLE.get(part) for part in PARTS.split(names)} if ANY_WHOLE.search(names) else ()
    groups = enumerate(zip(GROUPS, NAMES, strict=True))
    return sum(1 << place for place, (group, pattern) in groups if group in whole or pattern.search(names))


def _names(layout: Layout) -> np.ndarray:
    """For each text block, how many containers up the nearest one with a name of a group, or with a tag, is."""
    told = zip(layout.tags, layout.names, layout.first, layout.last, strict=True)
    bits = [  # of those that hold a text block; nobody asks for the others
        TAG_BITS.get(tag, 0) | (_groups(names) if len(names) > 1 else 0) if last > first else 0
        for tag, names, first, last in told
    ]
    matches = np.array(bits, int)[:, None] >> np.arange(len(NAMES) + len(TAGS)) & 1 == 1
    container, parents = np.array([block.owner for block in layout.blocks], int), np.array(layout.parents, int)
    hidden = np.array(layout.hidden, float)[container]
    distance = np.full((len(container), matches.shape[1]), FARTHEST)
    for steps in range(FARTHEST):
        distance[matches[container] & (distance == FARTHEST) & (container >= 0)[:, None]] = steps
        container = np.where(container >= 0, parents[container], -1)
    return np.column_stack([distance, hidden])


def _containers(
    layout: Layout, width: np.ndarray, linked: np.ndarray, prose: np.ndarray, evidence: Evidence
) -> np.ndarray:
    """Sums over the containers around each text block: of the page's prose the share, density of links, length of
    the text blocks, and how much of it trafilatura has."""
    if not layout.blocks:
        return np.zeros((0, 6 * LEVELS + 3))
    first, last, above = np.array(layout.first), np.array(layout.last), _wider(layout)
    sums = [_running(values) for values in (width, linked, prose, evidence.core * width, prose > 0)]
    total_prose, total_core = max(sums[2][-1], 1), max(sums[3][-1], 1)
    container = np.array([block.owner for block in layout.blocks])
    columns = []
    for _ in range(LEVELS):
        start, end = first[container], last[container]
        wide, link, prosaic, core, paragraphs = (sum_[end] - sum_[start] for sum_ in sums)
        count = np.maximum(end - start, 1)
        least = np.maximum(wide, 1)
        columns += [prosaic / total_prose, link / least, np.log1p(wide / count), core / least, core / total_core]
        columns += [np.log1p(paragraphs)]
        container = above[container]
    for sum_, total in ((sums[2], total_prose), (sums[3], total_core)):
        inner = _innermost(first, last, sum_, 0.7 * total)
        columns.append(_inside(len(layout.blocks), first[inner], last[inner]))
    columns.append(np.full(len(width), total_core / total_prose))
    return np.stack(columns, 1)


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


def _innermost(first: np.ndarray, last: np.ndarray, sums: np.ndarray, least: float) -> int:
    """The last container in page order, which is the innermost, that holds at least so much."""
    holding = np.flatnonzero(sums[last] - sums[first] >= least)
    return int(holding[-1]) if len(holding) else 0


def _inside(count: int, start: int, end: int) -> np.ndarray:
    places = np.arange(count)
    return np.where(places < start, start - places, np.where(places >= end, places - end + 1, 0)).clip(0, 50)


def _surroundings(own: np.ndarray, prose: np.ndarray, evidence: Evidence) -> np.ndarray:
    """The neighbours' lengths, links, punctuation and what trafilatura says of them; sums over ten on each side."""
    base = np.stack([np.log1p(own[:, 0]), own[:, 1], own[:, 6], evidence.core], 1)
    columns = [_shift(base, step) for step in NEIGHBOURS]
    for values in (prose, evidence.core * own[:, 0]):
        sums, places = _running(values), np.arange(len(values))
        for start, end in ((-10, 0), (1, 11)):
            low, high = (np.clip(places + edge, 0, len(values)) for edge in (start, end))
            columns.append(np.log1p(sums[high] - sums[low])[:, None])
    return np.hstack(columns)


def _shift(values: np.ndarray, step: int) -> np.ndarray:
    out = np.full_like(values, -1)
    if step < 0:
        out[-step:] = values[:step]
    else:
        out[:-step] = values[step:]
    return out if len(values) > abs(step) else np.full_like(values, -1)


def _position(layout: Layout, prose: np.ndarray, evidence: Evidence) -> np.ndarray:
    """Where on the page: by text blocks and by prose before, from the title, from trafilatura's first and last."""
    count = len(layout.blocks)
    places = np.arange(count)
    titles = np.flatnonzero(evidence.titled >= 0.6)
    core = np.flatnonzero(evidence.core)
    title = titles[0] if len(titles) else -1
    if len(titles) and len(core):  # the occurrence nearest above the article, not that in a breadcrumb
        before = titles[titles <= core[min(3, len(core) - 1)]]
        title = before[-1] if len(before) else titles[0]
    ends = (core[0], core[-1]) if len(core) else (-1, -1)
    before = _running(prose)[:-1] / max(prose.sum(), 1)
    columns = [places / max(count, 1), before, evidence.structured, evidence.titled]
    columns += [np.clip(places - mark, -60, 60) if mark >= 0 else np.full(count, -99) for mark in (title, *ends)]
    columns += [np.full(count, evidence.structured.sum() > 0), np.full(count, np.log1p(count))]
    return np.stack(columns, 1)
