"""What the pages of a site have in common, after article 4413: a page without it is its content.

A text is (tag path, text), classes and ids ignored. The article's template S is the intersection of all pages, taken
one after the other; here a text belongs to it that a share of the pages (`support`) has, so that one page of another
kind does not empty it. Support 1 is the article's.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

from models.articles.errors import TemplateError
from models.articles.page.blocks import TextBlock
from models.articles.page.document import Page, parse

SUPPORT = 0.6
MIN_PAGES = 2  # pages; of one, everything would be template
MAX_TEXTS = 200_000  # kept while learning; over that, what only one page had is forgotten
FORMAT = 1


@dataclass(frozen=True)
class Template:
    """The texts that pages of a site share, with the number of pages that had each.

    `pages` is how many it was learned from, `support` the share of them that a text needs.
    """

    texts: dict[tuple[str, str], int]
    pages: int
    support: float
    site: str | None = None

    def holds(self, block: TextBlock) -> bool:
        """Whether a text of a page belongs to the template."""
        return (block.path, block.text) in self.texts

    def save(self, file: Path) -> None:
        """Writes JSON."""
        texts = [[path, text, count] for (path, text), count in self.texts.items()]
        content = {"format": FORMAT, "site": self.site, "pages": self.pages, "support": self.support, "texts": texts}
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


class Learner:
    """Counts texts page by page; what it has learned may be asked for at any time."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.pages = 0

    def add(self, page: Page) -> None:
        """Counts the texts of one more page, each once."""
        self.counts.update({(block.path, block.text) for block in page.layout.blocks})
        self.pages += 1
        if len(self.counts) > MAX_TEXTS:
            self.counts = Counter({text: count for text, count in self.counts.items() if count > 1})

    def template(self, support: float = SUPPORT, site: str | None = None) -> Template:
        """The texts that at least that share of the pages has, and at least two pages.

        Raises TemplateError after fewer than two pages, or for a support outside 0 to 1.
        """
        if self.pages < MIN_PAGES:
            raise TemplateError("A template needs at least two pages.", "Give more pages of the same site.")
        if not 0 < support <= 1:
            raise TemplateError(f"The support {support} is no share of pages.", "Give a number over 0, 1 at most.")
        least = max(MIN_PAGES, math.ceil(support * self.pages - 1e-9))
        texts = {text: count for text, count in self.counts.items() if count >= least}
        return Template(texts, self.pages, support, site)


def learn_template(
    pages: Iterable[bytes | str],
    support: float = SUPPORT,
    site: str | None = None,
    content_types: Iterable[str | None] = (),
) -> Template:
    """The template of two or more pages of one site, streamed: pages are forgotten as soon as they are counted.

    `content_types` are the headers that the first of them came with, which may name their character sets.

    The same page twice is counted once: saved copies would make its article a template. Raises PageError for what is no
    page, TemplateError for fewer than two pages and where they have nothing in common.
    """
    learner = Learner()
    seen: set[int] = set()
    for html, content_type in zip(pages, chain(content_types, repeat(None)), strict=False):
        if (mark := hash(html)) not in seen:
            seen.add(mark)
            learner.add(parse(html, content_type=content_type))
    template = learner.template(support, site)
    if not template.texts:
        raise TemplateError("The pages have no text in common.", "Give pages of one site, of the same kind.")
    return template


def load_template(file: Path) -> Template:
    """Reads what `save` wrote; raises TemplateError for anything else."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        texts = {(str(path), str(text)): int(count) for path, text, count in content["texts"]}
        return Template(texts, int(content["pages"]), float(content["support"]), content["site"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TemplateError(f"{file.name} is no template: {error}.", "Write it with save().") from error
