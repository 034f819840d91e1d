"""Texts that would have no end are refused at once, before any line forms; long ones are read in no time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models.recovery.commands import CommandLengthError, explain_command


@contextmanager
def processor_seconds(most: float) -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < most


def doubling(functions: int) -> str:
    """Functions each of which calls the one before it twice, and a call of the last."""
    calls = "".join(f"f{one}(){{ f{one - 1}; f{one - 1}; }}\n" for one in range(1, functions))
    return f"f0(){{ ls; }}\n{calls}f{functions - 1}"


def texts_in_functions(times: int) -> str:
    """A function that runs a text, in which a function runs a text, each called so many times."""
    inner = f'g(){{ sh -c \\"ls;ls\\"; }}; {"g; " * times}'
    return f"f(){{ sh -c '{inner}'; }}; {'f; ' * times}"


@pytest.mark.parametrize(
    "text",
    [
        doubling(14),
        doubling(300),
        f"f(){{ {'f | ' * 1_500}f; }}; f",
        f"f(){{ {'f | ' * 400}f; }}; f",
        f"f(){{ {'[[ a ]]; ' * 1_000}}}; {'f; ' * 1_000}",
        f"f() {{ echo {'a ' * 5_000}; }}; {'f; ' * 1_500}",
        "f() { ls\n" + "#\n" * 5_000 + "}; " + "f; " * 1_500,
        f"f() {{ sh -c '{'ls;' * 1_500}'; }}; {'f; ' * 1_500}",
        f"f() {{ sh -c '{'ls (;' * 1_500}'; }}; {'f; ' * 1_500}",
        texts_in_functions(300),
        "echo " + "{a,b}" * 2_000,
        "echo " + "{a," * 3_000 + "}" * 3_000,
        "echo $((" + "(" * 3_000 + "1" + ")" * 3_000 + "))",
        "echo " + "${a:-" * 1_500 + "}" * 1_500,
    ],
)
def test_what_has_no_end_is_refused_at_once(text):
    with processor_seconds(1), pytest.raises(CommandLengthError):
        explain_command(text)


@pytest.mark.parametrize(("functions", "verdicts"), [(4, 8), (8, 16)])
def test_functions_that_call_each_other_are_read(functions, verdicts):
    assert len(explain_command(doubling(functions)).verdicts) == verdicts


@pytest.mark.parametrize(
    "text",
    [
        "echo " + "{a,b} " * 3_000,
        "echo " + "{" * 9_000 + "," * 9_000,
        "for a in " + "x " * 3_000 + "; do " + "ls $a$a$a$a; " * 800 + "done",
        "A=(" + "x " * 4_000 + "); " + 'ls "${A[@]}"; ' * 4,
        "f() { " + "shift;" * 900 + "ls; }; f " + "x " * 4_000,
        "A=" + "x" * 290 + "; " + "ls ${A%*x*y*z}; " * 1_200,
        "A=" + "x" * 9_000 + "; " + "ls ${A%x*x*x*y}; " * 500,
        "a='" + "x " * 4_000 + "'; " + "ls $a; " * 8,
        "A=/; " + "A+=x; " * 1_500 + "rm $A",
        "rm -rf /" + "*a" * 9_000,
        "! " * 3_000 + "ls",
        "".join(f"a{one}=x; " for one in range(900)) + "b" + " && b" * 900,
        "if a; then A=x; fi; " * 900,
        "case $x in " + "a) A=/;; " * 1_500 + "esac; rm $A",
        "test " + "! " * 5_000 + "-n x && ls",
        "test " + "'(' " * 3_000 + "x && ls",
        "test " + "\\( " * 3_000 + "x && ls",
        'a0="a b"; ' + "".join(f'a{one}="$a{one - 1} $a{one - 1}"; ' for one in range(1, 500)) + "rm -rf $a499",
    ],
)
def test_long_texts_are_read_in_no_time(text):
    with processor_seconds(4):
        explain_command(text)


def test_what_a_pipe_reads_is_gathered_once():
    with processor_seconds(1):
        assert explain_command("a" + "|a" * 400 + "|tee " + "x " * 8_000).harm == "careful"


@pytest.mark.parametrize("copies", ["cat | ", "cat - | "])
def test_what_a_long_pipe_hands_on_is_read(copies):
    with processor_seconds(1):
        assert explain_command("echo ls | " + copies * 450 + "sh").harm == "safe"
        assert explain_command("echo 'rm -rf /' | " + copies * 450 + "sh").harm == "destroys"


def test_a_pipe_that_is_longer_is_refused():
    with processor_seconds(1), pytest.raises(CommandLengthError, match="more than 500"):
        explain_command("echo ls | " + "cat | " * 1_200 + "sh")


def test_what_is_decoded_twice_is_read():
    assert explain_command("echo Y20wZ0xYSm1JQzhx | base64 -d | cat | base64 -d | sh").harm == "destroys"
