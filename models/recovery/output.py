"""Where results may be written: never on the device that is read, never over anything."""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from models.recovery.answers import TextKind, Version
from models.recovery.errors import OutputError

SYSTEM = Path("/sys/dev/block")  # Linux says here what a device lies on
ENDINGS: dict[TextKind, str] = {
    "python": "py",
    "markdown": "md",
    "html": "html",
    "json": "json",
    "latex": "tex",
    "email": "eml",
    "plain": "txt",
}
LONGEST_NAME = 80  # characters
MOST_BYTES = 200  # of them; with its number and ending a name may have 255


def check_output(image: str | Path, folder: str | Path, system: Path = SYSTEM) -> Path:
    """The folder, made if it is not there, when results can be written to it.

    Args:
        image: what is read.
        folder: where results are to go: a new folder, or an empty one.
        system: where the system describes block devices.

    Raises:
        OutputError: it lies on the device that is read, is no folder, is not empty, or cannot be made.
    """
    folder = Path(folder)
    try:
        existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
        status = Path(image).stat()
        if stat.S_ISBLK(status.st_mode) and shares_device(status.st_rdev, existing.stat().st_dev, system):
            cause = f"{folder} lies on the device that is read: writing there overwrites what is to be found."
            raise OutputError(cause, "Name a folder on another disk.")
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError(f"{folder} is not empty.", "Name a new folder: nothing is ever written over.")
    except OSError as error:
        raise OutputError(f"{folder} cannot be used: {error.strerror}.", "Name another folder.") from error
    return folder


def shares_device(read: int, written: int, system: Path = SYSTEM) -> bool:
    """Whether two device numbers are one disk, or lie on one: partitions, encrypted and logical volumes do."""
    return bool(_disks(read, system) & _disks(written, system))


def write_texts(folder: Path, versions: Iterable[Version]) -> list[Path]:
    """Writes each version to a file of its own, in UTF-8; gives their paths."""
    paths = []
    for number, version in enumerate(versions, 1):
        name = Path(version.name).stem if version.name else f"at_{version.offset}"
        path = folder / file_name(number, name, ENDINGS[version.kind])
        write_new(path, version.text.encode("utf-8", "surrogatepass"))
        paths.append(path)
    return paths


def file_name(number: int, name: str, ending: str) -> str:
    """A name that no file system and no terminal minds: letters, digits, and marks of which none steers anything."""
    plain = re.sub(r"[^\w-]", "_", name)[:LONGEST_NAME]
    short = plain.encode()[:MOST_BYTES].decode("utf-8", "ignore")
    return f"{number:03}_{short}.{ending}"


def write_new(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file that is not there yet, whole or in parts; of one that cannot be written to its end nothing stays.

    Raises:
        OutputError: it is there, or cannot be written.
    """
    parts = [content] if isinstance(content, bytes) else content
    try:
        with path.open("xb") as file:
            try:
                file.writelines(parts)
                file.flush()
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Make room, or name another folder."
        ) from error


def _disks(number: int, system: Path) -> set[str]:
    """The devices that a device consists of, itself among them."""
    disks = {f"{os.major(number)}:{os.minor(number)}"}
    waiting = list(disks)
    while waiting:
        place = system / waiting.pop()
        if not place.exists():
            continue
        beneath = [path / "dev" for path in (place / "slaves").glob("*")]
        if (place / "partition").exists():
            beneath.append(place.resolve().parent / "dev")
        for path in beneath:
            found = path.read_text().strip() if path.exists() else ""
            if found and found not in disks:
                disks.add(found)
                waiting.append(found)
    return disks
