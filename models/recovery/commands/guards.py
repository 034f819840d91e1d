"""What a test tells of variables: which are not empty if it succeeds, and which are not if it fails."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.recovery.commands.shell_words import Word

if TYPE_CHECKING:
    import tree_sitter

EXPRESSIONS = ("unary_expression", "binary_expression", "parenthesized_expression")
OF_FILES = tuple(f"-{letter}" for letter in "abcdefghkprswxGLNOSu")  # no file has an empty name
EQUAL, COMPARING = ("=", "==", "!="), ("-eq", "-ne", "-gt", "-ge", "-lt", "-le")
BINARY = (*EQUAL, *COMPARING, "=~", "<", ">", "-nt", "-ot", "-ef")
STARTING = re.compile(r"\^?\(?[\w/-](?![*?{|])")  # a regular expression that finds nothing in an empty text
MAX_BRACKETS = 20


@dataclass(frozen=True)
class Guards:
    """Variables that are not empty if a test succeeds, and those that are not if it fails."""

    if_true: frozenset[str] = frozenset()
    if_false: frozenset[str] = frozenset()

    def negated(self) -> "Guards":
        return Guards(self.if_false, self.if_true)

    def __and__(self, other: "Guards") -> "Guards":
        return Guards(self.if_true | other.if_true, self.if_false & other.if_false)

    def __or__(self, other: "Guards") -> "Guards":
        return Guards(self.if_true & other.if_true, self.if_false | other.if_false)


NONE = Guards()


def guards_of(node: "tree_sitter.Node", read: Callable[["tree_sitter.Node"], Word]) -> Guards:
    """What a command tells if it is a test, [ ], [[ ]] or test; a redirect changes nothing of that."""
    while node.type == "redirected_statement" and (body := node.child_by_field_name("body")) is not None:
        node = body
    words: list[Word] = []
    if node.type == "test_command":
        words = [read(part) for part in _parts(node.children[1:-1])]
    elif node.type == "command" and read(node.children[0]).value == "test":
        words = [read(part) for part in node.children[1:] if not part.type.endswith("redirect")]
    if not words:
        return NONE
    return _Test(words, node.children[0].type == "[[").alternatives()


def _parts(nodes: Sequence["tree_sitter.Node"]) -> Iterator["tree_sitter.Node"]:
    """Operators and operands in their order, however the grammar groups them."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node.type in EXPRESSIONS:
            waiting += reversed(node.children)
        else:
            yield node


class _Test:
    """Reads the words of a test from left to right; `double` is [[ ]], in which variables need no quotes."""

    def __init__(self, words: list[Word], double: bool):
        self.words, self.double, self.place, self.brackets = words, double, 0, 0

    def sign(self, ahead: int = 0) -> str:
        """The word that comes, or one behind it, if it may be an operator."""
        place = self.place + ahead
        return self.words[place].value if place < len(self.words) and not self.words[place].quoted else ""

    def alternatives(self) -> Guards:
        found = self.conjunction()
        while self.sign() in ("-o", "||"):
            self.place += 1
            found |= self.conjunction()
        return found

    def conjunction(self) -> Guards:
        found = self.factor()
        while self.sign() in ("-a", "&&"):
            self.place += 1
            found &= self.factor()
        return found

    def factor(self) -> Guards:
        negations = 0
        while self.sign() == "!":
            negations, self.place = negations + 1, self.place + 1
        found = self.in_brackets() if self.sign() in ("(", "\\(") else self.single()
        return found.negated() if negations % 2 else found

    def in_brackets(self) -> Guards:
        self.place, self.brackets = self.place + 1, self.brackets + 1
        if self.brackets > MAX_BRACKETS:
            self.place = len(self.words)
            return NONE
        found = self.alternatives()
        self.place += 1
        return found

    def single(self) -> Guards:
        """-n "$a", "$a" = b, or "$a" alone."""
        left, operator = self.take(), ""
        if left is None:
            return NONE
        if self.sign() in BINARY and self.place + 1 < len(self.words):
            operator = self.sign()
            self.place += 1
            return self.compared(left, operator, self.take() or left)
        if re.fullmatch("-[a-zA-Z]", left.value) and not left.quoted and self.place < len(self.words):
            return self.unary(left.value, self.take() or left)
        name = _variable(left)
        return Guards(frozenset({name})) if name else NONE

    def take(self) -> Word | None:
        self.place += 1
        return self.words[self.place - 1] if self.place <= len(self.words) else None

    def unary(self, operator: str, operand: Word) -> Guards:
        name = _variable(operand)
        if not name:
            return NONE
        if operator == "-z":
            return Guards(if_false=frozenset({name}))
        known = operator == "-n" or operator in OF_FILES
        # [ -n $a ] with a empty is [ -n ], which is true
        return Guards(frozenset({name})) if known and (self.double or operand.quoted) else NONE

    def compared(self, left: Word, operator: str, right: Word) -> Guards:
        if operator in COMPARING:
            names = filter(None, (_variable(left), _variable(right)))
            return NONE if self.double else Guards(frozenset(names))  # [[ "" -eq 0 ]] is true
        prefix, name, text = _prefixed(left, right)
        if not name or text is None:
            return NONE
        guard = Guards(frozenset({name}))
        if operator == "=~":
            return guard if not prefix and STARTING.match(text) else NONE
        if text == prefix:
            guard = guard.negated()
        elif not text.strip("*"):
            return NONE
        return {"=": guard, "==": guard, "!=": guard.negated()}.get(operator, NONE)


def _variable(word: Word) -> str:
    """The name of the one variable that a word is."""
    if len(word.pieces) != 1 or word.pieces[0].kind != "variable":
        return ""
    (piece,) = word.pieces
    return piece.text if piece.operator in ("", ":-", "-") or piece.operator.startswith((":+", "+")) else ""


def _prefixed(left: Word, right: Word) -> tuple[str, str, str | None]:
    """Of "x$a" = y the prefix x, the variable and the text that it is compared with, on whichever side it is."""
    for word, other in ((left, right), (right, left)):
        *before, last = word.pieces or (None,)
        prefix = "".join(piece.text for piece in before if piece is not None and piece.kind == "literal")
        if last is not None and last.kind == "variable" and len(before) <= 1 and (not before or prefix):
            return prefix, _variable(Word("", (last,))), other.literal
    return "", "", None
