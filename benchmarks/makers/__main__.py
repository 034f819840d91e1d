"""Labelled folders of captchas: by makers that the reader is never trained on, and by svg-captcha, which it is.

python -m benchmarks.makers                                               draws what is not there yet
python -m models.captcha.evaluate --n 0 --unseen runs/makers/claptcha     scores a maker never trained on
python -m models.captcha.train --data runs/svg-captcha-training ...       trains on svg-captcha's texts for training

Pictures for tests have texts that are never trained on; those of svg-captcha for training have any, and training takes
those that are for it. Needs a connection, svg-captcha Node.js with npm, and the makers of debian.py a Debian. What
cannot be had is named and left out.
"""

from benchmarks._command import begin
from benchmarks.makers import main, training

if __name__ == "__main__":
    begin(main, training)
