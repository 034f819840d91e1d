"""What can go wrong with pages: each error has a cause and a remedy."""

from errors import ExplainedError


class ArticlesError(ExplainedError, ValueError):
    """A page that cannot be served. `cause` says why, `remedy` what to do."""


class PageError(ArticlesError):
    """Something that is no page, is empty, or is too large to be parsed."""


class BinaryDataError(PageError):
    """Bytes that are no text in any character set."""


class FormatError(BinaryDataError):
    """Bytes in a format that is no page's; `format` is its name, as PNG."""

    def __init__(self, cause: str, remedy: str, format: str = ""):
        super().__init__(cause, remedy)
        self.format = format


class NoThreadError(ArticlesError):
    """A page without posts: nothing on it is repeated, or what is repeated are menus and teasers."""


class TemplateError(ArticlesError):
    """Pages that no template can be learned from, or a template file that cannot be used."""


class FetchError(ArticlesError):
    """A page that could not or may not be fetched. `stage` names where it failed, `status` is the HTTP status."""

    def __init__(self, cause: str, remedy: str, stage: str, status: int | None = None):
        super().__init__(cause, remedy)
        self.stage, self.status = stage, status


class WorkerError(ArticlesError):
    """A page whose parsing took too long, took too much memory, or ended its process."""


class ForestError(ArticlesError):
    """A checkpoint whose trees cannot be read, or that ask for other features than are measured."""


class LabelsError(ArticlesError):
    """A folder of labelled pages that cannot be learnt from."""
