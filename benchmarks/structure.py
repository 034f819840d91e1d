"""How much of a page's structure our articles keep, beside trafilatura, readability-lxml, Resiliparse and magic-html.

python -m benchmarks structure

The ten pages of structure_pages/ are in the markup of ten kinds of site; their articles stand beside them as Markdown.
The scores are defined as in WebMainBench (github.com/opendatalab/WebMainBench, webmainbench/metrics), which compares
Markdown too: 1 - Levenshtein distance / length of the longer one for what remains as text, for code and for formulas,
each joined over the page; F1 of sequences of five words by jieba (ROUGE-5) for the whole; for a table TEDS, 1 - edit
distance of trees / nodes of the larger one (Zhong et al. 2020), where the texts of two cells differ by 1 - their edit
similarity. Unlike there, a page may have several tables, of which each takes the most similar one, and a cell that
spans others may be repeated or not. Lists are ours: their items line by line, with level and number. A page counts for
what its truth has. Where a reader gives HTML it becomes Markdown by html2text, as there.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from lxml import html as lxml_html

from benchmarks._command import begin

PAGES = Path(__file__).parent / "structure_pages"
REPEATED = re.compile(r"^= (.*)$")  # a cell of the truth that repeats one which takes several places
WORDS = 5  # in a row, that ROUGE-5 counts
PARTS = ("text", "ROUGE-5", "tables", "code", "formulas", "lists")
Reader = Callable[[str], str]
Table = list[list[str]]


@dataclass(frozen=True)
class Parts:
    """A page's Markdown taken apart: text is what is in none of the others."""

    markdown: str
    text: str
    tables: list[Table]
    code: str
    formulas: str
    lists: str


def main() -> None:
    """Prints the table, which takes half a minute."""
    print(f"| {len(list(PAGES.glob('*.html')))} pages | {' | '.join(PARTS)} | mean |")
    print(f"| --- |{' ---: |' * (len(PARTS) + 1)}")
    for name, reader in readers().items():
        scores = scores_of(reader)
        means = [fmean(scores[part].values()) for part in PARTS]
        print(f"| {name} | {' | '.join(f'{mean:.3f}' for mean in [*means, fmean(means)])} |", flush=True)


def scores_of(reader: Reader) -> dict[str, dict[str, float]]:
    """Of each part the scores of the pages that have it; a reader that fails on a page gives nothing there."""
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for page in sorted(PAGES.glob("*.html")):
        truth = parts_of(page.with_suffix(".md").read_text(encoding="utf-8"))
        html = page.read_text(encoding="utf-8")
        try:
            found = parts_of(_without_title(reader(html), html))
        except Exception:
            found = parts_of("")
        for part, score in compared(found, truth):
            scores[part][page.stem] = score
    return scores


def _without_title(markdown: str, html: str) -> str:
    """Markdown without the page's title, which some readers give apart and some with the text."""
    tree: Any = lxml_html.fromstring(html)
    title = tree.find(".//h1").text_content().strip(" \n¶")
    return re.sub(rf"^#+ +(?:\*\*)?{re.escape(title)}.*\n+", "", markdown, count=1, flags=re.MULTILINE)


def compared(found: Parts, truth: Parts) -> Iterator[tuple[str, float]]:
    """The scores of what was found, of each part that the truth has."""
    yield "text", similarity(found.text, truth.text)
    yield "ROUGE-5", rouge(found.markdown, truth.markdown)
    for part in ("code", "formulas", "lists"):
        if wanted := getattr(truth, part):
            yield part, similarity(getattr(found, part), wanted)
    if truth.tables:
        yield "tables", fmean(_best(found.tables, table) for table in truth.tables)


def _best(found: list[Table], table: Table) -> float:
    """The TEDS of the table that is most like one of the truth, whose repeated cells may be empty."""
    filled = [[REPEATED.sub(r"\1", cell) for cell in row] for row in table]
    once = [[REPEATED.sub("", cell) for cell in row] for row in table]
    return max((teds(other, wanted) for other in found for wanted in (filled, once)), default=0.0)


def similarity(one: str, other: str) -> float:
    """1 - Levenshtein distance / length of the longer one."""
    from rapidfuzz.distance import Levenshtein

    alike: float = Levenshtein.normalized_similarity(one, other)
    return alike


def rouge(found: str, truth: str) -> float:
    """F1 of the sequences of words."""
    import jieba

    one, other = (
        Counter(zip(*(words[start:] for start in range(WORDS)), strict=False))
        for words in map(jieba.lcut, (found, truth))
    )
    shared = sum((one & other).values())
    return 2 * shared / max(1, sum(one.values()) + sum(other.values()))


def teds(one: Table, other: Table) -> float:
    """Similarity of two tables by the edit distance of their trees."""
    from apted import APTED

    trees = [_Node("table", "", [_Node("tr", "", [_Node("td", cell, []) for cell in row]) for row in table])
             for table in (one, other)]  # fmt: skip
    distance: float = APTED(*trees, _Costs()).compute_edit_distance()
    return 1 - distance / max(1 + len(table) + sum(map(len, table)) for table in (one, other))


@dataclass
class _Node:
    tag: str
    text: str
    children: list["_Node"]


class _Costs:
    """What it costs to make one tree of another, by the protocol of apted."""

    valuecls = float

    def delete(self, node: _Node) -> float:
        return 1

    def insert(self, node: _Node) -> float:
        return 1

    def rename(self, one: _Node, other: _Node) -> float:
        return 1 if one.tag != other.tag else 1 - similarity(one.text, other.text)

    def children(self, node: _Node) -> list[_Node]:
        return node.children


@cache
def _renderer() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(deflist_plugin).use(footnote_plugin)
    return reader.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)


def parts_of(markdown: str) -> Parts:
    """Takes Markdown apart by the HTML that it stands for."""
    tree: Any = lxml_html.fromstring(f"<div>{_renderer().render(markdown)}</div>")
    formulas = [_collapsed(math) for math in tree.find_class("math")]
    code = [(pre.text_content()).strip("\n") for pre in tree.iter("pre")]
    tables = [[[_collapsed(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
              for table in tree.iter("table")]  # fmt: skip
    lists = [line for top in tree.iter("ul", "ol") if _level(top) == 1 for line in _items(top)]
    for part in [*tree.iter("pre", "table"), *tree.find_class("math")]:
        part.drop_tree()
    return Parts(markdown, _collapsed(tree), tables, "\n".join(code), "\n".join(formulas), "\n".join(lists))


def _collapsed(element: Any) -> str:
    return " ".join(element.text_content().split())


def _level(element: Any) -> int:
    """How deep a list stands in others, from 1; an item in it one more."""
    return sum(1 for _ in element.iterancestors("ul", "ol")) + 1


def _items(top: Any) -> Iterator[str]:
    """A list's items, each a line that begins with its level and its number or a dash."""
    for item in top.iter("li"):
        around = item.getparent()
        before = sum(1 for _ in item.itersiblings("li", preceding=True))
        number = "-" if around.tag == "ul" else f"{int(around.get('start', '1')) + before}."
        own: Any = lxml_html.fragment_fromstring(lxml_html.tostring(item, encoding="unicode", with_tail=False))
        for nested in list(own.iter("ul", "ol", "pre", "table")):
            nested.drop_tree()
        yield f"{'  ' * (_level(item) - 2)}{number} {_collapsed(own)}"


def readers() -> dict[str, Reader]:
    """The extractors, as their documentation calls them; of those that give HTML it is made Markdown."""
    import trafilatura
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    from models import articles

    def ours(html: str) -> str:
        return articles.as_markdown(articles.extract(html), header=False)

    def trafilatura_markdown(html: str) -> str:
        return trafilatura.extract(html, output_format="markdown", include_comments=False, include_links=True) or ""

    def resiliparse(html: str) -> str:
        return _from_html(extract_plain_text(html, preserve_formatting="minimal_html", main_content=True, links=True))

    found: dict[str, Reader] = {
        "ours": ours,
        "trafilatura": trafilatura_markdown,
        "readability-lxml": lambda html: _from_html(Document(html).summary()),
        "Resiliparse": resiliparse,
    }
    if find_spec("magic_html"):  # which asks for Python 3.12
        from magic_html import GeneralExtractor

        magic = GeneralExtractor()
        found["magic-html"] = lambda html: _from_html(magic.extract(html)["html"])
    return found


def _from_html(html: str) -> str:
    from html2text import HTML2Text

    writer = HTML2Text(bodywidth=0)
    return str(writer.handle(html))


if __name__ == "__main__":
    begin(main)
