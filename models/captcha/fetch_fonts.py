"""Brings Debian's typefaces (140 MB to download) into a folder, without installing them.

python -m models.captcha.fetch_fonts   into runs/fonts
"""

import re
import shutil
import string
import subprocess
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from models.captcha.errors import FontsMissingError
from models.captcha.fonts import BITMAP, BITMAP_UNSEEN, DEBIAN, DEBIAN_UNSEEN, FOLDER, is_fetched, package_of
from models.captcha.painting.bitmaps import bitmap_font
from models.evaluation import option, parse_options, run

LATIN_BITMAP = re.compile(r"iso-?8859-1(-\d+x\d+(-bold)?)?\.pcf\.gz$", re.IGNORECASE)  # of an X11 font's many files


def fetch(folder: Path = FOLDER) -> None:
    """Downloads Debian's packages that are not in `folder` yet and keeps their legible fonts, a folder each."""
    wanted = [name for name in DEBIAN + DEBIAN_UNSEEN + BITMAP + BITMAP_UNSEEN if not is_fetched(folder / name)]
    if not wanted:
        return
    with tempfile.TemporaryDirectory() as place:
        packages = {package_of(name): name for name in wanted}
        try:
            subprocess.run(["apt-get", "download", "-qq", *packages], cwd=place, check=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            remedy = "Run it on Debian or Ubuntu, after apt-get update; or train with --fonts ''."
            raise FontsMissingError(f"Debian's font packages could not be downloaded: {problem}.", remedy) from problem
        for package in Path(place).glob("*.deb"):
            name = packages[package.name.partition("_")[0]]
            unpacked = Path(place) / name
            subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True)
            _keep_legible(unpacked, folder / name)


def _keep_legible(unpacked: Path, family: Path) -> None:
    """Fills a folder beside that of the family, which takes its place whole."""
    found = [path for path in unpacked.rglob("*") if not path.is_symlink() and not path.is_dir()]
    partial = family.with_name(f".{family.name}")
    shutil.rmtree(partial, ignore_errors=True)  # of a call that was killed
    partial.mkdir(parents=True)
    for path in found:
        outline = path.suffix.lower() in (".ttf", ".otf")
        if (outline and is_legible(path)) or (LATIN_BITMAP.search(path.name) and is_legible_bitmap(path)):
            (partial / path.name).write_bytes(path.read_bytes())
    partial.replace(family)


def is_legible(path: Path) -> bool:
    """Whether a font has all letters and digits, each different from the other, in strokes of some weight."""
    typeface = ImageFont.truetype(str(path), 40)
    drawn = [_bitmap(typeface, symbol) for symbol in string.digits + string.ascii_letters]
    inks = [sum(mask) / 255 for mask in drawn]
    return len(set(drawn)) >= len(drawn) - 2 and _bitmap(typeface, "￿") not in drawn and 50 < min(inks) < 900


def is_legible_bitmap(path: Path) -> bool:
    """Whether a bitmap font has all letters and digits, each different from the other."""
    try:
        typeface = bitmap_font(str(path))
    except OSError:
        return False
    drawn = [_bitmap(typeface, symbol) for symbol in string.digits + string.ascii_letters]
    return len(set(drawn)) >= len(drawn) - 2


def _bitmap(typeface: ImageFont.FreeTypeFont, symbol: str) -> bytes:
    mask = Image.new("L", (80, 80))
    ImageDraw.Draw(mask).text((40, 55), symbol, 255, typeface, anchor="ms")
    return mask.tobytes()


@dataclass
class Options:
    """Fetches Debian's typefaces."""

    folder: str = option(str(FOLDER), "where to put them")


def main(options: Options) -> None:
    """Fetches what is not there yet. Raises FontsMissingError."""
    fetch(Path(options.folder))
    print(f"{len(DEBIAN)} families to train on and {len(DEBIAN_UNSEEN)} to test with are in {options.folder}.")


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
