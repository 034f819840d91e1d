"""What the recovery tab answers, and the API and MCP too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import gradio as gr
from pydantic import TypeAdapter

from demos.recovery import uploads
from demos.recovery.inputs import fragments_of
from demos.shared import live
from demos.shared.live import Run
from demos.shared.refusals import errors_explained
from models import recovery as models
from models.recovery import CarvedFile, DifferenceFrame, FilesFrame, ListFrame, MapFrame, Peek, SavedFile, SearchFrame
from models.recovery.commands import Harm, Words, words

FileKind = Literal["zip", "png", "jpeg", "pdf", "sqlite", "gzip", "xz", "bzip2", "webp", "safetensors"]
Match = Literal["all", "any"]
TOP, CELLS, KEPT = 20, 512, 10
_CARVED = TypeAdapter(CarvedFile)
THESIS = "\n".join(models.FRAGMENTS)


@dataclass(frozen=True)
class Told:
    """What a shell text would do, in both languages; `harm` is the worst of its commands."""

    harm: Harm
    en: Words
    zh: Words


@dataclass(frozen=True)
class Held:
    """An image that was uploaded: where it is, how it is called, and its bytes."""

    path: str
    name: str
    size: int


def recover_text(
    image: str | None = None,
    fragments: str = THESIS,
    match: Match = "all",
    top: int = TOP,
    keep: float = KEPT,
    request: gr.Request | None = None,
) -> Iterator[Run[SearchFrame]]:
    """Finds deleted texts on the image of a disk by words that are remembered of them; the image is only read.

    Args:
        image: a raw image as dd or ddrescue writes it, up to 200 MB; none for a sample, of which a thesis was deleted.
        fragments: what is remembered, one fragment a line, 2 to 200 characters each; case and white space do not
            matter, and UTF-8, GB 18030 and UTF-16 are searched.
        match: whether a text must hold all fragments, or any.
        top: how many versions at most, 1 to 50.
        keep: minutes that the image is kept for another search, 0 to 30; with 0 it is deleted at once.

    Yields:
        How the search goes, at most ten times a second: in `frame` the bytes done, a map of the image as a strip, and
        at the end the versions, best first, with kind, encoding, confidence and why they may be partial, and a ZIP.
    """
    with errors_explained(request), uploads.used(image, keep) as path:
        recorded = "recovery.recover_text" if image is None and fragments == THESIS else None
        given = path, fragments_of(fragments), match, int(top)
        yield from live.stream(models.search_live, *given, recorded=recorded, request=request)


def compare_versions(
    image: str | None = None,
    fragments: str = THESIS,
    match: Match = "all",
    first: float = 1,
    second: float = 2,
    keep: float = KEPT,
    request: gr.Request | None = None,
) -> Iterator[Run[DifferenceFrame]]:
    """Tells what differs between any two versions of a text on the image of a disk; the image is only read.

    Args:
        image: a raw image of up to 200 MB; none for the sample.
        fragments: what is remembered, one fragment a line, as for recover_text.
        match: whether a text must hold all fragments, or any.
        first: the number that a version has in what recover_text finds, from 1 on.
        second: the number of the version that it is compared with.
        keep: minutes that the image is kept for another search, 0 to 30.

    Yields:
        How the search goes; at the end in `frame` the lines of a unified difference from the first version to the
        second, and how many lines are removed and added.
    """
    with errors_explained(request), uploads.used(image, keep) as path:
        given = path, fragments_of(fragments), match, int(first), int(second)
        yield from live.stream(models.compare_live, *given, request=request)


def recover_files(
    image: str | None = None,
    kinds: list[FileKind] | None = None,
    keep: float = KEPT,
    request: gr.Request | None = None,
) -> Iterator[Run[FilesFrame]]:
    """Finds deleted files on the image of a disk by how their formats begin and end; the image is only read.

    Args:
        image: a raw image of up to 200 MB; none for the sample.
        kinds: zip, png, jpeg, pdf, sqlite, gzip, xz, bzip2, webp, safetensors; all of them if none is given.
        keep: minutes that the image is kept for another search, 0 to 30.

    Yields:
        How the search goes; at the end in `frame` the files with place, length, kind and whether they are whole, and a
        ZIP of those that fit into 3 MB.
    """
    with errors_explained(request), uploads.used(image, keep) as path:
        yield from live.stream(models.files_live, path, tuple(kinds or ()), request=request)


def map_image(
    image: str | None = None, cells: int = CELLS, keep: float = KEPT, request: gr.Request | None = None
) -> Iterator[Run[MapFrame]]:
    """Tells what lies where on the image of a disk: text, code, archives, noise, emptiness; by a small network.

    Args:
        image: a raw image of up to 200 MB; none for the sample.
        cells: how many cells the map has at most, 16 to 2048; none is smaller than 4 KiB.
        keep: minutes that the image is kept for another search, 0 to 30.

    Yields:
        How it goes; at the end in `frame` the kinds, a digit for the kind of each cell, and the share of each kind.
    """
    with errors_explained(request), uploads.used(image, keep) as path:
        yield from live.stream(models.map_live, path, int(cells), request=request)


def list_texts(
    image: str | None = None, keep: float = KEPT, request: gr.Request | None = None
) -> Iterator[Run[ListFrame]]:
    """Lists all texts on the image of a disk, deleted or not, for when no words are remembered.

    Args:
        image: a raw image of up to 200 MB; none for the sample.
        keep: minutes that the image is kept for another search, 0 to 30.

    Yields:
        How it goes; at the end in `frame` the first 400 texts with place, length, kind, language and how they begin.
    """
    with errors_explained(request), uploads.used(image, keep) as path:
        yield from live.stream(models.list_live, path, request=request)


def explain_command(command: str, request: gr.Request | None = None) -> Told:
    """Says what a shell command would do, before it is run: it is parsed, and never run.

    Args:
        command: one or more commands of bash or sh, up to 20,000 characters.

    Returns:
        For each command how bad it is, what it touches, why, and a safer form; and what to do in the first minute if
        it has been run already. In English and in Chinese.
    """
    with errors_explained(request):
        explanation = models.explain_command(command or "")
        return Told(explanation.harm, words(explanation, "en"), words(explanation, "zh"))


def look_at(image: str | None, keep: float, event: gr.EventData, request: gr.Request | None = None) -> Peek:
    """What lies at the place of the map that was clicked."""
    with errors_explained(request), uploads.used(image, keep) as path:
        return models.look_at(path, int(event.offset), int(event.cell))


def take_file(image: str | None, keep: float, event: gr.EventData, request: gr.Request | None = None) -> SavedFile:
    """The file of the list that was clicked, by itself."""
    with errors_explained(request), uploads.used(image, keep) as path:
        return models.pack_file(path, int(event.number), _CARVED.validate_python(event.file))


def pick_example(event: gr.EventData) -> tuple[None, str, Match]:
    """The sample, and the fragments of the example that was clicked."""
    return None, "\n".join(models.EXAMPLES.get(str(event.name), models.FRAGMENTS)), "all"


def follow_command(event: gr.EventData, request: gr.Request | None = None) -> tuple[str, Told]:
    """Explains the command that was clicked."""
    return str(event.command), explain_command(str(event.command), request)


def take_upload(image: str | None, before: str | None, fragments: str) -> tuple[Held | None, str | dict[str, Any]]:
    """Notes which image there is, deletes the one that it replaces, and takes words of the sample out of the field."""
    path = Path(image) if image else None
    held = Held(str(path), path.name, path.stat().st_size if path.is_file() else 0) if path else None
    if before and before != image:
        uploads.forget(before)
    ours = fragments in ("\n".join(example) for example in models.EXAMPLES.values())
    return held, "" if image and ours else gr.skip()
