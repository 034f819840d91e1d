"""The process that reads file systems: `python -m models.recovery.worker IMAGE`, one JSON value a line.

The Sleuth Kit is C, and an image is a stranger's: what brings it down ends this process and no other.
"""

import argparse
import base64
import json
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytsk3

MEMORY = 1 << 30  # bytes of address space
SECONDS = 60  # of a core
MOST_FILES, MOST_INODES, MOST_RUNS, DEEPEST = 20_000, 200_000, 5_000, 40
MOST_RESIDENT = 1 << 16  # bytes of a file within its inode
DATA = (pytsk3.TSK_FS_ATTR_TYPE_DEFAULT, pytsk3.TSK_FS_ATTR_TYPE_NTFS_DATA)
FOLDERS = (pytsk3.TSK_FS_META_TYPE_DIR, pytsk3.TSK_FS_META_TYPE_VIRT_DIR, pytsk3.TSK_FS_NAME_TYPE_DIR)
EXT_JOURNAL = 8  # the inode of the journal
KINDS = {
    value: name.removeprefix("TSK_FS_TYPE_").lower()
    for name, value in sorted(vars(pytsk3).items())
    if name.startswith("TSK_FS_TYPE_") and not name.endswith("_DETECT")
}


def main() -> None:
    """Prints a line for every file system, followed by one for each of its files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("image")
    image = parser.parse_args().image
    _limit()
    disk = pytsk3.Img_Info(image)
    left = MOST_FILES
    for offset in _beginnings(disk):
        with suppress(OSError):
            system = pytsk3.FS_Info(disk, offset=offset)
            _print(_described(disk, system, offset))
            for file in _files(system, offset):
                left -= 1
                if left < 0:
                    _print({"complete": False})
                    return
                _print(file)
    _print({"complete": True})


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _beginnings(disk: Any) -> list[int]:
    """Where file systems may begin: the partitions', or the image's own beginning."""
    with suppress(OSError):
        volume = pytsk3.Volume_Info(disk)
        parts = [part for part in volume if part.flags == pytsk3.TSK_VS_PART_FLAG_ALLOC]
        if parts:
            return [part.start * volume.info.block_size for part in parts]
    return [0]


def _described(disk: Any, system: Any, offset: int) -> dict[str, Any]:
    kind, block = KINDS.get(system.info.ftype, "other"), int(system.info.block_size)
    described: dict[str, Any] = {"kind": kind, "offset": offset, "block": block, "first": offset}
    if kind.startswith("ext"):
        with suppress(OSError):
            described["journal"] = _runs(system.open_meta(inode=EXT_JOURNAL), offset, block)
    elif kind.startswith("fat"):
        described |= _clusters(disk.read(offset, 512), offset)
    return described


def _clusters(boot: bytes, offset: int) -> dict[str, int]:
    """Where the clusters of a FAT begin, and how long they are: the Sleuth Kit counts in sectors there."""
    sector, per_cluster, reserved, tables, entries = struct.unpack_from("<HBHBH", boot, 11)
    length = struct.unpack_from("<H", boot, 22)[0] or struct.unpack_from("<I", boot, 36)[0]
    root = -(-entries * 32 // max(1, sector))
    return {"block": sector * per_cluster, "first": offset + (reserved + tables * length + root) * sector}


def _files(system: Any, offset: int) -> Iterator[dict[str, Any]]:
    """Files that folders name, then those that only inodes know."""
    block, fat = int(system.info.block_size), "fat" in KINDS.get(system.info.ftype, "")
    folders: list[tuple[int, str]] = [(int(system.info.root_inum), "")]
    seen: set[int] = set()
    while folders:
        inode, path = folders.pop()
        with suppress(OSError):
            for entry in system.open_dir(inode=inode):
                name = entry.info.name.name.decode("utf-8", "replace")
                orphans = fat and name == "$OrphanFiles"  # where the Sleuth Kit takes any sector for a folder
                if name in (".", "..") or orphans:
                    continue
                whole, number = f"{path}/{name}".lstrip("/"), int(entry.info.name.meta_addr)
                if entry.info.meta is None:
                    entry = _by_inode(system, number) or entry
                file = _file(entry, whole, number, offset, block)
                if not file.pop("folder"):
                    yield file
                elif number not in seen and whole.count("/") < DEEPEST:
                    folders.append((number, whole))
                seen.add(number)
    if not fat:
        yield from _nameless(system, offset, block, seen)


def _nameless(system: Any, offset: int, block: int, seen: set[int]) -> Iterator[dict[str, Any]]:
    """Deleted files whose inodes no folder names any more."""
    first, last = int(system.info.first_inum), int(system.info.last_inum)
    for number in range(first, min(last, first + MOST_INODES)):
        entry = None if number in seen else _by_inode(system, number)
        meta = entry.info.meta if entry else None
        if meta is None or not int(meta.flags) & int(pytsk3.TSK_FS_META_FLAG_UNALLOC):
            continue
        if meta.size > 0 and meta.type == pytsk3.TSK_FS_META_TYPE_REG:
            file = _file(entry, f"inode {number}", number, offset, block)
            file.pop("folder")
            yield file


def _by_inode(system: Any, number: int) -> Any:
    with suppress(OSError):
        return system.open_meta(inode=number)
    return None


def _file(entry: Any, name: str, number: int, offset: int, block: int) -> dict[str, Any]:
    meta, named = entry.info.meta, entry.info.name
    unnamed = named is not None and int(named.flags) & int(pytsk3.TSK_FS_NAME_FLAG_UNALLOC) != 0
    free = meta is not None and int(meta.flags) & int(pytsk3.TSK_FS_META_FLAG_UNALLOC) != 0
    folder = (meta.type if meta else named.type if named else None) in FOLDERS
    taken = unnamed and meta is not None and not free  # the inode has another name now
    known = meta is not None and not taken
    file: dict[str, Any] = {
        "name": name,
        "inode": number,
        "deleted": unnamed or free,
        "size": int(meta.size) if known else 0,
        "time": _time(int(meta.mtime)) if known else None,
        "folder": folder,
        "overwritten": taken,
    }
    if known and not folder and file["size"] > 0:
        file |= _place(entry, offset, block, file["size"])
    return file


def _place(entry: Any, offset: int, block: int, size: int) -> dict[str, Any]:
    with suppress(OSError, RuntimeError):
        for attribute in entry:
            if attribute.info.type in DATA and not attribute.info.name:
                flags = int(attribute.info.flags)
                if flags & int(pytsk3.TSK_FS_ATTR_RES):
                    if size > MOST_RESIDENT:
                        return {}
                    return {"content": base64.b64encode(entry.read_random(0, size)).decode()}
                if flags & (int(pytsk3.TSK_FS_ATTR_COMP) | int(pytsk3.TSK_FS_ATTR_ENC)):
                    return {}  # its blocks are not its bytes
        return {"runs": _runs(entry, offset, block, size)}
    return {}


def _runs(entry: Any, offset: int, block: int, size: int | None = None) -> list[tuple[int, int]]:
    """Where a file's bytes lie, cut to its size; nothing if a part of it lies nowhere."""
    runs: list[tuple[int, int]] = []
    left = int(entry.info.meta.size) if size is None else size
    for attribute in entry:
        if attribute.info.type not in DATA or attribute.info.name:
            continue
        for run in attribute:
            odd = int(run.flags) & (int(pytsk3.TSK_FS_ATTR_RUN_FLAG_SPARSE) | int(pytsk3.TSK_FS_ATTR_RUN_FLAG_FILLER))
            if left <= 0:
                break
            if odd or len(runs) >= MOST_RUNS:
                return []
            length = min(left, int(run.len) * block)
            runs.append((offset + int(run.addr) * block, length))
            left -= length
    return runs if left <= 0 else []


def _time(seconds: int) -> str | None:
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds > 0 else None
    return None


if __name__ == "__main__":
    main()
