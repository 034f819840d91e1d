"""Captcha: a network reads distorted letters and says how sure it is of each. kexue.fm articles 4138 and 4503."""

import json
from string import ascii_lowercase, ascii_uppercase, digits

import gradio as gr

from demos.captcha import arrival
from demos.captcha.batch import Row
from demos.captcha.endpoints import (
    EXAMPLES,
    Look,
    Sides,
    compare_captcha,
    correct_captcha,
    draw_anew,
    example_pictures,
    explain_captcha,
    generate_captcha,
    read_example,
    solve_captcha,
    solve_captchas,
)
from demos.captcha.inputs import CHECKS, CORRECTION_CHECKS, DRAWING_CHECKS, SOLVER
from demos.shared import checkpoints, resources, ui
from demos.shared.components import Choice, Number, Picture, Pictures, View, download_button, script
from demos.shared.feedback import consent, what_is_kept
from demos.shared.languages import label
from demos.shared.refusals import validator
from models import captcha
from settings import Settings

PRESETS = {
    "all": "",
    "digits": digits,
    "letters": ascii_uppercase + ascii_lowercase,
    "lower": ascii_lowercase,
    "upper": ascii_uppercase,
}
_FORGET = "() => ['', null, null]"  # what was said of the picture before


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("captcha")
    _offer_examples()
    chosen = ui.examples("captcha.examples", example_pictures(), arrival.FIRST)
    with gr.Row():
        with gr.Column(min_width=300):
            first = example_pictures()[arrival.FIRST]
            picture = Picture(value=first, label=label("captcha.picture"), sources=["upload", "clipboard"], buttons=[])
            with gr.Row():
                read = gr.Button(label("captcha.read"), variant="primary", min_width=130)
                give = gr.Button(label("captcha.give"), min_width=130)
            answer = gr.Textbox(arrival.text(), label=label("captcha.answer"), interactive=False, max_lines=1)
        with gr.Column(min_width=300):
            reading = View("captcha.reading", captcha.Reading, on_load=ui.FOLLOW, arrival="captcha.reading")
            look = View("captcha.focus", Look, on_load=script("captcha.focus", ".load.js"), arrival="captcha.look")
            checkpoints.badge(SOLVER)
    checkpoint = checkpoints.chooser({"": SOLVER})
    with ui.parts("captcha"):
        with ui.part("captcha", "draw"):
            style, text, seed, again = _drawing()
        with ui.part("captcha", "expect"):
            charset, length, longest = _constraints()
        with ui.part("captcha", "batch"):
            _batch(charset, length, checkpoint, longest)
        if Settings.from_environment().feedback:
            with ui.part("captcha", "right"):
                _correction(picture, checkpoint)
    with checkpoints.comparing({"": SOLVER}) as fold:
        _comparison(fold, picture, charset, length, longest)
    ui.how_it_works("captcha")

    gr.on(
        [read.click, picture.upload],
        solve_captcha,
        [picture, charset, length, checkpoint, longest],
        reading,
        validator=validator(solve_captcha, CHECKS),
        api_name="solve_captcha",
    )
    look.select(
        explain_captcha,
        [picture, charset, length, checkpoint, longest],
        look,
        validator=validator(explain_captcha, CHECKS),
        api_name="explain_captcha",
        show_progress="hidden",
        **ui.HEAVY,
    )
    given, drawn = [style, text, seed, checkpoint], [picture, answer, seed, reading]
    asked = again.click(
        generate_captcha,
        given,
        drawn,
        validator=validator(generate_captcha, DRAWING_CHECKS),
        api_name="generate_captcha",
    )
    given_any = give.click(
        draw_anew,
        [style, text, checkpoint],
        drawn,
        validator=validator(draw_anew, DRAWING_CHECKS),
        api_visibility="private",
    )
    address = ui.Address("captcha", again, style=style, text=text, seed=seed, checkpoint=checkpoint)
    address.follow(asked.success, given_any.success)
    shown = [picture, answer, reading]
    chosen.click(read_example, [chosen, checkpoint], shown, api_visibility="private", trigger_mode=ui.EACH)
    picture.input(None, None, [answer, reading, chosen], js=_FORGET, api_visibility="private")
    picture.change(None, None, look, js="() => null", api_visibility="private")
    gr.on([give.click, again.click], None, None, chosen, js="() => null", api_visibility="private")


def _offer_examples() -> None:
    for number, ((text, style, _), picture) in enumerate(zip(EXAMPLES, example_pictures(), strict=True), 1):
        about = f"A captcha in the style {style} that says {text}, for solve_captcha."
        resources.offer_picture(f"examples/captcha/{number}.png", about, picture)


def _correction(picture: Picture, checkpoint: Choice) -> None:
    what_is_kept("captcha")
    text = gr.Textbox("", label=label("captcha.says"), max_lines=1, max_length=12)
    agreed, send, kept = consent("captcha")
    send.click(
        correct_captcha,
        [picture, text, agreed, checkpoint],
        kept,
        validator=validator(correct_captcha, CORRECTION_CHECKS),
        api_name="correct_captcha",
    )
    picture.change(None, None, [text, agreed, kept], js="() => ['', false, null]", api_visibility="private")


def _constraints() -> tuple[gr.Textbox, Number, Number]:
    gr.Markdown(label("captcha.guarantee"))
    with gr.Row():
        choices = [(label(f"captcha.preset.{name}"), name) for name in (*PRESETS, "custom")]
        preset = gr.Radio(choices, value="all", label=label("captcha.preset.label"))
        charset = gr.Textbox("", label=label("captcha.charset"), info=label("captcha.charset_info"), max_lines=1)
        length = Number(0, optional=True, label=label("captcha.length"), info=label("captcha.length_info"), precision=0)
        longest = Number(
            0, optional=True, label=label("captcha.longest"), info=label("captcha.longest_info"), precision=0
        )
    fill = f"(name, typed) => ({json.dumps(PRESETS)})[name] ?? typed"
    preset.input(None, [preset, charset], charset, js=fill, api_visibility="private")
    charset.input(None, None, preset, js="() => 'custom'", api_visibility="private")
    return charset, length, longest


def _drawing() -> tuple[gr.Radio, gr.Textbox, Number, gr.Button]:
    with gr.Row():
        choices = [(label(f"captcha.style.{name}"), name) for name in captcha.STYLES]
        style = gr.Radio(choices, value="default", label=label("captcha.style.label"))
    with gr.Row():
        text = gr.Textbox(
            "",
            label=label("captcha.text"),
            info=label("captcha.text_info"),
            max_length=captcha.MAX_DRAWN,
        )
        seed = Number(
            None,
            label=label("captcha.seed"),
            info=label("captcha.seed_info"),
            precision=0,
        )
    again = gr.Button(label("captcha.again"))
    return style, text, seed, again


def _batch(charset: gr.Textbox, length: Number, checkpoint: Choice, longest: Number) -> None:
    files = Pictures(label=label("captcha.files"), height=160)
    named = gr.Checkbox(False, label=label("captcha.named"), info=label("captcha.named_info"))
    start = gr.Button(label("captcha.read_all"), variant="primary")
    table = View("captcha.table", list[Row])
    download = download_button(label("captcha.download"))
    start.click(
        solve_captchas,
        [files, charset, length, named, checkpoint, longest],
        [table, download],
        validator=validator(solve_captchas, CHECKS),
        api_name="solve_captchas",
        **ui.HEAVY,
    )


def _comparison(fold: gr.Accordion, picture: Picture, charset: gr.Textbox, length: Number, longest: Number) -> None:
    first, second, start = checkpoints.pair(fold, {"": SOLVER})
    sides = View("captcha.sides", Sides)
    start.click(
        compare_captcha,
        [picture, first, second, charset, length, longest],
        sides,
        validator=validator(compare_captcha, CHECKS),
        api_name="compare_captcha",
    )
    picture.change(None, None, sides, js="() => null", api_visibility="private")
