"""What commands are said to do: a table, a left-out list, places, hostile texts; and that nothing is ever run."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from models.recovery.commands import (
    CommandError,
    CommandLengthError,
    NoCommandError,
    ShellSyntaxError,
    explain_command,
    words,
)
from models.recovery.commands.sentences import table as sentences
from tests.models.recovery.commands.table import DESTROYS, LEFT_OUT, SAFE, TABLE, lines


def keys(text: str) -> set[str]:
    return {finding.key for verdict in explain_command(text).verdicts for finding in verdict.findings}


@pytest.mark.parametrize(("command", "harm"), TABLE)
def test_the_table(command, harm):
    assert explain_command(command).harm == harm


def test_the_table_is_wide():
    assert len(TABLE) >= 80
    assert len(lines(SAFE)) >= 25


@pytest.mark.parametrize(("command", "harm"), LEFT_OUT)
def test_the_left_out_list(command, harm):
    """58 of 60 at first: a file that awk itself writes was not seen, and the list held cmake for safe."""
    assert explain_command(command).harm == harm


# -- places and structure


def test_each_command_has_its_verdict_and_its_place():
    text = "cd build &&\n  rm -rf * # gone\necho ok | tee log\n"
    verdicts = explain_command(text).verdicts
    assert [(one.line, one.column, one.text) for one in verdicts] == [
        (1, 1, "cd build"),
        (2, 3, "rm -rf *"),
        (3, 1, "echo ok"),
        (3, 11, "tee log"),
    ]
    assert all(text[one.start : one.end] == one.text for one in verdicts)
    assert [one.harm for one in verdicts] == ["safe", "careful", "safe", "careful"]


def test_places_are_in_characters_whatever_the_script():
    text = "echo 删除所有文件 && rm -rf 目录/ *"
    verdict = explain_command(text).verdicts[1]
    assert text[verdict.start : verdict.end] == verdict.text == "rm -rf 目录/ *"
    assert verdict.harm == "destroys"


def test_a_redirect_belongs_to_its_command():
    (verdict,) = explain_command("sort names > names").verdicts
    assert verdict.text == "sort names > names"


@pytest.mark.parametrize("test", ["[ -f /etc/passwd ]", "[[ -d /tmp ]]", "(( i++ ))", "((i = 1))", "[[ $a -gt 1 ]]"])
def test_a_test_is_a_command(test):
    (verdict,) = explain_command(test).verdicts
    assert (verdict.text, verdict.harm) == (test, "safe")
    (written,) = explain_command(f"{test} > file").verdicts
    assert (written.text, written.harm) == (f"{test} > file", "careful")


def test_a_body_is_said_to_run_when_called():
    verdict = explain_command('clean() { rm -rf "$1"/*; }').verdicts[0]
    assert verdict.within == "function"
    assert "function is called" in words(explain_command('clean() { rm -rf "$1"/*; }'), "en").verdicts[0].place


def test_prompts_are_skipped():
    verdict = explain_command("$ rm -rf build /").verdicts[0]
    assert (verdict.column, verdict.text) == (3, "rm -rf build /")


# -- what changes a verdict


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ('rm -rf "$DIR"/*', 'rm -rf "${DIR:?}"/*'),
        ('rm -rf "$DIR"/*', 'DIR=/tmp/x; rm -rf "$DIR"/*'),
        ('rm -rf "$DIR"/*', 'set -u; rm -rf "$DIR"/*'),
        ("cd build; rm -rf *", "cd build && rm -rf *"),
        ("cd build; rm -rf *", "cd build || exit; rm -rf *"),
        ("find . -delete -name '*.o'", "find . -name '*.o' -delete"),
        ("sort f > f", "sort f > g"),
        ("sort f | tee f", "sort f | tee -a f"),
        ("rm -rf build /", "rm -rf build/"),
        ("rm *", "rm '*'"),
        ("rm *", "rm \\*"),
        ("rm *", "rm -i *"),
        ("rm -rf /", "echo rm -rf /"),
        ("rm -rf /", ": <<'E'\nrm -rf /\nE"),
        ("mv a/ * b", "mv a/* b"),
        ("git clean -fdx", "git clean -ndx"),
        ("docker system prune -a", "docker system prune"),
        ("sed 's/x/y/' f > f", "sed -i 's/x/y/' f"),
        ("rsync -a --delete a/ b/", "rsync -a a/ b/"),
        ("git push --force", "git push --force-with-lease"),
        ("yes | rm -ri .", "rm -ri ."),
        ("find . -type f -delete", "find build -type f -delete"),
    ],
)
def test_a_small_change_makes_it_better(worse, better):
    assert explain_command(worse).harm == "destroys"
    assert explain_command(better).harm in ("safe", "careful")


def test_a_variable_is_traced_through_the_text():
    assert keys("A=; B=$A; rm -rf $B/*") == {"rm-root"}
    assert keys("D=/tmp/x\nrm -rf $D/*") == {"rm-glob"}
    assert keys("unset D; rm -rf $D/*") == {"rm-root"}
    assert "rm-here" in keys('for f in *; do rm "$f"; done')
    assert keys('read -r D; rm -rf "$D"/*') == {"rm-variable"}


def test_the_order_of_find_is_told():
    assert keys("find build -delete -name '*.o'") == {"find-delete-first"}
    assert keys("find build -exec rm {} + -name '*.o'") == {"find-delete-first"}
    assert keys("find build -name '*.o' -delete") == {"find-delete"}
    assert explain_command("find build -delete -name '*.o'").harm == "destroys"


def test_what_cannot_be_seen_is_said():
    assert keys('eval "$X"') == {"runs-unseen"}
    assert keys("curl x | sh") == {"runs-fetched"}
    assert keys("base64 -d f | sh") == {"runs-hidden"}
    assert keys("$X") == {"runs-unseen"}
    assert keys("./x.sh") == {"runs-file"}
    assert keys("make clean") == {"runs-project"}
    assert keys("python -m shop.migrate") == {"runs-module"}
    assert keys("frobnicate") == {"unknown-command"}


# -- words


def test_every_rule_has_words_in_both_languages():
    for key, entry in sentences()["rules"].items():
        assert entry["first"] in sentences()["first"], key
        for part in ("touched", "why"):
            assert set(entry[part]) == {"en", "zh"}, key
        assert bool(entry["touched"]["en"]) and bool(entry["touched"]["zh"])
    for group in sentences()["first"].values():
        assert len(group["en"]) == len(group["zh"])


def test_every_finding_of_the_code_has_its_sentences():
    folder = Path(sys.modules["models.recovery.commands"].__file__).parent
    code = "".join(path.read_text() for path in folder.rglob("*.py"))
    used = set(__import__("re").findall(r'finding\(\s*"([a-z-]+)"', code))
    assert used <= set(sentences()["rules"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_value_is_left_open(language):
    for command, _ in TABLE + LEFT_OUT:
        explained = words(explain_command(command), language)
        for verdict in explained.verdicts:
            for note in verdict.notes:
                open_values = __import__("re").findall(r"\{[a-z]+\}", f"{note.touched}{note.why}{note.safer}")
                assert not [value for value in open_values if value not in command], (command, note)


def test_the_first_minute_is_that_of_the_worst():
    steps = words(explain_command("rm file; dd if=a of=/dev/sda"), "en").first_minute
    assert any("do not restart" in step for step in steps)
    explained = explain_command("rm file; dd if=a of=/dev/sda")
    assert {step.split(".")[0] for step in explained.first_minute} == {"disk"}
    assert not explain_command("ls").first_minute
    assert any("TRIM" in step for step in words(explain_command("rm -rf *"), "zh").first_minute)
    assert any("reflog" in step for step in words(explain_command("git push -f"), "en").first_minute)


def test_braces_of_a_command_are_not_filled():
    assert "{why}" in words(explain_command("rm '{why}'"), "en").verdicts[0].notes[0].touched


# -- hostile


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", NoCommandError),
        (" \n\t", NoCommandError),
        ("rm\0 x", NoCommandError),
        ("\x1b[31mrm x", NoCommandError),
        ("\ud800", NoCommandError),
        ("Please delete all of my files.", NoCommandError),
        ("请帮我删除所有的文件。", NoCommandError),
        ("<html><body>rm -rf /</body></html>", ShellSyntaxError),
        ('{"a": 1}', ShellSyntaxError),
        ("def f(x):\n    return x\n", ShellSyntaxError),
        ('rm "x', ShellSyntaxError),
        ("if then fi )", ShellSyntaxError),
        ("echo $((", ShellSyntaxError),
        ("x" * 20_001, CommandLengthError),
        ("a;" * 9_000, CommandLengthError),
        ("(" * 500 + "ls" + ")" * 500, CommandLengthError),
    ],
)
def test_what_is_refused(text, error):
    with pytest.raises(error) as raised:
        explain_command(text)
    assert raised.value.cause and raised.value.remedy
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)


def test_a_syntax_error_says_where():
    with pytest.raises(ShellSyntaxError) as raised:
        explain_command('ls -l\necho ok\nrm "文件')
    assert raised.value.line == 3
    assert "Line 3" in raised.value.cause


@pytest.mark.parametrize(
    "text",
    [
        "sh -c \"sh -c 'sh -c ls'\"",
        "f() { f; }; f",
        "f() { g; }; g() { f; }; f",
        "$(" * 20 + "ls" + ")" * 20,
        "rm " + "a" * 19_000,
        "rm " + "* " * 9_000,
        "eval " * 3_000 + "ls",
        "sudo " * 3_000 + "rm -rf /",
        "echo 'a\u202eb'",
        "rm -rf '‮/'",
        "xargs " * 200 + "rm",
        "a=$a; " * 1_500 + "rm -rf $a/*",
        "a=$a$a; " * 1_500 + "rm -rf $a/*",
        "ls " + "| sort " * 600,
        "find . " + "-exec echo {} \\; " * 900,
        "cat <<E\n" + "x\n" * 9_000 + "E",
        "((((((1))))))",
        "a && " * 1_000 + "b",
        "echo {a,b}{c,d} !(x)",
        "case $x in a) rm -rf /;; esac",
        "time",
        "sudo",
        "xargs",
        "find",
        "tar",
        "git",
        "dd of=",
        "rm --",
        "mv",
        "cp x",
        "docker",
        "kubectl",
        "> ''",
        "''",
        '"" x',
    ],
)
def test_strange_texts_are_answered_or_refused(text):
    try:
        explained = explain_command(text)
    except CommandError:
        return
    assert words(explained, "zh").verdicts is not None
    pickle.dumps(explained)


def test_nothing_is_run(tmp_path):
    """Every dangerous command of the table, in a process that would say if it started another or wrote a file."""
    script = """
import sys
from tests.models.recovery.commands.table import TABLE
from models.recovery.commands import explain_command, words
words(explain_command("ls"), "en")
def refuse(event, arguments):
    if event.split(".")[0] in ("subprocess", "shutil") or event in ("os.system", "os.exec", "os.fork", "os.remove"):
        raise AssertionError(event)
    if event == "open" and arguments[1] and set(str(arguments[1])) & set("wax+"):
        raise AssertionError(arguments)
sys.addaudithook(refuse)
for command, _ in TABLE:
    explain_command(command)
print("done")
"""
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert done.stdout == "done\n", done.stderr


def test_the_table_has_what_destroys():
    assert len(lines(DESTROYS)) > 60
