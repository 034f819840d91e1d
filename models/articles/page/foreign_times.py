"""Times in words that no table here knows, read by dateparser: other languages' months, and their relative times.

Each takes it milliseconds, and where it knows no date a whole search through its languages: answers are kept.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from models.articles.page.date_order import DateOrder


@lru_cache(maxsize=4096)
def foreign_time(
    text: str, fetched: datetime | None, order: DateOrder, language: str | None
) -> tuple[datetime, bool] | None:
    """The moment that a text tells, and whether it tells the time of day; the language of the page (ISO 639) is tried
    first. None if it is no time, or a relative one and it is not known when the page was fetched."""
    relative = not re.search(r"(?:19|20)\d\d", text)
    if relative and fetched is None:
        return None
    settings: dict[str, Any] = {"DATE_ORDER": order, "RETURN_AS_TIMEZONE_AWARE": False}
    if fetched:
        settings["RELATIVE_BASE"] = fetched.replace(tzinfo=None)
    moment = (_by_dateparser(text, settings, [language]) if language else None) or _by_dateparser(text, settings, None)
    if moment is None:
        return None
    return moment, bool(re.search(r"\d[:.h]\d\d", text)) or (relative and moment.strftime("%H%M") != "0000")


def _by_dateparser(text: str, settings: dict[str, Any], languages: list[str] | None) -> datetime | None:
    import dateparser

    try:
        return dateparser.parse(text, languages=languages, settings=settings)
    except Exception:  # it fails in many ways on texts that are no dates, and on languages that it does not know
        return None
