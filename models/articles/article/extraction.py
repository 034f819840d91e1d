"""The article of a page, chosen text block by text block.

Each has a probability (`scoring.py`); those are kept that make the expected F1 greatest. What the site's pages share
(`template.py`) is left out before. Where the page's own text has little of what its scripts or trafilatura bring, that
is taken instead.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import numpy as np
from lxml import etree

from models.articles.answers import Article, Block, Fate, Favour, Kind, Report
from models.articles.article import features, formats, shape
from models.articles.article.bigrams import Bigrams
from models.articles.article.body import body_of, body_of_text
from models.articles.article.evidence import presence
from models.articles.article.kinds import kept_of_kind
from models.articles.article.metadata import metadata_of
from models.articles.article.predict import ArticleModel
from models.articles.article.scoring import ScoredPage, best_expected, expected_f1, score_page
from models.articles.article.template import Template
from models.articles.article.whole import with_whole_parts
from models.articles.kind.predict import KindModel, bundled, kind_of_page
from models.articles.page import linked_data
from models.articles.page.blocks import Layout
from models.articles.page.document import Page, parse
from models.articles.thread.choice import ThreadModel

Judge = Literal["learned", "ratio", "bigrams"]
# Least probability of a text block that is kept; a balanced choice has one of its own.
THRESHOLDS = {"precision": 0.8, "recall": 0.15}
RATIO = 0.25  # Chinese characters in a text that is content (the code of article 4413)
SPARSE = 0.4  # of what scripts or trafilatura have, the share that the page's own text has at least
MIN_OTHER = 200  # characters from which their text counts
LOOKED_FOR = 200  # first characters of a line by which it is found on the page
COMMENTS = list(features.GROUPS).index("comment")
MIN_COMMENT = 12  # width: shorter ones are buttons and times
# Expected F1 from which a page that tells of an article is read as one, and expected F1 and share of the page's text
# from which any page is: of 140 threads and lists six, whose posts have the same text but for a twentieth.
LIKELY, CERTAIN, LARGE = 0.9, 0.95, 0.4
TOLD = ("title", "author", "date", "site", "language", "licence", "image", "tags", "authors", "modified")


@dataclass(frozen=True)
class Choice:
    """What is taken: `keep` and `shared` (the template's) of each text block, the rule, the method, body and text."""

    keep: np.ndarray
    shared: np.ndarray
    rule: Judge
    method: str
    body: str
    text: str


def extract(
    html: str | bytes | Page,
    url: str | None = None,
    *,
    favour: Favour = "balanced",
    template: Template | None = None,
    judge: Judge = "learned",
    bigrams: Bigrams | None = None,
    model: ArticleModel | None = None,
    content_type: str | None = None,
    kinds: KindModel | None = None,
    threads: ThreadModel | None = None,
) -> Article:
    """The article of a page.

    `html` is the page as it came (bytes, whose character set is found), as text, or as `parse` has read it.
    `content_type` is the header that it came with, which may name the set. `url` completes addresses and names the
    site; nothing is fetched. `favour` trades precision for recall. With a `template` of the site, what its pages share
    is left out. `judge` decides on the rest: "learned", or the two filters of article 4413: "ratio" of Chinese
    characters, or a language model of `bigrams`. `model` is what `load` gives of a checkpoint folder, the bundled one
    if it is None. Of a page that surely is a thread the text is that of its posts, and of one that is a list of others
    that of its entries: `kinds` tells that and `threads` finds the posts, what `load_kinds` and `load_threads` give of
    checkpoint folders, the bundled ones if they are None.

    Raises PageError for what is no page, empty or too large, ValueError for an unknown `favour` or `judge`, or for
    `judge="bigrams"` without `bigrams`.
    """
    _check(favour, judge, bigrams)
    page = html if isinstance(html, Page) else parse(html, url, content_type)
    nodes = linked_data.nodes(page.tree)
    scored = score_page(page, nodes, model)
    shared = np.array([template is not None and template.holds(block) for block in page.layout.blocks], bool)
    choice = choose(scored, shared, favour, judge, bigrams)
    told_by = kinds or bundled()
    kind = cache(lambda: kind_of_page(page, nodes, told_by) if told_by else None)
    if judge == "learned" and not _holds_of_any_kind(scored, choice, nodes) and (told := kind()):
        found = kept_of_kind(page, told, choice.keep, threads)
        choice = _kept(scored, found[0] & ~shared, shared, judge, found[1]) if found else choice
    return Article.told_later(choice.text, choice.body, lambda: _other_fields(page, nodes, scored, choice, kind()))


def _holds_of_any_kind(scored: ScoredPage, choice: Choice, nodes: list[linked_data.Node]) -> bool:
    """Whether the page need not be asked for its kind: what is kept is likely right, and the structured data tell of
    an article, or it is no small part of the page, as the first post of a thread is and the words above a list."""
    width, expected = scored.measured[:, 0], confidence_of(scored, choice)
    if expected >= CERTAIN and width[choice.keep].sum() >= LARGE * width.sum():
        return True
    return expected >= LIKELY and any(map(linked_data.is_article, nodes))


def _check(favour: str, judge: str, bigrams: Bigrams | None) -> None:
    if favour not in ("balanced", *THRESHOLDS):
        raise ValueError(f"favour is {favour!r}; give balanced, precision or recall.")
    if judge not in ("learned", "ratio", "bigrams"):
        raise ValueError(f"judge is {judge!r}; give learned, ratio or bigrams.")
    if judge == "bigrams" and bigrams is None:
        raise ValueError("judge is 'bigrams'; give bigrams, a model made by learn_bigrams.")


def choose(
    scored: ScoredPage,
    shared: np.ndarray | None = None,
    favour: Favour = "balanced",
    judge: Judge = "learned",
    bigrams: Bigrams | None = None,
) -> Choice:
    """Takes the article out of a scored page; `shared` marks the text blocks of the site's template."""
    shared = np.zeros(len(scored.layout.blocks), bool) if shared is None else shared
    keep = _is_likely(scored, favour) if judge == "learned" else _passes_filter(scored.layout, bigrams)
    keep = with_whole_parts(scored.layout, keep, scored.probability) if judge == "learned" else keep
    method = {"learned": "text blocks", "ratio": "Chinese ratio", "bigrams": "bigrams"}[judge]
    choice = _kept(scored, keep & ~shared, shared, judge, f"template and {method}" if shared.any() else method)
    if judge == "learned" and (instead := _text_from_elsewhere(scored, choice.text)):
        method, text = instead
        return replace(choice, method=method, text=text, body=body_of_text(text))
    return choice


def _kept(scored: ScoredPage, keep: np.ndarray, shared: np.ndarray, rule: Judge, method: str) -> Choice:
    """The choice of these text blocks."""
    body = body_of(scored.layout, np.flatnonzero(keep).tolist())
    return Choice(keep, shared, rule, method, etree.tostring(body, encoding="unicode"), formats.text_of(body))


def _is_likely(scored: ScoredPage, favour: Favour) -> np.ndarray:
    if favour == "balanced":
        return best_expected(scored.probability, scored.measured[:, 0])
    return scored.probability >= THRESHOLDS[favour]


def confidence_of(scored: ScoredPage, choice: Choice) -> float:
    """The F1 that what is taken is expected to have."""
    return expected_f1(scored.probability, scored.measured[:, 0], choice.keep)


def _passes_filter(layout: Layout, bigrams: Bigrams | None) -> np.ndarray:
    """What passes a filter of article 4413."""
    accepts = bigrams.accepts if bigrams else _is_chinese
    return np.array([accepts(block.text) for block in layout.blocks], bool)


def _is_chinese(text: str) -> bool:
    return len(shape.WIDE.findall(text)) >= RATIO * len(text)


def _text_from_elsewhere(scored: ScoredPage, text: str) -> tuple[str, str] | None:
    """The text of the structured data, or trafilatura's, if the page's own text lacks most of it."""
    core = scored.core.texts if scored.core else []
    for name, texts in (("structured data", scored.bodies[:1]), ("trafilatura", core)):
        lines = [" ".join(line.split()) for text in texts for line in text.splitlines() if line.strip()]
        whole = sum(map(len, lines))
        if whole < MIN_OTHER or len(text) > SPARSE * whole:
            continue
        shown = presence([line[:LOOKED_FOR] for line in lines], [block.text for block in scored.layout.blocks])
        if sum(len(line) for line, there in zip(lines, shown, strict=True) if not there) > (1 - SPARSE) * whole:
            return name, "\n".join(lines)
    return None


def _other_fields(
    page: Page, nodes: list[linked_data.Node], scored: ScoredPage, choice: Choice, kind: Kind | None
) -> dict[str, Any]:
    """The fields of an article beside its text and body."""
    comment = _comment_blocks(scored, choice.keep)
    about = metadata_of(page, nodes)
    confidence = round(confidence_of(scored, choice), 3)
    report = Report(page.declared, page.used, choice.method, confidence, *_fates_of(scored, choice, comment),
                    sources=about.sources)  # fmt: skip
    return {name: getattr(about, name) for name in TOLD} | {
        "comments": "\n".join(scored.layout.blocks[number].text for number in np.flatnonzero(comment)),
        "url": page.url,
        "report": report,
        "kind": kind,
    }


def _comment_blocks(scored: ScoredPage, keep: np.ndarray) -> np.ndarray:
    """Prose in containers that are named for comments."""
    width, linked, near = (scored.measured[:, column] for column in (0, 1, shape.OWN + COMMENTS))
    return (near < features.FARTHEST) & ~keep & (width >= MIN_COMMENT) & (linked < 0.5)


def _fates_of(scored: ScoredPage, choice: Choice, comment: np.ndarray) -> tuple[dict[str, int], tuple[Block, ...]]:
    """Characters dropped by the rule that dropped them, and every text block with its fate."""
    dropped: Counter[str] = Counter()
    blocks = []
    fate: Fate
    for number, block in enumerate(scored.layout.blocks):
        if choice.keep[number]:
            fate, why = "kept", _why_kept(scored, number, choice.rule)
        elif choice.shared[number]:
            fate, why = "template", "other pages of the site have it"
        elif comment[number]:
            fate, why = "comment", "a reader's comment"
        else:
            fate, why = "navigation", _why_dropped(scored, number, choice.rule)
        if fate != "kept":
            dropped[why] += len(block.text)
        blocks.append(Block(block.path, block.text, fate, why))
    return dict(dropped), tuple(blocks)


def _why_kept(scored: ScoredPage, number: int, rule: Judge) -> str:
    if rule != "learned":
        return {"ratio": "enough Chinese characters", "bigrams": "reads like a sentence"}[rule]
    return "trafilatura has it too" if _is_core(scored, number) else "prose among the article's"


def _is_core(scored: ScoredPage, number: int) -> bool:
    return scored.core is not None and bool(scored.core.present[number])


def _why_dropped(scored: ScoredPage, number: int, rule: Judge) -> str:
    if rule != "learned":
        return {"ratio": "too few Chinese characters", "bigrams": "does not read like a sentence"}[rule]
    row = scored.measured[number]
    if row[features.HIDDEN]:
        return "hidden"
    if row[1] >= 0.5:
        return "links"
    if _is_core(scored, number):
        return "trafilatura has it, but it stands at the article's edge"
    return "short" if row[0] < features.PROSE else "away from the article"
