"""Captcha recognition after kexue.fm articles 4138 and 4503: draw, read, train.

solver = load(hub_utils.fetch("captcha"))
solver.solve([draw("aB3x", seed=1)])[0].text
"""

from models.captcha.answers import Character, Guess, Reading
from models.captcha.archive import Content, contents, is_archive, members
from models.captcha.constraints import Length
from models.captcha.data import ALPHABET, MAX_DRAWN, draw, random_text
from models.captcha.errors import CaptchaError
from models.captcha.images import frames_in, label_in, read_image
from models.captcha.occlusion import Focus, focus
from models.captcha.predict import Solver, load
from models.captcha.styles import STYLES

__all__ = [
    "ALPHABET",
    "MAX_DRAWN",
    "STYLES",
    "CaptchaError",
    "Character",
    "Content",
    "Focus",
    "Guess",
    "Length",
    "Reading",
    "Solver",
    "contents",
    "draw",
    "focus",
    "frames_in",
    "is_archive",
    "label_in",
    "load",
    "members",
    "random_text",
    "read_image",
]
