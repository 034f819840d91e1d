"""Variables in words: the values that a text itself has given them, which may be several."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import chain, islice, product

from models.recovery.commands.reach import width
from models.recovery.commands.shell_words import Piece, Word, spelling

Values = Mapping[str, tuple[Word, ...]]  # for each variable the values that it may have, or all of a list

MAX_PIECES = 200  # of a word: a=$a$a over and over would double them without end
MAX_WAYS = 64  # of a word, if its variables have several values each
MAX_VALUES = 12  # of a variable, that are looked at
MAX_TRIMMED = 120  # characters of a value that ${a%b} is worked out for
HOME = (Word("~", (Piece("tilde", "~"),)),)
SIGNS = re.compile(r"([*?\[])")


def ways(word: Word, values: Values) -> list[Word]:
    """The word with the values of its variables put in, for each that they may have."""
    choices = [_choices(piece, values) for piece in word.pieces]
    return [_made(word, tuple(chain(*parts))) for parts in islice(product(*choices), MAX_WAYS)]


def _made(word: Word, pieces: tuple[Piece, ...]) -> Word:
    bounded = pieces if len(pieces) <= MAX_PIECES else (Piece("command", word.source),)
    return replace(word, pieces=bounded)


def words_of_list(word: Word, values: Values) -> tuple[Word, ...] | None:
    """All words of a list, if the word is that list alone: "$@", "${NAMES[@]}"."""
    if len(word.pieces) != 1 or word.pieces[0].kind != "variable":
        return None
    (piece,) = word.pieces
    whole = (piece.text in ("@", "*") and not piece.operator) or piece.operator in ("[@]", "[*]")
    return values.get(piece.text) if whole else None


def _choices(piece: Piece, values: Values) -> list[tuple[Piece, ...]]:
    known = values.get(piece.text, HOME if piece.text == "HOME" else None) if piece.kind == "variable" else None
    if known is None:
        return [(piece,)]
    if not known:
        return [(Piece("literal", "", piece.quoted),)]
    return list(dict.fromkeys(tuple(_value(piece, value)) for value in one_of_each_reach(known, None)))


def _value(piece: Piece, value: Word) -> Iterator[Piece]:
    """What a variable gives, by its operator: ${a}, ${a:-b}, ${a%b}."""
    sign, text = piece.operator[:1], value.literal
    if sign in ("%", "#") and text is not None and not value.has_glob and len(text) <= MAX_TRIMMED:
        yield from _put(piece, (Piece("literal", without_match(text, piece.operator)),))
    elif sign == "" or piece.operator in ("[@]", "[*]", "%/") or re.fullmatch(r"\[\w+\]", piece.operator):
        yield from _put(piece, value.pieces)
    elif sign in (":", "-", "=", "?") and re.match(r":?[-=?]", piece.operator):
        yield from (piece,) if text == "" else _put(piece, value.pieces)
    else:
        yield replace(piece, guarded=piece.guarded or (sign in ("^", ",", "@") and bool(text)))


def _put(piece: Piece, value: tuple[Piece, ...]) -> Iterator[Piece]:
    """A value where its variable stands: in quotes a pattern is text, outside of them text may be a pattern."""
    for part in value or (Piece("literal", ""),):
        put = replace(
            part,
            quoted=piece.quoted,
            guarded=part.guarded or piece.guarded,
            default=part.default or piece.default,
        )
        if part.kind == "glob" and piece.quoted and not part.guarded:  # the values of a loop are expanded before
            yield replace(put, kind="literal")
        elif part.kind == "literal" and not piece.quoted and SIGNS.search(part.text):
            for text in filter(None, SIGNS.split(part.text)):
                yield replace(put, kind="glob" if SIGNS.match(text) else "literal", text=text)
        else:
            yield put


def without_match(text: str, operator: str) -> str:
    """A text without what a pattern finds at its end, ${a%b}, or its beginning, ${a#b}; doubled, as much as it can."""
    sign, pattern = operator[0], operator.lstrip(operator[0])
    longest = operator[:2] == sign * 2
    sizes = range(len(text) + 1)
    for size in reversed(sizes) if longest else sizes:
        rest, cut = (text[: len(text) - size], text[len(text) - size :]) if sign == "%" else (text[size:], text[:size])
        if fnmatchcase(cut, pattern.strip("\"'")[:MAX_TRIMMED]):
            return rest
    return text


def words_between_spaces(word: Word) -> list[Word]:
    """The words that a value outside quotes gives, which a shell breaks at spaces."""
    if not any(_breaks(piece) for piece in word.pieces):
        return [word]
    parts: list[list[Piece]] = [[]]
    for piece in word.pieces:
        texts = re.split(r"[ \t\n]+", piece.text) if _breaks(piece) else [piece.text]
        parts[-1].append(replace(piece, text=texts[0]))
        parts += [[replace(piece, text=text)] for text in texts[1:]]
    made = [tuple(piece for piece in part if piece.text or piece.quoted) for part in parts]
    return [Word(spelling(pieces), pieces, word.start, word.end) for pieces in made if pieces]


def _breaks(piece: Piece) -> bool:
    return piece.kind == "literal" and not piece.quoted and bool(re.search(r"[ \t\n]", piece.text))


def one_of_each_reach(words: Iterable[Word], here: str | None) -> tuple[Word, ...]:
    """Of words that reach equally far, and may be empty or not, the first, the widest before others."""
    found: dict[tuple[int, int, bool], Word] = {}
    for word in words:
        found.setdefault((*width(word, here), not word.unguarded()), word)
    return tuple(found[key] for key in sorted(found))[:MAX_VALUES]


def widest(choices: list[list[Word]], here: str | None) -> list[Word]:
    """Those words of which one reaches farthest."""
    return min(choices, key=lambda words: min((width(word, here) for word in words), default=(99, 99)))
