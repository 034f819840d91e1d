"""A FAQ matcher after kexue.fm article 4493, case 2: a question in other words finds its answer.

faq = load(hub_utils.fetch("faq"))
faq.ask("Can I get my money back?", entries("en"))
"""

from models.losses.faq.answers import Answers, Entry, Match
from models.losses.faq.data import entries
from models.losses.faq.file import MAX_ANSWER, MAX_ENTRIES, MAX_QUESTION, check_entries, read_entries
from models.losses.faq.predict import MAX_TOP, Faq, load

__all__ = [
    "MAX_ANSWER",
    "MAX_ENTRIES",
    "MAX_QUESTION",
    "MAX_TOP",
    "Answers",
    "Entry",
    "Faq",
    "Match",
    "check_entries",
    "entries",
    "load",
    "read_entries",
]
