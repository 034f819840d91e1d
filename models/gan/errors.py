"""What can go wrong with image sets and generated pictures: each error has a cause and a remedy."""


class GanError(ValueError):
    """Something that cannot be generated, scored or learned from. `cause` says why, `remedy` what to do."""

    def __init__(self, cause: str, remedy: str):
        self.cause, self.remedy = cause, remedy
        super().__init__(f"{cause} {remedy}")


class DataError(GanError):
    """An image set that nothing can be learned from."""


class OutOfRange(GanError):
    """A count, seed, class or size that is not served."""


class NoClass(OutOfRange):
    """A class that there is not, or none where one is needed."""


class WrongSize(OutOfRange):
    """A picture of another size than those that are drawn."""


class Diverged(GanError):
    """Training whose losses are no longer numbers."""


class StateError(GanError):
    """A run whose state cannot be written, or belongs to another command."""
