"""What is measured of each column that may name the authors, by which a forest chooses.

A column of names varies, and comes again where people post twice; it stands near the time and before the text; links
go to the same address for the same name; a rank or a number of posts depends on it. No feature names an engine.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import fmean, median, pstdev

import numpy as np

from models.articles.page.outline import Outline
from models.articles.page.tags import BLOCK_QUOTATIONS
from models.articles.page.times import find_time
from models.articles.thread.columns import AlignedRecord
from models.articles.thread.cues import NAME, NOT_NAME, PROFILE, Cues, says_quote
from models.articles.thread.name_columns import Name, NameColumn
from models.articles.thread.names import AUTHOR_LABEL, NO_NAME, SENTENCE, clean_name

MAX_RECORDS = 40  # that are measured; the chosen column is read of all
MAX_PLACE = 30.0  # pieces
MAX_DISTANCE, NEAR = 20.0, 4  # pieces to the time; within the second it is near
MAX_OUTSIDE = 60  # characters of a text outside the records that may be a name
MAX_MENTIONS, MAX_TEXT = 40, 200_000  # names that are looked for in what is said, and characters of that
PAIRED = 25  # records that are compared with one another
WIDE_COLUMN, MAX_WIDE = 0.6, 40  # share of the records that a column compared with others is in, and how many are
LENGTH = 3  # of `spelling`
BOLD = frozenset(("b", "strong"))

NAME_FEATURES = (
    "coverage", "often", "distinct", "commonest", "repeated", "constant", "cue", "profile", "linked", "attribute",
    "beside time", "picture", "no name", "sentence", "digits", "length", "length spread", "words", "capital", "colon",
    "has digit", "not ascii", "links agree", "links distinct", "name in link", "place", "before", "after",
    "above prose", "to time", "near time", "heading", "bold", "in attribute", "again in record", "outside", "quoted",
    "mentioned", "depends", "depends less", "is time", "name word", "other word", "records", "order", "lower case",
    "in quotation", "last", "same earlier", "same later",
    "labelled", "author label",
)  # fmt: skip


def name_features(
    outline: Outline,
    cues: Cues,
    records: Sequence[AlignedRecord],
    times: Sequence[int | None],
    columns: Sequence[NameColumn],
) -> np.ndarray:
    """float32 [columns, NAME_FEATURES]; `times` are the pieces of the records' times."""
    measure = _Measure(outline, cues, records[:MAX_RECORDS], times[:MAX_RECORDS], columns)
    rows = [measure.row(at) for at in range(len(columns))]
    return np.array(rows, np.float32).reshape(len(rows), len(NAME_FEATURES))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _share(truths: Iterable[object], count: int) -> float:
    return sum(map(bool, truths)) / max(1, count)


class _Measure:
    """What the columns of a page are compared with: one another, the times, and what else the page says."""

    def __init__(
        self,
        outline: Outline,
        cues: Cues,
        records: Sequence[AlignedRecord],
        times: Sequence[int | None],
        columns: Sequence[NameColumn],
    ):
        self.outline, self.cues, self.records, self.times, self.columns = outline, cues, records, times, columns
        self.names = [
            {number: name for number, name in column.values.items() if number < len(records)} for column in columns
        ]
        self.texts = [{number: _bare(name.text) for number, name in names.items()} for names in self.names]
        self.places = [
            {number: bisect_left(records[number].pieces, self._piece(name)) for number, name in names.items()}
            for names in self.names
        ]
        self.parts = [_parts(texts) for texts in self.texts]
        self.usual_places = [median(places.values()) if places else 0.0 for places in self.places]
        self.pairs = _Pairs(self.texts, len(records))
        self.longest = [self._longest(record) for record in records]
        self.outside, self.quoted, self.said = self._elsewhere()
        self.again, self.attributes = self._within_records()

    def _piece(self, name: Name) -> int:
        first = self.outline.first[name.element] if name.piece is None else name.piece
        return min(first, len(self.outline.pieces) - 1)

    def _longest(self, record: AlignedRecord) -> int:
        """The piece of a record with most prose, outside quotations."""
        own = [piece for piece in record.pieces if self.outline.owners[piece] not in record.quoted]
        return max(own, key=self.cues.prose_of, default=0)

    def _elsewhere(self) -> tuple[set[str], set[str], str]:
        """Short texts outside the records, whom quotations name, and what is said in the records."""
        outline, owned = self.outline, {piece for record in self.records for piece in record.pieces}
        texts = enumerate(outline.pieces)
        outside = {_bare(text) for piece, text in texts if len(text) <= MAX_OUTSIDE and piece not in owned}
        quoted: set[str] = set()
        for record in self.records:
            for top in record.quotations(outline)[:5]:
                line = outline.text(outline.first[top], min(outline.last[top], outline.first[top] + 6)).split("\n")[0]
                quoted |= {_bare(clean_name(line)), *map(_bare, line.split()[:6])}
        said = (outline.pieces[piece] for record in self.records for piece in record.pieces)
        return outside, quoted, "\n".join(text for text in said if len(text) > 20).lower()[:MAX_TEXT]

    def _within_records(self) -> tuple[list[Counter[str]], list[set[str]]]:
        """Of each record how many columns say a text, and the texts in attributes."""
        again: list[Counter[str]] = [Counter() for _ in self.records]
        attributes: list[set[str]] = [set() for _ in self.records]
        for column, texts in zip(self.columns, self.texts, strict=True):
            for number, text in texts.items():
                again[number][text] += 1
                if column.kind in ("attribute", "picture"):
                    attributes[number].add(text)
        return again, attributes

    def row(self, at: int) -> list[float]:
        """The features of a column."""
        if not self.names[at]:
            return [0.0] * len(NAME_FEATURES)
        column, names = self.columns[at], list(self.names[at].values())
        words = [says_name_or_other(self._words(name.element)) for name in names]
        spelt, linked, placed, told = self._spelling(at), self._links(at), self._placing(at), self._confirmation(at)
        return [
            *self._variety(at), fmean(min(3.0, self.cues.names.get(self._piece(name), 0)) for name in names),
            *linked[:2], column.kind == "attribute", column.kind.endswith("time"), column.kind == "picture",
            *spelt[:10],
            *linked[2:], *placed, *told, *self.pairs.agreement(at), spelt[10],
            *(sum(told) / len(names) for told in zip(*words, strict=True)),
            np.log2(len(self.records)), at, spelt[11],
            _share((self._is_quoted(number, name.element) for number, name in self.names[at].items()), len(names)),
            column.kind == "last", *self._same(at), column.kind == "labelled",
            column.kind == "labelled" and AUTHOR_LABEL.search(column.place) is not None,
        ]  # fmt: skip

    def _variety(self, at: int) -> list[float]:
        column, texts, count = self.columns[at], self.texts[at], Counter(self.texts[at].values())
        size = len(texts)
        return [
            size / len(self.records), column.often / len(column.values), len(count) / size, max(count.values()) / size,
            _share((count[text] > 1 for text in texts.values()), size), len(count) == 1 and size > 1,
        ]  # fmt: skip

    def _spelling(self, at: int) -> list[float]:
        spelt = [spelling(name.text) for name in self.names[at].values()]
        means = [sum(values) / len(spelt) for values in zip(*spelt, strict=True)]
        spread = pstdev(values[LENGTH] for values in spelt)
        return [*means[: LENGTH + 1], spread, *means[LENGTH + 1 :]]

    def _links(self, at: int) -> list[float]:
        """Shares with a profile's link, with any; how far text and link agree; different links; names in links."""
        texts, size = self.texts[at], len(self.texts[at])
        links: dict[int, str] = {}
        for number, name in self.names[at].items():
            if (link := self.outline.links[name.element]) >= 0:
                links[number] = self.outline.attributes[link].get("href", "")
        by_text: dict[str, set[str]] = defaultdict(set)
        by_link: dict[str, set[str]] = defaultdict(set)
        for number, href in links.items():
            by_text[texts[number]].add(href)
            by_link[href].add(texts[number])
        every = [*by_text.values(), *by_link.values()]
        agree = sum(len(of) == 1 for of in every) / len(every) if len(links) > 1 else -1.0
        named = (len(texts[number]) > 2 and texts[number] in _bare(link) for number, link in links.items())
        return [
            _share((PROFILE.search(link[-200:]) for link in links.values()), size), len(links) / size, agree,
            len(set(links.values())) / size, _share(named, size),
        ]  # fmt: skip

    def _placing(self, at: int) -> list[float]:
        """Where the column stands in its records, and to their times and texts."""
        outline, names, size = self.outline, self.names[at], len(self.names[at])
        places = self.places[at]
        sizes = {number: max(1, len(self.records[number].pieces)) for number in names}
        steps = [self._piece(name) - time for number, name in names.items() if (time := self.times[number]) is not None]
        tags = [
            {outline.tags[name.element], outline.tags[outline.parents[name.element]]}
            for name in names.values()
        ]  # fmt: skip
        return [
            fmean(places[number] / sizes[number] for number in names), min(MAX_PLACE, self.usual_places[at]),
            min(MAX_PLACE, median(sizes[number] - places[number] for number in names)),
            _share((self._piece(name) < self.longest[number] for number, name in names.items()), size),
            min(MAX_DISTANCE, max(-MAX_DISTANCE, median(steps))) if steps else 0.0,
            _share((abs(step) <= NEAR for step in steps), len(steps)) if steps else -1.0,
            _share((outline.heads[name.element] >= 0 for name in names.values()), size),
            _share((not BOLD.isdisjoint(near) for near in tags), size),
        ]  # fmt: skip

    def _confirmation(self, at: int) -> list[float]:
        """How many of its texts stand elsewhere too: in attributes, again, outside, in quotations, in what is said."""
        texts, shown = self.texts[at], self.columns[at].kind not in ("attribute", "picture")
        count = set(texts.values())
        looked = sorted(count)[:MAX_MENTIONS]
        twice = {number: self.again[number][text] > 1 for number, text in texts.items()}
        confirmed = (text in self.attributes[number] and (shown or twice[number]) for number, text in texts.items())
        return [
            _share(confirmed, len(texts)), _share(twice.values(), len(texts)), len(count & self.outside) / len(count),
            len(count & self.quoted) / len(count),
            _share((len(text) > 2 and text in self.said for text in looked), len(looked)),
        ]  # fmt: skip

    def _is_quoted(self, number: int, element: int) -> bool:
        """Whether an element lies in a quotation that is more than a `<cite>`, which some put around their authors."""
        outline, quoted = self.outline, self.records[number].quoted
        while element in quoted:
            if outline.tags[element] in BLOCK_QUOTATIONS or says_quote(outline.tokens[element]):
                return True
            element = outline.parents[element]
        return False

    def _words(self, element: int) -> str:
        outline, parent = self.outline, self.outline.parents[element]
        above = outline.tokens[parent] if parent >= 0 else ()
        return " ".join((*outline.tokens[element], *above, outline.attributes[element].get("itemprop", "")))

    def _same(self, at: int) -> tuple[int, int]:
        """How many columns before and after it part the records as it does, with other texts: handles beside names."""
        mine, before, after = self.parts[at], 0, 0
        place = self.usual_places[at]
        for other, parts in enumerate(self.parts):
            if other == at or mine is None or parts != mine or self.texts[other] == self.texts[at]:
                continue
            if self.columns[other].kind in ("text", "whole", "either", "labelled"):
                there = self.usual_places[other]
                before, after = before + (there < place), after + (there > place)
        return min(before, 3), min(after, 3)


class _Pairs:
    """Which pairs of records say the same in a column: a rank depends on its author, a name on nothing else."""

    def __init__(self, texts: Sequence[Mapping[int, str]], records: int):
        self.numbers = np.full((len(texts), records), -1)
        for at, column in enumerate(texts):
            known: dict[str, int] = {}
            for number, text in column.items():
                self.numbers[at, number] = known.setdefault(text, len(known))
        wide = [at for at, column in enumerate(texts) if len(column) >= WIDE_COLUMN * records][:MAX_WIDE]
        self.told = [at for at in wide if 1 < len(set(texts[at].values())) < len(texts[at])]
        there = self.numbers[self.told] >= 0
        both = there[:, :, None] & there[:, None, :]
        equal = both & (self.numbers[self.told][:, :, None] == self.numbers[self.told][:, None, :])
        self.both, self.equal = both.sum(0), equal.sum(0)
        self.of = {at: (both[place], equal[place]) for place, at in enumerate(self.told)}

    def agreement(self, at: int) -> tuple[float, float]:
        """How far other columns agree between records where this one says the same, and between those where not; -1
        without such records."""
        records = np.flatnonzero(self.numbers[at] >= 0)[:PAIRED]
        one, two = records[pairs_of(len(records))]
        both, equal = self.both[one, two], self.equal[one, two]
        if at in self.of:
            both, equal = (every - own[one, two] for every, own in zip((both, equal), self.of[at], strict=True))
        share, same = equal / np.maximum(both, 1), self.numbers[at, one] == self.numbers[at, two]
        agreeing, differing = share[(both > 0) & same], share[(both > 0) & ~same]
        return _mean(agreeing), _mean(differing)


@lru_cache
def pairs_of(count: int) -> np.ndarray:
    """[2, pairs]: every two of `count` things, the first before the second."""
    return np.array(np.triu_indices(count, 1))


def _mean(shares: np.ndarray) -> float:
    return float(shares.mean()) if len(shares) else -1.0


@lru_cache(maxsize=4096)  # a page says the same of many elements
def says_name_or_other(words: str) -> tuple[bool, bool]:
    """Whether class tokens name an author, and whether they name what stands beside one."""
    return NAME.search(words) is not None, NOT_NAME.search(words) is not None


@lru_cache(maxsize=8192)  # a text stands in several columns
def spelling(text: str) -> tuple[float, ...]:
    """How a text is spelt: words that are no name, a sentence, digits alone, characters (at `LENGTH`), words, a capital
    first, a colon, a digit, other letters than ASCII, a time, lower case."""
    return (
        NO_NAME.match(text) is not None, SENTENCE.search(text) is not None, text.isdigit(), len(text),
        len(text.split()), text[:1].isupper(), ":" in text or "：" in text, any(map(str.isdigit, text)),
        not text.isascii(), find_time(text) is not None, text.islower(),
    )  # fmt: skip


def _parts(texts: dict[int, str]) -> tuple | None:
    """Which records say the same; None if all do."""
    first: dict[str, int] = {}
    parts = tuple((number, first.setdefault(text, number)) for number, text in sorted(texts.items()))
    return parts if len(first) > 1 else None
