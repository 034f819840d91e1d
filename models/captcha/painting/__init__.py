"""Our own maker of captchas: it draws in as many styles as it can, so that a network learns letters and not a style.

A style is drawn anew for each picture: fonts, layout, ink, ground, clutter and damage vary independently of each other.
"""

from models.captcha.painting.painter import paint

__all__ = ["paint"]
