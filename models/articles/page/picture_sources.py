"""Where the picture of an `<img>` lies: in `src`, in what a script puts there later, or in a `srcset`, of which the
largest is taken."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

LATE_SOURCES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-actualsrc",
)  # that a script loads later
LATE_SETS = ("data-srcset", "data-lazy-srcset")
MAX_SET = 20_000  # characters of a srcset
MAX_SOURCES = 10  # of a `<picture>`
NO_ADDRESSES = frozenset(("0", "1", "false", "lazy", "true", "yes"))  # that attributes hold which tell a script to wait
# The standard's way (WHATWG, 4.8.4.2.2): a comma within an address is of it, one within brackets of a descriptor too.
ADDRESS = re.compile(r"[\s,]*+(\S++)")
DESCRIPTORS = re.compile(r"(?:[^,()]|\([^()]*+\)?|\))*+")
SIZE = re.compile(r"(?<!\S)(\d{1,6}(?:\.\d{1,6})?)[wx](?!\S)")


def address_of(image: HtmlElement) -> str:
    """The address of an image as the page has it; empty if none is told, or the picture itself."""
    return next((address for address in _addresses(image) if _is_address(address)), "")


def _addresses(image: HtmlElement) -> Iterator[str]:
    """The addresses that an image names, those that a script loads later first, for `src` has a placeholder then."""
    images = [image, *_sources(image)]
    yield from (image.get(name, "").strip() for name in LATE_SOURCES)
    yield from (largest(_sets(element, LATE_SETS)) for element in images)
    yield image.get("src", "").strip()
    yield from (largest(_sets(element, ("srcset",))) for element in images)


def _sets(element: HtmlElement, names: Iterable[str]) -> str:
    return ", ".join(element.get(name, "")[:MAX_SET] for name in names)


def _is_address(address: str) -> bool:
    return bool(address) and address[:5].lower() != "data:" and address.lower() not in NO_ADDRESSES


def _sources(image: HtmlElement) -> list[HtmlElement]:
    """The `<source>`s of the `<picture>` around an image: those before it, and those that are left open around it."""
    sources: list[HtmlElement] = []
    near = image
    while (
        (around := near.getparent()) is not None and around.tag in ("picture", "source") and len(sources) < MAX_SOURCES
    ):
        before = islice(near.itersiblings(preceding=True), MAX_SOURCES)
        sources += [element for element in (*before, around) if element.tag == "source"]
        near = around
    return sources[::-1]


@lru_cache(maxsize=64)  # the sources of a picture are those of all images in it
def largest(srcset: str) -> str:
    """The address of the widest or densest picture of a srcset, the first if several are; empty if there is none."""
    candidates = [(size, address) for address, size in _candidates(srcset) if _is_address(address)]
    return max(candidates, key=lambda candidate: candidate[0], default=(0.0, ""))[1]


def _candidates(srcset: str) -> Iterator[tuple[str, float]]:
    """The addresses of a srcset, each with its width in pixels or its density."""
    at = 0
    while match := ADDRESS.match(srcset, at):
        address, at = match[1], match.end()
        described = None if address.endswith(",") else DESCRIPTORS.match(srcset, at)
        at = described.end() if described else at
        size = SIZE.search(described[0]) if described else None
        yield address.rstrip(","), float(size[1]) if size else 1.0
