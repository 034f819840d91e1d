"""Colours as (red, green, blue), 0 to 255: what is written must be told from what it is written on."""

from random import Random

Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def ground_colour(source: Random) -> Colour:
    """White in half of the pictures, pale, dark or anything in the others."""
    kind = source.choices(("white", "pale", "dark", "black", "any"), (10, 5, 3, 1, 1))[0]
    if kind in ("white", "black"):
        return WHITE if kind == "white" else BLACK
    low, high = {"pale": (190, 255), "dark": (0, 70), "any": (0, 255)}[kind]
    return any_colour(source, low, high)


def any_colour(source: Random, low: int = 0, high: int = 255) -> Colour:
    """A colour whose parts lie between two limits, both included."""
    return source.randint(low, high), source.randint(low, high), source.randint(low, high)


def ink_on(ground: Colour, source: Random, contrast: int) -> Colour:
    """A colour whose brightness differs from the ground's by at least `contrast`, 0 to 127."""
    if source.random() < 0.2:
        return BLACK if brightness(ground) > 127 else WHITE
    while True:
        colour = any_colour(source)
        if abs(brightness(colour) - brightness(ground)) >= contrast:
            return colour


def near(colour: Colour, source: Random, spread: int) -> Colour:
    """A colour that differs by at most `spread` in each part."""
    red, green, blue = (min(255, max(0, part + source.randint(-spread, spread))) for part in colour)
    return red, green, blue


def brightness(colour: Colour) -> float:
    """Luma of ITU-R BT.601, 0 to 255."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
