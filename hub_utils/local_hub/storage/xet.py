"""Uploads of clients that have hf-xet, through a folder that they and this Hub share (`--xet`, experimental).

hf-xet 1.8 takes `local:///folder` for the address of its storage. That is undocumented, and one process at a time may
have such a folder open, so every upload is given a folder of its own, and this Hub reads a copy. What arrives is put
together by hf-xet, verified by its SHA-256 and kept as any other LFS object; downloads never use Xet.

The table of files in a shard follows https://huggingface.co/docs/xet/shard: a header of 48 bytes, then for each file
48 bytes (hash, flags, number of segments), as many for each segment and each verification, and 48 with the SHA-256.
"""

import shutil
import struct
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from hub_utils.local_hub.storage.blobs import Blobs

_RECORD = 48  # bytes
_END = b"\xff" * 32
_VERIFIED, _WITH_SHA256 = 1 << 31, 1 << 30


def new_folder(blobs: Blobs) -> Path:
    """An empty folder for one upload."""
    folder = blobs.unfinished(f"xet-{uuid.uuid4().hex}").resolve()
    folder.mkdir()
    return folder


def adopt(blobs: Blobs, oid: str) -> None:
    """Keeps the files of the upload that brought this SHA-256; does nothing if none did.

    Raises:
        RefusalError: the content is not what its SHA-256 promises.
    """
    for folder in blobs.unfinished("-").parent.glob("xet-*"):
        files = _files(folder)
        if oid in files:
            missing = {found: name for found, name in files.items() if blobs.size(found) is None}
            _restore(blobs, folder, missing)
            shutil.rmtree(folder, ignore_errors=True)
            return


def _restore(blobs: Blobs, folder: Path, files: dict[str, str]) -> None:
    import hf_xet  # only where this is switched on

    with tempfile.TemporaryDirectory(dir=folder.parent) as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)  # the client may still have its index open
        targets = {oid: Path(copy) / oid for oid in files}
        with hf_xet.XetSession().new_file_download_group(endpoint=f"local://{copy}") as group:
            for oid, target in targets.items():
                group.start_download_file(hf_xet.XetFileInfo(files[oid], None), str(target))
        for oid, target in targets.items():
            blobs.finish(target, oid, target.stat().st_size)


def _files(folder: Path) -> dict[str, str]:
    """Xet's names of the files in a folder, by their SHA-256."""
    shards = folder.glob("xet/xorbs/shards/*.mdb")
    return {oid: name for shard in shards for name, oid in _table(shard.read_bytes())}


def _table(shard: bytes) -> Iterator[tuple[str, str]]:
    position = _RECORD
    while position + _RECORD <= len(shard) and shard[position : position + 32] != _END:
        name = shard[position : position + 32]
        flags, segments = struct.unpack_from("<II", shard, position + 32)
        position += _RECORD * (1 + segments * (2 if flags & _VERIFIED else 1))
        if flags & _WITH_SHA256 and position + _RECORD <= len(shard):
            yield _hexadecimal(name), _hexadecimal(shard[position : position + 32])
            position += _RECORD


def _hexadecimal(digest: bytes) -> str:
    """Xet writes its digests as four little-endian 64-bit numbers."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", digest))
