"""An image that is read and never written: opened read-only, in pieces, without the holes of a sparse file."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from models.recovery.errors import DeviceError, NotAnImageError, SourceError

WRAPPINGS = {  # what hides the blocks of a disk, by how it begins
    b"\x1f\x8b": "gzip archive",
    b"\xfd7zXZ\x00": "xz archive",
    b"7z\xbc\xaf\x27\x1c": "7z archive",
    b"\x28\xb5\x2f\xfd": "Zstandard archive",
    b"BZh": "bzip2 archive",
    b"QFI\xfb": "QCOW2 virtual disk",
    b"KDMV": "VMDK virtual disk",
    b"conectix": "VHD virtual disk",
    b"vhdxfile": "VHDX virtual disk",
    b"EVF\x09\x0d\x0a\xff\x00": "EnCase image",
}
WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
ZIP_BEGINS, ZIP_ENDS, ZIP_TAIL = b"PK\x03\x04", b"PK\x05\x06", 65_557  # a comment has up to 65,535 bytes


class Source:
    """The bytes of an image, or of a block device that was named as one.

    with Source("disk.img") as source:
        source.read(4096, 100)

    Raises:
        SourceError: there is no such file, it is empty, or it cannot be read.
        NotAnImageError: it is an archive, a wrapped virtual disk or a web page.
        DeviceError: it is a block device, and `device` is false.
    """

    def __init__(self, path: str | Path, device: bool = False):
        self.path = Path(path)
        self._file = -1
        try:
            mode = self.path.stat().st_mode
            if stat.S_ISBLK(mode) and not device:
                remedy = "Make an image of it first, or say on the command line that it is meant: --device."
                raise DeviceError("This is a device, no image.", remedy)
            if not (stat.S_ISREG(mode) or stat.S_ISBLK(mode)):
                raise SourceError("This is no file.", "Give the image of a disk, such as dd or ddrescue writes it.")
            self._file = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            self.size = os.lseek(self._file, 0, os.SEEK_END)
        except OSError as error:
            self.close()
            cause = f"The image cannot be read: {error.strerror or type(error).__name__}."
            raise SourceError(cause, "Check its path and its permissions.") from error
        try:
            self._refuse_wrappings()
        except NotAnImageError:
            self.close()
            raise

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; what was read stays."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from `offset` on, fewer at the end; a sector that the disk cannot read is given as zeros."""
        length = max(0, min(length, self.size - offset))
        buffer = bytearray(length)
        return bytes(buffer[: self.read_into(offset, memoryview(buffer))])

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fills a buffer from `offset` on; gives how many bytes were read."""
        done = 0
        while done < len(buffer):
            try:
                os.lseek(self._file, offset + done, os.SEEK_SET)
                part = os.readv(self._file, [buffer[done:]]) if hasattr(os, "readv") else self._copy(buffer[done:])
            except OSError as error:
                if error.errno != errno.EIO:
                    raise SourceError(f"The image cannot be read: {error.strerror}.", "Try a copy of it.") from error
                part = min(512, len(buffer) - done)
                buffer[done : done + part] = bytes(part)
            if not part:
                break
            done += part
        return done

    def extents(self) -> Iterator[tuple[int, int]]:
        """Start and end of what is stored, in order: the holes of a sparse file are left out where they are known."""
        start = 0
        while start < self.size:
            try:
                start = os.lseek(self._file, start, os.SEEK_DATA)
                end = os.lseek(self._file, start, os.SEEK_HOLE)
            except (AttributeError, OSError) as error:
                if getattr(error, "errno", None) != errno.ENXIO:  # ENXIO: nothing but a hole is left
                    yield start, self.size
                return
            yield start, end
            start = end

    def _copy(self, buffer: memoryview) -> int:
        part = os.read(self._file, len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def _refuse_wrappings(self) -> None:
        if not self.size:
            raise NotAnImageError("The image is empty.", "Make it again: its file has no bytes.")
        head = self.read(0, 1024)
        for magic, name in WRAPPINGS.items():
            if head.startswith(magic):
                raise NotAnImageError(f"This is a {name}, not the image of a disk.", "Unpack or convert it to raw.")
        if head.startswith(ZIP_BEGINS) and ZIP_ENDS in self.read(max(0, self.size - ZIP_TAIL), ZIP_TAIL):
            raise NotAnImageError("This is a ZIP archive, not the image of a disk.", "Unpack it, and give the image.")
        if WEB_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
            cause = "This is a web page, not the image of a disk."
            raise NotAnImageError(cause, "The download may have failed: fetch the image again.")


class Pieces:
    """A file in pieces, read as if it were one; of the whole source if no pieces are given."""

    def __init__(self, source: Source, runs: tuple[tuple[int, int], ...] | None = None, size: int | None = None):
        self._source = source
        self._runs = ((0, source.size),) if runs is None else runs
        stored = sum(length for _, length in self._runs)
        self.size = stored if size is None else min(size, stored)

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from `offset` in the file on, fewer at its end."""
        length = max(0, min(length, self.size - offset))
        parts = []
        for start, stored in self._runs:
            if length <= 0:
                break
            if offset < stored:
                part = min(length, stored - offset)
                parts.append(self._source.read(start + offset, part))
                length -= part
                offset += part
            offset -= stored
        return b"".join(parts)

    def first(self, size: int) -> "Pieces":
        """The first `size` bytes, as a file of their own."""
        return Pieces(self._source, self._runs, size)
