"""A captcha network of a few thousand weights, which learns nothing but takes every path of the real one."""

from models.captcha.data import Encoding
from models.captcha.model import Network, scaled_xception

DIGITS = "0123456789"
TINY = Network(
    scaled_xception,
    "for tests",
    Encoding(16, 48, 1, "stretched", DIGITS),
    stem=4,
    widths=(8, 8, 8),
    middle=1,
    neck=16,
    dropout=0.0,
)
