"""Captchas of MediaWiki's FancyCaptcha in the size that it comes with. debian.py says how it is run."""

import base64
import io
import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import cycle

from PIL import ImageMath

DEJAVU, LIBERTINE = "truetype/dejavu", "opentype/linux-libertine"
FONTS = (f"{DEJAVU}/DejaVuSans.ttf", f"{DEJAVU}/DejaVuSerif.ttf", f"{LIBERTINE}/LinLibertine_R.otf")
SCRIPT = "usr/share/mediawiki/extensions-core/ConfirmEdit/captcha.py"


def main(place: str) -> None:
    """Draws the texts that come."""
    ImageMath.eval = ImageMath.unsafe_eval  # which is what Pillow called it once
    spec = spec_from_file_location("fancycaptcha", f"{place}/{SCRIPT}")
    maker = module_from_spec(spec)
    spec.loader.exec_module(maker)
    for number, (text, font) in enumerate(zip(sys.stdin, cycle(FONTS))):
        random.seed(number)
        stream = io.BytesIO()
        stream.name = "captcha.png"
        maker.gen_captcha(text.strip(), f"{place}/usr/share/fonts/{font}", 40, stream)
        print(base64.b64encode(stream.getvalue()).decode(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
