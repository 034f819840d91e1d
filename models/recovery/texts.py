"""From a place within a text to the whole text: in both directions until it is no text any more.

A text ends where NUL bytes, bytes that do not decode, control characters or characters that no text is made of begin,
at what belongs to another file, and at the boundary of a block where another text begins: file systems begin files on
such boundaries, and lay the pieces of a file so.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.recovery.answers import ENCODINGS, Encoding, Hit, Reason, TextKind
from models.recovery.boundaries import character_ends, characters_in, other_text
from models.recovery.characters import BAD, COMMON, HANGUL, RARE, code_points, is_western, is_western_misread, qualities
from models.recovery.kinds import (
    HEAD,
    SOFT_HEAD,
    begins_well,
    begins_within_word,
    ends_well,
    ends_within_word,
    is_finished,
    kind_of,
)
from models.recovery.source import Source

SECTOR, BLOCK = 512, 4096
FIRST_WINDOW, LAST_WINDOW = 1 << 16, 1 << 21  # bytes to either side of a hit
HANGUL_SAMPLE = chr(HANGUL[0])
PARTIAL = 0.75  # by which each reason why a text may not be whole lessens what is believed of it
NOISE = 24  # bytes: what decodes by accident at the end of a text is shorter
BINARY_HEADS = ("SQLite format 3", "%PDF-", "PK", "GIF8", "Rar!", "ustar")

Bounds = Callable[[int], tuple[int, int]]  # of an offset: where what may belong to it begins and ends


@dataclass(frozen=True)
class Text:
    """A text between two offsets, and why it may be none or not whole."""

    start: int
    end: int
    text: str
    encoding: Encoding
    kind: TextKind
    partial: tuple[Reason, ...]
    confidence: float


@dataclass(frozen=True)
class _Side:
    """What was read on one side of a hit: characters, bytes, and whether the limit or noise ended it."""

    text: str
    size: int
    stopped_by: str  # "nul", "noise", "edge", "limit"


def text_around(
    source: Source, hit: Hit, bounds: Bounds | None = None, block: int = BLOCK, first_block: int = 0
) -> Text | None:
    """The text that a hit lies in; None if the hit is none, since its bytes are those of other characters.

    Args:
        source: the image.
        hit: a place in it, with the encoding that its fragment was found in.
        bounds: where the bytes begin and end that can belong to the hit's text, if the file system knows.
        block: bytes of a block, on whose boundaries files begin.
        first_block: where a block begins.
    """
    low, high = _limits(source, hit, bounds)

    spelt_alike: tuple[Encoding, ...] = (hit.encoding,)
    if hit.encoding == "utf-8" and hit.fragment.isascii():
        spelt_alike = ("utf-8", "gb18030", "cp1252")
    readings = {
        encoding: _text_in(source, hit, encoding, low, high, (block, first_block % block)) for encoding in spelt_alike
    }
    return _longest_reading(readings) if len(readings) > 1 else readings[hit.encoding]


def _longest_reading(readings: dict[Encoding, Text | None]) -> Text | None:
    """Of the encodings that spell a fragment alike, the one that the text goes on in: Windows-1252 if its letters are a
    Western language's, else GB 18030, else UTF-8, which is cut where the text is in none of them."""
    utf8, gb18030, cp1252 = (readings[encoding] for encoding in ("utf-8", "gb18030", "cp1252"))
    if cp1252 and is_western(cp1252.text) and _size(cp1252) >= max(_size(utf8), _size(gb18030)):
        gained = _size(cp1252) - _size(utf8)
        if gained > NOISE or (gained and not cp1252.partial):
            return cp1252
    if utf8 is None or _size(gb18030) > _size(utf8):
        misread = utf8 and gb18030 and is_western_misread(gb18030.text)
        return _cut(utf8) if utf8 and misread else gb18030
    return utf8


def _size(text: Text | None) -> int:
    return text.end - text.start if text else 0


def _cut(text: Text) -> Text:
    """A text that ends inside, said so."""
    if "ends_inside" in text.partial:
        return text
    return replace(text, partial=(*text.partial, "ends_inside"), confidence=round(text.confidence * PARTIAL, 3))


def text_at(
    source: Source, offset: int, bounds: Bounds | None = None, block: int = BLOCK, first_block: int = 0
) -> Text | None:
    """The text, in any encoding, that lies at an even offset where no fragment is known; None if there is none.

    The offset may lie within a character, so that the text may begin up to three bytes after it.
    """
    content = source.read(offset, 8)
    texts = []
    for encoding in ENCODINGS:
        for skipped in range(0, min(4, len(content)), 2 if encoding.startswith("utf-16") else 1):
            hangul = encoding != "utf-8" and _is_hangul(content[skipped:], encoding)
            hit = Hit(offset + skipped, 1, encoding, HANGUL_SAMPLE if hangul else "")
            if text := _text_in(source, hit, encoding, *_limits(source, hit, bounds), (block, first_block % block)):
                texts.append(text)
                break
    return max(texts, key=lambda text: text.confidence * (text.end - text.start), default=None)


def _limits(source: Source, hit: Hit, bounds: Bounds | None) -> tuple[int, int]:
    return bounds(hit.offset) if bounds else (0, source.size)


def _is_hangul(content: bytes, encoding: Encoding) -> bool:
    return HANGUL[0] <= ord(content.decode(encoding, "ignore")[:1] or " ") <= HANGUL[1]


def _text_in(source: Source, hit: Hit, encoding: Encoding, low: int, high: int, blocks: tuple[int, int]) -> Text | None:
    hangul = any(HANGUL[0] <= ord(character) <= HANGUL[1] for character in hit.fragment)
    left = _read_left(source, hit.offset, encoding, low, hangul)
    right = _read_right(source, hit.offset, encoding, high, hangul)
    if left is None or right.size < hit.length:
        return None
    text = left.text + right.text
    start, end = hit.offset - left.size, hit.offset + right.size
    pieces = _Piece(text, start, end, len(left.text), encoding, left.stopped_by, right.stopped_by)
    pieces = _without_noise(pieces, hit)
    pieces = _within_blocks(pieces, hit, *blocks)
    return _judge(pieces, source.size, blocks[0])


@dataclass(frozen=True)
class _Piece:
    """A text with its offsets; `at` is the character where the hit begins, and each side says what stopped it."""

    text: str
    start: int
    end: int
    at: int
    encoding: Encoding
    before: str
    after: str

    def cut_left(self, characters: int, reason: str) -> "_Piece":
        size = len(_encode(self.text[:characters], self.encoding))
        return _Piece(
            self.text[characters:], self.start + size, self.end, self.at - characters, self.encoding, reason, self.after
        )

    def cut_right(self, characters: int, reason: str) -> "_Piece":
        size = len(_encode(self.text[characters:], self.encoding))
        return _Piece(self.text[:characters], self.start, self.end - size, self.at, self.encoding, self.before, reason)


def _read_right(source: Source, at: int, encoding: Encoding, high: int, hangul: bool) -> _Side:
    window = FIRST_WINDOW
    while True:
        content = source.read(at, min(window, high - at))
        text = _decode(content, encoding)
        points = code_points(text)
        end = _first_break(points, encoding, hangul)
        whole = len(content) == high - at
        if end < len(points) - 2 or whole or window >= LAST_WINDOW:
            break
        window *= 8
    kept = text[:end]
    size = len(_encode(kept, encoding))
    if end == len(points) or (not whole and end >= len(points) - 2):
        return _Side(kept, size, "edge" if whole else "limit")
    return _Side(kept, size, "nul" if points[end] == 0 else "noise")


def _read_left(source: Source, at: int, encoding: Encoding, low: int, hangul: bool) -> _Side | None:
    """The side before a hit; None if the hit does not begin with a character of the bytes before it."""
    window = FIRST_WINDOW
    while True:
        begin = max(low, at - window)
        begin += (at - begin) % 2 if encoding.startswith("utf-16") else 0
        content = source.read(begin, at - begin)
        text = _decode(content, encoding)
        points = code_points(text)
        reach = _first_break(points[::-1], encoding, hangul)
        whole = begin <= low + 1
        if reach < len(points) - 4 or whole or window >= LAST_WINDOW:
            break
        window *= 8
    if encoding == "gb18030" and reach == 0 and points.size and 0xDC80 <= points[-1] <= 0xDCFF:
        return None
    kept = text[len(text) - reach :]
    size = len(_encode(kept, encoding))
    if reach == len(points) or (not whole and reach >= len(points) - 4):
        return _Side(kept, size, "edge" if whole else "limit")
    return _Side(kept, size, "nul" if points[len(points) - reach - 1] == 0 else "noise")


def _first_break(points: np.ndarray, encoding: Encoding, hangul: bool) -> int:
    """How many characters there are before the first that is no text.

    Rare characters are text in UTF-8, where bytes hardly decode by accident. In the other encodings nearly any bytes
    give characters: two rare ones close together end the text there.
    """
    quality = qualities(hangul)[np.minimum(points, 0x10FFFF)]
    breaks = quality == BAD
    if encoding != "utf-8":
        rare = np.concatenate([quality != COMMON, np.zeros(3, bool)])
        size = len(points)
        breaks |= (quality == RARE) & (rare[1 : size + 1] | rare[2 : size + 2] | rare[3 : size + 3])
    first = int(breaks.argmax()) if breaks.any() else len(points)
    return first


def _decode(content: bytes, encoding: Encoding) -> str:
    if encoding.startswith("utf-16"):
        return content[: len(content) // 2 * 2].decode(encoding, "surrogatepass")
    return content.decode(encoding, "surrogateescape")


def _encode(text: str, encoding: Encoding) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape")


def _without_noise(piece: _Piece, hit: Hit) -> _Piece:
    """Without the few bytes that decode by accident before or after a boundary of sectors."""
    ends, begin, left = character_ends(piece.text, piece.encoding), piece.start, 0
    boundary = -(-begin // SECTOR) * SECTOR
    if piece.before == "noise" and 0 < boundary - begin <= NOISE and boundary <= hit.offset:
        left = characters_in(ends, boundary - begin) or 0
        piece = piece.cut_left(left, "boundary") if left else piece
    boundary = piece.end // SECTOR * SECTOR
    if 0 < piece.end - boundary <= NOISE and boundary >= hit.offset + hit.length:
        characters = characters_in(ends, boundary - begin)
        if characters is not None:
            binary = piece.text[characters - left :].startswith(BINARY_HEADS)
            if piece.after == "noise" or binary:
                piece = piece.cut_right(characters - left, "boundary")
    return piece


def _within_blocks(piece: _Piece, hit: Hit, block: int, first: int) -> _Piece:
    """Without the blocks before and after that hold other texts."""
    content, ends, begin = _encode(piece.text, piece.encoding), character_ends(piece.text, piece.encoding), piece.start
    end, left = piece.end, 0

    def reason(cut: int) -> str:
        odd = begin % SECTOR != 0 and cut - begin < block  # what begins within a block is the end of another file's
        return other_text(content, cut - begin, piece.encoding, odd)

    last = (hit.offset - first) // block * block + first
    for cut in range(last, begin, -block):
        if (why := reason(cut)) and (left := characters_in(ends, cut - begin) or 0):
            piece = piece.cut_left(left, why)
            break
    after = -((first - hit.offset - hit.length) // block) * block + first
    for cut in range(after, end, block):
        if reason(cut) and (characters := characters_in(ends, cut - begin)) is not None:
            return piece.cut_right(characters - left, "boundary")
    return piece


def _judge(piece: _Piece, image_size: int, block: int) -> Text | None:
    stripped = piece.text.lstrip("\ufeff").strip("\r\n\x0c\x1b \t")
    if not stripped:
        return None
    kind = kind_of(piece.text)
    reasons: list[Reason] = []
    if _begins_inside(piece, kind):
        reasons.append("begins_inside")
    rest = -piece.end % block
    if rest < 4 and piece.end + rest < image_size and (rest == 0 or piece.after == "noise"):
        reasons.append("cut_at_block")  # hardly any file fills its last block
    elif not ends_well(piece.text, kind) or (piece.after == "noise" and piece.end % SECTOR):
        reasons.append("ends_inside")
    elif not is_finished(piece.text) and (piece.end % SECTOR == 0 or ends_within_word(piece.text)):
        reasons.append("cut_at_block" if piece.end % SECTOR == 0 else "ends_inside")
    if "limit" in (piece.before, piece.after):
        reasons.append("too_long")
    share = float((qualities(True)[code_points(piece.text)] == COMMON).mean())
    confidence = share * 0.97 * PARTIAL ** len(reasons) * (1 if len(stripped) >= 40 else 0.8)
    if piece.text.startswith("\ufeff"):
        piece = piece.cut_left(1, piece.before)
    return Text(piece.start, piece.end, piece.text, piece.encoding, kind, tuple(reasons), round(confidence, 3))


def _begins_inside(piece: _Piece, kind: TextKind) -> bool:
    """Whether a text seems to begin in the middle: not where files begin, or not as they do."""
    if piece.text.startswith("\ufeff") or HEAD.match(piece.text):
        return False
    placed = piece.start % SECTOR == 0 or piece.before == "nul"
    unlike = piece.before == "boundary" and not SOFT_HEAD.match(piece.text)
    return not placed or unlike or not begins_well(piece.text, kind) or begins_within_word(piece.text)
