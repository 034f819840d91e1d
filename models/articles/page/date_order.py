"""The order in which a page writes the numbers of a date: 3/4/20 is a day of 2020 in three ways.

A page has one order. An order by which one of its dates does not exist is not it; of those left it is that by which
successive dates lie near each other, if they tell, and else what is usual in the language of the page.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

DateOrder = Literal["DMY", "MDY", "YMD"]
ORDERS: tuple[DateOrder, ...] = ("DMY", "MDY", "YMD")
# How many times more days the usual order may put between successive dates than the best: of two dates, of more.
FURTHER_OF_TWO, FURTHER = 100, 3
DATE = re.compile(r"(?<![\d./-])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?((?:19|20)\d\d|\d\d)(?![\d/-])(?!\.\d)")
YEAR_FIRST = ("zh", "ja", "ko", "hu", "lt", "mn")
MONTH_FIRST = ("", "en", "en-us", "en_us")

Numbers = tuple[str, str, str, str]  # the three and what parts them


def date_order(texts: Sequence[str], language: str) -> DateOrder:
    """The order of a page from its times in page order and its language (ISO 639, `en-GB`)."""
    dates = [(found[1], found[3], found[4], found[2]) for text in texts if (found := DATE.search(text))]
    usual = usual_order(language)
    read = {order: [_date(numbers, order) for numbers in dates] for order in ORDERS}
    wrong = {order: sum(day is None for day in days) for order, days in read.items()}
    left = [order for order in ORDERS if wrong[order] == min(wrong.values())]
    best = min(left, key=lambda order: (_days_between(read[order]), order != usual))
    further = FURTHER if len(set(dates)) > 2 else FURTHER_OF_TWO
    tells = further * _days_between(read[best]) < _days_between(read[usual])
    return best if tells or usual not in left else usual


def usual_order(language: str) -> DateOrder:
    """The order that is usual in a language."""
    language = language.lower()
    return "YMD" if language[:2] in YEAR_FIRST else "MDY" if language in MONTH_FIRST else "DMY"


def in_order(one: str, two: str, three: str, separator: str, order: DateOrder) -> tuple[int, int, int]:
    """Year, month and day of three numbers: in this order or, if no such day can be, in another that can."""
    numbers = (one, two, three, separator)
    day = next((day for tried in (order, *ORDERS) if (day := _date(numbers, tried))), None)
    if day is None:
        raise ValueError(f"{one}{separator}{two}{separator}{three} is no date")
    return day.year, day.month, day.day


def _date(numbers: Numbers, order: DateOrder) -> date | None:
    """The date by an order; with a point the day is never after the month, and a year of four digits is the last."""
    one, two, three = map(int, numbers[:3])
    first = order == "YMD" and len(numbers[2]) == 2
    if order != "DMY" and numbers[3] == "." and not first:
        return None
    year, month, day = (one, two, three) if first else (three, two, one) if order == "DMY" else (three, one, two)
    try:
        return date(year if year > 99 else 1900 + year + 100 * (year < 70), month, day)
    except ValueError:
        return None


def _days_between(days: Sequence[date | None]) -> int:
    known = [day for day in days if day]
    return sum(abs((after - before).days) for before, after in pairwise(known))
