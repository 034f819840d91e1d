"""Articles and threads of web pages, after kexue.fm articles 4413, 4422 and 4430.

article = extract(html, url="https://example.org/story")
thread = extract_thread([first_page, second_page])
"""

from importlib import import_module
from typing import Any

from models.articles.answers import Article, Block, Column, Kind, Person, Post, Report, Thread
from models.articles.errors import (
    ArticlesError,
    BinaryDataError,
    FetchError,
    ForestError,
    FormatError,
    LabelsError,
    NoThreadError,
    PageError,
    TemplateError,
    WorkerError,
)

# Where the rest stands; loaded when first asked for, because lxml, NumPy and trafilatura take a second.
LATER = {
    "extract": "article.extraction.extract",
    "kind_of": "kind.predict.kind_of",
    "extract_thread": "thread.extraction.extract_thread",
    "ArticleModel": "article.predict.ArticleModel",
    "load": "article.predict.load",
    "load_kept": "article.predict.load_kept",
    "load_threads": "thread.predict.load",
    "load_kinds": "kind.predict.load",
    "load_kept_kinds": "kind.predict.load_kept",
    "load_kept_threads": "thread.predict.kept",
    "learn_template": "article.template.learn_template",
    "load_template": "article.template.load_template",
    "learn_bigrams": "article.bigrams.learn_bigrams",
    "load_bigrams": "article.bigrams.load_bigrams",
    "as_markdown": "article.markdown.as_markdown",
    "tables_of": "article.formats.tables_of",
    "as_csv": "article.formats.as_csv",
    "as_json": "article.formats.as_json",
    "as_tei": "article.formats.as_tei",
    "as_json_ld": "thread.formats.as_json_ld",
}
__all__ = [
    "Article",
    "ArticlesError",
    "BinaryDataError",
    "Block",
    "Column",
    "FetchError",
    "ForestError",
    "FormatError",
    "Kind",
    "LabelsError",
    "NoThreadError",
    "PageError",
    "Person",
    "Post",
    "Report",
    "TemplateError",
    "Thread",
    "WorkerError",
    *LATER,
]


def __getattr__(name: str) -> Any:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = LATER[name].rpartition(".")
    value = getattr(import_module(f"{__name__}.{module}"), attribute)
    globals()[name] = value
    return value
