"""What can go wrong when a captcha is drawn or read: each error has a cause and a remedy."""

from errors import ExplainedError


class CaptchaError(ExplainedError, ValueError):
    """A picture, text or constraint that cannot be served. `cause` says why, `remedy` what to do."""


class UnreadableImageError(CaptchaError):
    """The bytes are no image that Pillow opens, or they end too early."""


class ImageSizeError(CaptchaError):
    """The image has too many or too few pixels to be one captcha."""


class ConstraintError(CaptchaError):
    """No reading can satisfy the character set or length that was asked for."""


class UndrawableTextError(CaptchaError):
    """A text that the generator cannot draw."""


class FontsMissingError(CaptchaError):
    """Typefaces to draw with are not there."""


class UnknownLabelError(CaptchaError):
    """A labelled picture says what the network has no classes for."""


class UnsafeArchiveError(CaptchaError):
    """An archive, or a file in one, that is not unpacked."""
