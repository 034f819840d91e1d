"""What kind of text a text is, and whether such a text begins and ends as it should."""

import json
import re

from models.recovery.answers import TextKind

SEEN = 20_000  # characters from which the kind is guessed
WORD, HANZI, SEEN_PLACES = 40, 3, 50  # characters at an edge; of a run of hanzi; places that are compared

HEAD = re.compile(  # with which files begin, and hardly anything else does
    r"\ufeff?\s{0,8}(?:<!doctype\b|<html\b|<\?xml\b|#!/|\\documentclass|%!TEX|# -\*- coding|"
    r"(?:Received|Return-Path|From|Message-ID|MIME-Version|Delivered-To|Subject): |From \S+@\S+ |---\n\w+:)",
    re.IGNORECASE,
)
SOFT_HEAD = re.compile(  # with which files begin, and sections too
    r'\ufeff|#{1,2} \S|\{\s*"|\[\s*[\{\["]|"""|(?:import|from) \w+|// |/\*|Chapter |第.{1,4}章'
)
ALONE_AT_LINE = re.compile(r'\ufeff|"""')  # of these, what hardly stands unindented but at the beginning of a file
HTML = re.compile(r"<(?:!doctype|html|head|body|div|p|a|span|ul|li|table|h[1-6]|br|meta|title)\b|</\w+>", re.IGNORECASE)
PYTHON = re.compile(
    r"^[ \t]*(?:def \w+\(.*|class \w+.*:|import \w[\w., ]*|from [\w.]+ import .+|@\w[\w.]*.*|"
    r"(?:if|elif|for|while|with|try|except|else|finally)\b.*:|return\b.*|self\.\w+.*)$",
    re.MULTILINE,
)
LATEX = re.compile(r"\\(?:documentclass|usepackage|begin|end|section|subsection|chapter|cite|ref|label|frac|item)\b")
LATEX_BEGIN, LATEX_END = r"\begin{document}", r"\end{document}"
MARKDOWN = re.compile(r"^(?:#{1,6} \S|[-*+] \S|\d+\. \S|> |```|\|.+\|$)|\[[^\]\n]+\]\([^)\n]+\)|\*\*\S", re.MULTILINE)
HEADER = re.compile(
    r"^(?:From|To|Cc|Subject|Date|Received|Message-ID|MIME-Version|Content-Type|Return-Path|Reply-To|In-Reply-To): ",
    re.MULTILINE | re.IGNORECASE,
)
JSON_PAIR = re.compile(r'"(?:[^"\\\n]|\\.){1,80}"\s*:')
FINISHED = tuple('\n.!?。！？…"”’」』)）]}>;`')
ENDS_SENTENCE = set(".!?。！？…；;：:”’」』\"'")
CONTINUES = re.compile(r"[a-z,.;:)\]}。，、；：！？）”’」』%&|+*=]|[ \t]+\S")


def kind_of(text: str) -> TextKind:
    """What kind of text this is, by what its beginning is made of."""
    head = text[:SEEN]
    lines = head.count("\n") + 1
    if len(HEADER.findall(head[:2_000])) >= 3:
        return "email"
    html, latex, pairs = len(HTML.findall(head)), len(LATEX.findall(head)), len(JSON_PAIR.findall(head))
    start = head.lstrip("\ufeff \t\r\n")
    if start[:9].lower() in ("<!doctype", "<html") or html > max(4, lines / 3):
        return "html"
    if start.startswith("\\documentclass") or latex > max(2, lines / 12):
        return "latex"
    python, markdown = len(PYTHON.findall(head)), len(MARKDOWN.findall(head))
    if (start[:1] in ("{", "[") and pairs > python) or pairs > max(3, lines / 2):
        return "json"
    if python >= 2 and python > max(markdown, lines / 8):
        return "python"
    return "markdown" if markdown >= 2 and markdown > lines / 25 else "plain"


def begins_well(text: str, kind: TextKind) -> bool:
    """Whether a file of this kind can begin so."""
    start = text.lstrip("\ufeff")
    if kind in ("html", "json"):
        return start.lstrip()[:1] in ("<" if kind == "html" else "{[") and bool(start.strip())
    if kind == "email":
        return bool(HEADER.match(start) or re.match(r"From \S|[A-Z][\w-]+: ", start))
    if kind == "latex" and (start[:1] in "{}[]&_^" or (LATEX_END in text and LATEX_BEGIN not in text)):
        return False
    return not CONTINUES.match(start)


def ends_well(text: str, kind: TextKind) -> bool:
    """Whether a file of this kind can end so."""
    end = text.rstrip()
    if kind == "json":
        return _is_json(text)
    if kind == "html" and re.search(r"<html\b", text[:2_000], re.IGNORECASE):
        return end[-7:].lower() == "</html>"
    if kind == "latex" and LATEX_BEGIN in text:
        return LATEX_END in text
    return True


def is_finished(text: str) -> bool:
    """Whether the last sentence or line of a text is complete."""
    return text.endswith(FINISHED)


def begins_within_word(text: str) -> bool:
    """Whether the first characters are, elsewhere in the text, always the end of the same longer word.

    Letters of an alphabet are compared as words, Chinese characters as runs: 验的结果 begins within a sentence if
    hardly another place in the text has it after the end of one.
    """
    return _within_word(text[:WORD], text[WORD:])


def ends_within_word(text: str) -> bool:
    """Whether the last characters are, elsewhere in the text, always the beginning of the same longer word."""
    return _within_word(text[-WORD:][::-1], text[:-WORD][::-1])


def _within_word(edge: str, rest: str) -> bool:
    start = re.match(r"[^\W\d_]+", edge)
    if not start:
        return False
    if "\u3000" <= edge[0] <= "\u9fff":
        part = re.escape(start.group()[:HANZI])
        before = [found.group(1) for found in re.finditer(rf"(.){part}", rest, re.DOTALL)][:SEEN_PLACES]
        joined = sum(one not in ENDS_SENTENCE and not one.isspace() for one in before)
        return len(part) >= HANZI and len(before) >= 3 and joined >= 0.9 * len(before)
    word = re.escape(start.group())
    alone = re.search(rf"(?<![^\W\d_]){word}(?![^\W\d_])", rest)
    longer = re.search(rf"[^\W\d_]{word}(?![^\W\d_])", rest)
    return bool(longer and not alone and len(start.group()) < len(edge))


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True
