"""Puts a captcha together: ground, clutter, text, clutter, damage."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from models.captcha.painting import damage
from models.captcha.painting.clutter import Pick, clutter
from models.captcha.painting.colours import Colour, any_colour, ground_colour, ink_on, near
from models.captcha.painting.glyphs import hand
from models.captcha.painting.grounds import ground
from models.captcha.painting.layout import Letters, crop, line_of, shifted

HEIGHTS = (22, 26, 30, 36, 40, 50, 50, 60, 60, 70, 80)  # pixels, as captchas in the wild have them
EFFECTS = ("plain", "shadow", "halo", "ghost", "rimmed", "embossed")
EFFECT_WEIGHTS = (16, 2, 1, 1, 2, 2)


def paint(text: str, fonts: tuple[str, ...], source: Random) -> Image.Image:
    """Draws a text in a style of its own, RGB; the same text, fonts and state of `source` give the same pixels."""
    height = source.choice(HEIGHTS)
    writing = hand(fonts, height, source)
    letters, width = crop(*line_of(text, writing, height, source), source)
    colour = ground_colour(source)
    contrast = source.choice((45, 70, 90, 115))
    picture = ground((width, height), colour, source)
    draw = ImageDraw.Draw(picture)
    inks = _inks(len(text), colour, contrast, source)
    calm = source.random() < 0.12
    under, over = (0, 0) if calm else source.choice(((1, 0), (0, 1), (1, 1), (2, 1), (1, 2), (2, 0), (3, 0)))
    clutter(draw, picture.size, _clutter_colours(colour, inks, contrast, source), source, fonts, under)
    _write(picture, letters, inks, colour, source)
    clutter(draw, picture.size, _clutter_colours(colour, inks, contrast, source, over=True), source, fonts, over)
    return _damage(picture, len(set(inks)) == 1, source)


def _inks(count: int, ground: Colour, contrast: int, source: Random) -> list[Colour]:
    first = ink_on(ground, source, contrast)
    if source.random() < 0.7:
        return [first] * count
    return [ink_on(ground, source, contrast) for _ in range(count)]


def _clutter_colours(ground: Colour, inks: list[Colour], contrast: int, source: Random, over: bool = False) -> Pick:
    """The colours of marks: the text's own, faint ones, any, and over the text also the ground's."""
    kind = source.choice(("ink", "any", "faint", "ground" if over else "any"))
    faint = near(ground, source, contrast)
    colour = {"ink": inks[0], "faint": faint, "ground": ground}.get(kind)
    return (lambda: colour) if colour else (lambda: any_colour(source))


def _write(picture: Image.Image, letters: Letters, inks: list[Colour], ground: Colour, source: Random) -> None:
    """Pastes the characters, plain or with an effect that all of them share."""
    effect = source.choices(EFFECTS, EFFECT_WEIGHTS)[0]
    opacity = source.choice((None, None, None, source.uniform(0.65, 0.9)))
    shift = source.choice((-2, -1, 1, 2)), source.choice((-2, -1, 1, 2))
    other = near(inks[0], source, 60) if effect == "ghost" else ink_on(ground, source, 40)
    for (mask, place), ink in zip(letters, inks, strict=True):
        if effect == "embossed":  # hollow, with a thick side
            for depth in range(source.randint(2, 4)):
                picture.paste(ink, shifted(place, depth, depth), mask)
        if effect in ("shadow", "ghost"):
            picture.paste(other if effect == "ghost" else _middle_colour(ink, ground), shifted(place, *shift), mask)
        if effect in ("rimmed", "halo", "embossed"):
            rim = {"rimmed": other, "halo": _middle_colour(ink, ground), "embossed": ink}[effect]
            picture.paste(rim, place, mask.filter(ImageFilter.MaxFilter(3)))
        fill = ground if effect == "embossed" else ink
        picture.paste(fill, place, mask.point(lambda value: int(value * opacity)) if opacity else mask)


def _middle_colour(one: Colour, other: Colour) -> Colour:
    red, green, blue = ((a + b) // 2 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _damage(picture: Image.Image, one_ink: bool, source: Random) -> Image.Image:
    """Each kind of damage with a probability of its own."""
    for probability, harm in (
        (0.35, damage.bend),
        (0.06, damage.bulge),
        (0.08, damage.lean),
        (0.04, damage.tilt),
        (0.3, damage.smooth),
        (0.12, damage.blur),
        (0.1, damage.coarsen),
        (0.08, damage.add_noise),
        (0.05, damage.salt),
        (0.03 * one_ink, damage.reduce_to_two_tones),  # would lose the paler of two inks
        (0.25, damage.compress),
    ):
        if source.random() < probability:
            picture = harm(picture, source)
    return picture
