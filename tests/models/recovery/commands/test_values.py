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


SEVERAL = [
    ('for f in a b /; do rm -rf "$f"; done', "destroys"),
    ("for f in a b c; do rm -rf $f; done", "careful"),
    ("for f in x{,/..}; do rm -rf $f/..; done", "destroys"),
    ("for f in a '*'; do rm \"$f\"; done", "careful"),
    ('for d in /tmp/a /; do cd /; rm -rf "$d"; done', "destroys"),
    ('clean() { rm -rf "$@"; }; clean a /', "destroys"),
    ("clean() { rm -rf $*; }; clean a /", "destroys"),
    ('clean() { for f in "$@"; do rm -rf "$f"; done; }; clean a /', "destroys"),
    ('clean() { for f; do rm -rf "$f"; done; }; clean a /', "destroys"),
    ('clean() { shift; rm -rf "$@"; }; clean / a', "careful"),
    ('clean() { shift 2; rm -rf "$1"; }; clean a b /', "destroys"),
    ('run() { "$@"; }; run rm -rf /', "destroys"),
    ('outer() { inner; }; inner() { rm -rf "$1"/*; }; outer /tmp/x', "destroys"),
    ('set -- a /; rm -rf "$@"', "destroys"),
    ("rm -rf {a,b,/}", "destroys"),
    ("rm -rf /{bin,etc}", "destroys"),
    ("rm -rf build/{a,b}", "careful"),
    ("rm -rf {a,{b,~}}", "destroys"),
    ("rm -rf {*,.*}", "destroys"),
    ("rm -rf '{a,/}'", "careful"),
    ("rm -rf part{1..9}", "careful"),
    ("rm -rf /{a..z}*", "destroys"),
    ("rm -rf {a,x", "careful"),
    ("cp notes.txt{,.bak}", "careful"),
    ("echo {a,b}{c,d}", "safe"),
    ('DIRS=(/ /etc); rm -rf "${DIRS[@]}"', "destroys"),
    ("DIRS=(a b); DIRS+=(/); rm -rf ${DIRS[*]}", "destroys"),
    ("DIRS=(a b); rm -rf ${DIRS[@]}", "careful"),
    ("DIRS=(a /); rm -rf ${DIRS[1]}", "destroys"),
    ("DIRS=(); rm -rf ${DIRS[@]}", "safe"),
    ("DIRS='a /'; rm -rf $DIRS", "destroys"),
    ("DIRS='a /'; rm -rf \"$DIRS\"", "careful"),
    ("COMMAND='rm -rf'; $COMMAND /", "destroys"),
    ("F=/etc/x.conf; rm -rf ${F%/*}", "destroys"),
    ("F=/tmp/a/x.conf; rm -rf ${F%/*}", "careful"),
    ("F=/tmp/a.b.c; rm -rf ${F%%.*}", "careful"),
    ("F=file:/etc; rm -rf ${F#*:}", "destroys"),
    ("F=a/b/..; rm -rf ${F##*/}", "destroys"),
    ('F=/tmp/x; rm -rf "${F/tmp/}"/*', "destroys"),
    ('F=/tmp/x; rm -rf "${F:-/}"', "careful"),
    ('D=$1; rm -rf "${D:-/tmp/x}"/*', "careful"),
    ('D=/; rm -rf "x${#D}"', "careful"),
    ("rm -rf /[a-z]*", "destroys"),
    ("rm -rf /?*", "destroys"),
    ("rm -rf /e*", "destroys"),
    ("rm -rf /usr/l*", "destroys"),
    ("rm -rf /home/a*", "destroys"),
    ("rm -rf ?*", "destroys"),
    ("rm -f /*.log", "careful"),
    ("rm -rf /usr/src/linux-*", "careful"),
    ("D='/*'; rm -rf $D", "destroys"),
    ("D='/*'; rm -rf \"$D\"", "careful"),
    ("D=/tmp/x; D+=/; rm -rf $D", "careful"),
    ("D=/; D+=etc; rm -rf $D", "destroys"),
    ("D+=/; rm -rf $D", "destroys"),
    ("E=a; E+='b c'; rm -rf $E", "careful"),
]


@pytest.mark.parametrize(("command", "harm"), SEVERAL)
def test_of_several_values_the_one_that_reaches_farthest_counts(command, harm):
    assert explain_command(command).harm == harm


def test_what_is_told_of_braces_is_what_they_give():
    findings = [one for verdict in explain_command("rm -rf {a,b,/}").verdicts for one in verdict.findings]
    assert [(one.key, dict(one.values)["target"]) for one in findings] == [
        ("rm-root", "/"),
        ("rm-folder", "a"),
        ("rm-folder", "b"),
    ]
