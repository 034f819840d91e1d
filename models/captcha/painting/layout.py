"""Where the characters of a line go."""

from random import Random

from PIL import Image

from models.captcha.painting.glyphs import BASELINE, Hand, glyph

Place = tuple[int, int]
Letters = list[tuple[Image.Image, Place]]  # masks, and where their top left corners go


def line_of(text: str, writing: Hand, height: int, source: Random) -> tuple[Letters, int]:
    """The characters in their places, and the width of the picture."""
    margin = source.choice((0.0, 0.1, 0.3, 0.8)) * writing.size
    x, letters = margin, []
    middle = height / 2 + 0.35 * writing.size + source.uniform(-0.5, 0.5) * max(0, height - writing.size) * 0.6
    climb = source.choice((0, 0, 0, source.uniform(-0.06, 0.06))) * writing.size
    for number, symbol in enumerate(text):
        mask, advance = glyph(symbol, writing, source)
        jitter = source.uniform(-1, 1) * writing.tracking_jitter
        gap = (writing.tracking + jitter) * writing.size
        rise = source.uniform(-1, 1) * writing.rise_jitter * writing.size + climb * (number - len(text) / 2)
        place = (int(x + advance / 2 - mask.width / 2), int(middle + rise - BASELINE * mask.height))
        letters.append((mask, place))
        x += max(advance + gap, 0.45 * advance)
    return letters, int(x - min(0, writing.tracking) * writing.size + margin * source.choice((1, 1, 2)))


def crop(letters: Letters, width: int, source: Random) -> tuple[Letters, int]:
    """In one picture of ten the canvas is too small: it ends within the last character, or begins within the first."""
    edges = [(place[0] + box[0], place[0] + box[2]) for mask, place in letters if (box := mask.getbbox())]
    if not edges or source.random() < 0.9:
        return letters, max(24, width)
    share = source.uniform(0.1, 0.4)
    if source.random() < 0.75:
        left, right = edges[-1]
        return letters, max(24, int(right - share * (right - left)))
    left, right = edges[0]
    begin = int(left + share * (right - left))
    return [(mask, shifted(place, -begin, 0)) for mask, place in letters], max(24, width - begin)


def shifted(place: Place, dx: int, dy: int) -> Place:
    """A place moved."""
    return place[0] + dx, place[1] + dy
