"""Files in ZIP archives: their names as whoever packed them wrote them, and what reading a damaged one raises.

An archive says of a name that it is UTF-8, or nothing: then it is in the character set of the system that packed it,
and `zipfile` takes it for that of MS-DOS. All names of an archive are judged together by what they yield: Chinese and
Japanese names are made of the characters that their standards put first, which bytes of another set seldom are.
"""

import lzma
import re
import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipInfo

METHODS = (ZIP_STORED, ZIP_DEFLATED)  # others unpack a few kilobytes to a hundred megabytes in one go
DAMAGED = (BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field: version 1, the CRC of the name, the name in UTF-8
# Of each character set, the first bytes of its commonest characters, and of those that are rarer.
COMMON = {
    "gbk": range(0xB0, 0xD8),  # level 1 of GB 2312
    "cp932": (*range(0x82, 0x84), *range(0x88, 0x98)),  # kana, and level 1 of JIS X 0208
    "big5": range(0xA4, 0xC7),  # level 1
    "cp949": range(0xB0, 0xC9),  # Hangul of KS X 1001
}
RARER = {"gbk": range(0xD8, 0xF8), "cp932": (*range(0x98, 0xA0), *range(0xE0, 0xEB)), "big5": range(0xC9, 0xFA)}
RARE = 0.7  # what a rarer one counts beside a common one
# naïve, Ærlig: words of which a wrong set makes one Chinese letter out of two.
LATIN = re.compile(r"(?:[A-Za-z][^\x00-\x7f][A-Za-z]|(?<![^\x00-\x7f])\b[^\x00-\x7f][a-z]{2})")
# What two bytes of UTF-8 may be, and hardly ever are: two bytes of a Chinese letter may be that too.
SELDOM = re.compile("[\u0080-\u009f\u0250-\u036f\u0460-\u05cf\u05eb-\u060f\u0653-\u07ff]")
MIN_COMMON = 0.75  # of the letters beyond ASCII; names that French or German systems packed have none
MIN_HANGUL = 6  # letters: as many common Chinese ones are hardly ever all in the rows that Korean puts its Hangul in
SAMPLE = 2000  # names by which the set is judged


def names_of(members: Iterable[ZipInfo]) -> list[str]:
    """The names of an archive's members, in their order; `ZipInfo.filename` stays what the archive is asked by."""
    members = list(members)
    raw = [_raw_name(member) for member in members]
    charset = _charset_of([name for name in raw[:SAMPLE] if name is not None and not name.isascii()])
    return [
        member.filename if name is None else _unicode_path(member, name) or name.decode(charset, "replace")
        for member, name in zip(members, raw, strict=True)
    ]


def is_hidden(name: str) -> bool:
    """Whether a file is of those that a Mac adds, or in a hidden folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)


def _raw_name(member: ZipInfo) -> bytes | None:
    """The bytes of a name that is not said to be UTF-8, whatever zipfile has made of it, as it may from 3.13 on."""
    return None if member.flag_bits & UTF8_FLAG else member.orig_filename.encode("cp437", "replace")


def _unicode_path(member: ZipInfo, raw: bytes) -> str | None:
    extra = member.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and field[:5] == b"\1" + struct.pack("<I", zlib.crc32(raw)):
            return field[5:].decode("utf-8", "replace")
    return None


def _charset_of(names: list[bytes]) -> str:
    whole = b"\n".join(names)
    with suppress(UnicodeDecodeError):
        if not SELDOM.search(whole.decode("utf-8")):
            return "utf-8"
    shares = {charset: _common_share(whole, charset) for charset in COMMON}
    best = max(shares, key=lambda charset: shares[charset])  # the first of equal ones
    if shares["cp949"] == 1 and len(whole) - len(whole.decode("cp949")) >= MIN_HANGUL:
        best = "cp949"
    return best if shares[best] >= MIN_COMMON else "cp437"


def _common_share(names: bytes, charset: str) -> float:
    """How common the letters beyond ASCII are in a set, 1 if all are; 0 if some are none of it."""
    try:
        text = names.decode(charset)
        letters = [letter.encode(charset) for letter in text if letter > "\x7f" and letter.isalpha()]
    except UnicodeError:
        return 0.0
    leads = [letter[0] for letter in letters if len(letter) == 2]
    common = sum(lead in COMMON[charset] for lead in leads) + RARE * sum(
        lead in RARER.get(charset, ()) for lead in leads
    )
    return (common - len(LATIN.findall(text))) / max(1, len(letters))
