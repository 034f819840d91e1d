"""MathML as TeX, where a page has no other TeX: fractions, roots, scripts, tables; signs stay what they are."""

from collections.abc import Callable, Iterator
from typing import Any

from lxml.html import HtmlElement

from models.articles.page.tags import SILENT

MAX_DEPTH = 40  # elements in one another; what is deeper is written as its signs
MAX_PARTS = 3_000  # elements of one formula
STRUCTURE = ("mfrac", "msub", "msup", "msubsup", "munder", "mover", "munderover", "msqrt", "mroot", "mtable")
ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "bar", "→": "vec", "⃗": "vec", "˙": "dot",
    "¨": "ddot",
}  # fmt: skip
FUNCTIONS = frozenset(
    ("arccos", "arcsin", "arctan", "cos", "cosh", "det", "exp", "inf", "lim", "ln", "log", "max", "min", "sin", "sinh",
     "sup", "tan", "tanh")
)  # fmt: skip
SPECIAL = {"%": r"\%", "#": r"\#", "&": r"\&", "{": r"\{", "}": r"\}", "$": r"\$"}


def tex_of(formula: HtmlElement) -> str | None:
    """The TeX of MathML, or of the MathML in what MathJax drew; None if it is but a row of signs."""
    math = formula if formula.tag == "math" else formula.find(".//math")
    if math is None or next(math.iter(*STRUCTURE), None) is None or sum(1 for _ in math.iter()) > MAX_PARTS:
        return None
    return " ".join(_row(math, 0).split())


def signs_of(formula: HtmlElement) -> str:
    """The signs of MathML without its annotations, as they are drawn."""
    math = formula.find(".//math")
    return "".join(_signs(formula if math is None else math))


def _signs(math: HtmlElement) -> Iterator[str]:
    for node in math.iter():
        if node.text and isinstance(node.tag, str) and node.tag not in SILENT and not node.tag.startswith("annotation"):
            yield node.text.strip()


def _row(element: HtmlElement, depth: int) -> str:
    return _joined([_tex(child, depth + 1) for child in element]) if len(element) else "".join(_signs(element))


def _joined(parts: list[str]) -> str:
    """Parts in a row, a space where a letter would go on a command."""
    row = ""
    for part in parts:
        command = row.rpartition("\\")[2] if "\\" in row else ""
        row += f" {part}" if command.isalpha() and part[:1].isalpha() and part[:1].isascii() else part
    return row


def _tex(element: HtmlElement, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "".join(_signs(element))
    if element.tag in ("mi", "mn", "mo", "mtext", "ms"):
        return _token(element.tag, "".join(element.itertext()))
    if element.tag.startswith("annotation"):
        return ""
    write = WRITERS.get(element.tag)
    parts = [_tex(child, depth + 1) for child in element] if write else []
    return write(parts) if write and len(parts) >= LEAST.get(element.tag, 1) else _other(element, depth)


def _other(element: HtmlElement, depth: int) -> str:
    if element.tag == "mtable":
        rows = r" \\ ".join(" & ".join(_row(cell, depth + 2) for cell in row) for row in element)
        return rf"\begin{{matrix}} {rows} \end{{matrix}}"
    if element.tag == "mfenced":
        inside = element.get("separators", ",")[:1].join(_tex(child, depth + 1) for child in element)
        return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"
    return _row(element, depth)


def _token(tag: str, text: str) -> str:
    if tag == "mtext":
        return rf"\text{{{text}}}" if text.strip() else " "
    text = text.strip()
    if tag in ("mi", "mo") and len(text) > 1 and text.isalpha() and text.isascii():
        return f"\\{text}" if text in FUNCTIONS else rf"\mathrm{{{text}}}"
    return "".join(SPECIAL.get(sign, sign) for sign in text if sign not in "\u2061\u2062\u2063\u2064")


def _over(parts: list[str]) -> str:
    accent = ACCENTS.get(parts[1])
    return rf"\{accent}{{{parts[0]}}}" if accent else rf"\overset{{{parts[1]}}}{{{parts[0]}}}"


def _scripts(parts: list[str]) -> str:
    return f"{parts[0]}_{{{parts[1]}}}^{{{parts[2]}}}"


WRITERS: dict[Any, Callable[[list[str]], str]] = {
    "mfrac": lambda parts: rf"\frac{{{parts[0]}}}{{{parts[1]}}}",
    "msub": lambda parts: f"{parts[0]}_{{{parts[1]}}}",
    "msup": lambda parts: f"{parts[0]}^{{{parts[1]}}}",
    "munder": lambda parts: f"{parts[0]}_{{{parts[1]}}}",
    "mover": _over,
    "msubsup": _scripts,
    "munderover": _scripts,
    "msqrt": lambda parts: rf"\sqrt{{{_joined(parts)}}}",
    "mroot": lambda parts: rf"\sqrt[{parts[1]}]{{{parts[0]}}}",
}
LEAST = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3, "mroot": 2}
