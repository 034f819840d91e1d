"""Whole ideas of how to hide a text, each composed of the painter's pieces with its own ranges for all of them.

`painter.paint` varies every piece by itself; what makers do together, and would hardly ever meet by chance, is here.
"""

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from models.captcha.painting import crossings, damage, warps
from models.captcha.painting.bitmaps import bitmap_line
from models.captcha.painting.clutter import KINDS, Pick, Size, clutter
from models.captcha.painting.colours import BLACK, WHITE, Colour, any_colour, ground_colour, ink_on, near
from models.captcha.painting.glyphs import Hand
from models.captcha.painting.inks import colour_at, fading_ground_and_ink, gradient_and_ink, write_each, written_layer
from models.captcha.painting.layout import line_of, shifted

Families = tuple[tuple[str, ...], ...]
DOTS, DASHES = KINDS[4], KINDS[5]


def crossed(text: str, fonts: Families, source: Random) -> Image.Image:
    """A line set tight, warped, over a gradient from one tone to another, crossed by a curve that begins with a hook:
    as Java's kaptcha and SimpleCaptcha draw."""
    height = source.choice((30, 40, 50, 50, 60, 70))
    writing = _hand(_faces(fonts, source), source.uniform(0.6, 0.95) * height, source)
    letters, width = line_of(text, writing, height, source)
    width = int(width * source.choice((1, 1, 1.2, 1.5)))
    picture, ink = gradient_and_ink((width, height), source)
    layer = written_layer(letters, [ink] * len(text), picture.size)
    line = source.choice((ink, near(ink, source, 90), any_colour(source), BLACK))
    curves = [line, near(line, source, 120)][: source.choice((0, 1, 1, 2))]
    if before := source.random() < 0.5:
        _curve(layer, curves, source)
    if source.random() < 0.65:
        layer = source.choice(warps.WARPS)(layer, source)
    if source.random() < 0.2:
        layer = warps.cast_shadow(layer, source)
    picture.paste(layer, (0, 0), layer)
    if not before:
        _curve(picture, curves, source)
    if source.random() < 0.4:
        crossings.frame(picture, BLACK, source)
    return _sent(picture, source)


def faded(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters that their ground comes near to along the line, slanted and set tight in most pictures, under lines as
    heavy as their strokes that are dark where the letters are light."""
    height = source.choice((30, 40, 50, 50, 60, 70))
    tracking = source.choice((0, source.uniform(-0.14, 0)))
    faces = _faces(fonts, source, ("Italic", "Italic", "Oblique", ""))
    writing = _hand(faces, source.uniform(0.6, 0.95) * height, source, tracking=tracking)
    letters, width = line_of(text, writing, height, source)
    picture, ink = fading_ground_and_ink((int(width * source.choice((1, 1, 1.3))), height), source)
    layer = written_layer(letters, [ink] * len(text), picture.size)
    if source.random() < 0.25:
        layer = source.choice(warps.WARPS)(layer, source)
    picture.paste(layer, (0, 0), layer)
    other = BLACK if sum(ink) > 382 else WHITE
    behind = colour_at(picture, source.randrange(picture.width), 0)
    lines = [source.choice((other, other, behind, any_colour(source))) for _ in range(source.choice((0, 1, 2, 2, 3)))]
    _curve(picture, lines, source)
    if source.random() < 0.5:
        crossings.frame(picture, other, source)
    return _sent(picture, source)


def bunched(text: str, fonts: Families, source: Random) -> Image.Image:
    """Each letter in a font, size and colour of its own, some nearly the ground's, in one part of a wide strip."""
    height = source.choice((30, 36, 40, 40, 50, 60))
    faces = tuple(_faces(fonts, source)[0] for _ in range(source.choice((2, 4, 6))))
    writing = _hand(faces, source.uniform(0.35, 0.85) * height, source, size_jitter=source.choice((0.1, 0.25, 0.35)))
    letters, width = line_of(text, writing, height, source)
    wide = int(width * source.choice((1, 1.3, 2, 2.6)))
    move = int(source.choice((0, 0, source.random())) * (wide - width))
    picture, _ = gradient_and_ink((wide, height), source)
    letters = [(mask, shifted(place, move, 0)) for mask, place in letters]
    write_each(picture, letters, source, least=source.choice((12, 25, 40)))
    if source.random() < 0.5:
        crossings.frame(picture, BLACK, source)
    return _sent(picture, source)


def inverted(text: str, fonts: Families, source: Random) -> Image.Image:
    """Shapes turn what they cross into its negative; salt and pepper, sparse or dense, covers all."""
    height = source.choice((30, 40, 46, 50, 60))
    writing = _hand(_faces(fonts, source), source.uniform(0.55, 0.9) * height, source)
    letters, width = line_of(text, writing, height, source)
    ground = ground_colour(source)
    picture, ink = Image.new("RGB", (width, height), ground), ink_on(ground, source, 90)
    picture.paste(ink, (0, 0), written_layer(letters, [ink] * len(text), picture.size))
    if source.random() < 0.4:
        picture = source.choice(warps.WARPS)(picture, source)
    if source.random() < 0.8:
        picture = crossings.inverting_shapes(picture, source)
    if source.random() < 0.3:
        crossings.level_curve(picture, ink, source)
    if source.random() < 0.75:
        picture = crossings.peppered(picture, source.choice((0.05, 0.15, 0.3)) * source.uniform(0.5, 1), source)
    if source.random() < 0.4:
        picture = damage.add_noise(picture, source)
    return _sent(picture, source)


def pixelled(text: str, fonts: Families, source: Random, bitmaps: Families = ()) -> Image.Image:
    """Letters of a bitmap font at odd places, among dots and lines as thick as their strokes; often tiny."""
    height = source.choice((14, 18, 20, 22, 24, 26, 30, 30, 36, 40, 50))
    chosen = bitmaps if bitmaps and source.random() < 0.75 else fonts
    letters, width = bitmap_line(text, source.choice(source.choice(chosen)), height, source)
    ground = ground_colour(source)
    picture = Image.new("RGB", (width, height), ground)
    least = source.choice((40, 70, 100))
    ink = ink_on(ground, source, least)
    draw = ImageDraw.Draw(picture)
    pick = source.choice((lambda: ink, lambda: any_colour(source), lambda: near(ground, source, 90)))
    under, over = source.choice(((0, 0), (1, 0), (1, 1), (0, 1), (2, 0)))
    clutter(draw, picture.size, pick, source, fonts[0], under)
    if source.random() < 0.5:
        write_each(picture, letters, source, least)
    else:
        picture.paste(ink, (0, 0), written_layer(letters, [ink] * len(text), picture.size))
    clutter(draw, picture.size, pick, source, fonts[0], over)
    if source.random() < 0.4:
        crossings.blotches(picture, any_colour(source), source.uniform(0.005, 0.06), source)
    if source.random() < 0.3:
        crossings.frame(picture, BLACK, source)
    return _sent(picture, source, gentle=True)


def motley(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters each of a colour of its own, down to nearly the ground's, each turned by itself, among lines and dashes
    of black or of the letters' colours."""
    height = source.choice((30, 35, 40, 50, 60, 80))
    writing = _hand(
        _faces(fonts, source), source.uniform(0.5, 0.85) * height, source, tilt_jitter=source.choice((0, 10, 30, 50))
    )
    letters, width = line_of(text, writing, height, source)
    ground = source.choice((WHITE, WHITE, ground_colour(source)))
    picture = Image.new("RGB", (width, height), ground)
    colours = write_each(picture, letters, source, least=source.choice((12, 25, 40, 70)))
    draw, ink = ImageDraw.Draw(picture), ink_on(ground, source, 60)
    pick = source.choice((lambda: BLACK, lambda: ink, lambda: source.choice(colours), lambda: any_colour(source)))
    for _ in range(source.choice((0, 1, 1, 2))):
        if source.random() < 0.5:
            source.choice((DOTS, DASHES, DASHES))(draw, picture.size, pick, source, fonts[0])
        else:
            _straight_lines(draw, picture.size, pick, source)
    return _sent(picture, source)


def hollow(text: str, fonts: Families, source: Random) -> Image.Image:
    """Outlines alone, or letters with a thick side, close together."""
    height = source.choice((40, 50, 60, 60, 80))
    size = source.uniform(0.6, 0.95) * height
    outline = source.choice((0, 1, 1, 2)) if height > 45 else source.choice((0, 1))
    writing = _hand(_faces(fonts, source), size, source, outline=outline)
    letters, width = line_of(text, writing, height, source)
    picture, ink = gradient_and_ink((width, height), source)
    side, face = near(ink, source, 60), source.choice((ink, colour_at(picture, 0, 0)))
    way = source.choice((-1, 1)), source.choice((-1, 1))
    for mask, place in letters:
        for depth in range(source.choice((0, 2, 3, 4)) if not outline else 0, 0, -1):
            picture.paste(side, shifted(place, depth * way[0], depth * way[1]), mask)
        if face != ink:
            picture.paste(ink, place, mask.filter(ImageFilter.MaxFilter(3)))
        picture.paste(ink if outline else face, place, mask)
    _curve(picture, [ink] * source.choice((0, 0, 1)), source)
    return _sent(picture, source)


def blotted(text: str, fonts: Families, source: Random) -> Image.Image:
    """Two tones, after all that was done: letters bold or thin, turned and slanted each by itself, lines as thick as
    strokes, specks; sharp, or blurred so that specks run into strokes."""
    height = source.choice((24, 28, 32, 36, 40, 50, 60, 70))
    writing = _hand(
        tuple(_faces(fonts, source)[0] for _ in range(source.choice((1, 3)))),
        source.uniform(0.55, 0.9) * height,
        source,
        tilt_jitter=source.choice((0, 10, 20, 35)),
        slant_jitter=source.choice((0, 0, 0.3, 0.7)),
        size_jitter=source.choice((0, 0.2)),
        texture=source.choice(("solid", "solid", "thickened", "broken", "torn")),
    )
    letters, width = line_of(text, writing, height, source)
    paper, ink = source.choice(((WHITE, BLACK), (WHITE, BLACK), (BLACK, WHITE), (WHITE, any_colour(source, 0, 110))))
    picture = Image.new("RGB", (width, height), paper)
    picture.paste(ink, (0, 0), written_layer(letters, [ink] * len(text), picture.size))
    for _ in range(source.choice((0, 1, 1, 2, 3))):
        crossings.level_curve(picture, source.choice((ink, ink, ink, paper)), source)
    if source.random() < 0.6:
        picture = source.choice(warps.WARPS)(picture, source)
    crossings.blotches(picture, ink, source.choice((0, 0.01, 0.03, 0.06)), source)
    if sharp := source.random() < 0.5:
        picture = damage.reduce_to_two_tones(picture, source)
    for _ in range(0 if sharp else source.randint(1, 2)):
        picture = damage.smooth(picture, source)
    return _sent(picture, source, gentle=True)


IDEAS: dict[str, Callable[[str, Families, Random], Image.Image]] = {
    "crossed": crossed,
    "faded": faded,
    "bunched": bunched,
    "inverted": inverted,
    "pixelled": pixelled,
    "motley": motley,
    "hollow": hollow,
    "blotted": blotted,
}


def idea(name: str, bitmaps: Families = ()) -> Callable[[str, Families, Random], Image.Image]:
    """The drawing function of an idea; `bitmaps` are the families of bitmap fonts that it may use."""
    return partial(pixelled, bitmaps=bitmaps) if name == "pixelled" else IDEAS[name]


def _faces(
    fonts: Families, source: Random, kinds: Sequence[str] = ("", "", "Italic", "Oblique", "Bold")
) -> tuple[str, ...]:
    """One font, of one of these kinds where a family has it: in four pictures of ten a slanted one, in two a bold."""
    wanted = source.choice(kinds)
    fitting = [path for family in source.sample(fonts, min(8, len(fonts))) for path in family if wanted in path]
    return (source.choice(fitting or source.choice(fonts)),)


def _hand(faces: tuple[str, ...], size: float, source: Random, **changes: object) -> Hand:
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


def _curve(image: Image.Image, colours: Sequence[Colour], source: Random) -> None:
    for colour in colours:
        source.choice((crossings.tapering_curve, crossings.tapering_curve, crossings.level_curve))(
            image, colour, source
        )


def _straight_lines(draw: ImageDraw.ImageDraw, size: Size, pick: Pick, source: Random) -> None:
    """Lines as thick as strokes, anywhere."""
    thick = max(1, round(source.uniform(0.01, 0.07) * size[1]))
    for _ in range(source.randint(1, 7)):
        ends = [(source.uniform(0, size[0]), source.uniform(0, size[1])) for _ in range(2)]
        draw.line(ends, pick(), thick)


def _sent(picture: Image.Image, source: Random, gentle: bool = False) -> Image.Image:
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
