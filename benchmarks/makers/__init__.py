"""Labelled folders of captchas: by makers that the reader is never trained on, and by svg-captcha, which it is.

A maker is a package of PyPI, Debian or npm, and draws as its documentation says. It is unpacked for that moment and run
in a process of its own: names of makers clash, and their licences and fonts are not ours. Of the fonts some are among
those trained on, as DejaVu and StayPuft in Debian's makers; others have cousins there, as Vera and Arial.
"""

from benchmarks.makers.folders import HELD_OUT, captchas, drawn_folder, main, save, training
from benchmarks.makers.lines import Captcha
from benchmarks.makers.svg import SVG

__all__ = ["HELD_OUT", "SVG", "Captcha", "captchas", "drawn_folder", "main", "save", "training"]
