"""Whole files as texts: what a file system says that a file holds."""

from models.recovery.answers import ENCODINGS, Encoding, Reason
from models.recovery.boundaries import other_text
from models.recovery.characters import BAD, COMMON, code_points, is_western, qualities
from models.recovery.kinds import begins_well, ends_well, is_finished, kind_of
from models.recovery.texts import SECTOR, Text


def decode_file(content: bytes) -> Text | None:
    """A whole file as a text; None if it is none. Its offsets count from its beginning."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return _whole(content, encoding)  # type: ignore[arg-type]
    for encoding in ("utf-8", "cp1252", *ENCODINGS[1:]):
        text = _whole(content, encoding)
        if text and (encoding != "cp1252" or is_western(text.text)):
            return text
    return None


def joins_well(content: bytes, encoding: Encoding, block: int) -> bool:
    """Whether no block of a text begins with what looks like another text: a file in pieces that were guessed."""
    return not any(other_text(content, at, encoding) for at in range(block, len(content), block))


def _whole(content: bytes, encoding: Encoding) -> Text | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    quality = qualities(True)[code_points(text)]
    share = float((quality == COMMON).mean()) if text else 0.0
    if not text.strip() or (quality == BAD).any() or share < (0.5 if encoding == "utf-8" else 0.95):
        return None
    kind = kind_of(text)
    begins: tuple[Reason, ...] = () if begins_well(text, kind) or text[0] == "\ufeff" else ("begins_inside",)
    unfinished = not ends_well(text, kind) or (len(content) % SECTOR == 0 and not is_finished(text))
    partial = begins + (("ends_inside",) if unfinished else ())
    mark = len("\ufeff".encode(encoding)) if text.startswith("\ufeff") else 0
    return Text(
        mark,
        len(content),
        text.removeprefix("\ufeff"),
        encoding,
        kind,
        partial,
        round(0.99 * share * 0.75 ** len(partial), 3),
    )
