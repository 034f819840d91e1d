"""Dropout: what is dropped and what its noise shape shares, in the browser; and Monte-Carlo dropout. Article 4521."""

from typing import Any

import gradio as gr

from demos.dropout.endpoints import POINTS, STEPS, VALUES, dropout_mask, mc_dropout, show_points
from demos.dropout.inputs import FIT_CHECKS, MASK_CHECKS
from demos.shared import ui
from demos.shared.components import Number, Slider, View, script
from demos.shared.languages import label
from demos.shared.live import connect, live_view
from demos.shared.refusals import validator
from models import dropout as models
from models.dropout import Masked, McFrame

_ARITHMETIC = f"const arithmetic = ({script('dropout.arithmetic')})();\n"  # a test holds it equal to Python's


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("dropout")
    board = View("dropout.board", Masked, on_load=_ARITHMETIC + script("dropout.board", ".load.js") + ui.FOLLOW)
    with gr.Accordion(label("dropout.own.title"), open=False):
        _own_values(board)
    gr.Markdown(label("dropout.pitfall.intro"))
    View("dropout.pitfall", None, on_load=_ARITHMETIC + script("dropout.pitfall", ".load.js"))
    gr.Markdown(label("dropout.mc.intro"))
    _monte_carlo()
    ui.how_it_works("dropout")


def _own_values(board: View) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=280):
            values = gr.Textbox(
                VALUES, lines=6, label=label("dropout.own.values"), info=label("dropout.own.values_info")
            )
        with gr.Column(min_width=240):
            rate = Number(0.5, label=label("dropout.own.rate"), info=label("dropout.own.rate_info"), step=0.05)
            noise_shape = gr.Textbox(
                "", label=label("dropout.own.noise_shape"), info=label("dropout.own.noise_shape_info")
            )
            seed = _seed("dropout.own.seed")
            go = gr.Button(label("dropout.own.start"), variant="primary")
    given = [values, rate, noise_shape, seed]
    gr.on(
        [go.click, noise_shape.submit],
        dropout_mask,
        given,
        board,
        validator=validator(dropout_mask, MASK_CHECKS),
        api_name="dropout_mask",
        trigger_mode=ui.LAST,
    )
    address = ui.Address("dropout", go, values=values, rate=rate, shape=noise_shape, seed=seed)
    address.follow(go.click, noise_shape.submit)
    ui.while_dragged([rate, seed], dropout_mask, given, board, MASK_CHECKS)


def _monte_carlo() -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            curve = gr.Radio(_named("curves", models.CURVES), value="sine", label=label("dropout.mc.curve"))
            points = gr.Textbox(POINTS, lines=4, max_lines=8, label=label("dropout.mc.points"), visible=False)
            rate = Slider(
                0,
                models.HIGHEST_RATE,
                0.2,
                step=0.05,
                label=label("dropout.mc.rate"),
                info=label("dropout.mc.rate_info"),
            )
            scope = gr.Radio(_named("scopes", models.SCOPES), value="network", label=label("dropout.mc.scope"))
            with gr.Row():
                go = gr.Button(label("dropout.mc.start"), variant="primary", min_width=100)
                halt = gr.Button(label("dropout.mc.stop"), min_width=100)
            with gr.Accordion(label("dropout.mc.more"), open=False):
                place = gr.Radio(_named("places", models.PLACES), value="both", label=label("dropout.mc.place"))
                steps = Slider(200, models.MAX_STEPS, STEPS, step=200, label=label("dropout.mc.steps"))
                seed = _seed("dropout.mc.seed")
        with gr.Column(scale=2, min_width=300):
            lines = live_view("dropout.curve", McFrame, common="shared.plot", recorded="dropout.mc_dropout")
    curve.input(show_points, curve, points, api_visibility="private", show_progress="hidden", queue=False)
    connect(go, halt, mc_dropout, [curve, points, rate, scope, place, steps, seed], lines, FIT_CHECKS)
    fields: dict[str, Any] = {
        "curve": curve,
        "points": points,
        "dropped": rate,
        "scope": scope,
        "place": place,
        "steps": steps,
    }
    ui.Address("dropout", go, "curve", **fields, curve_seed=seed).follow(go.click)


def _named(family: str, values: tuple[str, ...]) -> list[tuple[Any, str]]:
    return [(label(f"dropout.{family}.{value}"), value) for value in values]


def _seed(key: str) -> Number:
    return Number(1, label=label(key), step=1, minimum=0, maximum=models.SEEDS - 1, min_width=140)
