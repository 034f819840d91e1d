"""Braces: a{b,c} is two words, before anything else in it is read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from models.recovery.commands.allowance import too_long
from models.recovery.commands.shell_words import Piece, Word, from_home, spelling

MAX_BRACED = 200  # words that come of one
MAX_BRACES = 10  # within each other
SIGNS = re.compile(r"(\{-?\w+\.\.-?\w+(?:\.\.-?\d+)?\}|[{},])")  # {1..9} stands for more, as a pattern does


def words_of_braces(word: Word) -> list[Word]:
    """The words that a word with braces gives; else it alone. Raises CommandLengthError if there are too many."""
    if not any("{" in piece.text and _is_text(piece) for piece in word.pieces):
        return [word]
    parts = list(_parts(_with_joined_text(word.pieces)))
    made = _Maker(parts, _groups(parts)).words(0, len(parts), 0)
    if len(made) == 1:
        return [replace(word, pieces=_with_joined_text(made[0]))]
    return [_word(pieces, word) for pieces in made]


def _is_text(piece: Piece) -> bool:
    return piece.kind == "literal" and not piece.quoted


def _with_joined_text(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, those of unquoted text that stand together made one."""
    joined: list[Piece] = []
    for is_text, run in groupby(pieces, _is_text):
        together = tuple(run)
        joined += [Piece("literal", spelling(together))] if is_text else together
    return tuple(joined)


def _parts(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, and in unquoted text each brace and comma for itself."""
    for piece in pieces:
        if _is_text(piece):
            texts = filter(None, SIGNS.split(piece.text))
            yield from (Piece("glob" if ".." in text and SIGNS.fullmatch(text) else "literal", text) for text in texts)
        else:
            yield piece


def _groups(parts: Sequence[Piece]) -> dict[int, list[int]]:
    """For each opening brace whose group has a comma: its place, those of its commas, and of what closes it."""
    groups: dict[int, list[int]] = {}
    open_groups: list[list[int]] = []
    for place, part in enumerate(parts):
        sign = part.text if _is_text(part) else ""
        if sign == "{":
            open_groups.append([place])
        elif sign == "," and open_groups:
            open_groups[-1].append(place)
        elif sign == "}" and open_groups:
            places = open_groups.pop()
            if len(places) > 1:
                groups[places[0]] = [*places, place]
    return groups


@dataclass(frozen=True)
class _Maker:
    """Puts words together of parts and the groups among them."""

    parts: Sequence[Piece]
    groups: dict[int, list[int]]

    def words(self, start: int, end: int, depth: int) -> list[tuple[Piece, ...]]:
        """All words that the parts from `start` to before `end` give."""
        made: list[tuple[Piece, ...]] = [()]
        place = start
        while place < end:
            behind = next((at for at in range(place, end) if at in self.groups), end)
            between = tuple(self.parts[place:behind])
            choices = self._choices(behind, depth) if behind < end else [()]
            made = [(*head, *between, *choice) for head in made for choice in choices]
            if len(made) > MAX_BRACED or depth > MAX_BRACES:
                raise too_long(f"Braces of a word give more than {MAX_BRACED} words.")
            place = self.groups[behind][-1] + 1 if behind < end else end
        return made

    def _choices(self, at: int, depth: int) -> list[tuple[Piece, ...]]:
        bounds = pairwise(self.groups[at])
        return [choice for before, after in bounds for choice in self.words(before + 1, after, depth + 1)]


def _word(parts: tuple[Piece, ...], of: Word) -> Word:
    pieces = from_home(_with_joined_text(parts))
    return Word(spelling(pieces), pieces, of.start, of.end)
