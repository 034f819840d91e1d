"""Files of every kind with a signature, to lose: a seed gives the same ones always."""

import bz2
import gzip
import io
import lzma
import random
import sqlite3
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import save

from tests.models.recovery.texts_made import make_text

ENDINGS = ("zip", "docx", "keras", "png", "jpg", "pdf", "db", "gz", "safetensors")
LIKE_NOISE = ("xz", "bz2", "webp")  # not in the benchmark, whose files are those of ENDINGS
KINDS = {"jpg": "jpeg", "db": "sqlite", "gz": "gzip", "bz2": "bzip2"}  # of an ending; of others, it is the kind


def make_file(seed: int, ending: str) -> bytes:
    """A file of a few kilobytes."""
    chance = random.Random(f"{seed} {ending}")
    return MAKERS[ending](chance)


def _zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _text(chance: random.Random) -> bytes:
    return make_text(chance.randint(0, 10**6), "plain", "en", chance.randint(2_000, 20_000)).text.encode()


def _zip(chance: random.Random) -> bytes:
    return _zipped({f"notes/{number}.txt": _text(chance) for number in range(chance.randint(1, 5))})


def _docx(chance: random.Random) -> bytes:
    body = b"<w:document>" + _text(chance) + b"</w:document>"
    return _zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


def _keras(chance: random.Random) -> bytes:
    weights = chance.randbytes(chance.randint(2_000, 20_000))
    return _zipped({"metadata.json": b"{}", "config.json": b"{}", "model.weights.h5": weights})


def _picture(chance: random.Random, form: str) -> bytes:
    draw = np.random.default_rng(chance.randint(0, 10**6))
    coarse = draw.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    side = chance.randint(60, 200)
    options = {"progressive": chance.random() < 0.5} if form == "JPEG" else {}
    Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC).save(buffer, form, **options)
    return buffer.getvalue()


def _pdf(chance: random.Random) -> bytes:
    stream = _text(chance)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(content)
    content += b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer << /Size 5 /Root 1 0 R >>\n"
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def _database(chance: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.db")
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        rows = [(_text(chance).decode()[: chance.randint(50, 9_000)],) for _ in range(chance.randint(5, 20))]
        connection.executemany("INSERT INTO notes (text) VALUES (?)", rows)
        connection.commit()
        connection.close()
        return path.read_bytes()


def _tensors(chance: random.Random) -> bytes:
    draw = np.random.default_rng(chance.randint(0, 10**6))
    return save({name: draw.normal(size=(chance.randint(2, 40), 8)).astype(np.float32) for name in ("weight", "bias")})


MAKERS = {
    "zip": _zip,
    "docx": _docx,
    "keras": _keras,
    "png": lambda chance: _picture(chance, "PNG"),
    "jpg": lambda chance: _picture(chance, "JPEG"),
    "pdf": _pdf,
    "db": _database,
    "gz": lambda chance: gzip.compress(_text(chance), mtime=1),
    "safetensors": _tensors,
    "xz": lambda chance: lzma.compress(_text(chance)),
    "bz2": lambda chance: bz2.compress(_text(chance)),
    "webp": lambda chance: _picture(chance, "WEBP"),
}
