"""Captcha: a network reads distorted letters and says how sure it is of each. kexue.fm articles 4138 and 4503."""

import json
import secrets
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import gradio as gr
from PIL import Image

from demos.shared import feedback
from demos.shared import ui
from demos.captcha.inputs import SOLVER, check_batch, check_constraints, check_correction, check_picture, validate_anew, validate_captcha, validate_captchas, validate_comparison, validate_correction, validate_drawing
from demos.shared.components import Choice, Picture, Pictures, View
from demos.shared.languages import label
from demos.captcha.batch import Row, as_csv, read_rows, unpacked
from demos.shared.serving import named
from models import captcha
from settings import Settings

PRESETS = {
    "all": "",
    "digits": digits,
    "letters": ascii_uppercase + ascii_lowercase,
    "lower": ascii_lowercase,
    "upper": ascii_uppercase,
}
# (text, style, seed), from easy to hopeless; captions are captcha.examples.1, .2, ... in demos/strings
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
_FORGET = "() => ['', null, null]"  # what was said of the picture before


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
    image: str | None, charset: str = "", length: int = 0, checkpoint: str = "", request: gr.Request | None = None
) -> captcha.Reading:
    """Reads the text of one captcha picture.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        charset: the only characters that may occur, as one string; empty for all that the model knows.
        length: how many characters there are; 0 for any number.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The text, how probable it is (case aside), whether that is too low to trust, each character's alternatives, and
        the next best texts.
    """
    with ui.refusals(request):
        return _reading(check_picture(image), _solver(checkpoint, request), charset, length)


def explain_captcha(
    image: str | None, charset: str = "", length: int = 0, checkpoint: str = "", request: gr.Request | None = None
) -> Look:
    """Shows where in a captcha picture each character was read, by covering one part after the other.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        charset: the only characters that may occur, as one string; empty for all that the model knows.
        length: how many characters there are; 0 for any number.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The reading, and for each character a map: which share of its probability is lost when a cell is covered.
    """
    with ui.refusals(request, costly=True):
        picture = check_picture(image)
        found = captcha.focus(_solver(checkpoint, request), picture, charset or None, length or None)
    return Look(found.reading, found.box, found.maps, ui.inline(picture), *picture.size)


def solve_captchas(
    images: list[str],
    charset: str = "",
    length: int = 0,
    named: bool = False,
    checkpoint: str = "",
    request: gr.Request | None = None,
    progress: gr.Progress = gr.Progress(),  # noqa: B008
) -> tuple[list[Row], str]:
    """Reads many captcha pictures; a file that cannot be read gets an error of its own and stops nothing.

    Args:
        images: picture files, and ZIP archives of such.
        charset: the only characters that may occur in any of them; empty for all that the model knows.
        length: how many characters each has; 0 for any number.
        named: whether the files are named after what they show (aB3x.png, aB3x_17.png), to be compared with it.
        checkpoint: which one answers, as repo@revision or bundled; empty for the one that is served.

    Returns:
        One row for each picture, and the same rows as a CSV file (UTF-8 with a byte order mark, as Excel wants it).
    """
    with ui.refusals(request, costly=True):
        check_batch(images)
        solver = _solver(checkpoint, request)
        check_constraints(solver, charset, length)
        pictures = list(unpacked(images, Settings.from_environment().max_images))
    solve = partial(solver.solve, charset=charset or None, length=length or None)
    explain = partial(ui.explain, request=request)
    groups = [pictures[start : start + TOGETHER] for start in range(0, len(pictures), TOGETHER)]
    rows = [row for group in progress.tqdm(groups) for row in read_rows(group, named, solve, explain)]
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
    with ui.refusals(request):
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
    with ui.refusals(request):
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
    request: gr.Request | None = None,
) -> Sides:
    """Reads one captcha picture with two checkpoints, side by side.

    Args:
        image: a PNG, JPEG, GIF, WebP, BMP or TIFF file.
        first: one checkpoint, as repo@revision or bundled; empty for the one that is served.
        second: the other, likewise.
        charset: the only characters that may occur, as one string; empty for all that the models know.
        length: how many characters there are; 0 for any number.

    Returns:
        For each of the two which checkpoint it is, by its commit, and what it reads.
    """
    with ui.refusals(request, costly=True):
        picture = check_picture(image)
        return Sides(*(_side(picture, choice, charset, length, request) for choice in (first, second)))


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
    with ui.refusals(request):
        picture, said = check_picture(image), text.strip()
        check_correction(text)
        feedback.check_agreed(agreed)
        kept = feedback.keep(picture, said, Path(settings.feedback), settings.max_feedback)
        if settings.feedback_repo:
            side = _side(picture, checkpoint, request=request)
            feedback.pass_on(picture, said, side.reading.text, f"captcha@{side.checkpoint.rpartition('@')[2]}")
        return kept


def _solver(checkpoint: str, request: gr.Request | None) -> captcha.Solver:
    return ui.opened(SOLVER, checkpoint, request).model


def _side(
    picture: Image.Image, checkpoint: str, charset: str = "", length: int = 0, request: gr.Request | None = None
) -> Side:
    found = ui.opened(SOLVER, checkpoint, request)
    return Side(named(found.checkpoint), _reading(picture, found.model, charset, length))


def _reading(picture: Image.Image, solver: captcha.Solver, charset: str = "", length: int = 0) -> captcha.Reading:
    return solver.solve([picture], charset or None, length or None, OTHERS)[0]


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("captcha")
    chosen = ui.examples("captcha.examples", example_pictures())
    with gr.Row():
        with gr.Column(min_width=300):
            picture = Picture(label=label("captcha.picture"), sources=["upload", "clipboard"], buttons=[])
            with gr.Row():
                read = gr.Button(label("captcha.read"), variant="primary", min_width=130)
                give = gr.Button(label("captcha.give"), min_width=130)
            answer = gr.Textbox(label=label("captcha.answer"), interactive=False, max_lines=1)
        with gr.Column(min_width=300):
            reading = View("captcha.reading", captcha.Reading, on_load=ui.FOLLOW)
            ui.badge(SOLVER)
    checkpoint = ui.chooser({"": SOLVER})
    with gr.Accordion(label("captcha.looking"), open=False):
        explain = gr.Button(label("captcha.explain"))
        look = View("captcha.focus", Look)
    if Settings.from_environment().feedback:
        with gr.Accordion(label("captcha.correcting"), open=False):
            _correction(picture, checkpoint)
    with gr.Accordion(label("captcha.constraints"), open=False):
        charset, length = _constraints()
    with gr.Accordion(label("captcha.drawing"), open=False):
        style, text, seed, again = _drawing()
    with gr.Accordion(label("captcha.batch"), open=False):
        _batch(charset, length, checkpoint)
    with gr.Accordion(label("shared.comparing.title"), open=False) as fold:
        _comparison(fold, picture, charset, length)
    ui.how_it_works("captcha")

    gr.on(
        [read.click, picture.upload],
        solve_captcha,
        [picture, charset, length, checkpoint],
        reading,
        validator=validate_captcha,
        api_name="solve_captcha",
    )
    explain.click(
        explain_captcha,
        [picture, charset, length, checkpoint],
        look,
        validator=validate_captcha,
        api_name="explain_captcha",
    )
    given, drawn = [style, text, seed, checkpoint], [picture, answer, seed, reading]
    again.click(generate_captcha, given, drawn, validator=validate_drawing, api_name="generate_captcha")
    give.click(draw_anew, [style, text, checkpoint], drawn, validator=validate_anew, api_visibility="private")
    chosen.click(read_example, [chosen, checkpoint], [picture, answer, reading], api_visibility="private")
    picture.input(None, None, [answer, reading, chosen], js=_FORGET, api_visibility="private")
    picture.change(None, None, look, js="() => null", api_visibility="private")
    gr.on([give.click, again.click], None, None, chosen, js="() => null", api_visibility="private")


def _correction(picture: Picture, checkpoint: Choice) -> None:
    ui.what_is_kept("captcha")
    text = gr.Textbox("", label=label("captcha.says"), max_lines=1, max_length=12)
    agreed, send, kept = ui.consent("captcha")
    send.click(
        correct_captcha,
        [picture, text, agreed, checkpoint],
        kept,
        validator=validate_correction,
        api_name="correct_captcha",
    )
    picture.change(None, None, [text, agreed, kept], js="() => ['', false, null]", api_visibility="private")


def _constraints() -> tuple[gr.Textbox, gr.Number]:
    gr.Markdown(label("captcha.guarantee"))
    with gr.Row():
        choices = [(label(f"captcha.preset.{name}"), name) for name in (*PRESETS, "custom")]
        preset = gr.Radio(choices, value="all", label=label("captcha.preset.label"))
        charset = gr.Textbox("", label=label("captcha.charset"), info=label("captcha.charset_info"), max_lines=1)
        length = gr.Number(0, label=label("captcha.length"), info=label("captcha.length_info"), precision=0)
    fill = f"(name, typed) => ({json.dumps(PRESETS)})[name] ?? typed"
    preset.input(None, [preset, charset], charset, js=fill, api_visibility="private")
    charset.input(None, None, preset, js="() => 'custom'", api_visibility="private")
    return charset, length


def _drawing() -> tuple[gr.Radio, gr.Textbox, gr.Number, gr.Button]:
    with gr.Row():
        choices = [(label(f"captcha.style.{name}"), name) for name in captcha.STYLES]
        style = gr.Radio(choices, value="default", label=label("captcha.style.label"))
    with gr.Row():
        text = gr.Textbox(
            "", label=label("captcha.text"), info=label("captcha.text_info"), max_length=captcha.MAX_DRAWN
        )
        seed = gr.Number(None, label=label("captcha.seed"), info=label("captcha.seed_info"), precision=0)
    again = gr.Button(label("captcha.again"))
    return style, text, seed, again


def _batch(charset: gr.Textbox, length: gr.Number, checkpoint: Choice) -> None:
    files = Pictures(label=label("captcha.files"), height=160)
    named = gr.Checkbox(False, label=label("captcha.named"), info=label("captcha.named_info"))
    start = gr.Button(label("captcha.read_all"), variant="primary")
    table = View("captcha.table", list[Row])
    download = gr.DownloadButton(label("captcha.download"))
    start.click(
        solve_captchas,
        [files, charset, length, named, checkpoint],
        [table, download],
        validator=validate_captchas,
        api_name="solve_captchas",
    )


def _comparison(fold: gr.Accordion, picture: Picture, charset: gr.Textbox, length: gr.Number) -> None:
    first, second, start = ui.pair(fold, {"": SOLVER})
    sides = View("captcha.sides", Sides)
    start.click(
        compare_captcha,
        [picture, first, second, charset, length],
        sides,
        validator=validate_comparison,
        api_name="compare_captcha",
    )
    picture.change(None, None, sides, js="() => null", api_visibility="private")


if __name__ == "__main__":
    with ui.page() as demo:
        build()
    ui.launch(demo)
