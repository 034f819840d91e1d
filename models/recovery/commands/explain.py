"""explain_command: a shell text to what it would do. Nothing is run."""

import re

from models.recovery.commands.allowance import Allowance
from models.recovery.commands.answers import Explanation, Finding, Verdict, worst
from models.recovery.commands.calls import Call
from models.recovery.commands.errors import CommandLengthError, NoCommandError
from models.recovery.commands.judge import Judges
from models.recovery.commands.parsing import place_of
from models.recovery.commands.rules import HARMLESS, RULES
from models.recovery.commands.sentences import first_minute
from models.recovery.commands.syntax import calls_of

MAX_CHARACTERS = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SENTENCE = re.compile(r"[A-Z\u4e00-\u9fff].*[.!?。！？,，]?$")


def explain_command(text: str) -> Explanation:
    """Says what a shell text would do, command by command; it is parsed and never run.

    Args:
        text: one or more commands of bash or sh, at most MAX_CHARACTERS characters; pasted prompts ($) are skipped.

    Returns:
        A verdict for each command with its place, the worst harm of all, and what to do in the first minute if it has
        been run. Nothing of it looks at this machine: a file that is named may or may not exist.

    Raises:
        NoCommandError: the text is empty, or prose.
        CommandLengthError: it is too long or nested too deep, by itself or with the functions and texts that it runs.
        ShellSyntaxError: a shell would not take it; says line and column.
    """
    _check(text)
    allowance = Allowance()
    calls = calls_of(text, allowance)
    if not calls and not re.search(r"^\s*#|=", text, re.MULTILINE):
        raise NoCommandError("There is no command in the text.", "Give one, such as rm -rf build/.")
    _check_prose(text, calls)
    judge = Judges(allowance)
    verdicts = tuple(_verdict(text, call, judge.call(call)) for call in calls)
    harm = worst([verdict.harm for verdict in verdicts])
    return Explanation(text, harm, verdicts, first_minute(verdicts))


def _check(text: str) -> None:
    if not text.strip():
        raise NoCommandError("The text is empty.", "Give a command, such as rm -rf build/.")
    if len(text) > MAX_CHARACTERS:
        raise CommandLengthError(
            f"The text has {len(text):,} characters; {MAX_CHARACTERS:,} are read.", "Ask about a part of it."
        )
    found = CONTROL.search(text)
    if found or not _is_unicode(text):
        line, column = place_of(text, found.start() if found else 0)
        raise NoCommandError(f"Line {line}, column {column}: a character that is no text.", "Give the command as text.")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_prose(text: str, calls: list[Call]) -> None:
    """Refuses sentences, which a shell would take for commands that there are not."""
    known = any(call.name in HARMLESS or call.name in RULES or "/" in call.name or call.redirects for call in calls)
    signs = re.search(r"[$`|;&<>=\"'*/\\-]", text)
    words = text.split()
    chinese = any("\u4e00" <= character <= "\u9fff" for character in words[0])
    if not known and not signs and SENTENCE.match(text.strip()) and (len(words) > 3 or chinese):
        raise NoCommandError(f"This reads like a sentence; {words[0]!r} is no command.", "Give a shell command.")


def _verdict(text: str, call: Call, findings: list[Finding]) -> Verdict:
    line, column = place_of(text, call.start)
    harm = worst([one.harm for one in findings])
    own = text[call.start : call.end]
    return Verdict(call.start, call.end, line, column, own, harm, tuple(findings), call.within)
