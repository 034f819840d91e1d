"""python -m hub_utils.verify

Checks every bundled folder, and every pin where the settings name a Hub account: it is there, its files are of their
kinds and have the digests that the Hub lists, its weights have the shapes that config.json says, its card says what
config.json and metrics.json say. The exit status is 1 if anything is wrong.

Whether the figures are those of the weights it does not check: `python -m models.verify` computes them again.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from hub_utils import card, eval_results, pins
from hub_utils.checkpoint import FILES, Checkpoint, validate
from hub_utils.comparison import results_of
from hub_utils.errors import BadPinsError, CardInvalidError, CorruptCheckpointError, HubError, HubUnreachableError
from hub_utils.fetch import bundled, fetch
from hub_utils.pins import Pin
from hub_utils.shapes import check_shapes
from settings import Settings, start_logging

if TYPE_CHECKING:
    from huggingface_hub import ModelCardData


@dataclass(frozen=True)
class Finding:
    """One folder or pin: `found` says what is there, `error` what is wrong with it."""

    where: str
    found: str = ""
    error: HubError | None = None

    def __str__(self) -> str:
        return f"wrong  {self.where}: {self.error}" if self.error else f"agree  {self.where}: {self.found}"


def verify() -> Iterator[Finding]:
    """Every bundled folder, then every pin that the settings lead to."""
    for folder in sorted(pins.BUNDLED.iterdir()) if pins.BUNDLED.is_dir() else ():
        yield _finding(f"checkpoints/{folder.name}", _folder_summary, folder)
    settings = Settings.from_environment()
    try:
        pinned = {name: pins.pin_of(name, settings) for name in pins.TABLE}
    except BadPinsError as error:
        yield Finding("KEXUE_PINS", error=error)
        return
    for name, pin in pinned.items():
        if pin:
            yield _finding(f"{pin.repo}@{pin.revision}", _pin_summary, name, pin)


def _finding(where: str, check: Callable[..., str], *arguments: object) -> Finding:
    try:
        return Finding(where, check(*arguments))
    except HubError as error:
        return Finding(where, error=error)


def _folder_summary(folder: Path) -> str:
    checkpoint = bundled(folder.name)
    inside = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    others = sorted(file for file in inside if file not in FILES)
    if others:
        raise CorruptCheckpointError(
            f"It also holds {', '.join(others)}.", "Keep only the files of a checkpoint there."
        )
    if (folder / "README.md").read_bytes() != card.render(folder).encode():
        raise CardInvalidError("README.md is not what config.json and metrics.json say.", "Write it with write_card.")
    gathered, told = folder / eval_results.FILE, card.render_eval_results(folder)
    if (gathered.read_text(encoding="utf-8") if gathered.is_file() else None) != told:
        raise CardInvalidError(f"{eval_results.FILE} is not what metrics.json says.", "Write it with write_card.")
    return _summary(checkpoint)


def _pin_summary(name: str, pin: Pin) -> str:
    checkpoint = fetch(name, pin.revision, pin.repo)
    commit = checkpoint.origin.revision
    if checkpoint.origin.kind != "hub" or commit is None:
        raise HubUnreachableError("The Hub did not give it; only the cache has it.")
    validate(checkpoint.path, pins.entry(name).system)
    _check_card(checkpoint)
    folder = pins.BUNDLED / name
    same = folder.is_dir() and digest(folder) == digest(checkpoint.path)
    return f"{_summary(checkpoint)}, commit {commit[:7]}" + (", as bundled" if same else "")


def _check_card(checkpoint: Checkpoint) -> None:
    from huggingface_hub import ModelCard

    page, results = checkpoint.path / "README.md", results_of(checkpoint.metrics)
    try:
        data = cast("ModelCardData", ModelCard(page.read_text(encoding="utf-8")).data) if page.is_file() else None
        told = [result.metric_value for result in (data.eval_results if data else None) or ()]
    except eval_results.MALFORMED as error:
        raise CardInvalidError(f"The metadata of the model card cannot be read ({type(error).__name__}).") from error
    missing = [result for result in results if not isinstance(result, dict) or result.get("value") not in told]
    if data is None or not data.license or not told or missing:
        raise CardInvalidError("The model card does not tell its licence and all its numbers.")


def _summary(checkpoint: Checkpoint) -> str:
    check_shapes(checkpoint)
    first = card.headline(checkpoint.metrics)
    told = f"{first.name} {card.format_value(first.value, first.unit)}"
    return f"files, shapes and card; the card says {told}; sha256 {digest(checkpoint.path)[:12]}"


def digest(folder: Path) -> str:
    """The sha256 of a checkpoint's files, names included: two folders have the same one if they are the same."""
    total = hashlib.sha256()
    for file in sorted(file for file in FILES if (folder / file).is_file()):
        total.update(f"{file} {hashlib.sha256((folder / file).read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    argparse.ArgumentParser(prog="python -m hub_utils.verify", description=__doc__.partition("\n\n")[2]).parse_args(
        arguments
    )
    start_logging()
    findings = list(verify())
    print(*findings, sep="\n")
    settings = Settings.from_environment()
    if not (settings.namespace or settings.pins):
        print("No pin was checked: KEXUE_NAMESPACE and KEXUE_PINS are empty.")
    print("No figure was computed again: `python -m models.verify` does that.")
    return int(any(finding.error for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
