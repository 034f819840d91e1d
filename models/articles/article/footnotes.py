"""The footnotes of a page: short marks in its text that lead to a paragraph or an item, and those.

They are known by what they do: a link in the page whose text is a number or a sign, raised or in brackets, and a
container with its id that is as short as a note. What leads back from a note is no text of it, and neither is the sign
by which a heading leads to itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from models.articles.page.blocks import Layout
from models.articles.page.inline import Run, merged

LABEL = re.compile(r"[\[(（【〔]?\s*(?:note\s|注\s?)?(\d{1,3}|[a-z]{1,2}|[*†‡§¶]{1,3})\s*[\])）】〕]?", re.IGNORECASE)
BRACKETS = "[(（【〔"
WAY_BACK = re.compile(r"[\W_]*(?:[a-z]|\d{1,3}(?:\.\d)?|back|jump up)?[\W_]*", re.IGNORECASE)  # what a link back reads
WORDS = re.compile(r"[^\W_]")  # what the link of a heading to itself has not
MAX_NOTE = 2_000  # characters
MAX_BLOCKS = 12  # of a note
MAX_NOTES = 2_000  # of a page
NOTES = frozenset(("li", "dd", "dt", "p", "div", "aside", "section", "td", "tr"))  # what a note may be


@dataclass(frozen=True)
class Footnotes:
    """The label of each note by its container, and the container that each link to one leads to."""

    labels: dict[int, str]
    targets: dict[str, int]

    def called_by(self, run: Run) -> int | None:
        """The container of the note that a run calls."""
        target = _target_of(run)
        return self.targets.get(target) if target and _label_of(run) else None


def footnotes_of(layout: Layout, callers: Iterable[int], notes: Iterable[int]) -> Footnotes:
    """The notes among the text blocks `notes` that others, `callers`, call."""
    labels: dict[int, str] = {}
    targets: dict[str, int] = {}
    taken: set[str] = set()
    among = set(notes)
    for block in sorted(layout.runs.keys() & set(callers)):
        for run in merged(layout.runs[block]):
            label, target = _label_of(run), _target_of(run)
            container = _container(layout, target) if label and target else None
            if container is None or not label or not target or not _is_note(layout, container, block, among):
                continue
            if container not in labels and len(labels) < MAX_NOTES:
                labels[container] = label if label not in taken else f"{label}-{len(taken)}"
                taken.add(labels[container])
            if container in labels:
                targets[target] = container
    return Footnotes(labels, targets)


def without_way_back(layout: Layout, runs: list[Run], label: str) -> list[Run]:
    """The runs of a note without links back to the text, and without its own label before it."""
    own = [run for run in runs if not _leads_back(layout, run)]
    while own and (not own[0][0].strip(" ^") or _reads(own[0][0].strip().rstrip(".:")) == label):
        own = own[1:]
    return own if WORDS.search("".join(text for text, _ in own)) else []


def without_own_links(layout: Layout, notes: Footnotes, runs: list[Run]) -> list[Run]:
    """Runs without the signs by which headings, captions and terms lead to themselves; those that call notes stay."""

    def is_text(run: Run) -> bool:
        return WORDS.search(run[0]) is not None or not _leads_inside(layout, run) or notes.called_by(run) is not None

    return list(filter(is_text, runs))


def _leads_inside(layout: Layout, run: Run) -> bool:
    target = _target_of(run)
    return bool(target and _fragment(layout, target))


def _reads(text: str) -> str | None:
    """The number or sign that a label is."""
    matched = LABEL.fullmatch(text)
    return matched[1] if matched else None


def _label_of(run: Run) -> str | None:
    """What a run reads if it may call a note: a number or sign that is raised or in brackets."""
    text = run[0].strip()
    raised = any(mark.style == "superscript" for mark in run[1])
    return _reads(text) if text and (raised or text[0] in BRACKETS) else None


def _target_of(run: Run) -> str | None:
    return next((mark.target for mark in run[1] if mark.target), None)


def _leads_back(layout: Layout, run: Run) -> bool:
    return _leads_inside(layout, run) and WAY_BACK.fullmatch(run[0].strip()) is not None


def _fragment(layout: Layout, target: str) -> str | None:
    """The id in this page that a link leads to."""
    page, sign, fragment = target.partition("#")
    return fragment if sign and page in ("", (layout.base or "").partition("#")[0]) else None


def _container(layout: Layout, target: str) -> int | None:
    fragment = _fragment(layout, target)
    return layout.ids.get(fragment, layout.ids.get(unquote(fragment))) if fragment else None


def _is_note(layout: Layout, container: int, caller: int, among: set[int]) -> bool:
    inside = range(layout.first[container], layout.last[container])
    if layout.tags[container] not in NOTES or not 0 < len(inside) <= MAX_BLOCKS or caller in inside:
        return False
    lengths = {number: len(layout.blocks[number].text) for number in inside}
    titled = any(layout.blocks[number].kind == "head" for number in inside)
    return not titled and sum(lengths.values()) <= MAX_NOTE and max(inside, key=lengths.__getitem__) in among
