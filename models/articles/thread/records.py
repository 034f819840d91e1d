"""Which parts of a page are its posts: repeated subtrees that each hold prose, a time and a name.

Elements are grouped by anything that a template repeats: a class token, an id with a number, an attribute, the tag
path, the parent. Every group is scored alike: a member earns the square root of the prose that is its own (outside
members nested in it), less if no time or no name is with it, and less if it is unlike the others. The root makes one
member of two posts earn less than two of one, so that the group that parts the page most finely into whole posts wins.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from models.articles.page.outline import Outline
from models.articles.thread.cues import Cues, worth_of
from models.articles.thread.options import ALL_HEURISTICS, WEIGHTS, Heuristics, Weights

MAX_MEMBERS = 50_000
MAX_SHAPES = 1_000  # members whose shapes are compared; those after them count as alike
COMPARED_GROUPS = 16  # the best, whose members' shapes are compared; the winner was among the first 5 everywhere
MAX_PARENTS = 40  # those with most prose, whose children are tried as runs
MIN_PROSE = 12  # characters
SAME_SHAPE = 0.7  # likeness of an element with no prose to the posts beside it, to be one
MIN_SHAPE = 0.3  # likeness to the other members below which a member of the best group is left out
ALIKE = 0.5  # mean likeness of members around others; when one alone has posts nested in it, that of each
HOLDERS = 0.3  # of the members around others that must hold some
SCHEMA = ("DiscussionForumPosting", "Comment", "Question", "Answer", "UserComments", "SocialMediaPosting")

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Record:
    """A post on the page: sibling elements [start, end) in element numbers, `level` members around it.

    `core` is the member that it was grown from, if it was; the cores of a page's records are alike.
    """

    start: int
    end: int
    level: int = 0
    core: int | None = None


@dataclass(frozen=True)
class _Group:
    """Elements that a template repeats, in page order, and what they earn."""

    score: float
    members: list[int]


NO_GROUP = _Group(0.0, [])


def records_of(
    outline: Outline, cues: Cues, heuristics: Heuristics = ALL_HEURISTICS, weights: Weights = WEIGHTS
) -> list[Record]:
    """The records of a page in page order; empty if nothing is repeated."""
    scorer = _Scorer(outline, cues, weights)
    groups = sorted(_groups(outline, scorer), key=lambda group: -group.score)
    best = _best_group(groups[:COMPARED_GROUPS], scorer, heuristics.shapes)
    members = best.members
    if heuristics.outer and members:
        members = _enclosing_members(best, groups, scorer)
    if heuristics.segments:
        runs, earned = _best_runs(outline, scorer)
        if earned > weights.segment_gain * best.score:
            return runs
    if heuristics.shapes and members:
        members = _with_short_posts(members, outline, scorer)
    levels = outline.nesting(members)
    return [Record(member, outline.ends[member], level) for member, level in zip(members, levels, strict=True)]


class _Scorer:
    """What members of a group earn."""

    def __init__(self, outline: Outline, cues: Cues, weights: Weights):
        self.outline, self.weights = outline, weights
        self.first, self.last, self.ends = (np.array(of) for of in (outline.first, outline.last, outline.ends))
        self.sums = cues.sums[:3]
        self.subtree = self.sums[:, self.last] - self.sums[:, self.first]

    def own(self, members: Sequence[int]) -> np.ndarray:
        """Prose, times and names [3, n] of each member outside the members nested in it."""
        counts = self.subtree[:, members].copy()
        open_places: list[int] = []
        for place, member in enumerate(members):
            while open_places and self.ends[members[open_places[-1]]] <= member:
                open_places.pop()
            if open_places:
                counts[:, open_places[-1]] -= self.subtree[:, member]
            open_places.append(place)
        return counts

    def earnings(self, counts: np.ndarray) -> np.ndarray:
        """What members of such prose, times and names [3, n] earn, each."""
        prose, timed, named = counts
        value = worth_of(prose)
        value *= np.where(timed > 0, 1, self.weights.untimed) * np.where(named > 0, 1, self.weights.unnamed)
        return np.where(prose >= MIN_PROSE, value, 0)

    def group(self, members: list[int]) -> _Group:
        """The members with what they earn together; nothing, if only one earns anything."""
        value = self.earnings(self.own(members))
        return _Group(float(value.sum()) if (value > 0).sum() >= 2 else 0.0, members)


def _groups(outline: Outline, scorer: _Scorer) -> Iterator[_Group]:
    """Groups of elements that have prose, and a time or a name."""
    prose, timed, named = scorer.subtree
    likely = np.flatnonzero((prose >= MIN_PROSE) & (timed + named > 0))
    groups: dict[tuple, list[int]] = defaultdict(list)
    paths: dict[tuple[int, str], int] = {}
    path_of: dict[int, int] = {-1: 0}
    for element in likely.tolist():
        above, tag = path_of.get(outline.parents[element], 0), outline.tags[element]
        path_of[element] = paths.setdefault((above, tag), len(paths) + 1)
        groups["path", path_of[element]].append(element)
        for trait in _repeated_traits(outline, element):
            groups[trait].append(element)
    distinct = {tuple(members) for members in groups.values() if 2 <= len(members) <= MAX_MEMBERS}
    return (scorer.group(list(members)) for members in sorted(distinct))


def _repeated_traits(outline: Outline, element: int) -> Iterator[tuple]:
    """What a template gives to every post alike: its parent, class tokens, numbered id, attributes."""
    tag = outline.tags[element]
    yield ("child", outline.parents[element], tag)
    for token in outline.tokens[element]:
        yield (tag, token)
    for name, value in outline.elements[element].items()[:30]:
        if name == "id" and any(map(str.isdigit, value)):
            yield (tag, "id", _DIGITS.sub("#", value[:80]))
        elif name == "itemtype" and value.rstrip("/").rsplit("/", 1)[-1] in SCHEMA:
            yield ("schema",)
        elif name.startswith("data-") or name in ("role", "itemprop"):
            yield (tag, name, value if name in ("role", "itemprop") else "")


def _best_group(groups: Sequence[_Group], scorer: _Scorer, shapes: bool) -> _Group:
    """The best group when members earn by how alike they are; those unlike the others are left out."""
    best = NO_GROUP
    for group in groups:
        if group.score <= best.score:
            break
        counts = scorer.own(group.members)
        value = scorer.earnings(counts)
        alike = _likeness(scorer.outline, group.members, value) if shapes else np.ones(len(group.members))
        worth = float((value * alike**scorer.weights.regularity).sum())
        if worth > best.score:
            kept = (alike > MIN_SHAPE) & (counts[1] + counts[2] > 0)
            if kept.sum() >= 2:
                best = _Group(worth, [member for member, keep in zip(group.members, kept, strict=True) if keep])
    return best


def _likeness(outline: Outline, members: Sequence[int], value: np.ndarray) -> np.ndarray:
    """How much of what most members hold (tags and tokens near their top) each of them holds, 0 to 1."""
    shapes = [_shape(outline, member) for member in members[:MAX_SHAPES]]
    earning = value[:MAX_SHAPES] > 0
    count = Counter(trait for shape, earns in zip(shapes, earning, strict=True) if earns for trait in shape)
    common = {trait for trait, times in count.items() if times >= 0.5 * max(1, int(earning.sum()))}
    alike = [len(shape & common) / max(1, len(common)) for shape in shapes]
    return np.array(alike + [1.0] * (len(members) - len(alike)))


def _shape(outline: Outline, element: int) -> set[tuple]:
    """Its tags and tokens down to four levels, 60 elements at most."""
    traits: set[tuple] = set()
    depths = {element: 0}
    for inner in range(element + 1, min(outline.ends[element], element + 60)):
        depth = depths[inner] = depths.get(outline.parents[inner], 9) + 1
        if depth <= 4:
            tag = outline.tags[inner]
            traits.update((depth, tag, token) for token in outline.tokens[inner][:4])
            traits.add((depth, tag))
    return traits


def _enclosing_members(best: _Group, groups: Sequence[_Group], scorer: _Scorer) -> list[int]:
    """A group whose members hold the best ones and are posts without them: answers around their comments."""
    inner, starts = set(best.members), np.array(best.members)
    choice, most = best.members, scorer.weights.outer_share * best.score
    for group in groups:
        if group.score < most or inner.intersection(group.members):
            continue
        holds = np.searchsorted(starts, group.members) < np.searchsorted(starts, scorer.ends[group.members])
        if holds.sum() < HOLDERS * len(group.members) or not holds.any():
            continue
        both = sorted(inner.union(group.members))
        counts = scorer.own(both)[:, np.isin(both, group.members)]
        value = scorer.earnings(counts)
        alike = _likeness(scorer.outline, group.members, value)
        regular = alike[holds].mean() if holds.sum() > 1 else alike.min()
        whole = (counts[1] > 0) & (counts[0] >= MIN_PROSE)
        worth = float((value * alike**scorer.weights.regularity).sum())
        if whole.mean() > 0.7 and worth > most and regular >= ALIKE:
            choice = [member for member, keep in zip(group.members, whole, strict=True) if keep]
            most = worth
    return choice


def _with_short_posts(members: list[int], outline: Outline, scorer: _Scorer) -> list[int]:
    """With elements of the same kind and shape that hold next to no prose: a picture, `+1`, a text quoted all over."""
    others = _others_of_kind(members, outline)
    if not others or len(members) + len(others) > MAX_SHAPES:
        return members
    alike = _likeness(outline, [*members, *others], np.array([1.0] * len(members) + [0.0] * len(others)))
    shaped = [other for other, value in zip(others, alike[len(members) :], strict=True) if value >= SAME_SHAPE]
    both, known = sorted([*members, *shaped]), set(members)
    _, timed, named = scorer.own(both)
    return [element for element, cued in zip(both, timed + named > 0, strict=True) if cued or element in known]


def _others_of_kind(members: list[int], outline: Outline) -> list[int]:
    """Other elements with the tag and all class tokens that the members share, or else siblings with their tag."""
    tags, known = {outline.tags[member] for member in members}, set(members)
    shared = set.intersection(*(set(outline.tokens[member]) for member in members))
    if shared and len(tags) == 1:
        tag = outline.tags[members[0]]
        elements = enumerate(outline.tokens)
        alike = (element for element, tokens in elements if outline.tags[element] == tag and shared <= set(tokens))
        return [element for element in alike if element not in known]
    of_parent, inner = Counter(outline.parents[member] for member in members), np.array(sorted(members))
    holders = [parent for parent, count in of_parent.items() if count >= 2]
    siblings = (child for parent in holders for child in outline.children(parent) if outline.tags[child] in tags)
    return [child for child in siblings if np.searchsorted(inner, child) == np.searchsorted(inner, outline.ends[child])]


def _best_runs(outline: Outline, scorer: _Scorer) -> tuple[list[Record], float]:
    """Posts that are several siblings each: runs from one child of a kind to the next, of the best parent and kind."""
    prose = scorer.subtree[0]
    parents = {outline.parents[element] for element in np.flatnonzero(prose >= MIN_PROSE).tolist()} - {-1}
    best: tuple[list[Record], float] = ([], 0.0)
    for parent in sorted(parents, key=lambda parent: -prose[parent])[:MAX_PARENTS]:
        children = list(islice(outline.children(parent), MAX_MEMBERS))
        if len(children) < 4:
            continue
        for starts in _places_by_kind(outline, children).values():
            if 2 <= len(starts) < len(children):
                runs, earned = _runs(outline, scorer, children, starts)
                if earned > best[1] * 1.001:
                    best = (runs, earned)
    return best


def _places_by_kind(outline: Outline, children: list[int]) -> dict[tuple, list[int]]:
    """Places of children by tag, class token, and tags of their own children."""
    places: dict[tuple, list[int]] = defaultdict(list)
    for place, child in enumerate(children):
        tag = outline.tags[child]
        inner = tuple(outline.tags[grandchild] for grandchild in islice(outline.children(child), 6))
        kinds: list[tuple] = [(tag,), (tag, inner), *((tag, token) for token in outline.tokens[child])]
        if any(map(str.isdigit, anchor := outline.elements[child].get("id", ""))):
            kinds.append((tag, "id", _DIGITS.sub("#", anchor[:80])))
        for kind in dict.fromkeys(kinds):
            places[kind].append(place)
    return places


def _runs(outline: Outline, scorer: _Scorer, children: list[int], starts: list[int]) -> tuple[list[Record], float]:
    """The runs of children that begin at these places, and what they earn; the last is as long as most."""
    longest = int(np.median(np.diff(starts)))
    lasts = [children[stop - 1] for stop in (*starts[1:], min(len(children), starts[-1] + longest))]
    begin, end = np.array([children[start] for start in starts]), scorer.ends[lasts]
    counts = scorer.sums[:, scorer.last[lasts]] - scorer.sums[:, scorer.first[begin]]
    value = scorer.earnings(counts)
    keep = counts[1] + counts[2] > 0
    records = [Record(a, b) for a, b, cued in zip(begin.tolist(), end.tolist(), keep, strict=True) if cued]
    return records, float(value.sum()) if len(records) >= 2 else 0.0
