"""Times as pages show them: where one stands in a text, and what it means.

Absolute and relative ones in some twenty languages are read here; what other languages write by dateparser
(`foreign_times.py`). A relative time means nothing without the time of the fetch.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from models.articles.page import time_forms as forms
from models.articles.page.date_order import DateOrder, in_order
from models.articles.page.foreign_times import foreign_time
from models.articles.page.time_words import (
    AFTERNOON,
    CHINESE_WEEKDAYS,
    COUNTS,
    DAYS_AGO,
    DAYS_AGO_ELSEWHERE,
    ERAS,
    KOREAN_DAYS,
    MONTHS,
    MORNING,
    NIGHT,
    UNIT_OF,
    WEEKDAY_NUMBERS,
    YEARS_AGO,
    Unit,
)

# Characters of a text that may be read as a time: "Posted by ... on Wednesday, 24 September 2014 - 11:05 PM".
MAX_TIME_LINE = 90
# Texts of a page that dateparser reads, and that it may find to be no times: 5 ms each, or 18 after all its languages.
MAX_FOREIGN, MAX_UNKNOWN = 1_000, 200
EARLIEST, LATEST = 1990, 2100  # years; before the web there were no threads
REPUBLIC = 1911  # added to a year of Taiwan's
SECONDS: dict[Unit, int] = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
BESIDE = " \t\n\xa0,，·|–—-"  # signs around a time that are not of it
# Wide digits and signs as narrow ones, Arabic and Persian ones too, and the hyphen that breaks no line as one.
FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９：／．－，\u2011٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،", "0123456789:/.-,-01234567890123456789,"
)
HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")

Parts = list[tuple[float, Unit]]


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
    best = None
    text = text if text.isascii() else text.translate(FULL_WIDTH)
    for pattern in _patterns_for(text):
        match = pattern.search(text)
        if match and (best is None or _rank(match) > _rank(best)) and _plausible(match):
            best = match
    if best is None and any(map(str.isdigit, text)):
        best = forms.FOREIGN.search(text)
    if best is None:
        return None
    start = best.end() - len(best[0].lstrip(BESIDE))
    return TimeMatch(start, best.start() + len(best[0].rstrip(BESIDE)), _is_relative(best), _has_clock(best), best)


def _patterns_for(text: str) -> Iterator[re.Pattern]:
    """The patterns that may match a text, by what it has."""
    words = set(map(str.lower, forms.LETTERS.findall(text)))
    if any(map(str.isdigit, text)):
        if len(text) <= 12 and forms.SHORT_AGO.match(text):
            yield forms.SHORT_AGO
        yield from forms.NUMERIC
        if not words.isdisjoint(forms.MONTH_WORDS):
            yield from forms.MONTHLY
    wide = not text.isascii() and forms.WIDE_WORDS.search(text)
    if wide:
        yield from forms.WIDE
    if wide or not words.isdisjoint(forms.RELATIVE_WORDS):
        yield from forms.RELATIVE


def _groups(match: re.Match) -> dict[str, str]:
    """The named groups that matched; `month_` is `month` by another way of writing it."""
    return {name.rstrip("_"): value for name, value in match.groupdict().items() if value is not None}


def _rank(match: re.Match) -> tuple:
    return ("year" in _groups(match), match.end() - match.start())


def _is_relative(match: re.Match) -> bool:
    return not _groups(match).keys().isdisjoint(("ago", "dayname", "now", "weekday", "wide_weekday", "yearname"))


def _has_clock(match: re.Match) -> bool:
    groups = _groups(match)
    if not match.re.groupindex:
        return bool(re.search(r"\d[:.h]\d\d", match[0]))
    return "hour" in groups or "h" in groups


def _plausible(match: re.Match) -> bool:
    groups = _groups(match)
    if groups.get("sep") == "." and len(groups["year"]) == 2 and "one" in groups and not _has_clock(match):
        return False  # a version number, 5.0.25
    day, month = int(groups.get("day", 1)), int(groups.get("monthnumber", 1))
    numbers = [int(groups[name]) for name in ("one", "two") if name in groups]
    hour = int(groups.get("hour") or groups.get("h") or 0)
    if numbers and not (1 <= min(numbers) <= 12 and max(numbers) <= (31 if len(groups["year"]) == 4 else 99)):
        return False
    return 1 <= day <= 31 and 1 <= month <= 12 and hour < 25


@dataclass(frozen=True)
class Clock:
    """Reads times of one page: when it was fetched, in which order it writes the numbers of a date, and in which
    language (ISO 639) words that are not known here are tried first."""

    fetched: datetime | None = None
    order: DateOrder = "MDY"
    language: str | None = None
    foreign: set[str] = field(default_factory=set, init=False, repr=False, compare=False)  # what dateparser has read
    unknown: set[str] = field(default_factory=set, init=False, repr=False, compare=False)  # what it could not read

    def read(self, text: str) -> str | None:
        """ISO 8601 to the minute or the day, with the offset if the text has one; None if it tells no day."""
        if (unix := _unix(text)) is not None:
            return unix
        found = find_time(text)
        if found is None:
            return None
        if not found.match.re.groupindex:
            return self._foreign(found.match[0])
        groups = _groups(found.match)
        try:
            return self._ago(groups["ago"]) if "ago" in groups else self._moment(groups)
        except (ValueError, OverflowError):
            return None

    def _foreign(self, text: str) -> str | None:
        """By dateparser, as long as a page does not ask too much of it."""
        spent = len(self.foreign) >= MAX_FOREIGN or len(self.unknown) >= MAX_UNKNOWN
        if text in self.unknown or (spent and text not in self.foreign):
            return None
        told = foreign_time(text, self.fetched, self.order, self.language)
        (self.foreign if told else self.unknown).add(text)
        return _iso(*told) if told else None

    def _ago(self, text: str) -> str | None:
        if self.fetched is None:
            return None
        parts = _parts_of(text)
        then = self.fetched - timedelta(seconds=sum(count * SECONDS.get(unit, 0) for count, unit in parts))
        months = sum(count * {"month": 1, "year": 12}.get(unit, 0) for count, unit in parts)
        then = _months_before(then, int(months)) - timedelta(days=30 * (months % 1))
        clock = any(SECONDS.get(unit, 86400) < 86400 for _, unit in parts)
        return _iso(then, clock, _offset(then, clock))

    def _moment(self, groups: dict[str, str]) -> str | None:
        if "now" in groups:
            return _iso(self.fetched, True, _offset(self.fetched, True)) if self.fetched else None
        day = self._date(groups)
        if day is None:
            return None
        hour, minute, noon = (groups.get(name) or groups.get(name[0]) for name in ("hour", "minute", "noon"))
        if hour is None:
            return _iso(day, False)
        half = groups.get("half") or noon or ("晚上" if groups.get("dayname", "").endswith("晚") else "")
        moment = day.replace(hour=_hour(int(hour), half.lower()), minute=30 if minute == "半" else int(minute or 0))
        if hour == "24" or (hour == "12" and half in NIGHT):
            moment += timedelta(days=1)
        return _iso(moment, True, _zone(groups.get("zone")))

    def _date(self, groups: dict[str, str]) -> datetime | None:
        if word := groups.get("dayname", "").lower():
            return self.fetched and _midnight(self.fetched) - timedelta(days=(DAYS_AGO | DAYS_AGO_ELSEWHERE)[word])
        if word := groups.get("weekday", "").lower():
            return self.fetched and _last_weekday(_midnight(self.fetched), WEEKDAY_NUMBERS[word] - 1)
        if word := groups.get("wide_weekday", ""):
            number = CHINESE_WEEKDAYS.index("日" if word == "天" else word)
            return self.fetched and _last_weekday(_midnight(self.fetched), number, before_monday="last" in groups)
        if "one" in groups:
            year, month, day = in_order(groups["one"], groups["two"], groups["year"], groups["sep"], self.order)
        else:
            month = int(groups["monthnumber"]) if "monthnumber" in groups else MONTHS[groups["month"].lower()]
            day = int(groups["day"]) if "day" in groups else int(_count(groups["han_day"]))
            year = _year(groups, self.fetched, month) or 0
        return datetime(year, month, day)


def _iso(moment: datetime, clock: bool, zone: str = "") -> str | None:
    """ISO 8601 to the minute, with its zone, or to the day; None before the web, and where no clock has come to yet."""
    if not EARLIEST <= moment.year <= LATEST:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M" if clock else "%Y-%m-%d") + zone


def _year(groups: dict[str, str], fetched: datetime | None, month: int) -> int | None:
    """The year of a date; where none is told the last in which the date was not yet to come."""
    if text := groups.get("year"):
        year = 1 if text == "元" else int(text)
        if era := groups.get("era", "").lower():
            return ERAS[era] + year
        return year + REPUBLIC if 99 < year < 150 else year if year > 99 else 1900 + year + 100 * (year < 70)
    if text := groups.get("han_year"):
        return int(text.translate(HAN_DIGITS))
    if fetched is None:
        return None
    if word := groups.get("yearname"):
        return fetched.year - YEARS_AGO[word]
    return fetched.year - ((month, int(groups["day"])) > (fetched.month, fetched.day + 1))


def _parts_of(text: str) -> Parts:
    """The counts and units of `2 years, 3 months`; an m after years is a month, a unit alone is one."""
    parts: Parts = []
    for match in forms.PART.finditer(text):
        groups = _groups(match)
        if "days" in groups:
            parts.append((KOREAN_DAYS[groups["days"]], "day"))
            continue
        count = _count(groups.get("count") or groups["wide_count"]) + 0.5 * ("half" in groups)
        word = (groups.get("unit") or groups["wide_unit"]).lower()
        months = word == "m" and parts and parts[-1][1] == "year"
        parts.append((count, "month" if months else UNIT_OF[word]))
    return parts or [(1, UNIT_OF[text.lower()])]


def _count(text: str) -> float:
    """A number in digits or words; 十五 is fifteen, 二十 twenty."""
    if text[0].isdigit():
        return float(text.replace(",", "."))
    if text.lower() in COUNTS:
        return COUNTS[text.lower()]
    tens, _, ones = text.partition("十")
    return 10 * COUNTS.get(tens, 1) + COUNTS.get(ones, 0)


def _months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months before, or the last of that month."""
    if not months:
        return moment
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = (datetime(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def _last_weekday(today: datetime, number: int, before_monday: bool = False) -> datetime:
    """The last day of that name before today (Monday is 0), or that of the week before."""
    if before_monday:
        return today - timedelta(days=today.weekday() + 7 - number)
    return today - timedelta(days=(today.weekday() - number) % 7 or 7)


def _hour(hour: int, half: str) -> int:
    if half in NIGHT and (hour < 5 or hour == 12):
        return hour % 12
    if hour < 12 and (half.startswith(AFTERNOON) or (half == "中午" and hour < 6)):
        return hour + 12
    return 0 if hour == 12 and half.startswith(MORNING) else hour % 24


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
