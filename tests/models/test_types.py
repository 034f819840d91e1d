"""Every public function of models says what it takes and what it gives; a type checker reads the rest."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def public_functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Functions of a module and methods of its public classes; properties and special methods among them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def untyped(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    every = function.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, *filter(None, (every.vararg, every.kwarg))]
    missing = [one.arg for one in named if one.annotation is None and one.arg not in ("self", "cls")]
    return missing + ([] if function.returns is not None else ["return"])


# What lies in `inside` runs in the environments of forum engines alone, where our types are not.
PATHS = sorted(path for path in (ROOT / "models").rglob("*.py") if path.parent.name != "inside")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_are_fully_annotated(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {name: missing for name, function in public_functions(tree) if (missing := untyped(function))} == {}
