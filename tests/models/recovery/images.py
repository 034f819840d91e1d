"""Images of file systems with files deleted from them, made without root and without mounting.

Deleted as systems do it: ext4 clears the size and the places in the inode, which `debugfs rm` leaves; FAT marks the
entry and frees the chain (mtools does so); NTFS marks the record as free and frees the clusters in its bitmap.
"""

import random
import re
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SYSTEMS = ("ext4", "fat", "ntfs")
CLUSTER, SPARE = 4096, 8  # bytes; blocks that a full disk keeps for itself
INODE = "located at block (\\d+), offset 0x([0-9a-f]+)"


def tool(*command: str, given: str | None = None) -> str:
    """Runs a tool of the system; what it prints."""
    done = subprocess.run(command, input=given, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, f"{' '.join(command)[:200]}: {done.stderr[-500:]}"
    return done.stdout


ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"}


class Image:
    """An image that files can be written to and deleted from; `kind` is ext2, ext3, ext4, fat or ntfs."""

    def __init__(self, path: Path, kind: str, megabytes: int = 32):
        self.path, self.kind = path, kind
        with path.open("wb") as file:
            file.truncate(megabytes << 20)
        if kind.startswith("ext"):
            tool("mke2fs", "-q", "-F", "-t", kind, "-b", "4096", "-N", "2048", str(path))
        elif kind == "fat":
            tool("mkfs.vfat", "-F", "16", "-s", "4", str(path))
        else:
            tool("mkntfs", "-F", "-Q", "-q", "-c", "4096", str(path))

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes files, in their order, to the first free blocks."""
        with tempfile.TemporaryDirectory() as folder:
            sources = {name: Path(folder, f"{number:05}") for number, name in enumerate(files)}
            for name, content in files.items():
                sources[name].write_bytes(content)
            if self.kind.startswith("ext"):
                script = "".join(f'write {source} "{name}"\n' for name, source in sources.items())
                tool("debugfs", "-w", "-f", "-", str(self.path), given=script)
            for name, source in sources.items():
                if self.kind == "fat":
                    tool("mcopy", "-i", str(self.path), str(source), f"::{name}")
                elif self.kind == "ntfs":
                    tool("ntfscp", "-f", "-q", str(self.path), str(source), f"/{name}")

    def delete(self, names: Iterable[str]) -> None:
        """Deletes files by name."""
        names = list(names)
        if self.kind.startswith("ext"):
            self._delete_ext(names)
        elif self.kind == "fat":
            for name in names:
                tool("mdel", "-i", str(self.path), f"::{name}")
        else:
            _delete_ntfs(self.path, names)

    def _delete_ext(self, names: Sequence[str]) -> None:
        if not names:
            return
        script = "".join(f'imap "{name}"\n' for name in names)
        places = re.findall(INODE, tool("debugfs", "-f", "-", str(self.path), given=script))
        assert len(places) == len(names)
        tool("debugfs", "-w", "-f", "-", str(self.path), given="".join(f'rm "{name}"\n' for name in names))
        with self.path.open("r+b") as file:
            for block, offset in places:
                start = int(block) * 4096 + int(offset, 16)
                for place, content in ((4, bytes(4)), (28, bytes(4)), (42, bytes(2)), (52, bytes(48))):
                    file.seek(start + place)
                    file.write(content)

    def write_in_pieces(self, files: Mapping[str, bytes]) -> None:
        """Writes files in pieces, between which blocks of other files lie.

        Holes are made first, two for each file, the first of half its blocks; what else was free is filled, since
        systems prefer it.
        """
        cluster = 2048 if self.kind == "fat" else CLUSTER
        room = int(self.kind == "ntfs")  # which needs blocks of its own for files in pieces
        fillers: dict[str, bytes] = {}
        for number, content in enumerate(files.values()):
            blocks = -(-len(content) // cluster)
            assert blocks > 1
            for part, count in (("a", blocks // 2), ("k", 1), ("b", blocks - blocks // 2 + room), ("m", 1)):
                fillers[f"{part}{number}"] = random.Random(number).randbytes(cluster * count)
        self.write(fillers)
        if self.kind == "ntfs":
            self.write(dict.fromkeys(files, b"x"))  # so that a full disk need not make room for their records
        full = [] if self.kind == "fat" else self._fill()
        self.delete([name for name in fillers if name[0] in "ab"])
        for name, content in files.items():
            try:
                self.write({name: content})
            except AssertionError:  # ntfscp gives up on holes that are too scattered
                self.delete(full)
                full = []
                self.write({name: content})

    def _fill(self) -> list[str]:
        """Writes files until hardly a block is free; smaller ones where a large one finds no place. Their names."""
        names: list[str] = []
        most = 1 << 20
        while most and (free := self._free() - SPARE) > 0:
            names.append(f"full{len(names)}")
            try:
                self.write({names[-1]: b"\x01" * (min(free, most) * CLUSTER)})
            except AssertionError:
                most = min(free, most) // 2
        return names

    def _free(self) -> int:
        if self.kind == "ntfs":
            return _free_ntfs(self.path)
        return int(re.findall(r"Free blocks:\s+(\d+)", tool("debugfs", "-R", "stats", str(self.path)))[0])


def _delete_ntfs(path: Path, names: Sequence[str]) -> None:
    """Frees the records of files and their clusters. Layout: the documentation of the Linux-NTFS project."""
    image = bytearray(path.read_bytes())
    cluster, table, bitmap = _ntfs(image)
    wanted = set(names)
    for record in table:
        if image[record : record + 4] != b"FILE" or not image[record + 22] & 1:
            continue
        name = _name(image, record)
        if name in wanted:
            wanted.remove(name)
            image[record + 22] &= ~1
            sequence = struct.unpack_from("<H", image, record + 16)[0]
            struct.pack_into("<H", image, record + 16, sequence + 1)  # as drivers do: older references are stale then
            for start, size in _runs(image, record, cluster):
                for number in range(start // cluster, (start + size) // cluster):
                    image[bitmap[number // 8]] &= ~(1 << number % 8)
    assert not wanted
    path.write_bytes(image)


def _ntfs(image: bytearray) -> tuple[int, list[int], list[int]]:
    """Bytes of a cluster, where each record lies, and where each byte of the bitmap."""
    cluster = struct.unpack_from("<H", image, 11)[0] * image[13]
    mft = struct.unpack_from("<Q", image, 48)[0] * cluster
    table = [start + place for start, size in _runs(image, mft, cluster) for place in range(0, size, 1024)]
    bitmap = [start + place for start, size in _runs(image, table[6], cluster) for place in range(size)]
    return cluster, table, bitmap


def _free_ntfs(path: Path) -> int:
    image = bytearray(path.read_bytes())
    cluster, _, bitmap = _ntfs(image)
    bits = (image[bitmap[number // 8]] >> number % 8 & 1 for number in range(len(image) // cluster))
    return len(image) // cluster - sum(bits)


def _attributes(image: bytearray, record: int) -> Iterable[tuple[int, int]]:
    place = record + struct.unpack_from("<H", image, record + 20)[0]
    while (kind := struct.unpack_from("<I", image, place)[0]) != 0xFFFFFFFF:
        yield kind, place
        place += struct.unpack_from("<I", image, place + 4)[0]


def _name(image: bytearray, record: int) -> str | None:
    for kind, place in _attributes(image, record):
        if kind == 0x30:
            content = place + struct.unpack_from("<H", image, place + 20)[0]
            return image[content + 66 : content + 66 + 2 * image[content + 64]].decode("utf-16-le")
    return None


def _runs(image: bytearray, record: int, cluster: int) -> list[tuple[int, int]]:
    """Offset and bytes of each piece of a record's unnamed data."""
    for kind, place in _attributes(image, record):
        if kind == 0x80 and image[place + 8] and not image[place + 9]:
            runs, at, number = [], place + struct.unpack_from("<H", image, place + 32)[0], 0
            while image[at]:
                counted, placed = image[at] & 15, image[at] >> 4
                count = int.from_bytes(image[at + 1 : at + 1 + counted], "little")
                number += int.from_bytes(image[at + 1 + counted : at + 1 + counted + placed], "little", signed=True)
                runs.append((number * cluster, count * cluster))
                at += 1 + counted + placed
            return runs
    return []
