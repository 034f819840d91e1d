"""What on a page may be its posts: candidates, of which a forest chooses (`choice.py`).

Elements are grouped by anything that a template repeats: a class token, an id with a number, an attribute, the tag
path, the parent. Where posts are several siblings each, a candidate is the runs from one child of a kind to the next.
Nothing is asked of members but that they hold prose: what marks a thread is learned.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from models.articles.page.outline import Outline
from models.articles.thread.boundaries import grow_records
from models.articles.thread.cues import Cues, worth_of
from models.articles.thread.page_sums import NAMED, TIMED, PageSums, outside_nested
from models.articles.thread.records import SCHEMA, Record

MAX_MEMBERS = 50_000
MAX_GROUPS, MAX_RUNS = 20, 12  # candidates of each kind that are looked at closely, those that earn most
MANY_GROUPS, SMALL_GROUP = 500, 0.005  # groups from which those with so little of the page's prose are left out
MAX_PARENTS = 40  # those with most prose, whose children are tried as runs
MIN_PROSE = 12  # characters of a member
UNTIMED, UNNAMED = 0.35, 0.6  # share that a member without a time, without a name earns of what one with both does

MAX_COMPLETED = 1_000  # records of a page to which short ones are added
SAME_SHAPE = 0.7  # likeness of an element with next to no prose to the records, to be one

# Of the records of a group the first element of each, and the last of its siblings that belongs to it
Bounds = tuple[Sequence[int], Sequence[int]]

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Candidate:
    """Records in page order, grown to what belongs to them; `worth` is what they earn by prose, times and names."""

    records: tuple[Record, ...]
    worth: float
    run: bool


def candidates_of(outline: Outline, cues: Cues, runs: bool = True, grown: bool = True) -> list[Candidate]:
    """The candidates of a page, those that earn most first; none where nothing is repeated.

    Without `runs` only single elements are posts; without `grown` they end where the template's element does.
    """
    sums = _Sums(outline, cues)
    chosen = sums.best(_groups(outline, sums), MAX_GROUPS, run=False)
    chosen += sums.best(_runs(outline, sums), MAX_RUNS, run=True) if runs else []
    distinct: dict[tuple[tuple[int, int], ...], Candidate] = {}
    for candidate in sorted(chosen, key=lambda candidate: -candidate.worth):
        records = grow_records(outline, list(candidate.records)) if grown else candidate.records
        bounds = tuple((record.start, record.end) for record in records)
        distinct.setdefault(bounds, Candidate(tuple(records), candidate.worth, candidate.run))
    return list(distinct.values())


def worths(prose: np.ndarray, timed: np.ndarray, named: np.ndarray) -> np.ndarray:
    """What records with so many characters of prose, times and names earn, each."""
    value = worth_of(prose) * np.where(timed > 0, 1, UNTIMED) * np.where(named > 0, 1, UNNAMED)
    return np.where(prose >= MIN_PROSE, value, 0)


class _Sums:
    """Prose, times and names [3, elements] of all elements, and where their pieces and elements end."""

    def __init__(self, outline: Outline, cues: Cues):
        self.first, self.last, self.ends = (np.array(of, int) for of in (outline.first, outline.last, outline.ends))
        self.sums = cues.sums[:3]
        self.subtree = self.sums[:, self.last] - self.sums[:, self.first]

    def best(self, groups: Iterable[Bounds], most: int, run: bool) -> list[Candidate]:
        """Of groups of records those that earn most, if two of their records earn anything; all are summed at once."""
        groups = list(groups)
        if not groups:
            return []
        sizes = np.array([len(starts) for starts, _ in groups])
        starts, stops = (np.fromiter(chain.from_iterable(side), int) for side in zip(*groups, strict=True))
        ends, apart = self.ends[stops], np.arange(len(groups)).repeat(sizes) * len(self.ends)
        whole = self.sums[:, self.last[stops]] - self.sums[:, self.first[starts]]
        value = worths(*outside_nested(whole.T, starts + apart, ends + apart).T)
        begins = np.cumsum(sizes) - sizes
        worth, earning = np.add.reduceat(value, begins), np.add.reduceat(value > 0, begins, dtype=int)
        order = np.argsort(-worth, kind="stable")
        chosen = [at for at in order.tolist() if earning[at] >= 2][:most]
        return [
            Candidate(tuple(map(Record, groups[at][0], own.tolist())), float(worth[at]), run)
            for at, own in zip(chosen, (ends[begins[at] : begins[at] + sizes[at]] for at in chosen), strict=True)
        ]


def _groups(outline: Outline, sums: _Sums) -> Iterator[Bounds]:
    """Groups of elements that a template repeats."""
    groups: dict[tuple, list[int]] = defaultdict(list)
    paths: dict[tuple[int, str], int] = {}
    path_of: dict[int, int] = {-1: 0}
    for element in np.flatnonzero(sums.subtree[0] >= MIN_PROSE).tolist():
        above, tag = path_of.get(outline.parents[element], 0), outline.tags[element]
        path_of[element] = paths.setdefault((above, tag), len(paths) + 1)
        groups["path", path_of[element]].append(element)
        for trait in _repeated_traits(outline, element):
            groups[trait].append(element)
    found = sorted({tuple(members) for members in groups.values() if 2 <= len(members) <= MAX_MEMBERS})
    if len(found) > MANY_GROUPS:  # a long thread, each post of which has paragraphs of its own
        least = SMALL_GROUP * sums.sums[0, -1]
        found = [members for members in found if sums.subtree[0, list(members)].sum() >= least]
    return ((members, members) for members in found)


def _repeated_traits(outline: Outline, element: int) -> Iterator[tuple]:
    """What a template gives to every post alike: its parent, class tokens, numbered id, attributes."""
    tag = outline.tags[element]
    yield ("child", outline.parents[element], tag)
    for token in outline.tokens[element]:
        yield (tag, token)
    for name, value in islice(outline.attributes[element].items(), 30):
        if name == "id" and any(map(str.isdigit, value)):
            yield (tag, "id", _DIGITS.sub("#", value[:80]))
        elif name == "itemtype" and value.rstrip("/").rsplit("/", 1)[-1] in SCHEMA:
            yield ("schema",)
        elif name.startswith("data-") or name in ("role", "itemprop"):
            yield (tag, name, value if name in ("role", "itemprop") else "")


def _runs(outline: Outline, sums: _Sums) -> Iterator[Bounds]:
    """Posts that are several siblings each: runs from one child of a kind to the next, by parent and kind."""
    prose = sums.subtree[0]
    parents = {outline.parents[element] for element in np.flatnonzero(prose >= MIN_PROSE).tolist()} - {-1}
    for parent in sorted(parents, key=lambda parent: (-prose[parent], parent))[:MAX_PARENTS]:
        children = list(islice(outline.children(parent), MAX_MEMBERS))
        if len(children) < 4:
            continue
        for places in {tuple(places) for places in _places_by_kind(outline, children).values()}:
            if 2 <= len(places) < len(children):
                yield _run(children, places)


def _places_by_kind(outline: Outline, children: list[int]) -> dict[tuple, list[int]]:
    """Places of children by tag, class token, and tags and class tokens of what they hold."""
    places: dict[tuple, list[int]] = defaultdict(list)
    for place, child in enumerate(children):
        tag = outline.tags[child]
        inner = list(islice(outline.children(child), 6))
        below = list(islice(outline.children(inner[0]), 3)) if inner else []
        kinds: list[tuple] = [(tag,), (tag, tuple(outline.tags[grandchild] for grandchild in inner))]
        kinds += [(tag, token) for token in outline.tokens[child]]
        kinds += [(tag, "holds", token) for grandchild in inner[:1] for token in outline.tokens[grandchild]]
        kinds.append((tag, "begins", tuple(outline.tags[element] for element in below)))
        if any(map(str.isdigit, anchor := outline.attributes[child].get("id", ""))):
            kinds.append((tag, "id", _DIGITS.sub("#", anchor[:80])))
        for kind in dict.fromkeys(kinds):
            places[kind].append(place)
    return places


def _run(children: list[int], places: tuple[int, ...]) -> Bounds:
    """The runs of children that begin at these places; the last is as long as most."""
    longest = int(np.median(np.diff(places)))
    stops = [children[stop - 1] for stop in (*places[1:], min(len(children), places[-1] + longest))]
    return [children[place] for place in places], stops


def with_short_posts(page: PageSums, candidate: Candidate) -> list[Record]:
    """The records with elements of the same kind and shape that hold next to no prose: a picture, `+1`, a quotation."""
    outline, tops = page.outline, [record.top for record in candidate.records]
    others = [] if candidate.run else _others_of_kind(outline, tops)
    if not others and not candidate.run:  # the tops may each be alone in what they were grown to
        tops = [record.start for record in candidate.records]
        others = _others_of_kind(outline, tops)
    if not others or len(tops) + len(others) > MAX_COMPLETED:
        return list(candidate.records)
    both = [Record(top, outline.ends[top]) for top in sorted([*tops, *others])]
    alike = dict(zip((record.start for record in both), page.likeness(both), strict=True))
    known = set(tops)
    shaped = [record for record in both if record.start in known or alike[record.start] >= SAME_SHAPE]
    own = page.own(shaped)
    cued = own[:, TIMED] + own[:, NAMED] > 0
    kept = [record for record, has in zip(shaped, cued, strict=True) if has or record.start in known]
    return grow_records(outline, kept) if len(kept) > len(tops) else list(candidate.records)


def _others_of_kind(outline: Outline, tops: list[int]) -> list[int]:
    """Other elements with the tag and all class tokens that the records share, or else siblings with their tag."""
    tags, known = {outline.tags[top] for top in tops}, set(tops)
    shared = set.intersection(*(set(outline.tokens[top]) for top in tops))
    if shared and len(tags) == 1:
        tag = outline.tags[tops[0]]
        elements = enumerate(outline.tokens)
        alike = (element for element, tokens in elements if outline.tags[element] == tag and shared <= set(tokens))
        return [element for element in alike if element not in known]
    of_parent, inner = Counter(outline.parents[top] for top in tops), np.array(sorted(tops))
    holders = [parent for parent, count in of_parent.items() if count >= 2]
    siblings = (child for parent in holders for child in outline.children(parent) if outline.tags[child] in tags)
    return [child for child in siblings if np.searchsorted(inner, child) == np.searchsorted(inner, outline.ends[child])]
