"""What is done with pages in the processes that read them, and what comes back. Imports nothing of Gradio: a process
that reads a page would have to load it too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

from models import articles
from models.articles import Article, NoThreadError, Post, Thread
from models.articles.answers import Fate, Favour
from models.articles.errors import PageError
from models.articles.page.zipped import pages_in_zip
from models.articles.thread.options import Method

MAX_BLOCKS, MAX_PAGE_BLOCKS = 2000, 500  # text blocks that are told of a thread, and of each of its pages

Value = TypeVar("Value")


@dataclass(frozen=True)
class Visit:
    """How a page was fetched: from the address that was `asked`, over `redirects` of them, to `url` at last.

    `charset` is what the header of the answer says. `fetched` is when that was (ISO 8601), `seconds` what it took, and
    `cached` whether it was for an earlier call.
    """

    asked: str
    url: str
    redirects: int
    status: int
    charset: str | None
    size: int
    seconds: float
    fetched: str
    cached: bool


@dataclass(frozen=True)
class Extracted:
    """An article, and the same as Markdown and as an XML-TEI document; how its page was fetched, if it was; and each of
    its tables as CSV."""

    article: Article
    markdown: str
    tei: str
    visit: Visit | None = None
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExtractedThread(Thread):
    """A thread, and the same as schema.org's DiscussionForumPosting; and how its pages were fetched, if they were."""

    json_ld: str = ""
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True)
class ComparedBlock:
    """A text block of a page, or a post, and what becomes of it under one setting and under another."""

    place: str
    text: str
    first: Fate
    second: Fate


@dataclass(frozen=True)
class Difference:
    """A page read by two settings, or by two checkpoints; `characters` is the length of what is read by each."""

    settings: tuple[str, str]
    characters: tuple[int, int]
    pieces: tuple[ComparedBlock, ...]


@dataclass(frozen=True)
class SharedText:
    """A text that pages of a site share: where it stands, and how many of the pages have it."""

    place: str
    text: str
    pages: int


@dataclass(frozen=True)
class Learnt:
    """The template of a site: what at least the share `support` of its `pages` has in common, the commonest first."""

    site: str | None
    pages: int
    support: float
    texts: tuple[SharedText, ...]


@dataclass(frozen=True)
class ArticleRow:
    """One page of several: what its article is, or why there is none. `characters` is the length of its text."""

    file: str
    title: str | None = None
    author: str | None = None
    date: str | None = None
    language: str | None = None
    characters: int | None = None
    method: str | None = None
    confidence: float | None = None
    error: str | None = None


def unzip(path: str, most: int, total: int) -> list[tuple[str, bytes | PageError]]:
    """The pages in a ZIP archive by their names, as `pages_in_zip` gives them. Raises PageError."""
    return list(pages_in_zip(path, most, total))


def read_article(
    html: bytes | str,
    url: str | None,
    favour: Favour,
    template: str | None,
    model: str | None = None,
    content_type: str | None = None,
    kinds: str | None = None,
    threads: str | None = None,
) -> Extracted:
    """The article of a page. Raises ArticlesError.

    Args:
        html: the page.
        url: its address.
        favour: of what is doubtful.
        template: the path of a file that `learn` has filled.
        model: the path of a checkpoint folder that does not change; the bundled one if None.
        content_type: the header that the page came with.
        kinds, threads: paths of the checkpoint folders that tell its kind and find posts; the bundled ones if None.
    """
    article = _article(html, url, favour, template, model, content_type, kinds, threads)
    tables = tuple(map(articles.as_csv, articles.tables_of(article)))
    return Extracted(article, articles.as_markdown(article), articles.as_tei(article), tables=tables)


def read_both(
    html: bytes | str,
    url: str | None,
    settings: tuple[Favour, Favour],
    template: str | None,
    model: str | None = None,
    content_type: str | None = None,
) -> Difference:
    """The same page by two settings, text block by text block. Raises ArticlesError."""
    first, second = (_article(html, url, favour, template, model, content_type) for favour in settings)
    return _difference(settings, first, second)


def read_by_both(
    html: bytes | str,
    url: str | None,
    favour: Favour,
    template: str | None,
    models: tuple[str, str],
    names: tuple[str, str],
    content_type: str | None = None,
) -> Difference:
    """The same page by two checkpoint folders of these names, text block by text block. Raises ArticlesError."""
    first, second = (_article(html, url, favour, template, model, content_type) for model in models)
    return _difference(names, first, second)


def _difference(settings: tuple[str, str], first: Article, second: Article) -> Difference:
    pairs = zip(first.report.blocks, second.report.blocks, strict=True)
    pieces = tuple(ComparedBlock(one.place, one.text, one.fate, other.fate) for one, other in pairs)
    return Difference(settings, (len(first.text), len(second.text)), pieces)


def read_row(
    html: bytes,
    name: str,
    favour: Favour,
    template: str | None,
    model: str | None = None,
    kinds: str | None = None,
    threads: str | None = None,
) -> tuple[ArticleRow, dict[str, Any]]:
    """The article of a page in one row, and as one of the table that `python -m models.articles.batch` writes."""
    from models.articles.batch import tables as rows  # brings pyarrow

    article = _article(html, None, favour, template, model, None, kinds, threads)
    report = article.report
    told = article.title, article.author, article.date, article.language, len(article.text)
    return ArticleRow(name, *told, report.method, report.confidence), rows.article_row(article, name)


def read_thread(
    pages: Sequence[bytes | str],
    urls: Sequence[str | None],
    method: Method,
    fetched: datetime | None,
    model: str | None = None,
    content_types: Sequence[str | None] | None = None,
) -> ExtractedThread:
    """The posts of a thread from its pages in order. Raises ArticlesError.

    `model` is the path of a checkpoint folder that does not change; the bundled one if None.
    """
    told_blocks = min(MAX_PAGE_BLOCKS, MAX_BLOCKS // len(pages))
    thread = _thread(pages, urls, method, fetched, model, content_types, told_blocks)
    told = {part.name: getattr(thread, part.name) for part in fields(thread)}
    return ExtractedThread(**told, json_ld=articles.as_json_ld(thread))


def read_thread_by_both(
    pages: Sequence[bytes | str],
    urls: Sequence[str | None],
    fetched: datetime | None,
    models: tuple[str, str],
    names: tuple[str, str],
    content_types: Sequence[str | None] | None = None,
) -> Difference:
    """A thread by two checkpoint folders of these names, post by post; by one of them it may be none.

    Raises ArticlesError, also where it is a thread by neither.
    """
    read: list[Sequence[Post]] = []
    none: NoThreadError | None = None
    for model in models:
        try:
            read.append(_thread(pages, urls, "records", fetched, model, content_types).posts)
        except NoThreadError as error:
            none, read = error, [*read, ()]
    if none and not any(read):
        raise none
    first, second = read
    characters = sum(len(post.content) for post in first), sum(len(post.content) for post in second)
    return Difference(names, characters, tuple(_compared_posts(first, second)))


def _compared_posts(first: Sequence[Post], second: Sequence[Post]) -> Iterator[ComparedBlock]:
    told = [[(post.author, post.date, post.content) for post in posts] for posts in (first, second)]
    for _, begin, end, start, stop in SequenceMatcher(None, told[0], told[1]).get_opcodes():
        same = told[0][begin:end] == told[1][start:stop]
        yield from (_compared_post(post, "kept", "kept" if same else "navigation") for post in first[begin:end])
        if not same:
            yield from (_compared_post(post, "navigation", "kept") for post in second[start:stop])


def _compared_post(post: Post, first: Fate, second: Fate) -> ComparedBlock:
    head = " · ".join(told for told in (post.author, post.date or post.shown) if told)
    return ComparedBlock(f"#{post.number}", f"{head}: {post.content}" if head else post.content, first, second)


def _thread(
    pages: Sequence[bytes | str],
    urls: Sequence[str | None],
    method: Method,
    fetched: datetime | None,
    model: str | None,
    content_types: Sequence[str | None] | None,
    blocks: int = 0,
) -> Thread:
    forests = articles.load_kept_threads(model) if model else None
    options = {"method": method, "fetched": fetched, "model": forests, "content_types": content_types}
    return _without_surrogates(articles.extract_thread(pages, urls, **options, blocks=blocks))


def learn(
    pages: Sequence[bytes | str], support: float, site: str | None, content_types: Sequence[str | None] = ()
) -> tuple[Learnt, str]:
    """What the pages of a site share, and the content of a template file. Raises ArticlesError."""
    template = articles.learn_template(pages, support, site, content_types)
    texts = [SharedText(path, text, count) for (path, text), count in template.texts.items()]
    texts.sort(key=lambda shared: (-shared.pages, shared.place))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.json"
        template.save(file)
        return _without_surrogates(Learnt(site, template.pages, support, tuple(texts))), file.read_text(
            encoding="utf-8"
        )


def _article(
    html: bytes | str,
    url: str | None,
    favour: Favour,
    template: str | None,
    model: str | None,
    content_type: str | None = None,
    kinds: str | None = None,
    threads: str | None = None,
) -> Article:
    learnt = articles.load_template(Path(template)) if template else None
    trees = articles.load_kept(model) if model else None
    article = articles.extract(
        html, url, favour=favour, template=learnt, model=trees, content_type=content_type,
        kinds=articles.load_kept_kinds(kinds) if kinds else None,
        threads=articles.load_kept_threads(threads) if threads else None,
    )  # fmt: skip
    return _without_surrogates(article)


def _without_surrogates(value: Value) -> Value:
    """An answer without halves of surrogate pairs, which the JSON in pages has and UTF-8 does not."""
    return cast(Value, _encodable(value))


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _encodable(getattr(value, part.name)) for part in fields(value)})
    return tuple(map(_encodable, value)) if isinstance(value, tuple) else value
