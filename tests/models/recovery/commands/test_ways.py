"""Ways through a text: what a test tells of a variable where it is run, and what may be known where ways meet."""

import pytest

from models.recovery.commands import explain_command

RM = 'rm -rf "$D"/*'
GUARDED = [
    f'[ -n "$D" ] && {RM}',
    f'[ -d "$D" ] && {RM}',
    f'[ "$D" ] && {RM}',
    f'[ -n "${{D:-}}" ] && {RM}',
    f"[[ -n $D ]] && {RM}",
    f"[[ $D ]] && {RM}",
    f'test -n "$D" && {RM}',
    f'test -e "$D" && {RM}',
    f'[ -z "$D" ] || {RM}',
    f'! [ -z "$D" ] && {RM}',
    f'[ ! -z "$D" ] && {RM}',
    f'[ "$D" != "" ] && {RM}',
    f'[ "$D" = "" ] || {RM}',
    f'[ "$D" = build ] && {RM}',
    f'[ "x$D" != x ] && {RM}',
    f"[[ $D == /tmp/* ]] && {RM}",
    f"[[ $D =~ ^/tmp/ ]] && {RM}",
    f'[ -n "$D" ] && [ -n "$E" ] && {RM}',
    f'[ -n "$D" -a -n "$E" ] && {RM}',
    f'[[ -n $E && ( -d $D || -f "$D" ) ]] && {RM}',
    f'[ -n "$D" ] 2>/dev/null && {RM}',
    f'[ -n "$D" ] || exit; {RM}',
    f'[ -n "$D" ] || {{ echo empty >&2; exit 1; }}\n{RM}',
    f'[ -z "$D" ] && exit 1; {RM}',
    f'[ -z "$D" -o -z "$E" ] && exit 1; {RM}',
    f'usage() {{ echo "usage: x"; exit 1; }}\n[ -n "$D" ] || usage\n{RM}',
    f'if [ -n "$D" ]; then {RM}; fi',
    f'if [ -z "$D" ]; then echo none; else {RM}; fi',
    f'if [ -z "$D" ]; then exit 1; fi; {RM}',
    f'if [ -z "$E" ]; then :; elif [ -n "$D" ]; then {RM}; fi',
    f'if [ -z "$D" ]; then D=/tmp/x; fi; {RM}',
    f'if [ -z "$D" ] || [ -z "$E" ]; then exit 1; fi; {RM}',
    f'if ! [ -n "$D" ]; then exit 1; fi; {RM}',
    f'[ -n "$D" ] || D=/tmp/x; {RM}',
    f'while [ -n "$D" ]; do {RM}; done',
    f'until [ -z "$D" ]; do {RM}; done',
    f'for one in 1 2; do [ -n "$D" ] || continue; {RM}; done',
    f'clean() {{ [ -n "$D" ] || return; {RM}; }}; clean',
    f'set -e; [ -n "$D" ]; {RM}',
    f': "${{D:?}}"; {RM}',
    "cd build || exit; rm -rf *",
    "cd build || { echo no; exit 1; }; rm -rf *",
    "cd build 2>/dev/null && rm -rf *",
    "if cd build; then rm -rf *; fi",
    "if ! cd build; then exit; fi; rm -rf *",
    "set -e; cd build; rm -rf *",
    "D=$(mktemp -d) && cd build || exit 1; rm -rf *",
    "D=/tmp/x; f() { local D=/; ls; }; f; rm -rf $D",
    'f() { ls; }; f /; set -- /tmp/x; f /; rm -rf "$1"',
    "D=/; D=/tmp/x; rm -rf $D",
    'for D in /tmp/a /tmp/b; do E=$D/x; done; rm -rf "$E"/*',
    "if true; then D=/tmp/a; else D=/tmp/b; fi; rm -rf $D/*",
    "(D=/); D=/tmp/x; (D=/); rm -rf $D",
]
NOT_GUARDED = [
    f'[ -z "$D" ] && {RM}',
    f'[ -n "$D" ] || {RM}',
    f'[ -n "$D" ]; {RM}',
    f'[ ! -n "$D" ] && {RM}',
    f'[ "$D" = "" ] && {RM}',
    f'[ "$D" != / ] && {RM}',
    f'[ "$D" != "" ] || {RM}',
    f'[ "x$D" = x ] && {RM}',
    f"[[ $D == * ]] && {RM}",
    f"[[ $D =~ ^a* ]] && {RM}",
    f"[[ $D -eq 0 ]] && {RM}",
    f"[ -n $D ] && {RM}",
    f"[ -d $D ] && {RM}",
    f'[ -d "$D/" ] && {RM}',
    f'[ -n "$E" ] && {RM}',
    f'[ -n "$D" ] || [ -n "$E" ] && {RM}',
    f'[ -n "$D" -o -n "$E" ] && {RM}',
    f"[[ -z $D ]] && {RM}",
    f'test -z "$D" && {RM}',
    f'[ -n "$D" ] | true && {RM}',
    f'([ -n "$D" ] || exit); {RM}',
    f'[ -n "$D" ] && exit; {RM}',
    f'[ -z "$D" ] && echo empty; {RM}',
    f'[ -z "$D" ] || exit; {RM}',
    f'if [ -z "$D" ]; then echo "D is empty"; fi\n{RM}',
    f'if [ -n "$D" ]; then echo set; fi; {RM}',
    f'if [ -n "$D" ]; then echo set; else {RM}; fi',
    f'if [ -z "$D" ]; then [ -t 1 ] && exit; fi; {RM}',
    f'if [ -n "$D" ]; then exit; fi; {RM}',
    f'if [ -n "$D" ]; then D=$1; {RM}; fi',
    f'for one in 1 2; do [ -n "$D" ] || continue; done; {RM}',
    f"if ls; then D=/tmp/x; fi; {RM}",
    'D=/; if [ "$1" = tmp ]; then D=/tmp/x; fi; rm -rf $D',
    'D=/tmp/x; if [ "$1" = all ]; then D=/; fi; rm -rf $D',
    'D=/; [ "$1" = tmp ] && D=/tmp/x; rm -rf $D',
    "D=/tmp/x; ls || D=/; rm -rf $D",
    "D=/; for one in *; do D=/tmp/$one; done; rm -rf $D",
    "D=/; while ls; do D=/tmp/x; done; rm -rf $D",
    "D=/tmp; case $1 in a) D=/;; b) D=/tmp/x;; esac; rm -rf $D",
    'case $1 in a) D=/tmp/a;; b) D=/tmp/b;; esac; rm -rf "$D"/*',
    "set_up() { D=/; }; set_up; rm -rf $D",
    f'check() {{ [ -n "$D" ] || return; }}; check; {RM}',
    "cd build; rm -rf *",
    "cd build; ls && rm -rf *",
    "cd - && rm -rf *",
    "cd build || echo no; rm -rf *",
    "cd build || (exit 1); rm -rf *",
    "cd build && make\nrm -rf *",
    "[ -d build ] && cd build; rm -rf *",
    "if [ -d build ]; then cd build; fi; rm -rf *",
    '[ -n "$D" ] && rm -rf "${D%/*}"/*',
]


@pytest.mark.parametrize("command", GUARDED)
def test_a_test_guards_where_it_has_told_that_there_is_something(command):
    assert explain_command(command).harm in ("safe", "careful", "unknown")


@pytest.mark.parametrize("command", NOT_GUARDED)
def test_a_test_of_the_other_sense_or_elsewhere_guards_nothing(command):
    assert explain_command(command).harm == "destroys"


def test_where_all_values_are_named_the_way_does_not_matter():
    for last in ("*) D=/tmp/c;;", "*) exit;;"):
        command = f"case $1 in a) D=/tmp/a;; b) D=/tmp/b;; {last} esac; {RM}"
        assert explain_command(command).harm == "careful"


@pytest.mark.parametrize(
    "command",
    [
        "for f in $(rm -rf /); do ls; done",
        "for ((i = 0; i < $(rm -rf /); i++)); do ls; done",
        "for ((i = 0; i < 3; i++)); do rm -rf /; done",
        "case $(rm -rf /) in a) ls;; esac",
        "case $x in a) ls;; *) rm -rf /;; esac",
        "while rm -rf /; do ls; done",
        "until ls; do rm -rf /; done",
        "while ls; rm -rf /; do ls; done",
        "if ls; rm -rf /; then ls; fi",
        "if ls; then :; elif rm -rf /; then ls; fi",
        "if ls; then # here\n rm -rf /; fi",
        "if ls; then :; else rm -rf /; fi",
        "exit && rm -rf /",
        "select f in a b; do rm -rf /; done",
        "{ rm -rf /; } > log",
        "if ls; then :; fi < $(rm -rf /)",
        "! rm -rf /",
        "[ -n $(rm -rf /) ] && ls",
        "(( x = $(rm -rf /) ))",
        "f() { if ls; then rm -rf /; fi; }",
    ],
)
def test_every_part_of_a_statement_is_read(command):
    assert explain_command(command).harm == "destroys"
