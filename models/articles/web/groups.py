"""The pages of a crawl by the shape of their addresses: what those of one shape share is left out of their articles,
after article 4413.

The first pages of a shape wait until there are enough to learn its template from; the later ones are read with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.articles import workers
from models.articles.answers import Article
from models.articles.article.template import Template, learn_template
from models.articles.errors import ArticlesError
from models.articles.web.frontier import shape
from models.articles.web.survey import extract_with_template

TEMPLATE_PAGES = 8  # pages of a shape, from which what six in ten of them share is known well
MIN_TEMPLATE_PAGES = 3  # at the end of a crawl; of two pages, one that quotes the other would lose the quotation
MAX_WAITING = 64_000_000  # bytes of pages; then the shape with most of them is learned from what there is


@dataclass(frozen=True)
class CrawledPage:
    """A page that has an article, as read without a template."""

    html: bytes
    url: str
    article: Article


@dataclass
class _Group:
    waiting: list[CrawledPage] = field(default_factory=list)
    learned: bool = False
    template: Template | None = None

    @property
    def size(self) -> int:
        return sum(len(page.html) for page in self.waiting)


class Groups:
    """Gives every page back once, with its article read with the template of its shape if there is one."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}

    def add(self, page: CrawledPage) -> list[CrawledPage]:
        """Takes a page; returns those that need to wait no longer."""
        group = self._groups.setdefault(shape(page.url), _Group())
        group.waiting.append(page)
        if group.learned or len(group.waiting) >= TEMPLATE_PAGES:
            return list(self._ready(group))
        sizes = {other: group.size for other, group in self._groups.items()}
        if sum(sizes.values()) > MAX_WAITING:
            return list(self._ready(self._groups[max(sizes, key=sizes.__getitem__)]))
        return []

    def rest(self) -> Iterator[CrawledPage]:
        """The pages that still wait, at the end."""
        for group in self._groups.values():
            yield from self._ready(group)

    def _ready(self, group: _Group) -> Iterator[CrawledPage]:
        if not group.learned and len(group.waiting) >= MIN_TEMPLATE_PAGES:
            group.learned, group.template = True, _learned_template(group.waiting)
        waiting, group.waiting = group.waiting, []
        for page in waiting:
            yield page if group.template is None else _without_template(page, group.template)


def _learned_template(pages: list[CrawledPage]) -> Template | None:
    """What the pages share; None if that is nothing."""
    try:
        return workers.run(learn_template, [page.html for page in pages])
    except ArticlesError:
        return None


def _without_template(page: CrawledPage, template: Template) -> CrawledPage:
    """The page without what its template has; as it was, if nothing is left then."""
    try:
        article = workers.run(extract_with_template, page.html, page.url, template)
    except ArticlesError:
        return page
    return CrawledPage(page.html, page.url, article) if article.text.strip() else page
