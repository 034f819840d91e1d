"""Shell text to a tree, by tree-sitter's grammar of bash, and places in it."""

import re
from functools import cache
from typing import TYPE_CHECKING

from models.recovery.commands.errors import ShellSyntaxError

if TYPE_CHECKING:
    import tree_sitter

EXTENDED = re.compile(r"(?<![\w$])[!@+?*]\([^()'\"\s]*\)")  # a pattern like !(a|b), which the grammar does not know
PROMPT = re.compile(r"^[ \t]*(?:\$|❯|➜) (?=\S)", re.MULTILINE)  # pasted with a command


def tree_of(text: str) -> tuple[str, "tree_sitter.Node"]:
    """The text as it was read, whose characters have the places that they had, and its tree.

    Raises:
        ShellSyntaxError: it is no shell text; says where.
    """
    prepared = PROMPT.sub(lambda match: " " * len(match[0]), text)
    tree = _parser().parse(prepared.encode())
    if tree.root_node.has_error:
        prepared = EXTENDED.sub(lambda match: "*" * len(match[0]), prepared)
        tree = _parser().parse(prepared.encode())
    if tree.root_node.has_error:
        raise _syntax_error(prepared, tree.root_node)
    return prepared, tree.root_node


@cache
def _parser() -> "tree_sitter.Parser":
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column of a character, from 1."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def _syntax_error(text: str, root: "tree_sitter.Node") -> ShellSyntaxError:
    node = root
    while not (node.is_error or node.is_missing):
        node = next(child for child in node.children if child.has_error or child.is_error or child.is_missing)
    at = len(text.encode()[: node.start_byte].decode(errors="ignore"))
    line, column = place_of(text, at)
    near = text[at : at + 20].split("\n")[0]
    missing = f" {node.type} is missing there." if node.is_missing else ""
    return ShellSyntaxError(
        f"Line {line}, column {column}: this is no shell command that can be read, near {near!r}.{missing}",
        "Give it as you would type it in a terminal; check quotes and brackets.",
        line,
        column,
    )
