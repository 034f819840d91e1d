"""Captchas of a maker without end, one JSON object a line: what it says, and the picture as a PNG in base64.

Started as `python -P benchmarks/makers/pypi_drawing.py MAKER FONT ...`, in a process where the packages of that maker
alone go by their names. Each draws as its documentation says, in the fonts that it brings; the fonts that are named are
for those that bring none.
"""

import asyncio
import base64
import io
import json
import os
import random
import secrets
import string
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from types import SimpleNamespace

from PIL import Image, ImageFont

Draw = Callable[[], tuple[str, Image.Image]]


def claptcha(fonts: Sequence[str]) -> Draw:
    """A text of one's own, 4 to 6 letters and digits, in a font of one's own."""
    from claptcha import Claptcha

    ImageFont.FreeTypeFont.getsize = _getsize
    symbols = string.digits + string.ascii_letters
    return lambda: Claptcha(_text(symbols, random.choice((4, 5, 6))), random.choice(fonts)).image


def _text(symbols: str, length: int) -> str:
    return "".join(random.choices(symbols, k=length))


def _getsize(font: ImageFont.FreeTypeFont, text: str) -> tuple[int, int]:
    """Width of the ink, and height from the ascender on, as Pillow gave them until it was 10."""
    left, _, right, bottom = font.getbbox(text)
    return round(right - left), round(bottom)


def django_simple_captcha(_: Sequence[str]) -> Draw:
    """The default challenge, 4 capitals, and every setting as it comes."""
    import django
    from django.conf import settings

    settings.configure(INSTALLED_APPS=["captcha"])
    django.setup()
    from captcha.helpers import random_char_challenge
    from captcha.views import _captcha_image

    def draw() -> tuple[str, Image.Image]:
        text, _ = random_char_challenge()
        return text, Image.open(io.BytesIO(_captcha_image(SimpleNamespace(challenge=text), 1).content))

    return draw


def multicolorcaptcha(_: Sequence[str]) -> Draw:
    """The example of its page: 4 digits of difficulty 3, 640 x 360."""
    from multicolorcaptcha import CaptchaGenerator

    generator = CaptchaGenerator(2)
    generator.l_fonts.sort()  # else in the order of the file system

    def draw() -> tuple[str, Image.Image]:
        captcha = generator.gen_captcha_image(difficult_level=3)
        return captcha.characters, captcha.image

    return draw


def gvcode(_: Sequence[str]) -> Draw:
    """Letters and digits, 5 of them, and every option as it comes."""
    from gvcode import VFCode

    def draw() -> tuple[str, Image.Image]:
        captcha = VFCode()
        captcha.generate_mix()
        return captcha.code, Image.open(io.BytesIO(captcha.get_img_bytes()))

    return draw


def graphic_verification_code(_: Sequence[str]) -> Draw:
    """Letters and digits, 4 of them, and every option as it comes."""
    import gvcode

    return lambda: gvcode.generate()[::-1]


def captchagenerator(fonts: Sequence[str]) -> Draw:
    """The example of its page, 6 capitals and digits, in fonts of one's own."""
    from CaptchaGenerator import CaptchaConfig, TextCaptcha

    generator = TextCaptcha(CaptchaConfig(width=720, height=240))
    place = Path(os.environ["PYTHONPATH"], "drawn")  # beside the package, and away with it
    request = {
        "number_gen": 6,
        "values_captcha": "ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
        "colors": ["navy", "darkred"],
        "difficulty": "medium",
        "style": "modern",
    }

    def draw() -> tuple[str, Image.Image]:
        text = generator.generate(
            **request, fonts=[*fonts], backgrounds=[], name_export="captcha", path_export=str(place)
        )
        return text, _opened(next(place.iterdir()).read_bytes())

    return draw


def captchakit(_: Sequence[str]) -> Draw:
    """The example of its page: 5 capitals and digits, and every option as it comes."""
    from captchakit import ImageRenderer, TextChallengeFactory

    def draw() -> tuple[str, Image.Image]:
        challenge = asyncio.run(TextChallengeFactory(length=5).create())
        return challenge.solution, _opened(asyncio.run(ImageRenderer().render(challenge)))

    return draw


def deepcaptcha(_: Sequence[str]) -> Draw:
    """The example of its page: 5 capitals and digits at level 1."""
    from deepcaptcha import DeepCaptcha

    generator = DeepCaptcha(ai_resistance_level=1)
    generator.fonts.sort(key=lambda font: (font.path, font.size))  # else in the order of the file system
    return lambda: generator.generate()[::-1]


def easy_captcha_python(_: Sequence[str]) -> Draw:
    """The example of its page: 5 letters and digits, 130 x 48."""
    from easy_captcha import SpecCaptcha

    def draw() -> tuple[str, Image.Image]:
        captcha, stream = SpecCaptcha(130, 48, 5), io.BytesIO()
        captcha.out(stream)
        return captcha.text(), _opened(stream.getvalue())

    return draw


def fast_captcha(_: Sequence[str]) -> Draw:
    """4 letters and digits and every option as it comes; the font, which it chooses as it starts, for each anew."""
    from fast_captcha import get_ttf, img_captcha

    fonts = sorted(get_ttf())
    return lambda: img_captcha(font_type=random.choice(fonts), img_byte="file")[::-1]


def flask_simple_captcha(_: Sequence[str]) -> Draw:
    """6 capitals, and every option as it comes."""
    from flask_simple_captcha import CAPTCHA

    maker = CAPTCHA({"SECRET_CAPTCHA_KEY": "of no use to us, and longer than 32"})
    maker.fonts.sort(key=lambda font: font.path)  # else in the order of the file system

    def draw() -> tuple[str, Image.Image]:
        captcha = maker.create()
        return captcha["text"], _opened(base64.b64decode(captcha["img"]))

    return draw


def util_captcha(_: Sequence[str]) -> Draw:
    """The example of its page: 4 capitals and digits; what shows through is white, as a page is."""
    from util_captcha import ImageCaptcha

    def draw() -> tuple[str, Image.Image]:
        text, captcha = _text(string.digits + string.ascii_uppercase, 4), ImageCaptcha()
        captcha.draw_chars(text)
        captcha.draw_noise_curve()
        captcha.draw_noise_dots()
        page = Image.new("RGBA", captcha.canvas.size, "white")
        return text, Image.alpha_composite(page, captcha.canvas).convert("RGB")

    return draw


def _opened(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file))


def main(maker: str, *fonts: str) -> None:
    """Prints captchas until it is stopped; a number gives the same captcha again."""
    secrets.choice, secrets.randbelow, secrets.randbits = random.choice, random.randrange, random.getrandbits
    draw = globals()[maker.replace("-", "_")](fonts)
    for number in count():
        random.seed(f"{maker}/{number}")
        text, image = draw()
        stream = io.BytesIO()
        image.save(stream, "PNG")
        print(json.dumps({"text": text, "png": base64.b64encode(stream.getvalue()).decode()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
