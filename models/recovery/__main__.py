"""Finds lost text and files on the image of a disk, which is only read.

python -m models.recovery disk.img --fragment "the remembered words" --output found/
python -m models.recovery disk.img --files --output found/
python -m models.recovery map disk.img
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar, get_args

from errors import ExplainedError
from models.recovery.answers import CarvedFile, FileKind, Match, Progress, Recovered, Version
from models.recovery.display import harmless
from models.recovery.errors import FragmentError
from models.recovery.output import check_output, file_name, write_new, write_texts
from models.recovery.recover import TOP, scan_text
from models.recovery.scan import check_fragments
from models.recovery.signatures import carve_in_parts, scan_files
from models.recovery.source import Source

PREVIEW = 160  # characters of a text
CELLS = 64  # of the map, one a line
CLOSED = 141  # what a shell gives of a program that a closed pipe ended: 128 and the number of SIGPIPE
Answer = TypeVar("Answer")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; 0 if something was found, 1 if nothing was, 2 if it was refused, CLOSED if nobody reads on."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not know the characters of a text
    try:
        code = _map(given[1:]) if given[:1] == ["map"] else _search(given)
        sys.stdout.flush()
        return code
    except ExplainedError as error:
        print(harmless(str(error)), file=sys.stderr)
        return 2
    except BrokenPipeError:
        _discard_output()
        return CLOSED


def _discard_output() -> None:
    """Sends what is still to be written nowhere, or Python would complain of the closed pipe when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def search_parser() -> argparse.ArgumentParser:
    """The command line of a search."""
    parser = argparse.ArgumentParser(
        prog="python -m models.recovery", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("image", help="the image of a disk, as dd or ddrescue writes it")
    parser.add_argument("--fragment", action="append", default=[], help="words of the lost text; may be repeated")
    parser.add_argument("--any", action="store_true", help="texts with any of the fragments, not only with all")
    parser.add_argument("--files", action="store_true", help="files by their signatures, too")
    parser.add_argument("--kinds", nargs="+", choices=get_args(FileKind), help="only files of these kinds")
    parser.add_argument("--top", type=int, default=TOP, help="texts at most (default: %(default)s)")
    parser.add_argument("--output", help="a new folder, on another disk, that what is found is written to")
    parser.add_argument("--device", action="store_true", help="IMAGE is a device, and meant to be read")
    return parser


def _search(given: Sequence[str]) -> int:
    options = search_parser().parse_args(given)
    files = options.files or options.kinds
    if not options.fragment and not files:
        raise FragmentError("There is no fragment.", 'Say --fragment "words of the text", or --files.')
    if options.fragment:
        check_fragments(options.fragment)
    with Source(options.image, options.device):  # refused before a folder is made
        folder = check_output(options.image, options.output) if options.output else None
    found = _texts(options, folder) if options.fragment else 0
    found += _files(options, folder) if files else 0
    return 0 if found else 1


def _texts(options: argparse.Namespace, folder: Path | None) -> int:
    match: Match = "any" if options.any else "all"
    steps = scan_text(options.image, options.fragment, match, options.top, options.device)
    (recovered,) = _answers(steps, Recovered)
    _print_texts(recovered)
    if folder:
        write_texts(folder, recovered.versions)
        described = [asdict(version) | {"text": None} for version in recovered.versions]
        write_new(folder / "found.json", json.dumps(described, indent=2).encode())
    return len(recovered.versions)


def _files(options: argparse.Namespace, folder: Path | None) -> int:
    files = _answers(scan_files(options.image, options.kinds, options.device), CarvedFile)
    for number, file in enumerate(files, 1):
        name = file_name(number, Path(file.name).stem if file.name else f"at_{file.offset}", file.kind)
        state = "whole" if file.whole else "partial"
        print(f"{name}  {file.length:,} bytes at {file.offset:,}  {state}  {file.confidence:.0%}")
        if folder:
            write_new(folder / name, carve_in_parts(options.image, file, options.device))
    return len(files)


def _map(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m models.recovery map", description="What kind of data lies where.")
    parser.add_argument("image")
    parser.add_argument("--cells", type=int, default=CELLS, help="how fine the map is (default: %(default)s)")
    parser.add_argument("--device", action="store_true", help="IMAGE is a device, and meant to be read")
    options = parser.parse_args(given)
    from models.recovery.mapping import map_image

    for stretch in map_image(options.image, options.cells, device=options.device).stretches:
        print(f"{stretch.start:>15,} {stretch.length:>15,}  {stretch.kind:<12} {stretch.probability:.0%}")
    return 0


def _answers(steps: Iterator[Progress | Answer], kind: type[Answer]) -> list[Answer]:
    """The answers of a search; its progress is shown on a terminal."""
    answers = []
    for step in steps:
        if isinstance(step, kind):
            answers.append(step)
        elif isinstance(step, Progress) and sys.stderr.isatty():
            print(f"\r{step.done / max(1, step.total):4.0%}  {step.found:,} found ", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return answers


def _print_texts(recovered: Recovered) -> None:
    more = " or more" if recovered.bounded else ""
    print(f"{recovered.hits:,}{more} hits in {recovered.scanned:,} bytes, {recovered.seconds:.1f} s")
    for number, version in enumerate(recovered.versions, 1):
        print(f"\n{number}. {_described(version)}")
        print("   " + " ".join(harmless(version.text[:PREVIEW]).split()))


def _described(version: Version) -> str:
    parts = [
        harmless(version.name) if version.name else f"at {version.offset:,}",
        f"{version.kind}, {version.encoding}, {version.length:,} bytes, {version.confidence:.0%}",
        version.time or "",
        "still exists" if version.exists else "",
        f"partial: {', '.join(version.partial)}" if version.partial else "",
        f"{version.copies} copies" if version.copies > 1 else "",
    ]
    return "; ".join(filter(None, parts))


if __name__ == "__main__":
    sys.exit(main())
