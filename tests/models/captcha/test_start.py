"""What a training cannot begin with is refused before anything is drawn."""

import pytest

from models.captcha import CaptchaError
from models.captcha.options import parse_options
from models.captcha.start import network_of


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("--symbols + --data sums", "--symbols is of a checkpoint"),
        ("--anew True", "--anew is of a checkpoint"),
        ("--frozen True", "--frozen is of a checkpoint"),
        ("--focus True", "--focus is of a checkpoint"),
        ("--blend 0.5", "--blend is of a checkpoint"),
        ("--from captcha --anew True --symbols +", "symbols of --network alone"),
        ("--validation 0", "With --validation 0 nothing"),
        ("--from captcha --validation 1", "Give at least 2"),
        ("--from faq", "faq is a checkpoint of losses"),
        ("--from {folder}", r"it has no config.json\. Name the folder"),
        ("--from captcha --blend_with faq", "faq is a checkpoint of losses"),
        ("--from captcha --teacher faq", "faq is a checkpoint of losses"),
    ],
)
def test_options_that_do_not_go_together_are_refused_at_once(given, told, tmp_path):
    with pytest.raises(CaptchaError, match=told):
        network_of(parse_options(given.format(folder=tmp_path).split()))
