"""A captcha network of a few thousand weights, which learns nothing but takes every path of the real one."""

from models.captcha.encoding import Encoding
from models.captcha.model import Network, residual

DIGITS = "0123456789"
TINY = Network(
    residual,
    "for tests",
    Encoding(16, 48, 1, "stretched", DIGITS, trim=True, wide=80),
    widths=(4, 8, 8, 8),
    neck=16,
    dropout=0.0,
)
