"""python -m hub_utils.local_hub.backup --root local_hub_data --to copy.tar

Copies a whole Hub into one tar file, also while it serves and is pushed to: what it had acknowledged when the copy
began is in it, whole. Unpacked into an empty folder, which becomes the --root of a Hub, it is that Hub again.
"""

import argparse
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage.repositories import SETTINGS

# In this order: what a file names was there before it, and nothing of it is ever taken away while the repository lives.
NAMES = ("discussions", "HEAD", "config", "packed-refs", "refs")
CONTENTS = ("objects", "lfs/objects")


def back_up(root: Path, target: Path) -> int:
    """Writes a copy of a Hub's folder and returns how many repositories it has; `target` is whole or absent.

    Raises:
        ValueError: the folder is no Hub's.
    """
    if not (root / "accounts.json").is_file():
        raise ValueError(f"{root} has no accounts.json, so it is not the folder of a local Hub.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with tarfile.open(unfinished, "w") as archive:
            _add(archive, root, root / "accounts.json")
            copied = sum(_add_repository(archive, root, path) for path in _repositories(root))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return copied


def _repositories(root: Path) -> Iterator[Path]:
    for kind in Kind:
        for settings in sorted(root.glob(f"{kind}/*/*.git/{SETTINGS}")):
            yield settings.parent


def _add_repository(archive: tarfile.TarFile, root: Path, path: Path) -> bool:
    """Settings last: a repository that is deleted meanwhile has none in the copy, and is none there either."""
    for name in (*NAMES, *CONTENTS):
        for file in _files(path / name):
            with suppress(FileNotFoundError):
                _add(archive, root, file)
    try:
        _add(archive, root, path / SETTINGS)
    except FileNotFoundError:
        return False
    return True


def _files(path: Path) -> Iterator[Path]:
    """A file, or a folder with everything in it; folders too, since git wants some that are empty."""
    if path.exists():
        yield path
    for inner in sorted(path.rglob("*")):
        if inner.suffix != ".lock":
            yield inner


def _add(archive: tarfile.TarFile, root: Path, path: Path) -> None:
    """Adds what is at a path when it is opened: it may be replaced by another file meanwhile."""
    name = path.relative_to(root).as_posix()
    if path.is_dir():
        return archive.add(path, name, recursive=False)
    with path.open("rb") as file:
        return archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), file)


def main(arguments: Sequence[str] | None = None) -> int:
    command = argparse.ArgumentParser(prog="python -m hub_utils.local_hub.backup", description=__doc__)
    command.add_argument(
        "--root", type=Path, default=Path("local_hub_data"), help="the folder of the Hub (%(default)s)"
    )
    command.add_argument("--to", type=Path, required=True, help="the tar file that is written")
    options = command.parse_args(arguments)
    try:
        print(f"{back_up(options.root, options.to)} repositories are in {options.to}.")
    except (ValueError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
