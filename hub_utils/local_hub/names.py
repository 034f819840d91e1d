"""What may be called what: repositories, files, branches and tags."""

import re
from enum import StrEnum

from dulwich.index import validate_path, validate_path_element_hfs, validate_path_element_ntfs
from dulwich.refs import Ref, check_ref_format

from hub_utils.local_hub.errors import RefusalError

_NAME = re.compile(r"(?!.*(--|\.\.))[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?")
_RESERVED = {"api", "datasets", "models", "spaces", "lfs"}  # first segments of this Hub's own addresses
# What a terminal or a list would obey instead of showing: controls, line and paragraph ends, turns of the direction of
# writing, halves of characters. Spaces of any width and joiners are shown, and Macs and pupils put them into names.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Kind(StrEnum):
    """The kinds of repository, by the segment of their API addresses."""

    MODEL = "models"
    DATASET = "datasets"
    SPACE = "spaces"

    @property
    def singular(self) -> str:
        """The kind as clients send it in JSON."""
        return self.value.removesuffix("s")

    @property
    def prefix(self) -> str:
        """What stands before a repository's id in its own address."""
        return "" if self is Kind.MODEL else f"{self.value}/"

    @classmethod
    def from_singular(cls, name: str | None) -> "Kind":
        """Raises a RefusalError for what is no kind of repository here."""
        try:
            return cls(f"{name or 'model'}s")
        except ValueError:
            raise RefusalError(400, f"Unknown repository type {name!r}") from None


def is_name(name: str) -> bool:
    """Whether a user or repository may have this name (huggingface_hub `utils/_validators.py`)."""
    return bool(_NAME.fullmatch(name)) and not name.lower().endswith(".git") and name.lower() not in _RESERVED


def is_commit_id(revision: str) -> bool:
    return bool(_COMMIT.fullmatch(revision))


def check_file_path(path: str) -> bytes:
    """The path as git stores it; refuses what could leave the folder into which somebody downloads it."""
    encoded = path.encode("utf-8", "replace")
    safe = (
        not _UNSEEN.search(path)
        and len(encoded) <= 1024
        and all(len(part) <= 255 for part in encoded.split(b"/"))
        and not path.startswith("/")
        and "\\" not in path
        and validate_path(encoded, validate_path_element_ntfs)
        and validate_path(encoded, validate_path_element_hfs)
    )
    if not safe:
        raise RefusalError(400, f"Invalid path in repository: {path!r}")
    return encoded


def check_reference(namespace: str, name: str) -> Ref:
    """The full git reference of a branch (`heads`) or tag (`tags`)."""
    reference = Ref(f"refs/{namespace}/{name}".encode("utf-8", "replace"))  # with ?, which git refuses
    if not check_ref_format(reference) or name.startswith("refs/") or is_commit_id(name) or len(reference) > 255:
        raise RefusalError(400, f"Invalid reference name: {name!r}")
    return reference
