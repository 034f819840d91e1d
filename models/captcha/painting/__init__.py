"""Our own maker of captchas: it draws in as many styles as it can, so that a network learns letters and not a style.

A style is drawn anew for each picture: in `paint` fonts, layout, ink, ground, clutter and damage vary independently of
each other; an idea (`ideas.py`) puts together what makers do together.
"""

from models.captcha.painting.ideas import IDEAS, idea
from models.captcha.painting.painter import paint

__all__ = ["IDEAS", "idea", "paint"]
