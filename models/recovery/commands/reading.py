"""Words of the syntax tree to words with their pieces: quotes taken off, patterns and variables told apart."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from models.recovery.commands.shell_words import NEVER_EMPTY, Piece, Word, from_home

if TYPE_CHECKING:
    import tree_sitter

Source = Callable[["tree_sitter.Node"], str]
At = Callable[[int], int]

GLOBS = frozenset("*?[")
DEFAULT = re.compile(r":?[-=](.*)\}$", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"', "r": "\r", "0": "\0"}


def read_word(node: "tree_sitter.Node", source: Source, at: At) -> Word:
    """A word, of a node of any kind that may be one."""
    pieces = from_home(tuple(_pieces(node, source, False)))
    return Word(source(node), pieces, at(node.start_byte), at(node.end_byte))


def _pieces(node: "tree_sitter.Node", source: Source, quoted: bool) -> Iterator[Piece]:
    kind = node.type
    if kind == "raw_string":
        yield Piece("literal", source(node)[1:-1], True)
    elif kind == "ansi_c_string":
        yield Piece("literal", _escaped(source(node)[2:-1]), True)
    elif kind == "string":
        yield from _in_quotes(node, source)
    elif kind in ("simple_expansion", "expansion"):
        yield _variable(source(node), quoted)
    elif kind in ("command_substitution", "process_substitution", "arithmetic_expansion"):
        yield Piece("command", source(node), quoted, kind == "arithmetic_expansion")
    elif kind in ("concatenation", "command_name", "translated_string"):
        for child in node.children:
            yield from _pieces(child, source, quoted)
    elif kind == "brace_expression":
        yield Piece("literal", source(node))
    elif node.named_child_count and kind not in ("word", "number"):
        for child in node.children:
            yield from _pieces(child, source, quoted)
    else:
        yield from _unquoted(source(node))


def _in_quotes(node: "tree_sitter.Node", source: Source) -> Iterator[Piece]:
    if not node.named_child_count:
        yield Piece("literal", source(node)[1:-1], True)
    for child in node.named_children:
        if child.type == "string_content":
            yield Piece("literal", re.sub(r"\\([\"$`\\\n])", r"\1", source(child)), True)
        else:
            yield from _pieces(child, source, True)


def _unquoted(text: str) -> Iterator[Piece]:
    """Literal text with its escapes taken off, and the signs of patterns."""
    kept, place = "", 0
    while place < len(text):
        sign = text[place]
        if sign == "\\" and place + 1 < len(text):
            if kept:
                yield Piece("literal", kept)
            if text[place + 1] != "\n":
                yield Piece("literal", text[place + 1], True)
            kept, place = "", place + 2
            continue
        if sign in GLOBS:
            if kept:
                yield Piece("literal", kept)
            yield Piece("glob", sign)
            kept = ""
        else:
            kept += sign
        place += 1
    if kept or not text:
        yield Piece("literal", kept)


def _variable(text: str, quoted: bool) -> Piece:
    """$NAME or ${NAME...}: whether it may be empty, and what it then gives."""
    inner = text[2:-1] if text.startswith("${") else text[1:]
    name = re.match(r"[#!]?(\w+|[@*#?$!-])", inner)
    label = name[1] if name else inner
    rest = inner[name.end() :] if name else ""
    operator = "indirect" if name and name.start(1) else rest  # ${#a}, ${!a}; ${a%b}
    guarded = rest.startswith((":?", "?")) or label in NEVER_EMPTY or label in "#?$!" or inner.startswith("#")
    default = DEFAULT.match(f"{rest}}}")
    value = default[1].strip("\"'") if default else ""
    return Piece("variable", label, quoted, guarded or bool(value and "$" in value), value, operator)


def _escaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)
