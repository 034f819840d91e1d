"""What a shell command would do, before it is run: what it touches, why, how bad, a safer form, the first minute after.

explain_command('rm -rf "$DIR"/*').verdicts[0].harm      # destroys
words(explanation, "zh")                                  # in sentences

Texts are parsed and never run; nothing of this machine is looked at.
"""

from models.recovery.commands.answers import HARMS, Explanation, Finding, Harm, Note, Verdict, WordedVerdict, Words
from models.recovery.commands.errors import CommandError, CommandLengthError, NoCommandError, ShellSyntaxError
from models.recovery.commands.explain import MAX_CHARACTERS, explain_command
from models.recovery.commands.sentences import Language, harm_words, words

__all__ = [
    "HARMS",
    "MAX_CHARACTERS",
    "CommandError",
    "CommandLengthError",
    "Explanation",
    "Finding",
    "Harm",
    "Language",
    "NoCommandError",
    "Note",
    "ShellSyntaxError",
    "Verdict",
    "WordedVerdict",
    "Words",
    "explain_command",
    "harm_words",
    "words",
]
