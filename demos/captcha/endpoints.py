"""What the captcha tab answers, and the API and MCP too."""

import secrets
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import gradio as gr
from PIL import Image

from demos.captcha import corrections
from demos.captcha.batch import Row, as_csv, pictures_in, read_rows
from demos.captcha.inputs import SOLVER, check_batch, check_correction, check_picture, lengths
from demos.shared import ui
from demos.shared.checkpoints import open_model
from demos.shared.feedback import check_agreed
from demos.shared.rates import COSTLY, DRAWING
from demos.shared.refusals import count_opinion, errors_explained, explain
from demos.shared.serving import format_ref
from models import captcha
from settings import Settings

# (text, style, seed), from easy to hopeless; captions are captcha.examples.1, .2, ... in strings.toml
EXAMPLES = (
    ("7K3d", "default", 1),
    ("2846", "sans", 2),
    ("Paper", "serif", 3),
    ("kexue", "painted", 52),
    ("fM2017", "painted", 93),
    ("Hb9T", "wheezy", 6),
    ("O0oIl1", "default", 7),
    ("xW8mQr4N", "unseen", 29),
)
OTHERS = 3  # next best readings that are shown
TOGETHER = 64  # pictures of a batch that are solved before the next step of the progress bar
SEEDS = 2**31


@dataclass(frozen=True)
class Look(captcha.Focus):
    """What the network looks at, over `picture`: a WebP as a data address, of `width` x `height` pixels."""

    picture: str
    width: int
    height: int


@dataclass(frozen=True)
class Side:
    """What one checkpoint, `repo@commit` or `bundled`, reads."""

    checkpoint: str
    reading: captcha.Reading


@dataclass(frozen=True)
class Sides:
    """Two readings of the same picture."""

    first: Side
    second: Side


def solve_captcha(
    image: str | None,
    charset: str = "",
    length: int = 0,
    checkpoint: str = "",
    longest: int = 0,
    request: gr.Request | None = None,
) -> captcha.Reading:
    """Reads the text of one captcha picture, or of the captcha on a picture of a whole page.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        charset: the only characters that may occur, as one string, or classes of them: digits, letters, lower, upper,
            lower+digits; empty for all that the model knows.
        length: how many characters there are; 0 for any number.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.
        longest: how many there are at most, if `length` is the least; 0 if it is exact.

    Returns:
        The text, how probable it is (case aside), whether that is too low to trust, each character's alternatives,
        the next best texts, and where on a whole page it was found: left, top, right, bottom in pixels.
    """
    with errors_explained(request):
        return _reading(check_picture(image), _solver(checkpoint, request), charset, lengths(length, longest))


def explain_captcha(
    image: str | None,
    charset: str = "",
    length: int = 0,
    checkpoint: str = "",
    longest: int = 0,
    request: gr.Request | None = None,
) -> Look:
    """Shows where in a captcha picture each character was read, by covering one part after the other.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        charset: the only characters that may occur, as one string, or classes of them: digits, letters, lower, upper,
            lower+digits; empty for all that the model knows.
        length: how many characters there are; 0 for any number.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.
        longest: how many there are at most, if `length` is the least; 0 if it is exact.

    Returns:
        The reading, and for each character a map: which share of its probability is lost when a cell is covered.
    """
    with errors_explained(request, cost=COSTLY):
        picture = check_picture(image)
        found = captcha.focus(_solver(checkpoint, request), picture, charset or None, lengths(length, longest))
    return Look(found.reading.with_characters(), found.box, found.maps, ui.inline(picture), *picture.size)


def solve_captchas(
    images: list[str],
    charset: str = "",
    length: int = 0,
    named: bool = False,
    checkpoint: str = "",
    longest: int = 0,
    request: gr.Request | None = None,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> tuple[list[Row], str]:
    """Reads many captcha pictures; a file that cannot be read gets an error of its own and stops nothing.

    Args:
        images: picture files, and ZIP archives of such.
        charset: the only characters that may occur in any of them, or classes of them (digits, letters, lower, upper);
            empty for all that the model knows.
        length: how many characters each has; 0 for any number.
        named: whether the files are named after what they show (aB3x.png, aB3x_17.png), to be compared with it.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.
        longest: how many characters each has at most, if `length` is the least; 0 if it is exact.

    Returns:
        One row for each picture, and the same rows as a CSV file (UTF-8 with a byte order mark, as Excel wants it).
    """
    with errors_explained(request, cost=COSTLY):
        check_batch(images)
        solver = _solver(checkpoint, request)
        solver.solve([], charset or None, lengths(length, longest))  # refuses what no reading can have
        pictures = list(pictures_in(images, Settings.from_environment().max_images))
    solve = partial(solver.solve, charset=charset or None, length=lengths(length, longest))
    groups = [pictures[start : start + TOGETHER] for start in range(0, len(pictures), TOGETHER)]
    rows = [
        row
        for group in progress.tqdm(groups)
        for row in read_rows(group, named, solve, partial(explain, request=request))
    ]
    return rows, ui.download("captchas.csv", as_csv(rows))


def generate_captcha(
    style: str = "default",
    text: str = "",
    seed: int | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> tuple[Image.Image, str, int, captcha.Reading]:
    """Draws a captcha and reads it. The same style, text and seed give the same picture.

    Args:
        style: how it is drawn: default, sans, serif, wide or small by the captcha library; unseen, the same in fonts
            never trained on; painted, another style each time; wheezy, by the library wheezy.captcha.
        text: 1 to 8 letters and digits; empty for 4 random ones.
        seed: a whole number; none for a new one each time.
        checkpoint: which one reads it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The picture, its text, the seed that was used, and what the model reads in it.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    text = text or captcha.random_text(seed)
    with errors_explained(request, cost=DRAWING):
        picture = captcha.draw(text, style, seed)
        return picture, text, seed, _reading(picture, _solver(checkpoint, request))


def draw_anew(
    style: str, text: str, checkpoint: str, request: gr.Request | None = None
) -> tuple[Image.Image, str, int, captcha.Reading]:
    """Draws a captcha of a seed of its own choice, and reads it."""
    return generate_captcha(style, text, None, checkpoint, request)


def read_example(
    index: int, checkpoint: str = "", request: gr.Request | None = None
) -> tuple[Image.Image, str, captcha.Reading]:
    """Shows one of the examples and reads it: the picture, its text and the reading."""
    picture = example_pictures()[index]
    with errors_explained(request):
        return picture, EXAMPLES[index][0], _reading(picture, _solver(checkpoint, request))


@cache
def example_pictures() -> tuple[Image.Image, ...]:
    """The pictures of EXAMPLES; drawing all takes about 50 ms."""
    return tuple(captcha.draw(*example) for example in EXAMPLES)


def compare_captcha(
    image: str | None,
    first: str = "",
    second: str = "bundled",
    charset: str = "",
    length: int = 0,
    longest: int = 0,
    request: gr.Request | None = None,
) -> Sides:
    """Reads one captcha picture with two checkpoints, side by side.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        first: one checkpoint, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.
        charset: the only characters that may occur, or classes of them; empty for all that the models know.
        length: how many characters there are; 0 for any number.
        longest: how many there are at most, if `length` is the least; 0 if it is exact.

    Returns:
        For each of the two which checkpoint it is, by its commit, and what it reads.
    """
    with errors_explained(request, cost=COSTLY):
        picture = check_picture(image)
        expected = lengths(length, longest)
        return Sides(*(_side(picture, choice, charset, expected, request) for choice in (first, second)))


def correct_captcha(
    image: str | None, text: str, agreed: bool = False, checkpoint: str = "", request: gr.Request | None = None
) -> int:
    """Keeps a captcha picture and what it says, to train on later. Nothing is kept of who sent it.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        text: what the picture says: 1 to 12 letters and digits.
        agreed: that picture and text may be kept on this server and used for training; where its operator has set that
            up, in a private data set on the Hub too, with what was read and by which checkpoint. Nothing is without it.
        checkpoint: which one has read it, as repo@revision or bundled; empty for the one that is served.

    Returns:
        How many pictures are kept now.
    """
    settings = Settings.from_environment()
    with errors_explained(request):
        picture, said = check_picture(image), text.strip()
        check_correction(text)
        check_agreed(agreed)
        count_opinion(request)
        kept = corrections.keep(picture, said, Path(settings.feedback), settings.max_feedback)
        if settings.feedback_repo:
            side = _side(picture, checkpoint, request=request)
            corrections.pass_on(picture, said, side.reading.text, f"captcha@{side.checkpoint.rpartition('@')[2]}")
        return kept


def _solver(checkpoint: str, request: gr.Request | None) -> captcha.Solver:
    return open_model(SOLVER, checkpoint, request).model


def _side(
    picture: Image.Image,
    checkpoint: str,
    charset: str = "",
    length: captcha.Length | None = None,
    request: gr.Request | None = None,
) -> Side:
    found = open_model(SOLVER, checkpoint, request)
    return Side(format_ref(found.checkpoint), _reading(picture, found.model, charset, length))


def _reading(
    picture: Image.Image, solver: captcha.Solver, charset: str = "", length: captcha.Length | None = None
) -> captcha.Reading:
    return solver.solve([picture], charset or None, length, OTHERS)[0].with_characters()
