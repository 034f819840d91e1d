"""The code of a loss, read from its own file, so that what is shown is what runs. Imports no Keras."""

import ast
import re
from functools import cache
from pathlib import Path

from models.losses.functions.registry import loss_of

_FOR_TOOLS = re.compile(r"\s*# (?:type: ignore|noqa).*")


@cache
def source_of(name: str) -> str:
    """The class of a loss of LOSSES, with its decorator, without marks for type checkers. Raises UnknownLossError."""
    loss = loss_of(name)
    text = (Path(__file__).parent / f"{loss.module}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    (node,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == loss.cls)
    first = min(node.lineno, *(decorator.lineno for decorator in node.decorator_list))
    lines = text.splitlines()[first - 1 : node.end_lineno]
    return "\n".join(_FOR_TOOLS.sub("", line) for line in lines)
