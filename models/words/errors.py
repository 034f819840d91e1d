"""What can go wrong with words and texts: each error has a cause and a remedy."""

from errors import ExplainedError


class WordsError(ExplainedError, ValueError):
    """A word, text or corpus that cannot be served. `cause` says why, `remedy` what to do."""


class UnknownWordError(WordsError):
    """A word that has no vector and none that could be made of its parts."""


class TextError(WordsError):
    """A text that is empty or too long for what is asked."""


class DivergedError(WordsError):
    """Training whose loss is no longer a number."""


class StateError(WordsError):
    """A training run whose state cannot be written, or belongs to other options."""


class OutOfRangeError(WordsError):
    """A number that no training takes."""


class CorpusError(WordsError):
    """A corpus that nothing can be learned from."""


class NoSetsError(WordsError):
    """A folder that has none of the test sets of a language."""


class SetFileError(WordsError):
    """A test set that cannot be read."""


class VectorFileError(WordsError):
    """A file of vectors that cannot be used."""


class NotInFileError(WordsError):
    """A word that a file of vectors does not have."""
