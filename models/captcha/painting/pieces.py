"""What ideas are composed of: a font, a calm way of writing, curves and lines as thick as strokes, compression."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from models.captcha.painting import crossings, damage
from models.captcha.painting.clutter import Pick, Size
from models.captcha.painting.colours import Colour
from models.captcha.painting.glyphs import Hand

Families = tuple[tuple[str, ...], ...]


def faces_of(
    fonts: Families, source: Random, kinds: Sequence[str] = ("", "", "Italic", "Oblique", "Bold")
) -> tuple[str, ...]:
    """One font, of one of these kinds where a family has it: in four pictures of ten a slanted one, in two a bold."""
    wanted = source.choice(kinds)
    fitting = [path for family in source.sample(fonts, min(8, len(fonts))) for path in family if wanted in path]
    return (source.choice(fitting or source.choice(fonts)),)


def calm_hand(faces: tuple[str, ...], size: float, source: Random, **changes: object) -> Hand:
    """A calm way of writing, its letters near each other or running into each other."""
    tracking = source.choice((0, 0, source.uniform(-0.16, 0), source.uniform(0, 0.3)))
    ways = {
        "fonts": faces,
        "size": max(12, 2 * int(size / 2)),
        "size_jitter": 0.0,
        "tilt": 0.0,
        "tilt_jitter": source.choice((0, 0, 8)),
        "slant": source.choice((0, 0, 0, source.uniform(-0.1, 0.35))),
        "slant_jitter": 0.0,
        "widening": source.choice((1, 1, source.uniform(0.7, 1.3))),
        "widening_jitter": 0.0,
        "pitch": 0.0,
        "tracking": tracking,
        "tracking_jitter": source.choice((0, 0, 0.08)),
        "rise_jitter": source.choice((0, 0, 0.06, 0.15)),
        "texture": "solid",
        "outline": 0,
        "smooth": source.random() < 0.85,
    }
    return Hand(**(ways | changes))  # type: ignore[arg-type]


def curves(image: Image.Image, colours: Sequence[Colour], source: Random) -> None:
    for colour in colours:
        source.choice((crossings.tapering_curve, crossings.tapering_curve, crossings.level_curve))(
            image, colour, source
        )


def straight_lines(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Lines as thick as strokes, anywhere."""
    thick = max(1, round(source.uniform(0.01, 0.07) * size[1]))
    for _ in range(source.randint(1, 7)):
        ends = [(source.uniform(0, size[0]), source.uniform(0, size[1])) for _ in range(2)]
        draw.line(ends, pick(), thick)


def as_sent(picture: Image.Image, source: Random, gentle: bool = False) -> Image.Image:
    """As a site sends it: in three of ten pictures compressed, in one with a small palette."""
    if not gentle and source.random() < 0.15:
        picture = damage.smooth(picture, source)
    if not gentle and source.random() < 0.1:
        picture = damage.coarsen(picture, source)
    if source.random() < 0.3:
        return damage.compress(picture, source, (30, 90) if gentle else (15, 85))
    if source.random() < 0.15:
        return damage.reduce_palette(picture, source)
    return picture
