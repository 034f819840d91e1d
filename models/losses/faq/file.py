"""A visitor's own FAQ: CSV text with a question and an answer a row, in the encodings that spreadsheets write."""

import csv
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.losses.errors import FaqEmptyError, FaqFormatError, FaqTooLargeError
from models.losses.faq.answers import Entry
from models.losses.faq.text import whole_characters

MAX_ENTRIES = 2_000
MAX_QUESTION = 300  # characters
MAX_ANSWER = 2_000  # characters
MAX_CHARACTERS = 300_000  # of all entries: their runs of characters take some hundred bytes of memory each
MAX_BYTES = 8_000_000  # 2,000 of the longest entries in three bytes a character fit
QUESTION_HEADERS = (
    *("question", "questions", "query", "q", "标准问题", "標準問題", "标准问", "标准问法", "问题", "問題"),
    *("用户问题", "常见问题", "提问", "提問", "问句", "问"),
)
ANSWER_HEADERS = (
    *("answer", "answers", "reply", "replies", "response", "responses", "a", "标准答案", "標準答案", "标准回答"),
    *("标准答复", "答案", "回答", "解答", "答复", "答覆", "回复", "回覆", "应答", "答"),
)
MAX_NAMES = 100  # characters of columns' names that a refusal tells
DELIMITERS = ",;\t"
_SHAPE_REMEDY = "Give a CSV file with the columns question and answer, 问题 and 答案, or these as its first two."
_END = "\x1f"  # which no text has that is not binary
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_entries(source: str | os.PathLike[str]) -> list[Entry]:
    """Reads a FAQ: the columns question and answer, 问题 and 答案, or such a one and the other; else the first two.

    Rows without either are skipped.

    Args:
        source: the path of a CSV file in UTF-8, UTF-16 with its mark, GB18030 or Windows-1252, or its text: a string
            that holds a line break, comma, semicolon or tab and is the name of no file.

    Raises:
        FaqFormatError: no text, no two columns, or one that is named and several others.
        FaqEmptyError: no row has a question and an answer.
        FaqTooLargeError: too many rows, or one that is too long.
    """
    text = _text_of(source)
    if _BINARY.search(text):
        raise FaqFormatError("The file is no text.", _SHAPE_REMEDY)
    rows = _rows_of(text)
    if not rows:
        raise FaqEmptyError("The FAQ is empty.", _SHAPE_REMEDY)
    header, places = _places(rows)
    found = [Entry(*pair) for row in rows[header:] if all(pair := _pair(row, places))]
    if not found:
        raise FaqEmptyError("No row has both a question and an answer.", _SHAPE_REMEDY)
    return check_entries(found)


def check_entries(found: Sequence[Entry]) -> list[Entry]:
    """The entries of a FAQ that can be asked.

    Raises:
        FaqEmptyError: there is none.
        FaqTooLargeError: too many, or one that is too long.
    """
    if not found:
        raise FaqEmptyError("The FAQ is empty.", "Give at least one question with its answer.")
    if len(found) > MAX_ENTRIES:
        raise FaqTooLargeError(f"The FAQ has {len(found):,} entries.", f"Give at most {MAX_ENTRIES:,}.")
    if (total := sum(len(entry.question) + len(entry.answer) for entry in found)) > MAX_CHARACTERS:
        raise FaqTooLargeError(f"The FAQ has {total:,} characters.", f"Give at most {MAX_CHARACTERS:,}.")
    for row, entry in enumerate(found, 1):
        for name, text, most in (("question", entry.question, MAX_QUESTION), ("answer", entry.answer, MAX_ANSWER)):
            if len(text) > most:
                raise FaqTooLargeError(
                    f"The {name} of entry {row} has {len(text):,} characters.", f"Give at most {most:,}."
                )
    return list(found)


def _text_of(source: str | os.PathLike[str]) -> str:
    """The text of a file, or the source itself where it is a text."""
    if isinstance(source, str) and _is_text(source):
        if len(source) > MAX_BYTES:
            raise _too_many_bytes()
        return whole_characters(source.removeprefix("\ufeff"))
    try:
        with Path(source).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FaqFormatError(f"The file cannot be read ({type(error).__name__}).", _SHAPE_REMEDY) from None
    if len(data) > MAX_BYTES:
        raise _too_many_bytes()
    return _decoded(data)


def _is_text(source: str) -> bool:
    """Whether a string is a FAQ and no path: a path that there is goes first."""
    if any(mark in source for mark in "\n\r\t"):
        return True
    try:
        return not source.strip() or (any(mark in source for mark in DELIMITERS) and not Path(source).is_file())
    except (OSError, ValueError):  # too long for a path, or with a zero in it
        return True


def _decoded(data: bytes) -> str:
    marked = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
    for encoding in (*marked, "utf-8-sig", *(("cp1252", "gb18030") if _is_western(data) else ("gb18030",))):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FaqFormatError("The file is no text in UTF-8 or GB18030.", "Save it as CSV in UTF-8.")


def _is_western(data: bytes) -> bool:
    """Whether most bytes beyond ASCII stand alone, as in I can’t or café; those of Chinese come two by two."""
    runs = _BEYOND_ASCII.findall(data)
    return 2 * sum(len(run) == 1 for run in runs) > len(runs)


def _rows_of(text: str) -> list[list[str]]:
    """The rows that hold anything, cells stripped."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)  # the comma where they are level
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = _complete_rows(csv.reader(io.StringIO(f"{text}\n{_END}", ""), delimiter=delimiter))
    except csv.Error as error:
        raise FaqFormatError(f"The text is no CSV: {error}.", _SHAPE_REMEDY) from None
    return [row for row in rows if any(row)]


def _complete_rows(reader: Any) -> list[list[str]]:
    """The rows before the one that is _END; raises FaqFormatError where this lies within a cell that was not closed."""
    rows: list[list[str]] = []
    begun = 1  # the line of the newest row
    for row in reader:
        if row == [_END]:
            break
        if any(_END in cell for cell in row):
            raise FaqFormatError(
                f'A quotation mark (") in the row that begins on line {begun} is not closed.',
                'Close it at the end of its cell, or write "" for a mark within a cell.',
            )
        rows.append([cell.strip() for cell in row])
        begun = reader.line_num + 1
    return rows


def _places(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[int, int]]:
    """How many rows are a header, and the columns of question and answer."""
    names = [cell.casefold() for cell in rows[0]]
    question, answer = (next((names.index(name) for name in known if name in names), None) for known in _HEADERS)
    if question is not None and answer is not None:
        return 1, (question, answer)
    if max(map(len, rows)) < 2:
        raise FaqFormatError("The FAQ has one column.", _SHAPE_REMEDY)
    if question is not None:
        return 1, (question, _other_column(rows[0], question))
    if answer is not None:
        return 1, (_other_column(rows[0], answer), answer)
    return 0, (0, 1)


_HEADERS = (QUESTION_HEADERS, ANSWER_HEADERS)


def _other_column(header: Sequence[str], known: int) -> int:
    """The one column besides the known one. Raises FaqFormatError where there are several to choose from."""
    named = [place for place, name in enumerate(header) if name and place != known]
    if len(named) > 1:
        names = ", ".join(header[place] for place in named)[:MAX_NAMES]
        raise FaqFormatError(f"Besides {header[known]} there is more than one column: {names}.", _SHAPE_REMEDY)
    return named[0] if named else int(known == 0)  # without a name, the one before or behind


def _pair(row: Sequence[str], places: tuple[int, int]) -> list[str]:
    return [row[place] if place < len(row) else "" for place in places]


def _too_many_bytes() -> FaqTooLargeError:
    return FaqTooLargeError(
        f"The FAQ has more than {MAX_BYTES / 1e6:.0f} MB.", f"Give at most {MAX_ENTRIES:,} entries."
    )
