"""What can go wrong with losses, their training and questions to a FAQ: each error has a cause and a remedy."""

from errors import ExplainedError


class LossesError(ExplainedError, ValueError):
    """A loss, a run or a question that cannot be served. `cause` says why, `remedy` what to do."""


class OutOfRangeError(LossesError):
    """A parameter that is no number, or not within its bounds."""


class UnknownLossError(LossesError):
    """A loss that there is not."""


class DivergedError(LossesError):
    """Training whose losses are no longer numbers."""


class LossDivergedError(DivergedError):
    """A training in the playground that went out of bounds; it names the step."""

    remedy = "Choose a smaller learning rate, or a smaller weight of what the loss adds."


class PointsError(LossesError):
    """A visitor's own points that nothing can be learnt from."""

    remedy = "Write one point a line: x, y, label, such as 0.2, -0.5, 1."


class FaqError(LossesError):
    """A FAQ, or a question to it, that cannot be served."""


class FaqFormatError(FaqError):
    """A file or text that is no FAQ."""


class FaqEmptyError(FaqError):
    """A FAQ without entries."""


class FaqTooLargeError(FaqError):
    """A FAQ with more entries, or longer ones, than are served."""


class QuestionError(FaqError):
    """A question that is empty or too long, or asks for no number of answers that is served."""


class CorpusError(FaqError):
    """Texts that nothing can be learned from."""


class StateError(FaqError):
    """A training run whose state cannot be written, or belongs to other options."""
