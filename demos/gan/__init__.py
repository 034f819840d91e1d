"""GAN: pictures, walks between them, how their generators learnt, and points that learn live. Article 4439."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from demos.gan.comparison import COMPARED, Sides, compare_generators
from demos.gan.endpoints import (
    CLASSES,
    COUNT,
    FRAMES,
    GROWING,
    SERVED,
    Walk,
    choose_model,
    draw_anew,
    find_latent,
    grow_up,
    play,
    redraw,
    sample_images,
    score_images,
    show_nearest,
    step_by_hand,
    walk_latent,
)
from demos.gan.inputs import CHECKS, COMPARISON_CHECKS
from demos.gan.knobs import SLIDERS, knob_label, move_latent, show_knobs
from demos.shared import checkpoints, ui
from demos.shared.components import SEEN, Choice, Number, Picture, Pictures, Slider, View, script
from demos.shared.languages import label
from demos.shared.live import connect, listen, live_view
from demos.shared.refusals import validator
from models import gan as models
from models.gan import Found, Frame, Growth, Nearest, Sheet

_ASK = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-place]");
  if (button) trigger("click", {place: Number(button.dataset.place), ...JSON.parse(button.dataset.drawn)});
});"""
_PLAY = script("gan.play")
# The knobs of another model are at rest, or as the address has them
_AT_REST = """(model, seed, kind, ...rest) => {
  const turned = place => Number(window.kexue?.given(`knob${place + 1}`) ?? 0);
  return [model, seed, kind, ...rest.slice(0, -1).map((_, place) => turned(place)), rest.at(-1)];
}"""
MOVES = {"critic_step": "moves => moves + 'c'", "generator_step": "moves => moves + 'g'", "fresh": "() => ''"}


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("gan")
    with gr.Row():
        names = [(label(f"gan.model.{name}"), name) for name in SERVED]
        model = gr.Radio(names, value="digits", label=label("gan.draws"), min_width=300)
        classes: list[tuple[Any, int]] = [
            (label("gan.every"), -1),
            *((name, place) for place, name in enumerate(CLASSES["digits"])),
        ]
        kind = gr.Dropdown(classes, value=-1, label=label("gan.kind"), min_width=180)
    named = "model => [model, Number(window.kexue?.given('kind') ?? -1)]"
    light: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    model.input(choose_model, [model, kind], kind, js=named, **light)
    body = ui.parts("gan")
    checkpoint = checkpoints.chooser(SERVED, model)
    for name, sections in PARTS.items():
        with body, ui.part("gan", name):
            for title, fill in sections.items():
                with ui.section(f"gan.{title}") if title else gr.Column():
                    fill(model, kind, checkpoint)
    with checkpoints.comparing(SERVED) as fold:
        _comparison(fold, model, kind)
    ui.how_it_works("gan")
    with gr.Row():
        for served in SERVED.values():
            checkpoints.badge(served)


def _sample(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            count = Slider(1, models.MAX_PICTURES, COUNT, step=1, label=label("gan.count"))
            seed = _seed("gan.seed", 1, info=label("gan.seed_info"))
            truncation = Slider(0, 2, 1, step=0.05, label=label("gan.truncation"), info=label("gan.truncation_info"))
            best_first = gr.Checkbox(False, label=label("gan.best_first"))
            with gr.Row(elem_classes=ui.ACT):
                draw = gr.Button(label("gan.draw"), variant="primary", min_width=100)
                again = gr.Button(label("gan.again"), min_width=100)
        with gr.Column(scale=2, min_width=300):
            sheet = View("gan.sheet", Sheet, common="gan.common", on_load=ui.FOLLOW + _ASK, arrival="gan.sheet")
            near = View("gan.nearest", Nearest, common="gan.common", on_load=ui.FOLLOW)
    given = [model, count, seed, kind, truncation, best_first, checkpoint]
    drawn = gr.on(
        [draw.click, seed.submit],
        sample_images,
        given,
        [sheet, seed],
        validator=validator(sample_images, CHECKS),
        api_name="sample_images",
        trigger_mode=ui.LAST,
    )
    ui.while_dragged([count, seed, truncation, best_first], redraw, given, sheet, CHECKS)
    anew = [model, count, kind, truncation, best_first, checkpoint]
    another = again.click(draw_anew, anew, [sheet, seed], api_visibility="private")
    sheet.click(show_nearest, [model, checkpoint], near, api_visibility="private", trigger_mode=ui.EACH)
    gr.on([model.input, checkpoint.input], None, None, [sheet, near], js="() => [null, null]", api_visibility="private")
    fields: dict[str, Any] = {
        "model": model,
        "kind": kind,
        "count": count,
        "seed": seed,
        "truncation": truncation,
        "best": best_first,
    }
    ui.Address("gan", draw, **fields, checkpoint=checkpoint).follow(drawn.success, another.success)


def _walk(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row():
        start, end = _seed("gan.walk.from", 1), _seed("gan.walk.to", 2)
        count = Slider(1, models.MAX_WALKS, 9, step=1, label=label("gan.walk.count"), min_width=160)
        frames = Slider(12, models.MAX_FRAMES, FRAMES, step=1, label=label("gan.walk.frames"), min_width=160)
        loop = gr.Checkbox(False, label=label("gan.walk.loop"), min_width=160)
    go = gr.Button(label("gan.walk.start"))
    animation = View("gan.animation", Walk)
    given = [model, start, end, count, frames, loop, kind, checkpoint]
    go.click(
        walk_latent, given, animation, validator=validator(walk_latent, CHECKS), api_name="walk_latent", **ui.HEAVY
    )
    fields: dict[str, Any] = {"from": start, "to": end, "pictures": count, "frames": frames, "loop": loop}
    address = ui.Address("gan", go, "walk", "walk", model=model, kind=kind, **fields, checkpoint=checkpoint)
    address.follow(go.click)


def _move(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            seed = _seed("gan.move.seed", 1)
            sliders = [Slider(-6, 6, 0, step=0.1, label=knob_label(place)) for place in range(SLIDERS)]
        with gr.Column(min_width=280):
            go = gr.Button(label("gan.move.start"))
            picture = View("gan.sheet", Sheet, common="gan.common", on_load=SEEN)
    given = [model, seed, kind, *sliders, checkpoint]
    gr.on(
        [go.click, seed.submit],
        move_latent,
        given,
        picture,
        validator=validator(move_latent, CHECKS),
        api_name="move_latent",
        trigger_mode=ui.LAST,
    )
    ui.while_dragged(sliders, move_latent, given, picture, CHECKS)
    fields: dict[str, Any] = {"move_seed": seed, **{f"knob{place}": slider for place, slider in enumerate(sliders, 1)}}
    address = ui.Address("gan", go, "move", "walk", model=model, kind=kind, **fields, checkpoint=checkpoint)
    address.follow(go.click, seed.submit, *(slider.release for slider in sliders))
    shown: dict[str, Any] = {"outputs": [*sliders, picture], "api_visibility": "private", "show_progress": "hidden"}
    picture.expand(show_knobs, given, **shown)
    gr.on([model.input, checkpoint.input], show_knobs, given, js=_AT_REST, **shown)


def _own(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            picture = Picture(label=label("gan.own.picture"))
            end = _seed("gan.walk.to", 2)
            with gr.Row():
                go = gr.Button(label("gan.own.start"), min_width=100)
                halt = gr.Button(label("gan.play.stop"), min_width=100)
        with gr.Column(scale=2, min_width=300):
            found = live_view("gan.found", Found, common="gan.common")
    connect(go, halt, find_latent, [picture, model, kind, end, checkpoint], found, CHECKS)


def _grow(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row():
        seed = _seed("gan.grow.seed", 1)
        count = Slider(1, models.MAX_PICTURES, GROWING, step=1, label=label("gan.count"), min_width=160)
    go = gr.Button(label("gan.grow.start"))
    growth = View("gan.growth", Growth, on_load=_PLAY, arrival="gan.growth")
    gr.on([model.input, checkpoint.input], None, None, growth, js="() => null", api_visibility="private")
    go.click(
        grow_up,
        [model, seed, count, kind, checkpoint],
        growth,
        validator=validator(grow_up, CHECKS),
        api_name="grow_up",
        **ui.HEAVY,
    )
    fields: dict[str, Any] = {"model": model, "kind": kind, "grown": count, "grow_seed": seed}
    ui.Address("gan", go, "grow", **fields, checkpoint=checkpoint).follow(go.click)


def _score(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    files = Pictures(label=label("gan.score.files"))
    go = gr.Button(label("gan.score.start"))
    scored = View("gan.sheet", Sheet, common="gan.common")
    go.click(
        score_images,
        [files, model, kind, checkpoint],
        scored,
        validator=validator(score_images, CHECKS),
        api_name="score_images",
        **ui.HEAVY,
    )


def _comparison(fold: gr.Accordion, model: gr.Radio, kind: gr.Dropdown) -> None:
    with gr.Row():
        seed = _seed("gan.seed", 1)
        count = Slider(1, models.MAX_PICTURES, COMPARED, step=1, label=label("gan.count"), min_width=160)
    first, second, start = checkpoints.pair(fold, SERVED, model)
    sides = View("gan.sides", Sides, common="gan.common")
    start.click(
        compare_generators,
        [model, count, seed, kind, first, second],
        sides,
        validator=validator(compare_generators, COMPARISON_CHECKS),
        api_name="compare_generators",
        **ui.HEAVY,
    )
    model.input(None, None, sides, js="() => null", api_visibility="private")


def _playground(*_: Any) -> None:
    gr.Markdown(label("gan.play.intro"))
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            shapes = [(label(f"gan.target.{name}"), name) for name in models.TARGETS]
            target = gr.Radio(shapes, value="ring", label=label("gan.play.target"))
            keys = {name: name.replace("-", "_") for name in models.PENALTIES}
            penalties = [(label(f"gan.penalty.{key}"), name) for name, key in keys.items()]
            penalty = gr.Dropdown(penalties, value="gradient-two-sided", label=label("gan.play.penalty"))
            critic_steps = Slider(1, 10, 5, step=1, label=label("gan.play.critic_steps"))
            strength = Slider(0, 20, 1, step=0.5, label=label("gan.play.strength"))
            steps = Slider(25, 4000, 1000, step=25, label=label("gan.play.steps"))
            seed = _seed("gan.play.seed", 0)
            with gr.Row():
                go = gr.Button(label("gan.play.start"), variant="primary", min_width=100)
                halt = gr.Button(label("gan.play.stop"), min_width=100)
            gr.Markdown(label("gan.play.by_hand"))
            with gr.Row():
                buttons = {key: gr.Button(label(f"gan.play.{key}"), min_width=100) for key in MOVES}
            info = label("gan.play.moves_info")
            moves = gr.Textbox("", label=label("gan.play.moves"), info=info, max_length=models.MAX_MOVES)
        with gr.Column(scale=2, min_width=300):
            plane = live_view("gan.plane", Frame, common="shared.plot", recorded="gan.play")
    connect(go, halt, play, [target, penalty, critic_steps, strength, steps, seed], plane, CHECKS)
    fields: dict[str, Any] = {
        "shape": target,
        "penalty": penalty,
        "critic": critic_steps,
        "strength": strength,
        "steps": steps,
    }
    ui.Address("gan", go, "play", "critic", **fields, play_seed=seed).follow(go.click)
    for key, button in buttons.items():
        button.click(None, moves, moves, js=MOVES[key], api_visibility="private")
    by_hand = [target, penalty, strength, seed, moves]
    listen(moves.change, step_by_hand, by_hand, plane, CHECKS, trigger_mode=ui.LAST)


# The inner tabs, and the sections of each by the words of their titles; the first of all needs none.
PARTS: dict[str, dict[str, Callable[..., None]]] = {
    "draw": {"": _sample, "grow": _grow},
    "walk": {"walk": _walk, "move": _move, "own": _own},
    "critic": {"play": _playground, "score": _score},
}


def _seed(key: str, value: int | None, **options: Any) -> Number:
    bounds = {"minimum": 0, "maximum": models.SEEDS - 1}
    return Number(value, optional=True, label=label(key), precision=0, min_width=140, **bounds, **options)
