"""The extraction as a datatrove pipeline, which its executors run on one machine, Ray, Slurm or Hugging Face Jobs.
`article_pipeline` gives the whole of it; `ArticleExtractor` alone also follows a reader of datatrove's, whose text is
HTML.

    SlurmPipelineExecutor(article_pipeline(source, "s3://bucket/articles"), tasks=1000, time="08:00:00", ...).run()
"""

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import IO, Any, cast

import pyarrow as pa
from datatrove.data import Document
from datatrove.io import get_datafolder
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers import HuggingFaceDatasetReader
from datatrove.pipeline.readers.base import BaseDiskReader
from datatrove.pipeline.writers import ParquetWriter
from datatrove.utils.logging import logger

from models.articles.answers import Article
from models.articles.batch import archives
from models.articles.batch.tables import COMPRESSION, FAILED, MAX_ROWS, NOTHING, SCHEMA, Failure, article_row
from models.articles.errors import ArticlesError, PageError
from models.articles.workers import Bounds, Workers

Documents = Iterator[Document]

PAGES_A_LINE = 1000  # after which a task logs how far it is
BATCH_ROWS = 32  # of a data set in memory


@dataclass(frozen=True)
class Input:
    """What is read: `files` of a `folder`, or the data set `folder` of the Hub if there are none."""

    folder: str
    files: tuple[str, ...] = ()
    column: str = "html"
    split: str = "train"


def article_pipeline(source: Input, output: str, bounds: Bounds | None = None) -> list[PipelineStep]:
    """The pipeline from pages to Parquet files; `output` is a folder, also one of S3 or the Hub."""
    extractor = ArticleExtractor(table_writer(f"{output}/failed", FAILED), bounds)
    return [page_reader(source), extractor, table_writer(f"{output}/data", SCHEMA)]


def page_reader(source: Input) -> PipelineStep:
    """The step that reads pages."""
    if source.files:
        return PageReader(source)
    options = {"split": source.split}
    return HuggingFaceDatasetReader(
        source.folder, options, streaming=True, batch_size=BATCH_ROWS, text_key=source.column, adapter=_document_of_row
    )


def table_writer(folder: str, schema: Any) -> ParquetWriter:
    """The step that writes rows, a file for each task."""
    return ParquetWriter(
        folder, compression=COMPRESSION, adapter=_row_of_document, batch_size=MAX_ROWS, schema=schema, max_file_size=-1
    )


class PageReader(BaseDiskReader):  # type: ignore[misc]  # datatrove comes without types
    """Reads pages from files of all kinds that `archives` knows; each task takes its share of them.

    A document's text is the page, as bytes where its character set is not known yet.
    """

    name = "Pages"

    def __init__(self, source: Input):
        super().__init__(get_datafolder(source.folder))
        self.source = source

    def run(self, data: Documents | None = None, rank: int = 0, world_size: int = 1) -> Documents:
        """The pages of every `world_size`-th file, from number `rank` on."""
        yield from data or ()
        yield from self.read_files_shard(list(self.source.files[rank::world_size]))

    def read_file(self, filepath: str) -> Documents:
        """The pages of one file; one that has gone or may not be read is counted as a page that failed."""
        for page in self._pages(filepath):
            yield Document(page.html, page.identifier, metadata=_told(page))

    def _pages(self, path: str) -> Iterator[archives.Source]:
        try:
            opened = self._opened(path)
        except (FileNotFoundError, PermissionError) as error:  # others, as of a network, may be gone the next time
            yield archives.unreadable(path, error)
            return
        with opened as stream:
            yield from archives.pages_in(path, stream, self.source.column)

    def _opened(self, path: str) -> IO[bytes]:
        """The bytes of a file, unpacked; those of a ZIP, and of a WARC packed record by record, as they are."""
        kind, name = archives.kind_of(path), path.lower()
        if name.endswith(".zst"):  # fsspec's reader has no lines, and takes one that was cut off for a whole one
            packed = self.data_folder.open(path, "rb")
            return cast(IO[bytes], io.BufferedReader(pa.CompressedInputStream(packed, "zstd")))
        as_it_is = kind == "zip" or (kind == "warc" and name.endswith(".gz"))
        return cast(IO[bytes], self.data_folder.open(path, "rb", compression=None if as_it_is else "infer"))


class ArticleExtractor(PipelineStep):  # type: ignore[misc]  # datatrove comes without types
    """Takes the article out of every page, in a process of its own that can be ended; `failed` gets the others.

    Args:
        failed: what writes the pages that gave no article.
        bounds: what a page may cost.
        read: takes the article out of a page and its address; by default `models.articles.extract`.
    """

    type = "🛢 - EXTRAC"
    name = "Articles"

    def __init__(
        self,
        failed: ParquetWriter,
        bounds: Bounds | None = None,
        read: Callable[[bytes | str, str | None], Article] | None = None,
    ):
        super().__init__()
        self.failed, self.bounds, self.read = failed, bounds, read

    def run(self, data: Documents, rank: int = 0, world_size: int = 1) -> Documents:
        """Documents whose text is that of the article, with its row in their metadata."""
        started = time.monotonic()
        workers = _workers(self.bounds)
        with self.failed:
            for number, document in enumerate(data, 1):
                self.stat_update("pages")
                if number % PAGES_A_LINE == 0:
                    logger.info(f"{number:,} pages, {number / (time.monotonic() - started):.1f} a second")
                try:
                    with self.track_time():
                        article = self._article(workers, document)
                except ArticlesError as error:
                    self._fail(error, document, rank)
                    continue
                self.stat_update("articles")
                row = article_row(article, str(document.id), document.metadata.get("url"))
                yield Document(article.text, str(document.id), metadata={"row": row})

    def _article(self, workers: Workers, document: Document) -> Article:
        if error := document.metadata.get("error"):
            raise error
        extract = partial(_extract(), content_type=document.metadata.get("content_type"))
        read: Callable[..., Article] = self.read or extract
        article = workers.run(read, document.text, document.metadata.get("url"))
        if not article.text.strip():
            raise PageError(*NOTHING)
        return article

    def _fail(self, error: ArticlesError, document: Document, rank: int) -> None:
        failure = Failure.of(error)
        self.stat_update(f"failed: {failure.reason}")
        row = failure.row(str(document.id), document.metadata.get("url"))
        self.failed.write(Document("", str(document.id), metadata={"row": row}), rank)


@cache
def _workers(bounds: Bounds | None) -> Workers:
    """One process for all tasks that this one runs; a task may be as short as a page."""
    return Workers(1, bounds)


def _extract() -> Callable[..., Article]:
    from models.articles.article.extraction import extract  # here: the parser is for the processes

    return extract


def _told(page: archives.Source) -> dict[str, Any]:
    return {"url": page.url, "error": page.error, "content_type": page.content_type}


def _row_of_document(writer: ParquetWriter, document: Document) -> dict[str, Any]:
    return document.metadata["row"]


def _document_of_row(
    reader: HuggingFaceDatasetReader, row: dict[str, Any], path: str, number: int | str
) -> dict[str, Any]:
    """A row of a data set as a document; an empty page gets a space, or the reader would drop it uncounted."""
    page = archives.page_of(row, f"{path}/{number}", reader.text_key)
    return {"text": page.html or " ", "id": page.identifier, "metadata": _told(page)}
