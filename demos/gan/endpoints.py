"""What the pictures tab answers, and the API and MCP too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr
from gradio.data_classes import FileData

from demos.gan.inputs import check_seed
from demos.shared import live, ui
from demos.shared.checkpoints import open_model
from demos.shared.languages import say
from demos.shared.live import Run
from demos.shared.rates import COSTLY, DRAWING
from demos.shared.refusals import errors_explained
from demos.shared.serving import Served
from models import gan as models
from models.gan import Found, Frame, Growth, Nearest, Sheet

Name = Literal["digits", "fashion", "faces"]
Target = Literal["normal", "ring", "grid", "moons"]
Penalty = Literal[
    "gradient-one-sided", "gradient-two-sided", "difference-one-sided", "difference-two-sided", "zero-centred"
]
SERVED = {name: Served(f"gan-{name}", models.load) for name in ("digits", "fashion", "faces")}
COUNT, FRAMES, GROWING = 32, 48, 16
CLASSES = {"digits": tuple("0123456789"), "fashion": (), "faces": ()}  # those of fashion are words


@dataclass(frozen=True)
class Walk:
    """A WebP animation that repeats for ever, as a file; how many frames it has, and the seeds on its way."""

    image: FileData
    frames: int
    seeds: tuple[int, ...]


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
    with errors_explained(request, cost=DRAWING):
        used = check_seed(seed)
        return _sheet(model, count, used, kind, truncation, best_first, checkpoint, request), used


def redraw(
    model: Name,
    count: int,
    seed: int | None,
    kind: int | None,
    truncation: float,
    best_first: bool,
    checkpoint: str,
    request: gr.Request | None = None,
) -> Sheet:
    """Draws the pictures of a seed anew while a knob is dragged."""
    with errors_explained(request):
        return _sheet(model, count, check_seed(seed), kind, truncation, best_first, checkpoint, request)


def _sheet(
    model: Name,
    count: int,
    seed: int,
    kind: int | None,
    truncation: float,
    best_first: bool,
    checkpoint: str,
    request: gr.Request | None,
) -> Sheet:
    gan = model_of(model, checkpoint, request)
    sheet = models.sample(gan, int(count), seed, class_of(kind), float(truncation))
    return models.rank(sheet) if best_first else sheet


def show_nearest(model: Name, checkpoint: str, event: gr.EventData, request: gr.Request | None = None) -> Nearest:
    """Finds the real pictures most like the one that was clicked, among those of the gallery.

    These are some hundred of the training set. The rest is not searched, and may still hold one that is nearer.
    """
    with errors_explained(request, cost=DRAWING):
        drawn = event.seed, event.place, event.kind, event.truncation
        return models.nearest(model_of(model, checkpoint, request), *drawn)


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
) -> Walk:
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
        A WebP animation as a file, the number of its frames, and the seeds.
    """
    with errors_explained(request, cost=COSTLY):
        start, end = check_seed(seed), check_seed(to)
        seeds = (start, end, (end + 1) % models.SEEDS) if loop else (start, end)
        gan = model_of(model, checkpoint, request)
        walk = models.walk(gan, seeds, int(count), int(frames), class_of(kind), bool(loop))
        name = f"walk-{'-'.join(map(str, seeds))}.webp"
        file = FileData(path=ui.download(name, walk.image), orig_name=name, mime_type="image/webp")
        return Walk(file, walk.frames, walk.seeds)


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
    with errors_explained(request, cost=COSTLY):
        found = open_model(SERVED[model], checkpoint, request)
        distances = found.checkpoint.metrics.get("growth", {})
        return models.grow(found.model, int(count), check_seed(seed), class_of(kind), distances)


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
    with errors_explained(request, cost=COSTLY):
        return models.score_files(model_of(model, checkpoint, request), images or [], class_of(kind))


def find_latent(
    image: str | None,
    model: Name = "digits",
    kind: int | None = None,
    to: int = 2,
    checkpoint: str = "",
    request: gr.Request | None = None,
) -> Iterator[Run[Found]]:
    """Finds the latent whose picture is nearest to one's own, and walks from there to a seed's picture and back.

    Args:
        image: a picture of the size that the model draws, with one thing on a ground as in its training set.
        model: digits, fashion or faces.
        kind: the class of the picture, 0 to 9; none, or -1, for the one that a classifier reads.
        to: the seed where the walk ends, 0 to 2147483647.
        checkpoint: which one draws, as repo@revision or bundled; empty for the one that is served.

    Yields:
        How the search goes, as play does; in `frame` one's own picture and the nearest drawn one as data addresses, how
        far they are apart, and the latent, at the end with the walk, a WebP animation.
    """
    with errors_explained(request):
        folder = open_model(SERVED[model], checkpoint, request).checkpoint.path
        yield from live.stream(models.find_latent, str(folder), image, class_of(kind), check_seed(to), request=request)


def play(
    target: Target = "ring",
    penalty: Penalty = "gradient-two-sided",
    critic_steps: int = 5,
    strength: float = 1.0,
    steps: int = 1000,
    seed: int = 0,
    request: gr.Request | None = None,
) -> Iterator[Run[Frame]]:
    """Trains a small GAN on points while one looks.

    Args:
        target: ring, grid or moons in the plane, or normal, the normal distribution in one dimension.
        penalty: of the gradient or of difference quotients, one-sided or two-sided, which hold the critic's slope at 1;
            or zero-centred, at real and at generated points, with the relativistic loss of R3GAN.
        critic_steps: 1 to 10 steps of the critic for each of the generator.
        strength: λ, the weight of the penalty, 0 to 20.
        steps: 25 to 4000 of the generator.
        seed: of everything.

    Yields:
        How the run goes, at most ten times a second: its state, the place in line of who waits, and in `frame` the real
        and the generated points, the critic on a grid, and how far they are apart.
    """
    with errors_explained(request):
        given = target, penalty, int(critic_steps), float(strength), int(steps), check_seed(seed)
        yield from live.stream(models.live, *given, recorded="gan.play", request=request)


def step_by_hand(
    target: Target = "ring",
    penalty: Penalty = "gradient-two-sided",
    strength: float = 1.0,
    seed: int = 0,
    moves: str = "c",
    request: gr.Request | None = None,
) -> Iterator[Run[Frame]]:
    """Steps the critic and the generator of the playground by hand, from fresh networks on.

    Args:
        target: ring, grid or moons in the plane, or normal, the normal distribution in one dimension.
        penalty: as in play.
        strength: λ, the weight of the penalty, 0 to 20.
        seed: of everything; the same settings and moves end at the same place.
        moves: up to 300 letters, c for a step of the critic and g for one of the generator; none shows fresh networks.

    Yields:
        How it goes, as play does; the last one's `frame` is what there is to see after the last move, with the way that
        the critic pulls generated points in `field` and the distance before the first move and after each in `trail`.
    """
    with errors_explained(request):
        given = target, penalty, float(strength), check_seed(seed), moves or ""
        yield from live.stream(models.by_hand, *given, request=request, cost=DRAWING)


def choose_model(model: Name, kind: int = -1, request: gr.Request | None = None) -> dict[str, Any]:
    """The classes of a model, in the field that chooses one, with `kind` chosen if it is there."""
    names = CLASSES[model] or [say(f"gan.fashion.{place}", request) for place in range(10)]
    classes = [] if model == "faces" else [(name, place) for place, name in enumerate(names)]
    chosen = kind if kind < len(classes) else -1
    return gr.update(choices=[(say("gan.every", request), -1), *classes], value=chosen, interactive=model != "faces")


def model_of(name: Name, checkpoint: str, request: gr.Request | None) -> models.Gan:
    """The model that draws."""
    return open_model(SERVED[name], checkpoint, request).model


def class_of(kind: int | None) -> int | None:
    """The class as models take it, None for all."""
    return None if kind is None or kind < 0 else int(kind)


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
