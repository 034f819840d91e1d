"""What can go wrong with images, fragments and commands: each error has a cause and a remedy."""

from errors import ExplainedError


class RecoveryError(ExplainedError, ValueError):
    """Something that cannot be searched, shown or written. `cause` says why, `remedy` what to do."""


class SourceError(RecoveryError):
    """No such image, or one that cannot be read."""


class NotAnImageError(SourceError):
    """A file of another kind, or an image in a wrapping that hides its blocks."""


class DeviceError(SourceError):
    """A block device that was not named as one."""


class FragmentError(RecoveryError):
    """A fragment that is too short, too long or holds control characters, or too many of them."""


class VersionError(RecoveryError):
    """A version of a text that was not found, or that is compared with itself."""


class UnknownKindError(RecoveryError):
    """A kind of file, or a way to match, that is not known."""


class OutputError(RecoveryError):
    """A folder that results must not or cannot be written to."""
