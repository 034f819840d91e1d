"""The words of a command as a shell would expand them, as far as the text tells: quotes, patterns, variables.

A pattern's characters and what is not known of a word are kept apart from quoted text, so that `'*'` is no pattern and
`"$DIR"/*` is both itself and, with DIR empty, `/*`.
"""

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["literal", "glob", "tilde", "variable", "command"]
UNKNOWN = "\ufffc"  # stands for what a variable or a command gives
NO_PATTERN = str.maketrans("*?[", "___")
NEVER_EMPTY = {"HOME", "PWD", "USER", "LOGNAME", "UID", "EUID", "PPID", "RANDOM", "SECONDS", "HOSTNAME", "SHELL"}


@dataclass(frozen=True)
class Piece:
    """A part of a word.

    `text` is its value, or a variable's name; `guarded` means that it cannot be empty, `default` is what it then gives,
    and `operator` what is made of it, as % in ${a%b}.
    """

    kind: PieceKind
    text: str
    quoted: bool = False
    guarded: bool = False
    default: str = ""
    operator: str = ""

    @property
    def unseen(self) -> bool:
        """Whether its value does not stand in the text."""
        return self.kind in ("variable", "command")

    @property
    def may_be_empty(self) -> bool:
        """Whether it may give nothing."""
        return self.kind == "command" or (self.kind == "variable" and not self.guarded)

    @property
    def as_path(self) -> str:
        """Its text, in which no sign of a pattern is left that is none."""
        if self.kind == "glob" and self.text.startswith("{"):  # {1..9}
            return "*"
        return self.text.translate(NO_PATTERN) if self.kind == "literal" else self.text


@dataclass(frozen=True)
class Word:
    """A word of a command: as it stands there, and its pieces."""

    source: str
    pieces: tuple[Piece, ...]
    start: int = 0
    end: int = 0

    @property
    def value(self) -> str:
        """Its text with patterns as they are and UNKNOWN for what is not seen."""
        return "".join(UNKNOWN if piece.unseen else piece.text for piece in self.pieces)

    @property
    def literal(self) -> str | None:
        """Its text if all of it is seen, else nothing."""
        return self.value if all(piece.kind in ("literal", "glob", "tilde") for piece in self.pieces) else None

    @property
    def path(self) -> str:
        """Its text as a path, in which the signs of patterns and a ~ stand for more: those in quotes are names."""
        return self._as_path([UNKNOWN if piece.unseen else piece.as_path for piece in self.pieces])

    def _as_path(self, parts: list[str]) -> str:
        text = "".join(parts)
        home = bool(self.pieces) and self.pieces[0].kind == "tilde"
        return f"./{text}" if text.startswith("~") and not home else text

    @property
    def has_glob(self) -> bool:
        """Whether the shell makes several names of it."""
        return any(piece.kind == "glob" for piece in self.pieces)

    @property
    def quoted(self) -> bool:
        """Whether all of it stands in quotes."""
        return bool(self.pieces) and all(piece.quoted for piece in self.pieces)

    def unguarded(self) -> tuple[str, ...]:
        """Variables and commands in it that may give nothing."""
        return tuple(piece.text for piece in self.pieces if piece.may_be_empty)

    def emptied(self) -> str:
        """Its path if every variable and command that may give nothing does."""
        return self._as_path(
            [
                piece.default if piece.may_be_empty else UNKNOWN if piece.unseen else piece.as_path
                for piece in self.pieces
            ]
        )

    def splits(self) -> tuple[str, ...]:
        """Variables outside quotes, whose values a shell breaks at spaces."""
        return tuple(piece.text for piece in self.pieces if piece.kind == "variable" and not piece.quoted)


def plain(text: str, start: int = 0) -> Word:
    """A word of one literal text."""
    return Word(text, (Piece("literal", text),), start, start + len(text))


def from_home(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces of a word, of which an unquoted ~ at the beginning is the home folder."""
    if pieces and pieces[0].kind == "literal" and not pieces[0].quoted and pieces[0].text.startswith("~"):
        return (Piece("tilde", pieces[0].text), *pieces[1:])
    return pieces


def spelling(pieces: tuple[Piece, ...]) -> str:
    """Pieces as one would write them."""
    return "".join(f"${piece.text}" if piece.kind == "variable" else piece.text for piece in pieces)
