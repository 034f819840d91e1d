"""Which parts of a page are its posts: repeated subtrees that each hold prose, a time and a name.

Elements are grouped by anything that a template repeats: a class token, an id with a number, an attribute, the tag
path, the parent. Every group is scored alike: a member earns the square root of the prose that is its own (outside
members nested in it), less if no time or no name is with it, and less if it is unlike the others. The root makes one
member of two posts earn less than two of one, so that the group that parts the page most finely into whole posts wins.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from models.articles.page.outline import Outline
from models.articles.thread.cues import Cues

LONGEST_EARNING = 4_000  # characters of prose: one long article must not outweigh a thread
MOST_MEMBERS = 50_000
MOST_SHAPES = 1_000  # members whose shapes are compared; those after them count as alike
COMPARED = 16  # best groups whose members' shapes are compared; the winner was among the first 5 wherever looked at
LEAST_PROSE = 12  # characters
SAME_SHAPE = 0.7  # likeness of an element with no prose to the posts beside it, to be one
ALIKE = 0.5  # mean likeness of members around others; when one alone has posts nested in it, that of each
SCHEMA = ("DiscussionForumPosting", "Comment", "Question", "Answer", "UserComments", "SocialMediaPosting")

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Steps:
    """Which steps of the reading are taken; all of them, but for an ablation."""

    shapes: bool = True
    segments: bool = True
    outer: bool = True
    boundaries: bool = True
    opening: bool = True
    structured: bool = True
    furniture: bool = True
    columns: bool = True


@dataclass(frozen=True)
class Weights:
    """What was chosen by looking at pages; `evaluate_threads --leave-out` chooses it without the site that is scored.

    `untimed` and `unnamed` are the shares that a member without a time, without a name earns of what one with both
    does. `outer_share` is the share of the best score that a group around it must reach by what lies outside the inner
    group, `segment_gain` how much more than the best elements runs of siblings must earn. `regularity` is the power of
    the likeness to the other members by which a member's earning is multiplied.
    """

    untimed: float = 0.35
    unnamed: float = 0.6
    outer_share: float = 0.3
    segment_gain: float = 1.15
    regularity: float = 1.0


ALL_STEPS, WEIGHTS = Steps(), Weights()


@dataclass(frozen=True)
class Record:
    """A post on the page: sibling elements [start, end) in element numbers, `level` members around it.

    `core` is the member that it was grown from, if it was; the cores of a page's records are alike.
    """

    start: int
    end: int
    level: int = 0
    core: int | None = None


def records_of(outline: Outline, cues: Cues, steps: Steps = ALL_STEPS, weights: Weights = WEIGHTS) -> list[Record]:
    """The records of a page in page order; empty if nothing is repeated."""
    first, last = np.array(outline.first), np.array(outline.last)
    scorer = _Scorer(outline, cues, first, last, weights)
    groups = sorted(((scorer.score(it), it) for it in _groups(outline, scorer)), key=lambda it: -it[0])
    if not groups or groups[0][0] <= 0:
        found, best = [], 0.0
    else:
        best, found = _most_regular(groups[:COMPARED], outline, scorer, steps)
        if steps.outer:
            found = _outermost(found, best, groups, scorer)
    if steps.segments:
        runs, earned = _runs(outline, scorer)
        if earned > weights.segment_gain * best:
            return runs
    if found and steps.shapes:
        found = _completed(found, outline, scorer)
    return [Record(it, outline.ends[it], level) for it, level in zip(found, outline.nesting(found), strict=True)]


class _Scorer:
    """What members of a group earn."""

    def __init__(self, outline: Outline, cues: Cues, first: np.ndarray, last: np.ndarray, weights: Weights):
        self.outline, self.first, self.last, self.weights = outline, first, last, weights
        self.ends = np.array(outline.ends)
        self.sums = np.stack([cues.prose, cues.timed, cues.named])
        self.subtree = self.sums[:, last] - self.sums[:, first]

    def own(self, members: list[int]) -> np.ndarray:
        """Prose, times and names [3, n] of each member outside the members nested in it."""
        counted = self.subtree[:, members].copy()
        stack: list[int] = []
        for place, member in enumerate(members):
            while stack and self.ends[members[stack[-1]]] <= member:
                stack.pop()
            if stack:
                counted[:, stack[-1]] -= self.subtree[:, member]
            stack.append(place)
        return counted

    def earned(self, counted: np.ndarray) -> np.ndarray:
        prose, timed, named = counted
        value = np.sqrt(np.clip(prose, 0, LONGEST_EARNING))
        value *= np.where(timed > 0, 1, self.weights.untimed) * np.where(named > 0, 1, self.weights.unnamed)
        return np.where(prose >= LEAST_PROSE, value, 0)

    def score(self, members: list[int]) -> float:
        value = self.earned(self.own(members))
        return float(value.sum()) if (value > 0).sum() >= 2 else 0.0


def _groups(outline: Outline, scorer: _Scorer) -> Iterable[list[int]]:
    """Groups of elements that have prose, and a time or a name."""
    prose, timed, named = scorer.subtree
    likely = np.flatnonzero((prose >= LEAST_PROSE) & (timed + named > 0))
    groups: dict[tuple, list[int]] = defaultdict(list)
    paths: dict[tuple, int] = {}
    path_of: dict[int, int] = {-1: 0}
    for element in likely.tolist():
        for key in _keys(outline, element, paths, path_of):
            groups[key].append(element)
    distinct = {tuple(it) for it in groups.values() if 2 <= len(it) <= MOST_MEMBERS}
    return [list(it) for it in sorted(distinct)]


def _keys(outline: Outline, element: int, paths: dict, path_of: dict) -> Iterable[tuple]:
    tag, parent, node = outline.tags[element], outline.parents[element], outline.elements[element]
    above = path_of.get(parent, 0)
    path_of[element] = paths.setdefault((above, tag), len(paths) + 1)
    yield ("path", path_of[element])
    yield ("child", parent, tag)
    for token in outline.tokens[element]:
        yield (tag, token)
    for name, value in node.items()[:30]:
        if name == "id" and any(it.isdigit() for it in value):
            yield (tag, "id", _DIGITS.sub("#", value[:80]))
        elif name == "itemtype" and value.rstrip("/").rsplit("/", 1)[-1] in SCHEMA:
            yield ("schema",)
        elif name.startswith("data-") or name in ("role", "itemprop"):
            yield (tag, name, value if name in ("role", "itemprop") else "")


def _most_regular(groups, outline: Outline, scorer: _Scorer, steps: Steps) -> tuple[float, list[int]]:
    """The best group when members earn by how alike they are; those unlike the others are left out."""
    best = (0.0, [])
    for score, members in groups:
        if score <= best[0]:
            break
        value = scorer.earned(scorer.own(members))
        alike = _alikeness(outline, members, value) if steps.shapes else np.ones(len(members))
        worth = float((value * alike**scorer.weights.regularity).sum())
        if worth > best[0]:
            _, timed, named = scorer.own(members)
            kept = [it for it, *ok in zip(members, alike > 0.3, timed + named > 0, strict=True) if all(ok)]
            if len(kept) >= 2:
                best = (worth, kept)
    return best


def _alikeness(outline: Outline, members: list[int], value: np.ndarray) -> np.ndarray:
    """How much of what most members hold (tags and tokens near their top) each of them holds, 0 to 1."""
    shapes = [_shape(outline, it) for it in members[:MOST_SHAPES]]
    count: dict = defaultdict(float)
    for shape, weight in zip(shapes, value[:MOST_SHAPES], strict=True):
        for trait in shape:
            count[trait] += weight > 0
    common = {it for it, times in count.items() if times >= 0.5 * max(1, (value[:MOST_SHAPES] > 0).sum())}
    alike = [len(shape & common) / max(1, len(common)) for shape in shapes]
    return np.array(alike + [1.0] * (len(members) - len(alike)))


def _shape(outline: Outline, element: int) -> frozenset:
    """Its tags and tokens down to four levels, 60 elements at most."""
    traits, depths = set(), {element: 0}
    for inner in range(element + 1, min(outline.ends[element], element + 60)):
        depth = depths.get(outline.parents[inner], 9) + 1
        depths[inner] = depth
        if depth <= 4:
            tag = outline.tags[inner]
            traits.update((depth, tag, it) for it in outline.tokens[inner][:4])
            traits.add((depth, tag))
    return frozenset(traits)


def _outermost(found: list[int], best: float, groups, scorer: _Scorer) -> list[int]:
    """A group whose members hold the found ones and are posts without them: answers around their comments."""
    inner = set(found)
    starts = np.array(found)
    choice, most = found, scorer.weights.outer_share * best
    for score, members in groups:
        if score < most or inner.intersection(members):
            continue
        ends = scorer.ends[members]
        holds = np.searchsorted(starts, members) < np.searchsorted(starts, ends)
        if holds.sum() < 0.3 * len(members) or not holds.any():
            continue
        both = sorted(inner.union(members))
        places = np.isin(both, members)
        counted = scorer.own(both)[:, places]
        value = scorer.earned(counted)
        alike = _alikeness(scorer.outline, members, value)
        regular = alike[holds].mean() if holds.sum() > 1 else alike.min()
        whole = (counted[1] > 0) & (counted[0] >= LEAST_PROSE)
        worth = float((value * alike**scorer.weights.regularity).sum())
        if whole.mean() > 0.7 and worth > most and regular >= ALIKE:
            choice, most = [it for it, ok in zip(members, whole, strict=True) if ok], worth
    return choice


def _completed(found: list[int], outline: Outline, scorer: _Scorer) -> list[int]:
    """With elements of the same kind and shape that hold next to no prose: a picture, `+1`, a text quoted all over."""
    more = _of_same_kind(found, outline)
    if not more or len(found) + len(more) > MOST_SHAPES:
        return found
    alike = _alikeness(outline, [*found, *more], np.array([1.0] * len(found) + [0.0] * len(more)))
    shaped = [it for it, value in zip(more, alike[len(found) :], strict=True) if value >= SAME_SHAPE]
    both = sorted([*found, *shaped])
    _, timed, named = scorer.own(both)
    known = set(found)
    return [it for it, told in zip(both, timed + named > 0, strict=True) if told or it in known]


def _of_same_kind(found: list[int], outline: Outline) -> list[int]:
    """Other elements with the tag and all class tokens that the found ones share, or else siblings with their tag."""
    tags, known = {outline.tags[it] for it in found}, set(found)
    shared = set.intersection(*(set(outline.tokens[it]) for it in found))
    if shared and len(tags) == 1:
        tag = outline.tags[found[0]]
        alike = (it for it, tokens in enumerate(outline.tokens) if outline.tags[it] == tag and shared <= set(tokens))
        return [it for it in alike if it not in known]
    of_parent, inner = Counter(outline.parents[it] for it in found), np.array(sorted(found))
    holders = [parent for parent, count in of_parent.items() if count >= 2]
    siblings = (it for parent in holders for it in outline.children(parent) if outline.tags[it] in tags)
    return [it for it in siblings if np.searchsorted(inner, it) == np.searchsorted(inner, outline.ends[it])]


def _runs(outline: Outline, scorer: _Scorer) -> tuple[list[Record], float]:
    """Posts that are several siblings each: runs from one child of a kind to the next, of the best parent and kind."""
    prose = scorer.subtree[0]
    parents = {outline.parents[it] for it in np.flatnonzero(prose >= LEAST_PROSE).tolist()} - {-1}
    best: tuple[list[Record], float] = ([], 0.0)
    for parent in sorted(parents, key=lambda it: -prose[it])[:40]:
        children = [it for it, _ in zip(outline.children(parent), range(MOST_MEMBERS), strict=False)]
        if len(children) < 4:
            continue
        for starts in _kinds(outline, children).values():
            if 2 <= len(starts) < len(children):
                runs, earned = _run(outline, scorer, children, starts)
                if earned > best[1] * 1.001:
                    best = (runs, earned)
    return best


def _kinds(outline: Outline, children: list[int]) -> dict[tuple, list[int]]:
    """Places of children by tag, class token, and tags of their own children."""
    kinds: dict[tuple, list[int]] = defaultdict(list)
    for place, child in enumerate(children):
        tag = outline.tags[child]
        inner = tuple(outline.tags[it] for it, _ in zip(outline.children(child), range(6), strict=False))
        keys = {(tag,), (tag, inner), *((tag, token) for token in outline.tokens[child])}
        if any(it.isdigit() for it in outline.elements[child].get("id", "")):
            keys.add((tag, "id", _DIGITS.sub("#", outline.elements[child].get("id")[:80])))
        for key in keys:
            kinds[key].append(place)
    return kinds


def _run(outline: Outline, scorer: _Scorer, children: list[int], starts: list[int]) -> tuple[list[Record], float]:
    longest = int(np.median(np.diff(starts)))
    stops = [*starts[1:], min(len(children), starts[-1] + longest)]
    begin = np.array([children[it] for it in starts])
    end = np.array([outline.ends[children[it - 1]] for it in stops])
    counted = scorer.sums[:, scorer.last[[children[it - 1] for it in stops]]] - scorer.sums[:, scorer.first[begin]]
    value = scorer.earned(counted)
    keep = counted[1] + counted[2] > 0
    records = [Record(a, b) for a, b, ok in zip(begin.tolist(), end.tolist(), keep, strict=True) if ok]
    return records, float(value.sum()) if len(records) >= 2 else 0.0
