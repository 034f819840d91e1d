"""What the features of a text block are called, in the order in which `features.measure` gives them.

A checkpoint names what its trees ask for: one that was grown with other features is refused instead of misread.
"""

from collections.abc import Iterator

from models.articles.article.features import GROUPS, LEVELS, NEIGHBOURS, OPENINGS, TAGS, WORDINGS

OWN = (
    "width", "linked", "punctuation", "punctuation share", "digits", "wide", "ended", "capitals", "words",
    "repetitions", "kind", "separators", "depth",
)  # fmt: skip
CONTAINER = ("prose share", "linked", "length", "core", "core share", "paragraphs")
POSITION = ("place", "share of prose before", "structured", "titled", "from title", "from first core", "from last core",
            "any structured", "text blocks")  # fmt: skip


def _names() -> Iterator[str]:
    yield from OWN
    yield from (f"near a name of {name}" for name in GROUPS)
    yield from (f"near {tag}" for tag in TAGS)
    yield "hidden"
    yield from (f"has words of {name}" for name in WORDINGS)
    yield from (f"opens like {name}" for name in OPENINGS)
    yield "core"
    yield from (f"{name} of container {level}" for level in range(1, LEVELS + 1) for name in CONTAINER)
    yield from ("outside prose", "outside core", "core to prose")
    yield from (f"{name} at {step:+d}" for step in NEIGHBOURS for name in ("length", "linked", "ended", "core"))
    yield from (f"{name} {side}" for name in ("prose", "core width") for side in ("before", "after"))
    yield from POSITION


FEATURES = tuple(_names())
