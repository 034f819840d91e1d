"""Labelled folders of captchas: by makers that the reader is never trained on, and by svg-captcha, which it is.

A maker is a package, and draws as its documentation says. It is installed for that moment and run in a process of its
own: names of makers clash, and their licences and fonts are not ours. Of their fonts two have cousins among those
trained on: Vera in DejaVu, Arial in Liberation.
"""

from benchmarks.makers.folders import HELD_OUT, captchas, drawn_folder, main, save, training
from benchmarks.makers.lines import Captcha
from benchmarks.makers.svg import SVG

__all__ = ["HELD_OUT", "SVG", "Captcha", "captchas", "drawn_folder", "main", "save", "training"]
