"""What a text has told so far: values of variables, what it has tested, the folder that it has gone to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from typing import TYPE_CHECKING

from models.recovery.commands.braces import words_of_braces
from models.recovery.commands.calls import Call
from models.recovery.commands.expansion import (
    Values,
    one_of_each_reach,
    ways,
    widest,
    words_between_spaces,
    words_of_list,
)
from models.recovery.commands.shell_words import UNKNOWN, Piece, Word

if TYPE_CHECKING:
    import tree_sitter

MAX_ARGUMENTS = 20  # that are known by their number
GUARDED_STILL = re.compile(r"(:?[-=?].*)?|%/", re.DOTALL)  # operators that leave something of what is not empty
ENDING = ("exit", "die")
LEAVING = (*ENDING, "return", "break", "continue")


@dataclass
class Scope:
    """What the text has told so far. Its parts are never changed, only replaced: copies share them."""

    values: Values = field(default_factory=dict)
    tested: frozenset[str] = frozenset()
    functions: Mapping[str, "tree_sitter.Node"] = field(default_factory=dict)
    here: str | None = None
    unsure: bool = False
    strict: bool = False  # set -u: a variable that was never set ends the script
    stops: bool = False  # set -e: so does a command that fails
    local: frozenset[str] = frozenset()  # variables of the function that is called
    left: str = ""  # the command behind which nothing more is run, such as exit

    def copy(self) -> "Scope":
        """The same, which goes its own way from here."""
        return replace(self)

    def inner(self) -> "Scope":
        """That of a subshell or a function, which may end without ending the text."""
        return replace(self, local=frozenset(), left="")

    def become(self, other: "Scope") -> None:
        """Takes over what another has been told."""
        for part in fields(self):
            setattr(self, part.name, getattr(other, part.name))

    def learn_tested(self, names: Iterable[str]) -> "Scope":
        """It has been found that some variables are not empty. Gives the scope itself."""
        self.tested |= frozenset(names)
        return self

    # -- what words stand for

    def expand(self, word: Word) -> list[Word]:
        """The words that one of a command gives; of several values of its variables those that reach farthest."""
        found: list[Word] = []
        for one in words_of_braces(word):
            words = words_of_list(one, self.values)
            found += self._chosen(one) if words is None else words
        return found

    def _chosen(self, word: Word) -> list[Word]:
        variable = any(piece.kind == "variable" for piece in word.pieces)
        return widest([words_between_spaces(one) for one in self.ways(word)], self.here) if variable else [word]

    def resolve(self, word: Word) -> Word:
        """One word that is not broken at spaces, such as a file that is written into."""
        return widest([[one] for one in self.ways(word)], self.here)[0]

    def ways(self, word: Word) -> list[Word]:
        """All that a word may stand for."""
        return [replace(one, pieces=tuple(map(self._guarded, one.pieces))) for one in ways(word, self.values)]

    def _guarded(self, piece: Piece) -> Piece:
        tested = piece.text in self.tested or self.strict
        if piece.kind == "variable" and tested and GUARDED_STILL.fullmatch(piece.operator):
            return replace(piece, guarded=True)
        return piece

    # -- what is told

    def assign(self, name: str, words: Iterable[Word], added: bool = False) -> None:
        """A variable gets one of some values, or they are added to what it has."""
        found = words
        if added:
            before = self.values.get(name, (Word(f"${name}", (Piece("variable", name),)),))
            found = [replace(one, pieces=one.pieces + word.pieces) for one in before for word in words]
        self._set_value(name, one_of_each_reach(found, self.here))

    def assign_list(self, name: str, words: Iterable[Word], added: bool = False) -> None:
        """A variable gets a list, or more of it."""
        self._set_value(name, (*(self.values.get(name, ()) if added else ()), *words))

    def _set_value(self, name: str, words: tuple[Word, ...]) -> None:
        self.values = {**self.values, name: words}
        self.tested -= {name}

    def give_arguments(self, words: Sequence[Word]) -> None:
        """The arguments of a function, or of the text itself after `set --`."""
        others = {name: value for name, value in self.values.items() if not name.isdigit()}
        numbered = {str(place): (word,) for place, word in enumerate(words[:MAX_ARGUMENTS], 1)}
        self.values = {**others, **numbered, "@": tuple(words), "*": tuple(words)}

    def leave_function(self, inner: "Scope") -> None:
        """A function has ended, which may have given values to variables, by one of its ways."""
        own = {name for name in (*self.values, *inner.values) if name in inner.local or name in "@*" or name.isdigit()}
        kept = {name: value for name, value in self.values.items() if name in own}
        given = {name: value for name, value in inner.values.items() if name not in own}
        ended = replace(inner, values=given | kept, local=self.local, left="")
        self.become(replace(common_scope([self, ended]), left=inner.left if inner.left in ENDING else self.left))

    def learn(self, call: Call) -> None:
        """What a command tells about those after it."""
        texts = [word.value for word in call.words]
        pieces = [piece for word in call.words for piece in word.pieces if piece.kind == "variable"]
        self.learn_tested(piece.text for piece in pieces if piece.operator.startswith(":?"))
        if call.name == "local":
            self.local |= frozenset(text.partition("=")[0] for text in texts)
        elif call.name in LEAVING:
            self.left = call.name
        elif call.name in ("cd", "pushd"):
            self._go(call.words[-1].path if call.words else "~")
        elif call.name == "popd":
            self.here = None
        elif call.name == "set":
            self._set(call, texts)
        elif call.name == "shift" and "@" in self.values:
            self.give_arguments(self.values["@"][int(texts[0]) if texts and texts[0].isdecimal() else 1 :])
        elif call.name in ("read", "mapfile", "readarray"):
            self.values = {name: value for name, value in self.values.items() if name not in texts}
        elif call.name == "unset":
            for text in texts:
                self._set_value(text, (Word("", ()),))

    def _go(self, target: str) -> None:
        at_top = target.startswith(("/", "~")) or UNKNOWN in target or self.here is None
        self.here = UNKNOWN if target == "-" else target if at_top else f"{self.here}/{target}"
        self.unsure = not self.stops

    def _set(self, call: Call, texts: list[str]) -> None:
        if any(re.match(r"-[a-z]*u", text) or text == "nounset" for text in texts):
            self.strict = True
        if any(re.match(r"-[a-z]*e", text) or text == "errexit" for text in texts):
            self.stops = True
        if "--" in texts:
            self.give_arguments(call.words[texts.index("--") + 1 :])


def common_scope(scopes: Sequence[Scope]) -> Scope:
    """What is known where several ways come together, of which one has been gone; those that have left do not come."""
    coming = [scope for scope in scopes if not scope.left] or list(scopes[-1:])
    first = coming[0]
    if len(coming) == 1:
        return first
    same = all(scope.values is first.values for scope in coming)
    names = dict.fromkeys(name for scope in coming for name in scope.values) if not same else {}
    apart = any(scope.here != first.here for scope in coming)
    return Scope(
        first.values if same else {name: _either(name, coming) for name in names},
        frozenset.intersection(*(scope.tested for scope in coming)),
        {name: body for scope in coming for name, body in scope.functions.items()},
        first.here,
        apart or any(scope.unsure for scope in coming),
        all(scope.strict for scope in coming),
        all(scope.stops for scope in coming),
        first.local,
        first.left,
    )


def _either(name: str, scopes: Sequence[Scope]) -> tuple[Word, ...]:
    """The values that a variable may have."""
    first = scopes[0].values.get(name)
    if first is not None and all(scope.values.get(name) is first for scope in scopes):
        return first
    unseen = [(Word(f"${name}", (Piece("variable", name, guarded=name in scope.tested),)),) for scope in scopes]
    found = [scope.values.get(name, other) for scope, other in zip(scopes, unseen, strict=True)]
    return one_of_each_reach(chain(*found), None)
