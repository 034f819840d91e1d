"""What can go wrong with image sets and generated pictures: each error has a cause and a remedy."""

from errors import ExplainedError


class GanError(ExplainedError, ValueError):
    """Something that cannot be generated, scored or learned from. `cause` says why, `remedy` what to do."""


class DataError(GanError):
    """An image set that nothing can be learned from."""


class OutOfRangeError(GanError):
    """A count, seed, class or size that is not served."""


class NoClassError(OutOfRangeError):
    """A class that there is not, or none where one is needed."""


class WrongSizeError(OutOfRangeError):
    """A picture of another size than those that are drawn."""


class DivergedError(GanError):
    """Training whose losses are no longer numbers."""


class StateError(GanError):
    """A run whose state cannot be written, or belongs to another command."""
