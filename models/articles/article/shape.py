"""What each text block is by itself: how long, of which characters, and which words of the edges of articles it has.

Shallow text features after Kohlschütter, Fankhauser and Nejdl (Boilerplate Detection using Shallow Text Features, WSDM
2010), counted over all text blocks of a page at once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from models.articles.page.blocks import TextBlock

WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
END = re.compile(r"[.!?。！？…][\"'”’』」)）]*$")
END_MARKS = frozenset(".!?。！？…\"'”’』」)）")
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
    "date": r"(?:19|20)\d\d ?[-/.年] ?\d{1,2} ?[-/.月]",
    "day": r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d",
    "month": r"\d (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
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
OF_ANY = [re.search(r"[a-z]{3}|\d", pattern) is not None for pattern in WORDINGS.values()]  # others have Chinese alone
DATES = [list(WORDINGS).index(name) for name in ("date", "day", "month")]  # the columns of dates
OPENING = re.compile("|".join(f"({pattern})" for pattern in OPENINGS.values()))
MAX_EDGE = 160  # characters of a line in which such words are looked for
KINDS = {kind: place for place, kind in enumerate(("p", "head", "item", "cell", "code", "quote", "caption"))}
CAPITALS_IN = 200  # first characters in which capitals are counted
OWN = 13  # features of a text block's own shape

# What is counted: the classes of characters, of which a character has one.
OTHER, WIDE_ONE, MARK, DIGIT, CAPITAL, SPACE, SEPARATOR = range(7)


def _class_table() -> np.ndarray:
    """The class of each character of the Basic Multilingual Plane; the last one stands for all beyond."""
    table = np.zeros(0x10000, np.uint8)
    for first, last in ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF)):
        table[first : last + 1] = WIDE_ONE
    for first, last, kind in ((0x30, 0x39, DIGIT), (0xFF10, 0xFF19, DIGIT), (0x41, 0x5A, CAPITAL)):
        table[first : last + 1] = kind
    for marks, kind in ((",.;:!?，。；：！？、…", MARK), ("|｜>»›·•", SEPARATOR), (" ", SPACE)):
        table[[ord(mark) for mark in marks]] = kind
    return table


CLASSES = _class_table()


def width_of(text: str) -> int:
    """Characters, the wide ones of East Asian scripts counted twice: about what a reader sees."""
    return len(text) if text.isascii() else len(text) + len(WIDE.findall(text))


def own_shape(blocks: Sequence[TextBlock]) -> np.ndarray:
    """[text blocks, OWN]: width, share of links, punctuation, its share, digits, wide characters, whether it ends a
    sentence, capitals, words, repetitions, kind, separators and depth of each."""
    texts = [block.text for block in blocks]
    if not texts:
        return np.zeros((0, OWN))
    often = Counter(texts)
    lengths = np.array([len(text) for text in texts])
    counts, capitals = _counts(texts, lengths)
    size = lengths.astype(float)
    return np.stack(
        [
            size + counts[:, WIDE_ONE],
            np.array([block.linked for block in blocks]) / size,
            counts[:, MARK],
            counts[:, MARK] / size,
            counts[:, DIGIT] / size,
            1 + counts[:, WIDE_ONE] / size,
            np.array([text[-1] in END_MARKS and END.search(text[-6:]) is not None for text in texts]),
            capitals / np.minimum(size, CAPITALS_IN),
            counts[:, SPACE] + 1,
            np.array([often[text] for text in texts]),
            np.array([KINDS[block.kind] for block in blocks]),
            counts[:, SEPARATOR],
            np.array([block.path.count("/") for block in blocks]),
        ],
        1,
    )


def _counts(texts: list[str], lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each text how many characters of each class it has, [texts, 7], and how many capitals an ASCII one begins
    with."""
    classes = CLASSES.take(np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), mode="clip")
    places = np.repeat(np.arange(0, 7 * len(texts), 7), lengths) + classes
    counts = np.bincount(places, minlength=7 * len(texts)).reshape(-1, 7)
    starts = np.cumsum(lengths) - lengths
    ends = np.stack([starts, starts + np.minimum(lengths, CAPITALS_IN)], 1).ravel()
    capitals = np.add.reduceat(np.append(classes == CAPITAL, False), ends, dtype=int)[::2]
    return counts, np.where([text.isascii() for text in texts], capitals, 0)


def edge_words(blocks: Sequence[TextBlock]) -> np.ndarray:
    """[text blocks, wordings and openings]: which words of the edges of articles a short line has."""
    found = np.zeros((len(blocks), len(WORDINGS) + len(OPENINGS)))
    short = [number for number, block in enumerate(blocks) if len(block.text) <= MAX_EDGE]
    # One search over all lines instead of one in each. A listing's lines are one line here.
    whole = "\n".join([blocks[number].text.replace("\n", " ") for number in short]).lower()
    lines = whole.split("\n")
    for number, line in zip(short, lines, strict=False):
        if match := OPENING.match(line):
            found[number, len(WORDINGS) - 1 + (match.lastindex or 0)] = 1
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    for column, pattern in enumerate(WORDING):
        if OF_ANY[column] or not whole.isascii():
            places = [match.start() for match in pattern.finditer(whole)]
            hit = np.searchsorted(starts, places, "right") - 1
            found[np.array(short, int)[hit], column] = 1
    return found
