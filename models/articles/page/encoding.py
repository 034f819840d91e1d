"""Bytes of a page in UTF-8: the character set that its letters speak for, whatever its declaration says.

A browser believes the declaration; pages saved by people, proxies and old content systems often declare nothing or
something false. Each candidate is judged by what it yields: bytes it cannot read, and the share of the letters beyond
ASCII that are common in a language written in it.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass

from charset_normalizer import from_bytes
from w3lib.encoding import resolve_encoding

BOMS = {
    BOM_UTF8: "utf-8",
    BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark begins it
    BOM_UTF32_BE: "utf-32-be",
    BOM_UTF16_LE: "utf-16-le",
    BOM_UTF16_BE: "utf-16-be",
}
EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.\-]+)""", re.IGNORECASE)
LANGUAGE = re.compile(rb"""<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
# What browsers take where nothing is declared (WHATWG, 13.2.3.2), by language.
USUAL = {
    **dict.fromkeys(("da", "de", "es", "fi", "fr", "is", "it", "nb", "nl", "nn", "no", "pt", "sv"), "cp1252"),
    **dict.fromkeys(("be", "bg", "mk", "ru", "sr", "uk"), "cp1251"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **{"ar": "cp1256", "el": "cp1253", "fa": "cp1256", "he": "cp1255", "tr": "cp1254"},
}
# Sets of the same languages, where a letter of one is another letter of another: which it is, the text tells.
TWINS = {
    **dict.fromkeys(("cp1251", "koi8-r", "koi8-u"), ("cp1251", "koi8_r", "cp866", "iso8859_5")),
    **dict.fromkeys(("cp1250", "iso8859-2"), ("cp1250", "iso8859_2")),
}
CASELESS = ("cp874", "cp1255", "cp1256", "iso8859-6", "iso8859-8")  # whose words no capital tells from accidents
MAX_HEADER = 500  # characters of a Content-Type
MAX_HEAD = 4096  # bytes in which a declaration is looked for; the standard's prescan reads 1024
MAX_SAMPLE = 200_000  # bytes beyond markup on which candidates are judged
BEYOND_ASCII = re.compile(rb"[^\x00-\x7f]")
# Where one has no end it takes the rest, or the time to look for ends would grow with the square of their number.
MARKUP = re.compile(
    rb"<script\b.*?(?:</script\s*>|\Z)|<style\b.*?(?:</style\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*+>?",
    re.IGNORECASE | re.DOTALL,
)

# Among the most frequent characters of Chinese, simplified and traditional: a quarter of running text.
COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "这個國時來們對會發說產過後學經為與還沒開關點無將從間門見長動現體問題這樣"
)
COMMON_HANGUL = frozenset(
    "이다는의에을가하고은지도로를사기한리어인해있아서시나자대수정일그게보부라과들것"
)  # half of Korean text
COMMON_CYRILLIC = frozenset("оеаинтсрвл")  # two thirds of Russian text, more than half of Ukrainian and Bulgarian
ERRORS_ALLOWED = 0.02  # of the letters beyond ASCII: a cut or damaged page still reads
# Bytes that go on a UTF-8 character, for each broken sequence: of texts of six to three hundred characters in thirty
# other sets, hardly one in a hundred thousand has four, and one in a thousand has two.
UTF8_EVIDENCE, UTF8_EVIDENCE_DECLARED = 4, 2
PLAUSIBLE = 0.5  # of the score: under this a declaration is not believed
CLEARLY = 1  # letter by which a twin must be likelier: errs in texts of ten letters, in none of thousands of twenty


@dataclass(frozen=True)
class Decoded:
    """A page in UTF-8, the character set that it declares (None if none) and the one that it was read in."""

    markup: bytes
    declared: str | None
    used: str

    @property
    def text(self) -> str:
        """The page as text."""
        return self.markup.decode("utf-8")


def decode(html: bytes | str, content_type: str | None = None) -> Decoded:
    """A page without NULs; never fails: bytes that no set can read become U+FFFD. `content_type` is the header that it
    came with, whose character set is asked before the page's."""
    if isinstance(html, str):
        return Decoded(_to_utf8(html), None, "text")
    sent = charset_of(content_type)
    declared = sent if codec_of(sent) else _declared_charset(html[:MAX_HEAD])
    valid = _is_utf8(html)
    used = marked_charset(html) or (_unicode(html) if valid else _likeliest_charset(html, declared))
    if used == "utf-8" and valid:
        return Decoded(html.removeprefix(BOM_UTF8).replace(b"\0", b""), declared, used)
    return Decoded(_to_utf8(html.decode(used, "replace").removeprefix("\ufeff")), declared, used)


def charset_of(content_type: str | None) -> str | None:
    """The character set that a Content-Type names, in small letters."""
    return _declared_charset((content_type or "")[:MAX_HEADER].encode("ascii", "replace"))


def _to_utf8(text: str) -> bytes:
    return text.replace("\0", "").encode("utf-8", "replace")


def _is_utf8(html: bytes) -> bool:
    try:
        return html.isascii() or bool(html.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _declared_charset(head: bytes) -> str | None:
    found = DECLARED.search(head.replace(b"\0", b""))
    return found[1].decode("ascii").lower() if found else None


def marked_charset(html: bytes) -> str | None:
    """The Unicode form that a byte order mark names, or that zero bytes between ASCII markup give away."""
    for mark, name in BOMS.items():
        if html.startswith(mark):
            return name
    head = html[:64]  # markup: every page begins with some
    if head[1::2].count(0) > len(head) / 3 and head[::2].count(0) < len(head) / 20:
        return "utf-16-le"
    if head[::2].count(0) > len(head) / 3 and head[1::2].count(0) < len(head) / 20:
        return "utf-16-be"
    return None


def _unicode(html: bytes) -> str:
    """Of bytes that are UTF-8, that; where all are ASCII, ISO-2022 by its escapes."""
    if html.isascii():
        if b"\x1b$B" in html or b"\x1b$@" in html:
            return "iso2022_jp"
        return "hz" if b"~{" in html and b"~}" in html and b"charset=hz" in html[:MAX_HEAD].lower() else "utf-8"
    return "utf-8"


def _likeliest_charset(html: bytes, declared: str | None) -> str:
    """UTF-8 if but a few bytes are broken, else the declared set if it yields plausible text, else the best of the East
    Asian sets, else that of the language, else a detector's choice."""
    sample = _sample(html)
    told = (codec_of(declared), codec_of(_declared_charset(html[:MAX_HEAD])))  # by the header, and by the page
    evidence = UTF8_EVIDENCE_DECLARED if "utf-8" in told else UTF8_EVIDENCE
    if _is_damaged_utf8(sample, evidence):
        return "utf-8"
    others = [codec for codec in told if codec and codec != "utf-8"]
    language = _language(html[:MAX_HEAD])
    best = max(EAST_ASIAN, key=lambda name: plausibility(sample, name))
    east_asian = plausibility(sample, best) >= PLAUSIBLE
    for codec in (_likelier_twin(sample, codec, language) for codec in others):
        if plausibility(sample, codec) >= PLAUSIBLE and not (east_asian and codec in CASELESS):
            return codec
    if east_asian:
        return best
    usual = _likelier_twin(sample, USUAL[language], language) if language in USUAL else ""
    if usual and not others and plausibility(sample, usual) >= PLAUSIBLE:
        return usual
    if _is_damaged_utf8(html, evidence // 2):  # where no other set fits, half of it will do
        return "utf-8"
    guess = from_bytes(sample).best()
    return guess.encoding if guess else next(iter(others), "cp1252")


def _sample(html: bytes) -> bytes:
    """What a page shows, or the page itself where that is all ASCII, from where it is not."""
    visible = MARKUP.sub(b" ", html[: 4 * MAX_SAMPLE])[:MAX_SAMPLE]
    if not visible.isascii():
        return visible
    first = BEYOND_ASCII.search(html)
    start = first.start() if first and first.start() >= MAX_SAMPLE else 0
    return html[start : start + MAX_SAMPLE]


def _is_damaged_utf8(content: bytes, evidence: int) -> bool:
    """Whether bytes are UTF-8 but for some: each broken sequence is outweighed by `evidence` bytes that go on a
    character where one does, which in other sets hardly happens by chance."""
    text = content.decode("utf-8", "replace")
    added = text.count("\ufffd") - content.count("\ufffd".encode())
    return len(text.encode()) - len(text) - 2 * added >= evidence * added


def _language(head: bytes) -> str:
    """The language that a page names; empty if none."""
    found = LANGUAGE.search(head)
    return found[1].decode("ascii").lower() if found else ""


def _likelier_twin(sample: bytes, codec: str, language: str) -> str:
    """A set, or another one of its languages where that yields clearly likelier text."""
    twin = max(TWINS.get(codec, (codec,)), key=lambda name: _likeness(sample, name))
    clearly = CLEARLY / max(1, len(BEYOND_ASCII.findall(sample)))
    likelier = twin if _likeness(sample, twin) > _likeness(sample, codec) + clearly else codec
    return "koi8_u" if likelier in ("koi8_r", "koi8-r") and language in ("be", "uk") else likelier


def _likeness(sample: bytes, codec: str) -> float:
    """How far bytes look like text; of Cyrillic, whose letters are letters in the twin too, by which are frequent."""
    letters = [letter.lower() for letter in sample.decode(codec, "replace") if letter > "\x7f" and letter.isalpha()]
    frequent = sum(letter in COMMON_CYRILLIC for letter in letters) / max(1, len(letters))
    return plausibility(sample, codec) + frequent


def codec_of(label: str | None) -> str | None:
    """The codec that browsers read a page with that declares `label` (WHATWG Encoding Standard), often a superset of
    what the label says; None where there is none, or one of Python's own that no page is written in."""
    codec = resolve_encoding(label or "")
    try:
        b"\xff\xff".decode(codec or "", "replace")
    except (LookupError, ValueError):
        return None
    return codec


def plausibility(sample: bytes, name: str) -> float:
    """0 to 1: how far bytes look like a language's text when read in a character set.

    Of the letters beyond ASCII, those count that running text is made of: for the East Asian sets common Han
    characters (a quarter of Chinese text is the hundred most frequent ones), kana and Hangul; for one-byte sets
    letters that stand in words. Bytes that cannot be read count against it.
    """
    text = sample.decode(name, "replace")
    beyond = [letter for letter in text if letter > "\x7f" and not letter.isspace()]
    broken = beyond.count("\ufffd")
    if not beyond or broken > ERRORS_ALLOWED * len(beyond) + 1:
        return 0.0
    if name in EAST_ASIAN:
        return _east_asian(beyond, name)
    return _alphabetic(text, beyond)


def _east_asian(beyond: list[str], name: str) -> float:
    """Four times the share of what is frequent: Han in Chinese sets, kana in Japanese ones, Hangul in Korean ones."""
    if name == "cp949":
        frequent = sum(letter in COMMON_HANGUL for letter in beyond)
    elif name in ("cp932", "euc_jp"):
        frequent = sum("\u3040" <= letter <= "\u30ff" for letter in beyond)
    else:
        frequent = sum(letter in COMMON_HAN for letter in beyond)
    return min(1.0, 4 * frequent / len(beyond))


def _alphabetic(text: str, beyond: list[str]) -> float:
    """Share of the letters beyond ASCII that are letters, less those in the middle of a word in the other case, if
    their alphabet has two."""
    letters = sum(letter.isalpha() or letter in "’‘“”–—…«»€°£©®·•" for letter in beyond) / len(beyond)
    runs = [run for run in re.findall(r"[^\W\d_]{3,}", text) if not run.isascii()]
    mixed = sum(run.lower() != run.upper() and not (run.islower() or run.isupper() or run.istitle()) for run in runs)
    return max(0.0, letters - 2 * mixed / max(1, len(runs)))
