"""Losses: small networks that learn with one while you look, what it is worth, and a FAQ to ask. Article 4493."""

from typing import Any

import gradio as gr

from demos.losses import faq
from demos.losses.canvas import EXAMPLE, as_canvas, as_text, drawing
from demos.losses.endpoints import (
    compare_losses,
    draw_curve,
    explain_loss,
    formula_of,
    show_parameters,
    show_points,
    train_with_loss,
)
from demos.losses.inputs import BY_NAME, CHECKS, ORDER, PARAMETERS, shown_parameters
from demos.shared import ui
from demos.shared.components import Number, Slider, View
from demos.shared.languages import label
from demos.shared.live import connect, live_view
from models import losses as models
from models.losses import Curve, Effect, Frame, Pair

TASK, LOSS = "spirals", "centre"  # that the tab opens with
BESIDE = "cross-entropy"  # what the loss is compared with
MAX_WEIGHT = 10.0  # of λ on the slider; far beyond what helps
DELIMITERS: list[dict[str, str | bool]] = [{"left": "$$", "right": "$$", "display": True}]


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("losses")
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300):
            task, points = _tasks()
            loss = gr.Radio(_names(), value=LOSS, label=label("losses.which"))
            parameters = _parameters()
            with gr.Accordion(label("losses.more"), open=False):
                steps, stop_at, optimizer, learning_rate, seed = _run()
            with gr.Row(elem_classes=ui.ACT):
                go = gr.Button(label("losses.start"), variant="primary", min_width=100)
                halt = gr.Button(label("losses.stop"), min_width=100)
        with gr.Column(scale=2, min_width=300):
            plane = live_view(
                "losses.plane", Frame, common="shared.plot", recorded="losses.train_with_loss", both=False
            )
    run = [optimizer, learning_rate, seed, points]
    connect(go, halt, train_with_loss, [task, loss, *parameters, steps, stop_at, *run], plane, CHECKS)
    fields: dict[str, Any] = {"task": task, "loss": loss, **dict(zip(ORDER, parameters, strict=True)), "steps": steps}
    fields |= {"optimizer": optimizer, "learning_rate": learning_rate, "seed": seed, "points": points}
    ui.Address("losses", go, **fields, stop_at=stop_at).follow(go.click)
    body = ui.parts("losses")
    with body, ui.part("losses", "itself"):
        _itself(loss, parameters)
    with body, ui.part("losses", "compare"):
        second, both = _compare([task, loss], [*parameters, steps, *run])
        ui.Address("losses", both, "compare", "compare", second=second, **fields).follow(both.click)
    with body, ui.part("losses", "worth"):
        View("losses.effects", list[Effect], value=models.effects_table())
    with body, ui.part("losses", "faq"):
        faq.section()
    other = f"(loss, second) => loss !== second ? second : loss === '{BESIDE}' ? '{LOSS}' : '{BESIDE}'"
    loss.input(None, [loss, second], second, js=other, api_visibility="private")
    centres = parameters[ORDER.index("centres")]
    for chosen in (loss, second, centres):
        chosen.input(
            show_parameters,
            [loss, second, centres],
            parameters,
            api_visibility="private",
            show_progress="hidden",
            queue=False,
        )
    ui.how_it_works("losses")


def _tasks() -> tuple[gr.Radio, gr.Textbox]:
    """What is to be learnt, and a visitor's own points: drawn on a canvas, or written below it."""
    names = [(label(f"losses.tasks.{name}"), name) for name in models.TASKS]
    task = gr.Radio(names, value=TASK, label=label("losses.task"))
    with gr.Column(visible=False) as own:
        canvas = drawing()
        points = gr.Textbox(
            EXAMPLE, label=label("losses.points"), info=label("losses.points_info"), lines=4, max_lines=8
        )
    task.input(show_points, task, own, api_visibility="private", show_progress="hidden", queue=False)
    canvas.click(None, canvas, points, js=as_text, api_visibility="private")
    points.change(None, [points, canvas], canvas, js=as_canvas, api_visibility="private")
    return task, points


def _parameters() -> list[Any]:
    """A control for each parameter of each loss, in the order of the endpoints."""
    makers = {"centres": _ways, "negatives": _negatives}
    return [makers[name]() if name in makers else _slider(name) for name in ORDER]


def _ways() -> gr.Radio:
    return _radio("centres", [(label(f"losses.centres_by.{way}"), way) for way in BY_NAME["centres"].choices])


def _negatives() -> gr.Radio:
    keys = {kind: kind.replace("-", "_") for kind in BY_NAME["negatives"].choices}
    return _radio("negatives", [(label(f"losses.negatives_by.{key}"), kind) for kind, key in keys.items()])


def _slider(name: str) -> Slider:
    parameter = BY_NAME[name]
    most = MAX_WEIGHT if name == "weight" else parameter.most
    return Slider(
        parameter.least,
        most,
        float(parameter.default),
        step=parameter.step,
        label=label(f"losses.{name}"),
        info=label(f"losses.{name}_info"),
        visible=name in shown_parameters({LOSS}, str(BY_NAME["centres"].default)),
    )


def _radio(name: str, choices: list[tuple[Any, str]]) -> gr.Radio:
    return gr.Radio(
        choices, value=BY_NAME[name].default, label=label(f"losses.{name}"), visible=name in PARAMETERS[LOSS]
    )


def _run() -> tuple[Slider, Slider, gr.Radio, Number, Number]:
    steps = Slider(50, models.MAX_STEPS, models.STEPS, step=50, label=label("losses.steps"))
    stop_at = Slider(0, 1, 0, step=0.01, label=label("losses.stop_at"), info=label("losses.stop_at_info"))
    names = [(label(f"losses.optimizers.{name}"), name) for name in models.OPTIMIZERS]
    optimizer = gr.Radio(names, value="adam", label=label("losses.optimizer"))
    least, most = models.LEARNING_RATES
    learning_rate = Number(
        models.LEARNING_RATE,
        label=label("losses.learning_rate"),
        info=label("losses.learning_rate_info"),
        minimum=least,
        maximum=most,
        step=0.001,
    )
    seed = Number(
        0, label=label("losses.seed"), info=label("losses.seed_info"), precision=0, minimum=0, maximum=models.SEEDS - 1
    )
    return steps, stop_at, optimizer, learning_rate, seed


def _compare(before: list[Any], after: list[Any]) -> tuple[gr.Radio, gr.Button]:
    """Another loss beside the one that is chosen; `before` and `after` it stand the other inputs of the endpoint."""
    gr.Markdown(label("losses.compare.intro"))
    second = gr.Radio(_names(), value=BESIDE, label=label("losses.compare.second"))
    with gr.Row():
        go = gr.Button(label("losses.compare.start"), variant="primary", min_width=100)
        halt = gr.Button(label("losses.stop"), min_width=100)
    sides = live_view("losses.plane", Pair, common="shared.plot", recorded="losses.compare_losses", both=True)
    connect(go, halt, compare_losses, [*before, second, *after], sides, CHECKS)
    return second, go


def _itself(loss: gr.Radio, parameters: list[Any]) -> None:
    """The formula, the curve and the code of the loss that is chosen."""
    with gr.Row(equal_height=False):
        with gr.Column(min_width=300), ui.section("losses.formula"):
            formula = gr.Markdown(formula_of(LOSS), latex_delimiters=DELIMITERS)
            gr.Markdown(label("losses.formula.signs"))
        with gr.Column(min_width=300), ui.section("losses.curve"):
            curve = View("losses.curve", Curve, value=models.curve_of(LOSS), common="shared.plot")
    with ui.section("losses.code"):
        gr.Markdown(label("losses.code.about"))
        code = View("losses.code", str, value=models.source_of(LOSS))
    light: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    loss.input(explain_loss, [loss, *parameters], [formula, code, curve], **light)
    moved = [control.input for control in parameters]
    gr.on(moved, draw_curve, [loss, *parameters], curve, trigger_mode=ui.LAST, **light)


def _names() -> list[tuple[Any, str]]:
    keys = {name: name.replace("-", "_") for name in models.LOSSES}
    return [(label(f"losses.name.{key}"), name) for name, key in keys.items()]
