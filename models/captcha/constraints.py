"""What a visitor knows of a captcha ahead: which characters occur, by themselves or by class, and how many."""

import re
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

from models.captcha.errors import ConstraintError

CLASSES = {"digits": digits, "letters": ascii_letters, "lower": ascii_lowercase, "upper": ascii_uppercase}

Length = int | tuple[int, int]  # how many characters there are, or the fewest and the most
_NAMES = re.compile(r"[,+\s]+")


def symbols_of(charset: str | None, known: str) -> str:
    """The symbols that a charset stands for: its own, those of the classes it names (`digits`, `lower+digits`), all.

    Raises:
        ConstraintError: it is empty, has symbols that are not `known`, or names classes of which none is.
    """
    if charset is None:
        return known
    names = _NAMES.split(charset.strip().lower())
    if set(names) <= set(CLASSES):
        symbols = "".join(symbol for symbol in known if any(symbol in CLASSES[name] for name in names))
        strange = "" if symbols else charset
    else:
        symbols, strange = charset, "".join(sorted(set(charset) - set(known)))
    if strange or not symbols:
        cause = f"The model cannot read {strange!r}." if strange else "The character set is empty."
        raise ConstraintError(cause, f"Choose symbols from {known}, or name classes: {', '.join(CLASSES)}.")
    return symbols


def lengths_of(length: Length | None, shortest: int, longest: int) -> range | None:
    """The numbers of characters that may be answered; None for any.

    Raises:
        ConstraintError: none of them is one that a network with answers of `shortest` to `longest` can give.
    """
    if length is None:
        return None
    fewest, most = (length, length) if isinstance(length, int) else length
    if not shortest <= fewest <= most <= longest:
        asked = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        possible = f"{shortest} to {longest}" if shortest < longest else f"exactly {shortest}"
        raise ConstraintError(f"The model cannot give {asked} characters.", f"Ask for {possible}, or for any.")
    return range(fewest, most + 1)


def length_in(text: str) -> Length:
    """`4` or `4-6` as a length; raises ValueError for anything else."""
    fewest, dash, most = text.partition("-")
    return (int(fewest), int(most)) if dash else int(fewest)
