"""Times as pages show them: where one stands in a text, and what it means.

Numbers, English and Chinese, absolute and relative, are read here; other languages by dateparser, whose answers are
kept because each takes it milliseconds. A relative time means nothing without the time of the fetch.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from models.articles.page.time_forms import FOREIGN, FORMS, MAYBE, MONTHS, SHORT_AGO, UNITS

# Characters of a text that may be read as a time: "Posted by ... on Wednesday, 24 September 2014 - 11:05 PM".
MAX_TIME_LINE = 90
EARLIEST, LATEST = 1990, 2100  # years; before the web there were no threads


@dataclass(frozen=True)
class TimeMatch:
    """A time in a text: where, and whether it is relative, has a time of day, and has a year."""

    start: int
    end: int
    relative: bool
    clock: bool
    match: re.Match


def find_time(text: str) -> TimeMatch | None:
    """The first time in a short text, or None. Texts over `MAX_TIME_LINE` characters are only read at their start."""
    return _find_time(text[:MAX_TIME_LINE])


@lru_cache(maxsize=8192)
def _find_time(text: str) -> TimeMatch | None:
    if not MAYBE.search(text):
        return None
    if whole := SHORT_AGO.fullmatch(text):
        return TimeMatch(0, len(text), True, False, whole)
    best = None
    for form in FORMS:
        if (match := form.search(text)) and (best is None or _rank(match) > _rank(best)) and _plausible(match):
            best = match
    if best is None:
        best = FOREIGN.search(text)
    return best and TimeMatch(best.start(), best.end(), _is_relative(best), _has_clock(best), best)


def _rank(match: re.Match) -> tuple:
    return (match.groupdict().get("year") is not None, match.end() - match.start())


def _is_relative(match: re.Match) -> bool:
    groups = match.groupdict()
    return any(groups.get(name) for name in ("unit", "dayname", "dayname_", "now", "weekday"))


def _has_clock(match: re.Match) -> bool:
    names = match.groupdict()
    if not names:
        return bool(re.search(r"\d[:.h]\d\d", match[0]))
    return bool(names.get("hour") or names.get("_hour") or names.get("h"))


def _plausible(match: re.Match) -> bool:
    names = match.groupdict()
    day, month = int(names.get("day") or 1), int(names.get("monthnumber") or 1)
    one, two = int(names.get("one") or 1), int(names.get("two") or 1)
    if names.get("sep") == "." and len(names["year"]) == 2 and not names.get("hour"):
        return False  # a version number, 5.0.25
    hour = int(names.get("hour") or names.get("_hour") or 0)
    return 1 <= day <= 31 and 1 <= month <= 12 and min(one, two) in range(1, 13) and max(one, two) <= 31 and hour < 25


@dataclass(frozen=True)
class Clock:
    """Reads times of one page: when it was fetched, whether 3/4/2020 is the third of April, and in which language
    (ISO 639) month names are tried first."""

    fetched: datetime | None = None
    day_first: bool = False
    language: str | None = None

    def read(self, text: str) -> str | None:
        """ISO 8601 to the minute or the day, with the offset if the text has one; None if it tells no day."""
        if (unix := _unix(text)) is not None:
            return unix
        found = find_time(text)
        if found is None:
            return None
        names = found.match.groupdict()
        if not names:
            return _foreign(found.match[0], self.fetched, self.day_first, self.language)
        try:
            if names.get("unit"):
                return self._ago(names["count"], names["unit"].lower())
            return self._day(names)
        except ValueError:
            return None

    def _ago(self, count: str, unit: str) -> str | None:
        if self.fetched is None:
            return None
        number = {"半": 0.5, "几": 3}.get(count) or (int(count) if count.isdigit() else 1)
        seconds = next(size for _, size, *words in UNITS if any(_is_unit(unit, str(word)) for word in words))
        then = self.fetched - timedelta(seconds=number * seconds)
        return then.strftime("%Y-%m-%d" if seconds >= 86400 else "%Y-%m-%dT%H:%M") + _offset(then, seconds < 86400)

    def _day(self, names: dict[str, Any]) -> str | None:
        day = self._date(names)
        if day is None:
            return None
        if names.get("now") and self.fetched:
            return self.fetched.strftime("%Y-%m-%dT%H:%M") + _offset(self.fetched, True)
        clock = ("hour", "minute", "noon", "half")
        hour, minute, noon, half = (names.get(name) or names.get("_" + name) for name in clock)
        if hour is None and names.get("h"):
            hour, minute, noon = names["h"], names["m"], names["n"]
        if hour is None or minute is None:
            return day.strftime("%Y-%m-%d")
        moment = day.replace(hour=_hour(int(hour), (noon or "").lower()[:1], half or ""), minute=int(minute))
        return moment.strftime("%Y-%m-%dT%H:%M") + _zone(names.get("zone"))

    def _date(self, names: dict[str, Any]) -> datetime | None:
        if word := names.get("dayname") or names.get("dayname_") or names.get("now"):
            back = {"yesterday": 1, "昨天": 1, "昨日": 1, "어제": 1, "前天": 2}.get(word.lower(), 0)
            return self.fetched and _midnight(self.fetched) - timedelta(days=back)
        if word := names.get("weekday"):
            return self.fetched and _last_weekday(_midnight(self.fetched), word.lower())
        month = int(names.get("monthnumber") or 0)
        if names.get("month"):
            month = MONTHS.index(names["month"].lower()[:3]) + 1
        day = int(names.get("day") or 0)
        if names.get("one"):
            day, month = _order(int(names["one"]), int(names["two"]), self.day_first or names["sep"] == ".")
        year = _year(names.get("year"))
        if year is None:
            if self.fetched is None:
                return None
            year = self.fetched.year
            if (month, day) > (self.fetched.month, self.fetched.day + 1):
                year -= 1
        return datetime(year, month, day) if EARLIEST <= year <= LATEST else None


def _is_unit(unit: str, word: str) -> bool:
    return unit == word if len(word) < 3 and word.isascii() else unit.startswith(word)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def _last_weekday(today: datetime, word: str) -> datetime:
    number = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(word[:3])
    return today - timedelta(days=(today.weekday() - number) % 7 or 7)


def _order(one: int, two: int, day_first: bool) -> tuple[int, int]:
    """(day, month) of two numbers."""
    if one > 12 or (day_first and two <= 12):
        return one, two
    return two, one


def _year(text: str | None) -> int | None:
    if not text:
        return None
    year = int(text.strip("'"))
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def _hour(hour: int, noon: str, half: str) -> int:
    if (noon == "p" or half in ("下午", "晚上", "傍晚", "午後", "오후")) and hour < 12:
        return hour + 12
    if hour == 12 and (noon == "a" or half in ("凌晨", "午前", "오전")):
        return 0
    return hour % 24


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] not in "+-":
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _offset(moment: datetime, clock: bool) -> str:
    return _zone(moment.strftime("%z")) if clock else ""


def _unix(text: str) -> str | None:
    """Seconds or milliseconds since 1970, as in data-time="1457604207"."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) in (9, 10, 13)):
        return None
    seconds = int(text) / (1000 if len(text) == 13 else 1)
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M+00:00") if EARLIEST < moment.year < LATEST else None


@lru_cache(maxsize=4096)
def _foreign(text: str, fetched: datetime | None, day_first: bool, language: str | None) -> str | None:
    """By dateparser: month names and relative times in other languages, that of the page first."""
    relative = not re.search(r"(?:19|20)\d\d", text)
    if relative and fetched is None:
        return None
    settings: dict[str, Any] = {"DATE_ORDER": "DMY" if day_first else "MDY", "RETURN_AS_TIMEZONE_AWARE": False}
    if fetched:
        settings["RELATIVE_BASE"] = fetched.replace(tzinfo=None)
    moment = (_by_dateparser(text, settings, [language]) if language else None) or _by_dateparser(text, settings, None)
    if moment is None or not EARLIEST <= moment.year <= LATEST:
        return None
    clock = bool(re.search(r"\d[:.h]\d\d", text)) or (relative and moment.strftime("%H%M") != "0000")
    return moment.strftime("%Y-%m-%dT%H:%M" if clock else "%Y-%m-%d")


def _by_dateparser(text: str, settings: dict[str, Any], languages: list[str] | None) -> datetime | None:
    import dateparser

    try:
        return dateparser.parse(text, languages=languages, settings=settings)
    except Exception:  # it fails in many ways on texts that are no dates, and on languages that it does not know
        return None


def day_first_of(texts: list[str], language: str) -> bool:
    """Whether a page writes the day first, told by a number over 12 or else by the page's language."""
    first = second = 0
    for text in texts:
        found = find_time(text)
        if found and found.match.groupdict().get("one"):
            first += int(found.match["one"]) > 12
            second += int(found.match["two"]) > 12
    if first or second:
        return first > second
    return language.lower() not in ("", "en", "en-us", "en_us", "zh", "zh-cn", "ja", "ko")
