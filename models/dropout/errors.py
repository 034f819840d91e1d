"""What can go wrong with dropout: each error has a cause and a remedy."""

from errors import ExplainedError


class DropoutError(ExplainedError, ValueError):
    """Something that cannot be dropped or learned. `cause` says why, `remedy` what to do."""


class BadRateError(DropoutError):
    """A rate that is no share to drop: under 0, 1 or more, or no number."""


class NoiseShapeError(DropoutError):
    """A noise shape that does not fit the tensor; the remedy lists those that do."""


class BadTensorError(DropoutError):
    """Sizes or values that make no tensor of those that are served."""


class BadPointsError(DropoutError):
    """Points of one's own that no curve can be fitted to."""


class OutOfRangeError(DropoutError):
    """A number or a choice that is not served."""


class BadSeedError(OutOfRangeError):
    """A seed that is none."""


class NoDropoutError(DropoutError):
    """A network whose passes would all be alike, or that would change with each."""


class FitDivergedError(DropoutError):
    """Training whose loss is no longer a number."""
