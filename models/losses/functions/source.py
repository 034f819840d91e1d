"""The code of a loss, read from its own file, so that what is shown is what runs. Imports no Keras."""

import ast
from functools import cache
from pathlib import Path

from models.losses.functions.registry import loss_of


@cache
def source_of(name: str) -> str:
    """The class of a loss of LOSSES, with its decorator. Raises UnknownLossError."""
    loss = loss_of(name)
    text = (Path(__file__).parent / f"{loss.module}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    (node,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == loss.cls)
    first = min(node.lineno, *(decorator.lineno for decorator in node.decorator_list))
    return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
