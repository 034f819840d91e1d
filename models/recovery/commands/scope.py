"""What a text has told so far: values of variables, what it has tested, the folder that it has gone to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.recovery.commands.braces import braced
from models.recovery.commands.calls import Call
from models.recovery.commands.expansion import different, split, ways, widest, words_of_list
from models.recovery.commands.shell_words import UNKNOWN, Piece, Word

if TYPE_CHECKING:
    import tree_sitter

MAX_ARGUMENTS = 20  # that are known by their number
GUARDED_STILL = ("", "%/")  # operators that leave something of a variable that is not empty


@dataclass
class Scope:
    """What the text has told so far."""

    values: dict[str, tuple[Word, ...]] = field(default_factory=dict)
    tested: set[str] = field(default_factory=set)
    functions: dict[str, "tree_sitter.Node"] = field(default_factory=dict)
    here: str | None = None
    unsure: bool = False
    strict: bool = False  # set -u: a variable that was never set ends the script

    def copy(self) -> "Scope":
        return replace(self, values=dict(self.values), tested=set(self.tested), functions=dict(self.functions))

    # -- what words stand for

    def expand(self, word: Word) -> list[Word]:
        """The words that one of a command gives; of several values of its variables those that reach farthest."""
        found: list[Word] = []
        for one in braced(word):
            words = words_of_list(one, self.values)
            found += self._chosen(one) if words is None else words
        return found

    def _chosen(self, word: Word) -> list[Word]:
        variable = any(piece.kind == "variable" for piece in word.pieces)
        return widest([split(one) for one in self.ways(word)], self.here) if variable else [word]

    def resolve(self, word: Word) -> Word:
        """One word that is not broken at spaces, such as a file that is written into."""
        return widest([[one] for one in self.ways(word)], self.here)[0]

    def ways(self, word: Word) -> list[Word]:
        """All that a word may stand for."""
        return [replace(one, pieces=tuple(map(self._guarded, one.pieces))) for one in ways(word, self.values)]

    def _guarded(self, piece: Piece) -> Piece:
        tested = piece.text in self.tested or self.strict
        if piece.kind == "variable" and tested and piece.operator in GUARDED_STILL:
            return replace(piece, guarded=True)
        return piece

    # -- what is told

    def assign(self, name: str, words: Iterable[Word], added: bool = False) -> None:
        """A variable gets one of some values, or they are added to what it has."""
        found = words
        if added:
            before = self.values.get(name, (Word(f"${name}", (Piece("variable", name),)),))
            found = [replace(one, pieces=one.pieces + word.pieces) for one in before for word in words]
        self.values[name] = different(found, self.here)
        self.tested.discard(name)

    def assign_list(self, name: str, words: Iterable[Word], added: bool = False) -> None:
        """A variable gets a list, or more of it."""
        self.values[name] = (*(self.values.get(name, ()) if added else ()), *words)
        self.tested.discard(name)

    def give_arguments(self, words: Sequence[Word]) -> None:
        """The arguments of a function, or of the text itself after `set --`."""
        for name in [name for name in self.values if name.isdigit()]:
            del self.values[name]
        self.values |= {str(place): (word,) for place, word in enumerate(words[:MAX_ARGUMENTS], 1)}
        self.values |= {"@": tuple(words), "*": tuple(words)}

    def learn(self, call: Call) -> None:
        """What a command tells about those after it."""
        texts = [word.value for word in call.words]
        if call.name in ("cd", "pushd"):
            self._go(call.words[-1].path if call.words else "~")
        elif call.name == "popd":
            self.here = None
        elif call.name == "set":
            self._set(call, texts)
        elif call.name == "shift" and "@" in self.values:
            self.give_arguments(self.values["@"][int(texts[0]) if texts and texts[0].isdecimal() else 1 :])
        elif call.name in ("read", "mapfile", "readarray"):
            for text in texts:
                self.values.pop(text, None)
        elif call.name == "unset":
            for text in texts:
                self.values[text] = (Word("", ()),)
        elif call.name == "test":
            self.tested |= {piece.text for word in call.words for piece in word.pieces if piece.kind == "variable"}

    def _go(self, target: str) -> None:
        at_top = target.startswith(("/", "~")) or UNKNOWN in target or self.here is None
        self.here = target if at_top else f"{self.here}/{target}"
        self.unsure = True

    def _set(self, call: Call, texts: list[str]) -> None:
        if any(re.match(r"-[a-z]*u", text) or text == "nounset" for text in texts):
            self.strict = True
        if "--" in texts:
            self.give_arguments(call.words[texts.index("--") + 1 :])
