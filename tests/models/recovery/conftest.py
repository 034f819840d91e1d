"""Images with deleted texts, one of each file system, made once for all tests of a file."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from models.recovery.answers import ENCODINGS
from tests.models.recovery.images import SYSTEMS, Image
from tests.models.recovery.texts_made import KINDS, LANGUAGES, Made, make_text

MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@dataclass(frozen=True)
class Lost:
    """An image, and what was deleted from it: whole texts, texts in pieces, and a text that is still there."""

    path: Path
    kind: str
    whole: tuple[Made, ...]
    pieces: tuple[Made, ...]
    kept: Made


def encoded(made: Made, number: int) -> bytes:
    encoding = ENCODINGS[number % 4]
    return MARKS.get(encoding, b"") + made.text.encode(encoding)


@pytest.fixture(scope="module", params=SYSTEMS)
def lost(request, tmp_path_factory) -> Lost:
    image = Image(tmp_path_factory.mktemp("images") / f"{request.param}.img", request.param, 24)
    whole = tuple(make_text(n, KINDS[n % 7], LANGUAGES[n // 7 % 2], 300 + 700 * n) for n in range(14))
    pieces = tuple(make_text(50 + n, KINDS[n % 7], LANGUAGES[n % 2], 14_000) for n in range(4))
    kept = make_text(99, "plain", "en", 5000)
    image.write(
        {made.name: encoded(made, number) for number, made in enumerate(whole)} | {"kept.txt": kept.text.encode()}
    )
    image.write_in_pieces({made.name: encoded(made, number) for number, made in enumerate(pieces)})
    image.delete([made.name for made in (*whole, *pieces)])
    return Lost(image.path, request.param, whole, pieces, kept)
