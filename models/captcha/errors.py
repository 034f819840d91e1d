"""What can go wrong when a captcha is drawn or read: each error has a cause and a remedy."""


class CaptchaError(ValueError):
    """A picture, text or constraint that cannot be served. `cause` says why, `remedy` what to do."""

    def __init__(self, cause: str, remedy: str):
        self.cause, self.remedy = cause, remedy
        super().__init__(f"{cause} {remedy}")


class UnreadableImage(CaptchaError):
    """The bytes are no image that Pillow opens, or they end too early."""


class ImageSizeError(CaptchaError):
    """The image has too many or too few pixels to be one captcha."""


class ConstraintError(CaptchaError):
    """No reading can satisfy the character set or length that was asked for."""


class UndrawableText(CaptchaError):
    """A text that the generator cannot draw."""


class FontsMissing(CaptchaError):
    """Typefaces to draw with are not there."""


class UnknownLabel(CaptchaError):
    """A labelled picture says what the network has no classes for."""


class UnsafeArchive(CaptchaError):
    """An archive, or a file in one, that is not unpacked."""
