"""Whole ideas of how to hide a text, each composed of the painter's pieces with its own ranges for all of them.

`painter.paint` varies every piece by itself; what makers do together, and would hardly ever meet by chance, is here.
"""

from collections.abc import Callable
from functools import partial
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from models.captcha.painting import crossings, damage, rulings, warps
from models.captcha.painting.bitmaps import bitmap_line
from models.captcha.painting.clutter import KINDS, clutter
from models.captcha.painting.colours import BLACK, WHITE, any_colour, ground_colour, ink_on, near
from models.captcha.painting.grounds import clouded
from models.captcha.painting.inks import colour_at, fading_ground_and_ink, gradient_and_ink, write_each, written_layer
from models.captcha.painting.layout import line_of, shifted
from models.captcha.painting.pieces import Families, as_sent, calm_hand, curves, faces_of, straight_lines

DOTS, DASHES = KINDS[4], KINDS[5]


def crossed(text: str, fonts: Families, source: Random) -> Image.Image:
    """A line set tight, warped, over a gradient from one tone to another, crossed by a curve that begins with a hook:
    as Java's kaptcha and SimpleCaptcha draw."""
    height = source.choice((30, 40, 50, 50, 60, 70))
    writing = calm_hand(faces_of(fonts, source), source.uniform(0.6, 0.95) * height, source)
    letters, width = line_of(text, writing, height, source)
    width = int(width * source.choice((1, 1, 1.2, 1.5)))
    picture, ink = gradient_and_ink((width, height), source)
    layer = written_layer(letters, [ink] * len(text), picture.size)
    line = source.choice((ink, near(ink, source, 90), any_colour(source), BLACK))
    colours = [line, near(line, source, 120)][: source.choice((0, 1, 1, 2))]
    if before := source.random() < 0.5:
        curves(layer, colours, source)
    if source.random() < 0.65:
        layer = source.choice(warps.WARPS)(layer, source)
    if source.random() < 0.2:
        layer = warps.cast_shadow(layer, source)
    picture.paste(layer, (0, 0), layer)
    if not before:
        curves(picture, colours, source)
    if source.random() < 0.4:
        crossings.frame(picture, BLACK, source)
    return as_sent(picture, source)


def faded(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters that their ground comes near to along the line, slanted and set tight in most pictures, under lines as
    heavy as their strokes that are dark where the letters are light."""
    height = source.choice((30, 40, 50, 50, 60, 70))
    tracking = source.choice((0, source.uniform(-0.14, 0)))
    faces = faces_of(fonts, source, ("Italic", "Italic", "Oblique", ""))
    writing = calm_hand(faces, source.uniform(0.6, 0.95) * height, source, tracking=tracking)
    letters, width = line_of(text, writing, height, source)
    picture, ink = fading_ground_and_ink((int(width * source.choice((1, 1, 1.3))), height), source)
    layer = written_layer(letters, [ink] * len(text), picture.size)
    if source.random() < 0.25:
        layer = source.choice(warps.WARPS)(layer, source)
    picture.paste(layer, (0, 0), layer)
    other = BLACK if sum(ink) > 382 else WHITE
    behind = colour_at(picture, source.randrange(picture.width), 0)
    lines = [source.choice((other, other, behind, any_colour(source))) for _ in range(source.choice((0, 1, 2, 2, 3)))]
    curves(picture, lines, source)
    if source.random() < 0.5:
        crossings.frame(picture, other, source)
    return as_sent(picture, source)


def bunched(text: str, fonts: Families, source: Random) -> Image.Image:
    """Each letter in a font, size and colour of its own, some nearly the ground's, in one part of a wide strip."""
    height = source.choice((30, 36, 40, 40, 50, 60))
    faces = tuple(faces_of(fonts, source)[0] for _ in range(source.choice((2, 4, 6))))
    writing = calm_hand(
        faces, source.uniform(0.35, 0.85) * height, source, size_jitter=source.choice((0.1, 0.25, 0.35))
    )
    letters, width = line_of(text, writing, height, source)
    wide = int(width * source.choice((1, 1.3, 2, 2.6)))
    move = int(source.choice((0, 0, source.random())) * (wide - width))
    picture, _ = gradient_and_ink((wide, height), source)
    letters = [(mask, shifted(place, move, 0)) for mask, place in letters]
    write_each(picture, letters, source, least=source.choice((12, 25, 40)))
    if source.random() < 0.5:
        crossings.frame(picture, BLACK, source)
    return as_sent(picture, source)


def inverted(text: str, fonts: Families, source: Random) -> Image.Image:
    """Shapes turn what they cross into its negative; salt and pepper, sparse or dense, covers all."""
    height = source.choice((30, 40, 46, 50, 60))
    writing = calm_hand(faces_of(fonts, source), source.uniform(0.55, 0.9) * height, source)
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
    return as_sent(picture, source)


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
    return as_sent(picture, source, gentle=True)


def motley(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters each of a colour of its own, down to nearly the ground's, each turned by itself, among lines and dashes
    of black or of the letters' colours."""
    height = source.choice((30, 35, 40, 50, 60, 80))
    writing = calm_hand(
        faces_of(fonts, source), source.uniform(0.5, 0.85) * height, source, tilt_jitter=source.choice((0, 10, 30, 50))
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
            straight_lines(draw, picture.size, pick, source)
    return as_sent(picture, source)


def hollow(text: str, fonts: Families, source: Random) -> Image.Image:
    """Outlines alone, or letters with a thick side, close together."""
    height = source.choice((40, 50, 60, 60, 80))
    size = source.uniform(0.6, 0.95) * height
    outline = source.choice((0, 1, 1, 2)) if height > 45 else source.choice((0, 1))
    writing = calm_hand(faces_of(fonts, source), size, source, outline=outline)
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
    curves(picture, [ink] * source.choice((0, 0, 1)), source)
    return as_sent(picture, source)


def blotted(text: str, fonts: Families, source: Random) -> Image.Image:
    """Two tones, after all that was done: letters bold or thin, turned and slanted each by itself, lines as thick as
    strokes, specks; sharp, or blurred so that specks run into strokes."""
    height = source.choice((24, 28, 32, 36, 40, 50, 60, 70))
    writing = calm_hand(
        tuple(faces_of(fonts, source)[0] for _ in range(source.choice((1, 3)))),
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
    return as_sent(picture, source, gentle=True)


def stirred(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters frayed by many small stirs, little darker than a coarse cloud that darkens along the line; or lighter."""
    height = source.choice((40, 50, 60, 70, 80, 90))
    size = source.uniform(0.4, 0.75) * height
    writing = calm_hand(faces_of(fonts, source), size, source, tracking=source.choice((0, 0, 0.05)))
    letters, width = line_of(text, writing, height, source)
    layer = written_layer(letters, [WHITE] * len(text), (width, height))
    if source.random() < 0.3:
        layer = source.choice(warps.WARPS)(layer, source)
    layer = warps.stir(layer, source)
    picture = clouded((width, height), source)
    depth = source.uniform(0.3, 0.65)
    mask = layer.getchannel("A").point(lambda value: int(value * depth))
    picture.paste(BLACK, (0, 0), mask)
    if source.random() < 0.25:
        picture = ImageChops.invert(picture)
    return as_sent(picture, source)


def ruled(text: str, fonts: Families, source: Random) -> Image.Image:
    """Letters in a row or strewn over a wide strip, each turned by itself, among patterns of thin lines and dense
    specks in their own colour, as GD::SecurityImage and Text_CAPTCHA draw."""
    height = source.choice((40, 50, 60, 80, 90, 110))
    if strewn := source.random() < 0.5:
        writing = calm_hand(
            tuple(faces_of(fonts, source)[0] for _ in range(source.choice((1, 1, 3)))),
            source.uniform(0.25, 0.55) * height,
            source,
            tilt_jitter=source.choice((0, 20, 40, 50)),
            rise_jitter=source.choice((0.1, 0.3, 0.5)),
            tracking=source.uniform(0.1, 1.1),
        )
    else:
        writing = calm_hand(
            faces_of(fonts, source), source.uniform(0.3, 0.8) * height, source, tilt=source.uniform(-12, 12)
        )
    letters, width = line_of(text, writing, height, source)
    ground = ground_colour(source)
    ink = ink_on(ground, source, source.choice((25, 50, 80)))
    picture = Image.new("RGB", (max(width, height), height), ground)
    write = partial(picture.paste, ink, (0, 0), written_layer(letters, [ink] * len(text), picture.size))
    pick = source.choice((lambda: ink, lambda: ink, lambda: near(ink, source, 60), lambda: any_colour(source)))
    if under := source.random() < 0.6:
        write()
    for _ in range(source.choice((1, 1, 2) if strewn else (0, 1, 1, 2))):
        source.choice(rulings.RULINGS)(ImageDraw.Draw(picture), picture.size, pick, source)
    if not under:
        write()
    if source.random() < 0.6:
        colour = source.choice((ink, pick(), any_colour(source)))
        picture = rulings.specks(picture, colour, source.uniform(0.01, 0.12), source)
    if source.random() < 0.15:
        picture = rulings.strewn(picture, source.uniform(0.02, 0.12), source)
    if source.random() < 0.3:
        crossings.frame(picture, source.choice((ink, BLACK)), source)
    return as_sent(picture, source, gentle=source.random() < 0.6)


IDEAS: dict[str, Callable[[str, Families, Random], Image.Image]] = {
    "crossed": crossed,
    "faded": faded,
    "bunched": bunched,
    "inverted": inverted,
    "pixelled": pixelled,
    "motley": motley,
    "hollow": hollow,
    "blotted": blotted,
    "stirred": stirred,
    "ruled": ruled,
}


def idea(name: str, bitmaps: Families = ()) -> Callable[[str, Families, Random], Image.Image]:
    """The drawing function of an idea; `bitmaps` are the families of bitmap fonts that it may use."""
    return partial(pixelled, bitmaps=bitmaps) if name == "pixelled" else IDEAS[name]
