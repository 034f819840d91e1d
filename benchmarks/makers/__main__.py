"""Labelled folders of captchas: by makers that the reader is never trained on, and by svg-captcha, which it is.

python -m benchmarks.makers                                               draws what is not there yet
python -m models.captcha.evaluate --n 0 --unseen runs/makers/claptcha     scores a maker never trained on
python -m models.captcha.train --data runs/svg-captcha-training ...       trains on svg-captcha's texts for training

A maker is a package, and draws as its documentation says. It is installed for that moment into a folder of its own and
run in a process of its own: django-simple-captcha's module is called `captcha` like the library that we draw with, two
others are both called `gvcode`, and their licences and fonts are not ours. Of their fonts two have cousins among those
trained on: Vera in DejaVu, Arial in Liberation. Pictures for tests have texts that are never trained on; those of
svg-captcha for training have any, and training takes those that are for it. Needs a connection, and svg-captcha Node.js
with npm.
"""

from benchmarks._command import begin
from benchmarks.makers import main, training

begin(main, training)
