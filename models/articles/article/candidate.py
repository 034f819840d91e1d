"""The container that holds a page's prose, guessed from the layout alone, and the places where the page repeats itself.

Each paragraph gives points to the containers around it, fewer the farther out they are; links take points away, and
names that say what a container holds change them. That is how Readability (Arc90, 2009) finds the article. Beside it:
of the page's prose the share that stands at places alike, by the way down to them and their names, for paragraphs of an
article have one place in common and the lines of menus another.
"""

import numpy as np

from models.articles.page.blocks import Layout

CANDIDATE = (
    "share of best candidate", "in best candidate", "prose share of place", "text blocks of place",
    "prose share of named place", "width at place", "from h1", "from heading", "headings of page",
)  # fmt: skip
LEAST_WIDTH = 25  # of a paragraph that gives points
MOST_FOR_WIDTH = 3.0  # points, one for each 100 of its width
WEIGHTS = (1.0, 0.5, 0.3, 0.18, 0.108)  # of the containers around a paragraph, from the inside out
LEAVES = frozenset(("p", "pre", "blockquote", "li", "td"))  # which are a paragraph themselves and hold none
LIKELY, UNLIKELY = 1.3, 0.5  # by which names change the points
ABOVE = 8  # containers up in which the best one around a text block is looked for
FAR = 60  # text blocks from a heading; more are as many
HEADINGS = ("h1", "h2", "h3", "h4")


def candidate_features(layout: Layout, own: np.ndarray, prose: np.ndarray, named: np.ndarray) -> np.ndarray:
    """[text blocks, CANDIDATE].

    Args:
        layout: of the page.
        own: `shape.own_shape` of its text blocks.
        prose: width of each that is prose, 0 of the others.
        named: of each container 1 if its names are those of an article, -1 if of something else, 0 if of neither.
    """
    count = len(layout.blocks)
    if not count:
        return np.zeros((0, len(CANDIDATE)))
    points = _points(layout, own, named)
    best, places = int(points.argmax()), np.arange(count)
    inside = (places >= layout.first[best]) & (places < layout.last[best])
    tags = [layout.tags[block.owner] for block in layout.blocks]
    h1 = np.array([tag == "h1" for tag in tags])
    columns = [_best_around(layout, points) / max(points.max(), 1e-9), inside, *_at_places(layout, prose)]
    columns += [since(h1), since(np.array([tag in HEADINGS for tag in tags])), np.full(count, h1.sum())]
    return np.stack(columns, 1)


def _points(layout: Layout, own: np.ndarray, named: np.ndarray) -> np.ndarray:
    """The points of each container."""
    count = len(layout.tags)
    parents = np.array([*layout.parents, -1])  # the last container stands for none
    width, linked = own[:, 0], own[:, 1]
    giving = np.flatnonzero((width >= LEAST_WIDTH) & (linked < 0.5) & np.isin(own[:, 10], (0, 2, 3, 4, 5)))
    given = (1 + own[giving, 2] + np.minimum(width[giving] / 100, MOST_FOR_WIDTH)) * (1 - linked[giving])
    container = np.array([block.owner for block in layout.blocks])[giving]
    is_leaf = np.array([*(tag in LEAVES for tag in layout.tags), False])
    container = np.where(is_leaf[container], parents[container], container)
    points = np.zeros(count + 1)
    for weight in WEIGHTS:
        points += np.bincount(container % (count + 1), weight * given, count + 1)
        container = parents[container]
    sums = [np.concatenate([[0.0], np.cumsum(values)]) for values in (width, width * linked)]
    first, last = np.array(layout.first), np.array(layout.last)
    whole, links = (sum_[last] - sum_[first] for sum_ in sums)
    return points[:-1] * (1 - links / np.maximum(whole, 1)) * np.choose(named + 1, (UNLIKELY, 1.0, LIKELY))


def _best_around(layout: Layout, points: np.ndarray) -> np.ndarray:
    """The most points of a container around each text block; of those around the whole page none count."""
    told = [0.0 if tag in ("html", "body") else value for tag, value in zip(layout.tags, points, strict=True)]
    values, parents = np.array([*told, 0.0]), np.array([*layout.parents, -1])
    container = np.array([block.owner for block in layout.blocks])
    best = values[container]
    for _ in range(ABOVE):
        container = parents[container]
        best = np.maximum(best, values[container])
    return best


def _at_places(layout: Layout, prose: np.ndarray) -> list[np.ndarray]:
    """Of the page's prose the share at the place of each text block, how many stand there, the share at places that
    are named alike too, and the mean width of prose at the place."""
    numbers: dict[str, int] = {}
    named_numbers: dict[tuple[int, str, str], int] = {}
    place, named_place = [], []
    names, parents = layout.names, layout.parents
    for block in layout.blocks:
        number = numbers.setdefault(block.path, len(numbers))
        above = parents[block.owner]
        alike = (number, names[block.owner], names[above] if above >= 0 else "")
        place.append(number)
        named_place.append(named_numbers.setdefault(alike, len(named_numbers)))
    total = max(prose.sum(), 1)
    at_place, at_named = np.bincount(place, prose), np.bincount(named_place, prose)
    count = np.bincount(place)
    return [
        at_place[place] / total,
        np.log1p(count)[place],
        at_named[named_place] / total,
        np.log1p(at_place / count)[place],
    ]


def since(marked: np.ndarray) -> np.ndarray:
    """How many text blocks ago the last marked one was; -1 before the first."""
    places = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, places, -1))
    return np.where(last >= 0, np.clip(places - last, 0, FAR), -1)
