"""Bytes that are no page: pictures, archives, programs and noise are refused by name, never read as text.

Known formats are told by their signatures, as `file` does it; of anything else, control characters decide: text of
every character set has next to none, while of random bytes they are a tenth. Zero bytes are no sign where there is
markup, for damaged pages have some, and half of UTF-16 is zeros.
"""

import re

from models.articles.errors import BinaryDataError, FormatError
from models.articles.page.encoding import marked_charset

# What it is, where its signature stands, and the signature.
SIGNATURES = (
    ("a PNG picture", 0, b"\x89PNG"), ("a JPEG picture", 0, b"\xff\xd8\xff"),
    ("a GIF picture", 0, b"GIF87a"), ("a GIF picture", 0, b"GIF89a"), ("a WebP picture", 8, b"WEBPVP8"),
    ("a TIFF picture", 0, b"II*\0"), ("a TIFF picture", 0, b"MM\0*"), ("an ICO picture", 0, b"\0\0\1\0"),
    ("an AVIF picture", 4, b"ftypavif"), ("a HEIC picture", 4, b"ftypheic"), ("a PSD picture", 0, b"8BPS\0"),
    ("a BMP picture", 0, b"BM"), ("a JPEG picture", 4, b"jP  \r\n"),
    ("a PDF document", 0, b"%PDF-"), ("a PostScript document", 0, b"%!PS"), ("an RTF document", 0, b"{\\rtf1"),
    ("a DjVu document", 0, b"AT&TFORM"), ("an Office document", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("a ZIP archive", 0, b"PK\3\4"), ("a ZIP archive", 0, b"PK\5\6"), ("a gzip archive", 0, b"\x1f\x8b\x08"),
    ("a bzip2 archive", 0, b"BZh91AY&SY"), ("an xz archive", 0, b"\xfd7zXZ\0"),
    ("a Zstandard archive", 0, b"\x28\xb5\x2f\xfd"), ("a 7z archive", 0, b"7z\xbc\xaf\x27\x1c"),
    ("a RAR archive", 0, b"Rar!\x1a\7"), ("a tar archive", 257, b"ustar"),
    ("an ELF program", 0, b"\x7fELF"), ("a Windows program", 0, b"MZ"), ("a WebAssembly program", 0, b"\0asm"),
    ("a Java program", 0, b"\xca\xfe\xba\xbe"), ("a Mach-O program", 0, b"\xcf\xfa\xed\xfe"),
    ("an MP4 film", 4, b"ftyp"), ("a Matroska film", 0, b"\x1a\x45\xdf\xa3"), ("an AVI film", 8, b"AVI LIST"),
    ("an MP3 recording", 0, b"ID3"), ("an Ogg recording", 0, b"OggS\0"), ("a FLAC recording", 0, b"fLaC\0"),
    ("a WAV recording", 8, b"WAVEfmt "),
    ("a WOFF font", 0, b"wOFF"), ("a WOFF2 font", 0, b"wOF2"), ("a TrueType font", 0, b"\0\1\0\0\0"),
    ("an OpenType font", 0, b"OTTO\0"),
    ("an SQLite database", 0, b"SQLite format 3\0"), ("a Parquet table", 0, b"PAR1"),
    ("an HDF5 file", 0, b"\x89HDF\r\n\x1a\n"),
)  # fmt: skip
CONTROLS = bytes({*range(1, 0x20)} - {*b"\t\n\v\f\r\x0e\x0f\x1b"})  # not white space, nor the shifts of ISO 2022
SAMPLE = 65_536  # bytes from the beginning, and as many from the end
ALLOWED = 0.05  # of the bytes: pages with stray ones have a few in a thousand, random bytes 8 or 9 in a hundred
ALLOWED_ALONE = 0.01  # of what has no markup, zeros included
MARKUP = re.compile(
    rb"<(?:!doctype|!--|[?]xml|html|head|title|meta|link|body|article|div|span|table|t[rdh]|[uo]l|li|p|a|br|h[1-6])[\s>/]",
    re.IGNORECASE,
)
NO_LETTERS = re.compile("[\ue000-\uf8ff\ufffd]")  # for private use, or unreadable: an eighth of noise read as UTF-16
REMEDY = "Give the HTML of a page, or a page that a browser saved."
UNPACK = "Unpack it, and give the pages in it."


def check_text(content: bytes | str) -> None:
    """Raises FormatError for what is in a known format other than a page's, BinaryDataError for any other noise."""
    noise = _is_noise(_sample(content))
    if isinstance(content, bytes) and (kind := _format(content, noise)):
        remedy = UNPACK if kind.endswith("archive") else REMEDY
        raise FormatError(f"This is {kind}, no page.", remedy, kind.split()[1])
    if noise:
        raise BinaryDataError("This is binary data, no page.", REMEDY)


def _format(content: bytes, noise: bool) -> str | None:
    for kind, start, signature in SIGNATURES:
        certain = noise or len(signature) > 4 or not signature.isalnum()  # a few letters may begin a text
        if certain and content.startswith(signature, start):
            return kind
    return None


def _sample(content: bytes | str) -> bytes:
    """The beginning and the end, as UTF-8 where the character set is a Unicode form that has zeros."""
    if isinstance(content, str):
        return content[: 2 * SAMPLE].encode("utf-8", "replace")
    sample = content if len(content) <= 2 * SAMPLE else content[:SAMPLE] + content[-SAMPLE:]
    charset = marked_charset(sample)
    if charset is None or charset == "utf-8":
        return sample
    return NO_LETTERS.sub("\1", sample.decode(charset, "replace")).encode("utf-8", "replace")


def _is_noise(text: bytes) -> bool:
    plain = text.translate(None, b"\0") if b"\0" in text else text
    if not plain.strip():
        return False  # nothing at all, which is refused as that
    marked = MARKUP.search(plain) is not None
    controls = len(plain if marked else text) - len(text.translate(None, CONTROLS + b"\0"))
    return controls > (ALLOWED if marked else ALLOWED_ALONE) * len(text)
