"""What was found, packed to be taken away: many texts or files as one ZIP, or one file by itself; as data addresses."""

import io
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from models.recovery.answers import CarvedFile, Version
from models.recovery.errors import SourceError
from models.recovery.output import ENDINGS, file_name
from models.recovery.signatures import carve

TEXTS_PACKED, FILES_PACKED = 1_400_000, 3_000_000  # bytes of an archive, which the page holds


@dataclass(frozen=True)
class SavedFile:
    """A file by itself: its name, its bytes as a data address, and how many they are."""

    name: str
    address: str
    length: int


def pack_file(path: str | Path, number: int, file: CarvedFile) -> SavedFile:
    """A file that was found, whole or partial, by itself; `number` is its place in the list, from 1 on.

    Raises:
        SourceError: it has more than FILES_PACKED bytes, or does not lie on the image.
    """
    if file.length > FILES_PACKED:
        raise SourceError(
            f"The file has {file.length:,} bytes; the page gives files of up to {FILES_PACKED:,}.",
            "Run python -m models.recovery disk.img --files --output found/ on your own machine.",
        )
    if min(number, file.length, *(edge for run in (*file.runs, (file.offset, 1)) for edge in run)) < 0:
        raise SourceError("A file does not begin before its image does.", "Search for files again.")
    content = carve(path, file)
    return SavedFile(_name_of(number, file), _address(content, "application/octet-stream"), len(content))


def pack_texts(versions: Sequence[Version]) -> tuple[str, int]:
    """A ZIP of texts as a data address, and how many of them it has."""
    contents = {}
    for number, version in enumerate(versions, 1):
        name = Path(version.name).stem if version.name else f"at_{version.offset}"
        contents[file_name(number, name, ENDINGS[version.kind])] = version.text.encode("utf-8", "surrogatepass")
    described = [asdict(version) | {"text": None} for version in versions]
    return _archive(contents, described, TEXTS_PACKED)


def pack_files(path: str | Path, files: Sequence[CarvedFile]) -> tuple[str, int]:
    """A ZIP of the files that are whole and fit as a data address, and how many of them it has."""
    contents, left = {}, FILES_PACKED
    for number, file in enumerate(files, 1):
        if file.whole and file.length <= left:
            contents[_name_of(number, file)] = carve(path, file)
            left -= file.length
    return _archive(contents, [asdict(file) for file in files], FILES_PACKED)


def _archive(contents: Mapping[str, bytes], described: Sequence[object], most: int) -> tuple[str, int]:
    """A ZIP as a data address, and how many of the contents it has; the same contents give the same bytes."""
    if not contents:
        return "", 0
    stream, packed = io.BytesIO(), 0
    with ZipFile(stream, "w") as archive:
        manifest = json.dumps(described, indent=1, ensure_ascii=False).encode("utf-8", "replace")
        archive.writestr(_entry("found.json"), manifest)
        for name, content in contents.items():
            before = stream.tell()
            if before + len(content) // 4 > most:
                break
            archive.writestr(_entry(name), content)
            packed += 1
            if stream.tell() > most:
                break
    return _address(stream.getvalue(), "application/zip"), packed


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _name_of(number: int, file: CarvedFile) -> str:
    return file_name(number, Path(file.name).stem if file.name else f"at_{file.offset}", file.kind)


def _address(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"
