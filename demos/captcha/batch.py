"""Many captchas at once: the pictures of files and archives, a row for each, and the rows as a CSV file."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace

from PIL import Image

from models import captcha

_FORMULA = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")  # what begins one


@dataclass(frozen=True)
class Row:
    """One picture of a batch: what it says, or why it could not be read; and what its name says, if that is asked."""

    file: str
    text: str | None = None
    confidence: float | None = None
    unsure: bool | None = None
    error: str | None = None
    label: str | None = None
    right: bool | None = None


def pictures_in(files: Sequence[str], most: int) -> Iterator[tuple[str, captcha.Content]]:
    """The name and the content of each file, and of each file in an archive; no more than `most` in all."""
    return captcha.contents(files, most)


def read_rows(
    pictures: Sequence[tuple[str, captcha.Content]],
    named: bool,
    solve: Callable[[list[Image.Image]], list[captcha.Reading]],
    explain: Callable[[captcha.CaptchaError], str],
) -> list[Row]:
    """Solves pictures together, or says why one is not; `named` compares texts with names of files, case aside."""
    opened = [_picture_or_error(content) for _, content in pictures]
    readings = iter(solve([picture for picture in opened if isinstance(picture, Image.Image)]))
    return [
        Row(name, error=explain(picture))
        if isinstance(picture, captcha.CaptchaError)
        else _row(name, named, next(readings))
        for (name, _), picture in zip(pictures, opened, strict=True)
    ]


def _picture_or_error(content: captcha.Content) -> Image.Image | captcha.CaptchaError:
    try:
        return content if isinstance(content, captcha.CaptchaError) else captcha.read_image(content)
    except captcha.CaptchaError as error:
        return error


def _row(name: str, named: bool, reading: captcha.Reading) -> Row:
    row = Row(name, reading.text, round(reading.confidence, 4), reading.unsure)
    if not named:
        return row
    label = captcha.label_in(name)
    return replace(row, label=label, right=label.casefold() == reading.text.casefold())


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows of a batch with a header, so that spreadsheets open them right and run no file name as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([field.name for field in fields(Row)])
    for row in rows:
        writer.writerow(["" if cell is None else f"'{cell}" if _is_formula(cell) else cell for cell in astuple(row)])
    return stream.getvalue().encode("utf-8-sig")


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and _FORMULA.match(cell) is not None
