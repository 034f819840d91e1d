"""What the features of a text block are called, in the order in which `features.measure` gives them.

A checkpoint names what its trees ask for: one that was grown with other features is refused instead of misread.
"""

from collections.abc import Iterator

from models.articles.article.candidate import CANDIDATE
from models.articles.article.features import GROUPS, LEVELS, NEIGHBOURS, SIGNS, TAGS
from models.articles.article.shape import OPENINGS, WORDINGS

OWN = (
    "width", "linked", "punctuation", "punctuation share", "digits", "wide", "ended", "capitals", "words",
    "repetitions", "kind", "separators", "depth",
)  # fmt: skip
CONTAINER = ("prose share", "linked", "length", "paragraphs", "dates")
POSITION = ("place", "share of prose before", "structured", "titled", "from title", "from first of candidate",
            "from last of candidate", "any structured", "text blocks")  # fmt: skip


def _names() -> Iterator[str]:
    yield from OWN
    yield from (f"near a name of {name}" for name in GROUPS)
    yield from (f"near {tag}" for tag in TAGS)
    yield "hidden"
    yield from (f"has words of {name}" for name in WORDINGS)
    yield from (f"opens like {name}" for name in OPENINGS)
    yield from (f"{name} of container {level}" for level in range(1, LEVELS + 1) for name in CONTAINER)
    yield "outside prose"
    yield from (f"{name} at {step:+d}" for step in NEIGHBOURS for name in ("length", "linked", "ended"))
    yield from (f"prose {side}" for side in ("before", "after"))
    yield from POSITION
    yield from CANDIDATE
    yield from (f"since words of {name}" for name in SIGNS)
    yield from ("since a date", "dates before")


def _names_of_core() -> Iterator[str]:
    yield "core"
    yield from (f"{name} of container {level}" for level in range(1, LEVELS + 1) for name in ("core", "core share"))
    yield from ("outside core", "core to prose")
    yield from (f"core at {step:+d}" for step in NEIGHBOURS)
    yield from (f"core width {side}" for side in ("before", "after"))
    yield from ("from first core", "from last core")


FEATURES = tuple(_names())
FEATURES_WITH_CORE = (*FEATURES, *_names_of_core())
