"""Contents of files that are made here, each a function of a random source and of texts, giving bytes.

Those of `UNSEEN` are never trained on: they tell how the network does on makers that it has not met.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

Random = np.random.Generator
Texts = Sequence[bytes]  # contents to be packed or stored
Make = Callable[[Random, Texts], bytes]

LEVELS = ("INFO", "DEBUG", "WARN", "WARNING", "ERROR", "notice", "info")
PICTURE_SIDES = (96, 320)  # pixels


@dataclass(frozen=True)
class Maker:
    """A kind of file that is made: its name on the card, the kind of its blocks, and how it is made."""

    name: str
    kind: str
    make: Make
    unseen: bool = False


def pick(random: Random, texts: Texts) -> bytes:
    """One of the contents."""
    return texts[int(random.integers(len(texts)))]


def words_of(random: Random, texts: Texts, count: int) -> list[str]:
    """Words of a content, to fill records with."""
    words = _split(pick(random, texts))
    return [words[int(place)][:24] for place in random.integers(len(words), size=count)]


@lru_cache(4096)
def _split(content: bytes) -> list[str]:
    return content.decode("utf-8", "ignore").split() or ["empty"]


def zeros(random: Random, _texts: Texts) -> bytes:
    """Never written, or erased flash."""
    return bytes([int(random.choice([0, 0, 0, 255]))]) * 8192


def repeated(random: Random, _texts: Texts) -> bytes:
    """Another byte over and over, as testers of disks write it."""
    return bytes([int(random.choice([0x55, 0xAA, 0xF6, 0x5A, 0x20, 0x01]))]) * 8192


def noise(random: Random, _texts: Texts) -> bytes:
    """Every byte as likely."""
    return random.bytes(16384)


def ciphertext(random: Random, texts: Texts) -> bytes:
    """A content encrypted with AES in counter mode."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    encryptor = Cipher(algorithms.AES(random.bytes(32)), modes.CTR(random.bytes(16))).encryptor()
    return encryptor.update(pick(random, texts)) + encryptor.finalize()


def zipped(random: Random, texts: Texts) -> bytes:
    """A ZIP archive of some files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=int(random.integers(1, 10))) as archive:
        for number in range(int(random.integers(1, 6))):
            archive.writestr(f"{number}/{words_of(random, texts, 1)[0]}.txt", pick(random, texts))
    return packed.getvalue()


def gzipped(random: Random, texts: Texts) -> bytes:
    """A gzip file."""
    return gzip.compress(pick(random, texts), int(random.integers(1, 10)), mtime=int(random.integers(2**31)))


def deflated(random: Random, texts: Texts) -> bytes:
    """A zlib stream, as Git's objects and PDF's pages are."""
    return zlib.compress(pick(random, texts) + pick(random, texts), int(random.integers(1, 10)))


def xz(random: Random, texts: Texts) -> bytes:
    """An xz file."""
    return lzma.compress(pick(random, texts), preset=int(random.integers(0, 4)))


def bzipped(random: Random, texts: Texts) -> bytes:
    """A bzip2 file."""
    return bz2.compress(pick(random, texts), int(random.integers(1, 10)))


def picture(random: Random) -> np.ndarray:
    """A smooth picture with shapes and a little grain, uint8 [height, width, 3]."""
    height, width = (int(side) for side in random.integers(*PICTURE_SIDES, size=2))
    rows, columns = np.mgrid[:height, :width]
    waves = [
        np.sin(columns * random.uniform(0, 0.1) + rows * random.uniform(0, 0.1) + random.uniform(0, 6)) for _ in "rgb"
    ]
    canvas = np.stack(waves, axis=-1) * 60 + 128
    for _ in range(int(random.integers(2, 20))):
        top, left = int(random.integers(height)), int(random.integers(width))
        canvas[top : top + int(random.integers(4, 80)), left : left + int(random.integers(4, 80))] = random.uniform(
            0, 255, 3
        )
    grain = random.normal(0, random.uniform(0, 12), canvas.shape)
    return np.clip(canvas + grain, 0, 255).astype(np.uint8)


def _image(random: Random, form: str, **options: object) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.fromarray(picture(random)).save(written, form, **options)
    return written.getvalue()


def png(random: Random, _texts: Texts) -> bytes:
    """A PNG file."""
    return _image(random, "PNG")


def jpeg(random: Random, _texts: Texts) -> bytes:
    """A JPEG file."""
    return _image(random, "JPEG", quality=int(random.integers(40, 96)), progressive=bool(random.integers(2)))


def webp(random: Random, _texts: Texts) -> bytes:
    """A WebP file."""
    return _image(random, "WEBP", quality=int(random.integers(40, 96)))


def gif(random: Random, _texts: Texts) -> bytes:
    """A GIF file."""
    return _image(random, "GIF")


def bitmap(random: Random, _texts: Texts) -> bytes:
    """A BMP file."""
    return _image(random, "BMP")


def tiff(random: Random, _texts: Texts) -> bytes:
    """An uncompressed TIFF file."""
    return _image(random, "TIFF")


def wave(random: Random, _texts: Texts) -> bytes:
    """Sound in 16 bits."""
    time = np.arange(16000) / 8000
    tones = sum(np.sin(2 * np.pi * random.uniform(80, 2000) * time) for _ in range(4))
    samples = (tones * 4000 + random.normal(0, 100, time.size)).astype("<i2").tobytes()
    shape = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    header = struct.pack("<4sI4s", b"RIFF", 36 + len(samples), b"WAVE") + shape
    return header + struct.pack("<4sI", b"data", len(samples)) + samples


def floats(random: Random, _texts: Texts) -> bytes:
    """An array of NumPy: weights, or measurements."""
    written = io.BytesIO()
    kind = random.choice(["<f4", "<f8", "<f2", "<i4", "<i8"])
    values = random.normal(0, random.choice([0.05, 1, 300]), 3000)
    np.save(written, values.astype(kind))
    return written.getvalue()


def inode_table(random: Random, _texts: Texts) -> bytes:
    """Inodes of ext4 with 256 bytes each, some used."""
    table = bytearray(256 * 32)
    now = int(random.integers(1_500_000_000, 1_800_000_000))
    for start in range(0, len(table), 256):
        if random.random() < 0.7:
            size, block = int(random.integers(2**22)), int(random.integers(2**24))
            times = [now - int(random.integers(10**7)) for _ in range(3)]
            table[start : start + 40] = struct.pack("<HHIIIIIHHIII", int(random.choice([0o100644, 0o40755, 0o100755])),
                1000, size, *times, 0, 1000, 1, size // 512, 0x80000, 1)[:40]  # fmt: skip
            table[start + 40 : start + 64] = struct.pack(
                "<HHHHIIHHI", 0xF30A, 1, 4, 0, 0, 0, size // 4096 + 1, 0, block
            )
    return bytes(table)


def directory(random: Random, texts: Texts) -> bytes:
    """Blocks of ext4 that list names."""
    listed = bytearray()
    for name in words_of(random, texts, 200):
        raw = name.encode()[:60]
        length = (8 + len(raw) + 3) // 4 * 4
        entry = struct.pack("<IHBB", int(random.integers(2**20)), length, len(raw), 1) + raw
        listed += entry.ljust(length, b"\0")
    return bytes(listed)


def fat_table(random: Random, _texts: Texts) -> bytes:
    """A file allocation table: chains of clusters."""
    chain = np.arange(4096, dtype="<u4") + 1
    chain[random.random(4096) < 0.1] = 0x0FFFFFFF
    chain[int(random.integers(4096)) :] = 0
    return chain.tobytes()


def sqlite(random: Random, texts: Texts) -> bytes:
    """A SQLite database of tables whose columns are drawn."""
    return _database(random, texts, _plain_table)


def sqlite_search(random: Random, texts: Texts) -> bytes:
    """A SQLite database with an inverted index."""
    return _database(random, texts, _search_table)


def _database(random: Random, texts: Texts, fill: Callable[[sqlite3.Connection, Random, Texts], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        connection = sqlite3.connect(file)
        connection.execute(f"PRAGMA page_size={random.choice([1024, 4096, 8192])}")
        fill(connection, random, texts)
        connection.commit()
        connection.close()
        return file.read_bytes()


def _plain_table(connection: sqlite3.Connection, random: Random, texts: Texts) -> None:
    for table in range(int(random.integers(1, 4))):
        kinds = random.choice(["INTEGER", "TEXT", "REAL", "BLOB"], size=int(random.integers(2, 9)))
        columns = ", ".join(f"c{place} {kind}" for place, kind in enumerate(kinds))
        connection.execute(f"CREATE TABLE t{table} (id INTEGER PRIMARY KEY, {columns})")
        connection.execute(f"CREATE INDEX i{table} ON t{table} (c0, c1)")
        rows = [[_cell(random, texts, kind) for kind in kinds] for _ in range(int(random.integers(50, 300)))]
        marks = ", ".join("?" * len(kinds))
        connection.executemany(f"INSERT INTO t{table} VALUES (NULL, {marks})", rows)


def _cell(random: Random, texts: Texts, kind: str) -> object:
    if kind == "INTEGER":
        return int(random.integers(2 ** int(random.integers(1, 48))))
    if kind == "REAL":
        return float(random.normal())
    if kind == "BLOB":
        return random.bytes(int(random.integers(4, 40)))
    return " ".join(words_of(random, texts, int(random.choice([1, 2, 5, 12, 40]))))


def _search_table(connection: sqlite3.Connection, random: Random, texts: Texts) -> None:
    """An inverted index in tables of SQLite's core: not every build has a module for full-text search."""
    connection.execute("CREATE TABLE pages (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    connection.execute("CREATE TABLE words (word TEXT PRIMARY KEY, places BLOB) WITHOUT ROWID")
    rows = [(" ".join(words_of(random, texts, 3)), " ".join(words_of(random, texts, 40))) for _ in range(120)]
    connection.executemany("INSERT INTO pages VALUES (NULL, ?, ?)", rows)
    places: dict[str, bytearray] = {}
    for page, (_, body) in enumerate(rows, 1):
        for place, word in enumerate(body.split()):
            places.setdefault(word, bytearray()).extend((page, place))
    connection.executemany("INSERT INTO words VALUES (?, ?)", [(word, bytes(at)) for word, at in places.items()])


def server_log(random: Random, texts: Texts) -> bytes:
    """A web server's log."""
    lines = []
    for word in words_of(random, texts, 200):
        host = ".".join(map(str, random.integers(1, 255, 4)))
        when = f"{random.integers(1, 29):02d}/Mar/20{random.integers(10, 27)}:{random.integers(24):02d}:11:09 +0800"
        status, size = random.choice([200, 200, 301, 404, 500]), random.integers(10**5)
        lines.append(f'{host} - - [{when}] "GET /{word} HTTP/1.1" {status} {size} "-" "Mozilla/5.0"')
    return "\n".join(lines).encode()


def program_log(random: Random, texts: Texts) -> bytes:
    """A program's log: time, level, message."""
    stamps = random.choice(["{}-{:02d}-11 {:02d}:07:31,{:03d}", "{}-{:02d}-03T{:02d}:41:00.{:03d}Z"])
    lines = []
    for _ in range(150):
        stamp = stamps.format(random.integers(2005, 2027), *(int(x) for x in random.integers([1, 0, 0], [13, 24, 999])))
        message = " ".join(words_of(random, texts, int(random.integers(3, 9))))
        lines.append(f"{stamp} {random.choice(LEVELS)} {message}")
    return "\n".join(lines).encode()


def system_log(random: Random, texts: Texts) -> bytes:
    """Lines as syslog writes them."""
    lines = []
    for word in words_of(random, texts, 150):
        clock = ":".join(f"{part:02d}" for part in random.integers(60, size=3))
        message = " ".join(words_of(random, texts, int(random.integers(3, 9))))
        lines.append(f"Nov {random.integers(1, 30):2d} {clock} host {word}[{random.integers(99, 32768)}]: {message}")
    return "\n".join(lines).encode()


def table(random: Random, texts: Texts) -> bytes:
    """CSV of words and numbers."""
    return _separated(random, texts, str(random.choice([",", ";"])))


def tab_table(random: Random, texts: Texts) -> bytes:
    """Columns between tabs."""
    return _separated(random, texts, "\t")


def _separated(random: Random, texts: Texts, separator: str) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator)
    kinds = random.choice(["INTEGER", "TEXT", "REAL"], size=int(random.integers(3, 12)))
    writer.writerow(words_of(random, texts, len(kinds)))
    writer.writerows([_cell(random, texts, kind) for kind in kinds] for _ in range(100))
    return written.getvalue().encode()


def json_lines(random: Random, texts: Texts) -> bytes:
    """Objects of JSON, on a line each or indented."""
    names = words_of(random, texts, 6)
    indent = 2 if random.random() < 0.5 else None
    rows = [{name: _cell(random, texts, str(random.choice(["INTEGER", "TEXT", "REAL"]))) for name in names} for _ in
            range(60)]  # fmt: skip
    ascii_only = bool(random.integers(2))
    if random.random() < 0.5:
        return json.dumps(rows, indent=indent, ensure_ascii=ascii_only).encode()
    return "\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows).encode()


def page(random: Random, texts: Texts) -> bytes:
    """HTML around text, as a web site's template makes it."""
    parts = ["<!DOCTYPE html><html><head><meta charset=utf-8><title>x</title></head><body>"]
    for number in range(40):
        name = words_of(random, texts, 1)[0].encode("ascii", "ignore").decode() or "x"
        text = " ".join(words_of(random, texts, int(random.integers(2, 25))))
        parts.append(f'<div class="{name} c{number}"><a href="/{name}/{number}.html">{name}</a><p>{text}</p></div>')
    return "\n".join(parts).encode()


def latex(random: Random, texts: Texts) -> bytes:
    """Text with formulas and sections in LaTeX."""
    parts = ["\\documentclass{article}\\begin{document}"]
    for number in range(40):
        text = " ".join(words_of(random, texts, int(random.integers(5, 30))))
        a, b = random.integers(1, 99, 2)
        parts.append(
            f"\\section{{{text[:20]}}}\\label{{s{number}}}\n{text} $x_{{{a}}} = \\frac{{{a}}}{{{b}}}$ \\cite{{k{a}}}"
        )
        parts.append(f"\\begin{{equation}}\n\\sum_{{i=1}}^{{{a}}} \\alpha_i \\leq {b}\n\\end{{equation}}")
    return "\n".join(parts).encode()


MAKERS = (
    Maker("zeros and 0xFF", "empty", zeros),
    Maker("noise", "random", noise),
    Maker("ZIP", "compressed", zipped),
    Maker("gzip", "compressed", gzipped),
    Maker("zlib", "compressed", deflated),
    Maker("PNG", "compressed", png),
    Maker("JPEG", "compressed", jpeg),
    Maker("bitmaps", "binary", bitmap),
    Maker("sound", "binary", wave),
    Maker("arrays", "binary", floats),
    Maker("inodes of ext4", "binary", inode_table),
    Maker("directories of ext4", "binary", directory),
    Maker("SQLite", "database", sqlite),
    Maker("web server's logs", "records", server_log),
    Maker("programs' logs", "records", program_log),
    Maker("CSV", "records", table),
    Maker("JSON", "records", json_lines),
    Maker("pages", "markup", page),
    Maker("LaTeX", "markup", latex),
)
UNSEEN = (
    Maker("other bytes repeated", "empty", repeated, True),
    Maker("AES", "random", ciphertext, True),
    Maker("bzip2", "compressed", bzipped, True),
    Maker("xz", "compressed", xz, True),
    Maker("WebP", "compressed", webp, True),
    Maker("GIF", "compressed", gif, True),
    Maker("TIFF", "binary", tiff, True),
    Maker("file allocation tables", "binary", fat_table, True),
    Maker("SQLite with an inverted index", "database", sqlite_search, True),
    Maker("system logs", "records", system_log, True),
    Maker("tab-separated tables", "records", tab_table, True),
)
