"""GAN: pictures from a WGAN-GP, walks between them, how it learnt to draw, and points that learn live. Article 4439."""

from collections.abc import Iterator
from typing import Any, Literal

import gradio as gr

from demos.shared import ui
from demos.shared.components import VIEWS, Choice, Pictures, View
from demos.gan.inputs import check_seed, validate_choice, validate_sample, validate_scored, validate_walk
from demos.shared.languages import label, say
from demos.shared.serving import Served
from models import gan as models
from models.gan import Animation, Frame, Growth, Nearest, Sheet

Name = Literal["digits", "fashion", "faces"]
Target = Literal["normal", "ring", "grid", "moons"]
Penalty = Literal["gradient-one-sided", "gradient-two-sided", "difference-one-sided", "difference-two-sided"]
SERVED = {name: Served(f"gan-{name}", models.load) for name in ("digits", "fashion", "faces")}
COUNT, FRAMES, GROWING = 32, 48, 16
CLASSES = {"digits": tuple("0123456789"), "fashion": (), "faces": ()}  # those of fashion are words
SLIDERS = 6  # latent directions to move along
LIVE = 1  # playgrounds that train at the same time; others wait
_ASK = """element.addEventListener("click", event => {
  const button = event.target.closest("button[data-place]");
  if (button) trigger("click", {place: Number(button.dataset.place), ...JSON.parse(button.dataset.drawn)});
});"""
_PLAY = (VIEWS / "gan" / "play.js").read_text(encoding="utf-8")


def sample_images(
    model: Name = "digits",
    count: int = COUNT,
    seed: int | None = None,
    kind: int | None = None,
    truncation: float = 1.0,
    best_first: bool = False,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> tuple[Sheet, int]:
    """Draws pictures with a generator; the same seed draws the same pictures, to the byte.

    Args:
        model: digits (28×28 grey, 10 classes), fashion (the same) or faces (64×64 colour, no classes).
        count: 1 to 64 pictures.
        seed: 0 to 2147483647; none for one that is drawn by lot and told.
        kind: the class of all pictures, 0 to 9; none, or -1, for all classes in turn.
        truncation: 0 to 2, how far from the middle latents are taken; under 1 safer and less varied.
        best_first: sorts by the critic's score, the most real first.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The pictures as PNG data addresses, each with its class and the critic's score, which is lower for the more
        real; a ZIP of all with a manifest; and the seed.
    """
    with ui.refusals(request):
        used = check_seed(seed)
        gan = _model(model, checkpoint, request)
        sheet = models.sampled(gan, int(count), used, _kind(kind), float(truncation))
        return (models.ranked(sheet) if best_first else sheet), used


def show_nearest(model: Name, checkpoint: str, event: gr.EventData, request: gr.Request | None = None) -> Nearest:
    """Finds the real pictures most like the one that was clicked."""
    with ui.refusals(request):
        drawn = event.seed, event.place, event.kind, event.truncation
        return models.nearest(_model(model, checkpoint, request), *drawn)


def walk_latent(
    model: Name = "digits",
    seed: int = 1,
    to: int = 2,
    count: int = 9,
    frames: int = FRAMES,
    loop: bool = False,
    kind: int | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Animation:
    """Walks from the pictures of one seed to those of another, along great circles of the latent space.

    Args:
        model: digits, fashion or faces.
        seed: where the walk begins, 0 to 2147483647.
        to: the seed where it ends.
        count: 1 to 16 pictures side by side.
        frames: 2 to 240 steps of the way.
        loop: goes round through a third seed, the one after `to`, instead of there and back.
        kind: the class of all, 0 to 9; none, or -1, for all in turn.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Returns:
        A WebP animation as a data address, the number of its frames, and the seeds.
    """
    with ui.refusals(request):
        start, end = check_seed(seed), check_seed(to)
        seeds = (start, end, (end + 1) % models.SEEDS) if loop else (start, end)
        gan = _model(model, checkpoint, request)
        return models.walked(gan, seeds, int(count), int(frames), _kind(kind), bool(loop))


def move_latent(
    model: Name,
    seed: int,
    kind: int | None,
    first: float,
    second: float,
    third: float,
    fourth: float,
    fifth: float,
    sixth: float,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Sheet:
    """Moves one latent along the six directions that change pictures most, and draws it.

    Args:
        model: digits, fashion or faces.
        seed: of the latent, 0 to 2147483647.
        kind: the class, 0 to 9; none, or -1, for 0.
        first: along the first direction, -6 to 6 standard deviations.
        second: along the second one.
        third: along the third one.
        fourth: along the fourth one.
        fifth: along the fifth one.
        sixth: along the sixth one.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The picture, and the critic's score.
    """
    with ui.refusals(request):
        amounts = (first, second, third, fourth, fifth, sixth)
        gan = _model(model, checkpoint, request)
        return models.moved(gan, check_seed(seed), [float(it or 0) for it in amounts], _kind(kind))


def grow_up(
    model: Name = "digits",
    seed: int = 1,
    count: int = GROWING,
    kind: int | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Growth:
    """Draws the same latents with the generator of every step of training that was kept, the untrained one first.

    Args:
        model: digits, fashion or faces.
        seed: of the latents, 0 to 2147483647.
        count: 1 to 64 pictures of each step.
        kind: the class of all, 0 to 9; none, or -1, for all in turn.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The steps, a sheet of pictures for each, and the Fréchet classifier distance measured there.
    """
    with ui.refusals(request):
        found = ui.opened(SERVED[model], checkpoint, request)
        distances = found.checkpoint.metrics.get("growth", {})
        return models.grown(found.model, int(count), check_seed(seed), _kind(kind), distances)


def score_images(
    images: list[str] | None,
    model: Name = "digits",
    kind: int | None = None,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Sheet:
    """Asks the critic how real pictures of one's own are.

    Args:
        images: 1 to 64 files of the size that the model draws.
        model: digits, fashion or faces.
        kind: the class that the pictures are judged as, 0 to 9; needed but for faces.
        checkpoint: which one judges, as repo@revision or bundled; empty for the one that is served.

    Returns:
        The pictures with their scores, most real first; lower is more real.
    """
    with ui.refusals(request):
        return models.scored(_model(model, checkpoint, request), images or [], _kind(kind))


def play(
    target: Target = "ring",
    penalty: Penalty = "gradient-two-sided",
    critic_steps: int = 5,
    strength: float = 1.0,
    steps: int = 1000,
    seed: int = 0,
    request: gr.Request | None = None,
) -> Iterator[Frame]:
    """Trains a small WGAN on points while one looks.

    Args:
        target: ring, grid or moons in the plane, or normal, the normal distribution in one dimension.
        penalty: of the gradient or of difference quotients, one-sided or two-sided.
        critic_steps: 1 to 10 steps of the critic for each of the generator.
        strength: λ, the weight of the penalty, 0 to 100.
        steps: 25 to 4000 of the generator.
        seed: of everything.

    Yields:
        Every 25 steps the real and the generated points, the critic on a grid, and how far they are apart.
    """
    with ui.refusals(request):
        yield from models.live(target, penalty, int(critic_steps), float(strength), int(steps), check_seed(seed))


def choose_model(model: Name, request: gr.Request | None = None) -> dict[str, Any]:
    """The classes of a model, in the field that chooses one."""
    names = CLASSES[model] or [say(f"gan.fashion.{place}", request) for place in range(10)]
    classes = [] if model == "faces" else [(name, place) for place, name in enumerate(names)]
    return gr.update(choices=[(say("gan.every", request), -1), *classes], value=-1, interactive=model != "faces")


def _model(name: Name, checkpoint: str, request: gr.Request | None) -> models.Gan:
    return ui.opened(SERVED[name], checkpoint, request).model


def _kind(kind: int | None) -> int | None:
    return None if kind is None or kind < 0 else int(kind)


def build() -> None:
    """Lays out the tab and connects its buttons."""
    ui.header("gan")
    with gr.Row():
        names = [(label(f"gan.model.{name}"), name) for name in SERVED]
        model = gr.Radio(names, value="digits", label=label("gan.draws"), min_width=300)
        classes = [(label("gan.every"), -1), *((name, place) for place, name in enumerate(CLASSES["digits"]))]
        kind = gr.Dropdown(classes, value=-1, label=label("gan.kind"), min_width=180)
        with gr.Column(scale=2, min_width=300):
            for served in SERVED.values():
                ui.badge(served)
    model.input(choose_model, model, kind, api_visibility="private", show_progress="hidden", queue=False)
    checkpoint = ui.chooser(SERVED, model)
    _sample(model, kind, checkpoint)
    for name, fill in {"walk": _walk, "move": _move, "grow": _grow, "score": _score}.items():
        with gr.Accordion(label(f"gan.{name}.title"), open=False):
            fill(model, kind, checkpoint)
    with gr.Accordion(label("gan.play.title"), open=False):
        _playground()
    ui.how_it_works("gan")


def _sample(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            count = gr.Slider(1, models.MOST, COUNT, step=1, label=label("gan.count"))
            seed = _seed("gan.seed", 1, info=label("gan.seed_info"))
            truncation = gr.Slider(0, 2, 1, step=0.05, label=label("gan.truncation"), info=label("gan.truncation_info"))
            best_first = gr.Checkbox(False, label=label("gan.best_first"))
            draw = gr.Button(label("gan.draw"), variant="primary")
            again = gr.Button(label("gan.again"))
        with gr.Column(scale=2, min_width=300):
            sheet = View("gan.sheet", Sheet, common="gan.common", on_load=ui.FOLLOW + _ASK)
            near = View("gan.nearest", Nearest, common="gan.common", on_load=ui.FOLLOW)
    given = [model, count, seed, kind, truncation, best_first, checkpoint]
    gr.on(
        [draw.click, seed.submit],
        sample_images,
        given,
        [sheet, seed],
        validator=validate_sample,
        api_name="sample_images",
    )
    anew = [model, count, kind, truncation, best_first, checkpoint]
    again.click(draw_anew, anew, [sheet, seed], api_visibility="private")
    sheet.click(show_nearest, [model, checkpoint], near, api_visibility="private")
    checkpoint.input(None, None, [sheet, near], js="() => [null, null]", api_visibility="private")


def draw_anew(
    model: Name,
    count: int,
    kind: int,
    truncation: float,
    best_first: bool,
    checkpoint: str,
    request: gr.Request | None = None,
) -> tuple[Sheet, int]:
    """Draws pictures of a seed of its own choice."""
    return sample_images(model, count, None, kind, truncation, best_first, checkpoint, request)


def _walk(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row():
        start, end = _seed("gan.walk.from", 1), _seed("gan.walk.to", 2)
        count = gr.Slider(1, models.WALKERS, 9, step=1, label=label("gan.walk.count"), min_width=160)
        frames = gr.Slider(12, models.FRAMES, FRAMES, step=1, label=label("gan.walk.frames"), min_width=160)
        loop = gr.Checkbox(False, label=label("gan.walk.loop"), min_width=160)
    go = gr.Button(label("gan.walk.start"))
    animation = View("gan.animation", Animation)
    given = [model, start, end, count, frames, loop, kind, checkpoint]
    go.click(walk_latent, given, animation, validator=validate_walk, api_name="walk_latent")


def _move(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            seed = _seed("gan.move.seed", 1)
            sliders = [
                gr.Slider(-6, 6, 0, step=0.1, label=label("gan.move.direction"), info=str(place))
                for place in range(1, SLIDERS + 1)
            ]
        with gr.Column(min_width=280):
            go = gr.Button(label("gan.move.start"))
            picture = View("gan.sheet", Sheet, common="gan.common")
    given = [model, seed, kind, *sliders, checkpoint]
    go.click(move_latent, given, picture, validator=validate_choice, api_name="move_latent")
    gr.on(
        [slider.release for slider in sliders],
        move_latent,
        given,
        picture,
        api_visibility="private",
        show_progress="hidden",
        trigger_mode="always_last",
    )


def _grow(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    with gr.Row():
        seed = _seed("gan.grow.seed", 1)
        count = gr.Slider(1, models.MOST, GROWING, step=1, label=label("gan.count"), min_width=160)
    go = gr.Button(label("gan.grow.start"))
    growth = View("gan.growth", Growth, on_load=_PLAY)
    go.click(grow_up, [model, seed, count, kind, checkpoint], growth, validator=validate_choice, api_name="grow_up")


def _score(model: gr.Radio, kind: gr.Dropdown, checkpoint: Choice) -> None:
    files = Pictures(label=label("gan.score.files"))
    go = gr.Button(label("gan.score.start"))
    scored = View("gan.sheet", Sheet, common="gan.common")
    go.click(score_images, [files, model, kind, checkpoint], scored, validator=validate_scored, api_name="score_images")


def _playground() -> None:
    gr.Markdown(label("gan.play.intro"))
    with gr.Row(equal_height=False):
        with gr.Column(min_width=280):
            shapes = [(label(f"gan.target.{name}"), name) for name in models.TARGETS]
            target = gr.Radio(shapes, value="ring", label=label("gan.play.target"))
            keys = {name: name.replace("-", "_") for name in models.PENALTIES}
            penalties = [(label(f"gan.penalty.{key}"), name) for name, key in keys.items()]
            penalty = gr.Dropdown(penalties, value="gradient-two-sided", label=label("gan.play.penalty"))
            critic_steps = gr.Slider(1, 10, 5, step=1, label=label("gan.play.critic_steps"))
            strength = gr.Slider(0, 20, 1, step=0.5, label=label("gan.play.strength"))
            steps = gr.Slider(25, 4000, 1000, step=25, label=label("gan.play.steps"))
            seed = _seed("gan.play.seed", 0)
            with gr.Row():
                go = gr.Button(label("gan.play.start"), variant="primary", min_width=100)
                halt = gr.Button(label("gan.play.stop"), min_width=100)
        with gr.Column(scale=2, min_width=300):
            plane = View("gan.plane", Frame)
    given = [target, penalty, critic_steps, strength, steps, seed]
    training = go.click(play, given, plane, api_name="play", concurrency_limit=LIVE, show_progress="minimal")
    halt.click(None, cancels=training, api_visibility="private")


def _seed(key: str, value: int | None, **options: Any) -> gr.Number:
    return gr.Number(
        value, label=label(key), precision=0, minimum=0, maximum=models.SEEDS - 1, min_width=140, **options
    )


if __name__ == "__main__":
    with ui.page() as demo:
        build()
    ui.launch(demo)
