"""What words stand for: quotes, the home folder, values that a text gives to variables, and tests of them."""

import pytest

from models.recovery.commands import explain_command

HOME = [
    ('rm -rf "~"', "careful"),
    ("rm -rf '~/'", "careful"),
    ("rm -rf '~'/x", "careful"),
    ("rm -rf './~'", "careful"),
    ("rm -rf ./~", "careful"),
    ("rm -rf \\~", "careful"),
    ('mv "~" old', "careful"),
    ("chmod -R 700 '~'", "careful"),
    ('D="~"; rm -rf "$D"', "careful"),
    ('cd "~" && rm -rf *', "careful"),
    ("rm -rf ~", "destroys"),
    ("rm -rf ~/", "destroys"),
    ("rm -rf ~anna", "destroys"),
    ('rm -rf ~/"*"', "careful"),
    ('rm -rf ""~', "careful"),
    ("rm -rf /'*'", "careful"),
    ('rm -rf "$HOME/*"', "careful"),
    ('rm -rf "$HOME"', "destroys"),
    ("D=~; rm -rf $D", "destroys"),
    ("mv ~ old", "destroys"),
    ("cd ~; rm -rf ./x", "careful"),
    ("cd ~; rm -rf *", "destroys"),
]


@pytest.mark.parametrize(("command", "harm"), HOME)
def test_the_home_folder_is_a_tilde_outside_quotes(command, harm):
    assert explain_command(command).harm == harm
