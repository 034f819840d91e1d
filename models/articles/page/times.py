"""Times as pages show them: where one stands in a text, and what it means.

Numbers, English and Chinese, absolute and relative, are read here; other languages by dateparser, whose answers are
kept because each takes it milliseconds. A relative time means nothing without the time of the fetch.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

LONGEST = 90  # characters of a text that may be a time line; "Posted by ... on Wednesday, 24 September 2014 - 11:05 PM"
EARLIEST, LATEST = 1990, 2100  # years; before the web there were no threads

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_HALF = r"上午|下午|晚上|凌晨|早上|中午|傍晚|午後|午前|오전|오후"
_HOUR = (
    rf"(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})(?:[:：時时h]|\.(?=\d\d(?!\d))|点)\s?(?P<minute>\d{{2}})"
    r"(?:[:：]\d{2}(?:\.\d+)?)?分?\s*(?P<noon>[ap]\.?m\b\.?)?"
    r"\s*(?P<zone>Z\b|UTC\b|GMT\b(?![+-])|[+-]\d{2}:?\d{2}\b)?"
)
_JOIN = (
    r"[\s,，·•|@T«»()（）\-–—]*"
    r"(?:(?:at|um|à|às|kl\.?|klo|alle|om|o|a las|в|-|\((?:mon|tue|wed|thu|fri|sat|sun)\w*\))\s*)?"
)
_CLOCK = rf"(?:{_JOIN}{_HOUR})?"
_WEEKDAY = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b"
_DAYNAME = r"(?P<dayname>today|yesterday|今天|今日|昨天|昨日|前天|오늘|어제)"
_CLOCKFIRST = r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2})?\s*(?P<n>[ap]\.?m\b\.?)?[\s,·|\-–]*(?:on\s)?"
_AGO = (
    r"(?P<count>\d+|an?|one|半|几)\s?(?:个|個)?(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?"
    r"|years?|秒鐘?|秒钟?|分钟|分鐘|分|小时|小時|钟头|天|日|周|週|星期|个月|個月|月|年|時間|시간|분|일|ヶ月|か月)"
)

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?(?:[-/.]|年|년)\s?(?P<monthnumber>\d{{1,2}})\s?(?:[-/.]|月|월)\s?"
        rf"(?P<day>\d{{1,2}})(?!\d)(?:\s?[日号號일])?(?:\s*[(（]?(?:星期|周)?[一二三四五六日天月火水木金土][)）]?(?=\s))?{_CLOCK}",
        rf"(?:{_CLOCKFIRST})?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\s+'?|[\s,]*)"
        rf"(?P<year>(?:19|20)\d\d|(?<=')\d\d)(?!\d|:){_CLOCK}",
        rf"(?:{_CLOCKFIRST})?(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.\-]+(?:of\s+)?{_MONTH}[\s,.\-]*"
        rf"(?P<year>(?:19|20)\d\d|'\d\d)(?!\d|:){_CLOCK}",
        rf"(?<![\d./-])(?P<one>\d{{1,2}})(?P<sep>[-/.])\s?(?P<two>\d{{1,2}})(?P=sep)\s?(?P<year>(?:19|20)\d\d|\d\d)"
        rf"(?![\d/-])(?!\.\d){_CLOCK}",
        rf"{_AGO}\s?(?:ago\b|之?前|以前|전\b)",
        rf"\b{_DAYNAME}\b{_CLOCK}|(?P<dayname_>昨天|今天|前天|昨日|今日){_CLOCK.replace('<', '<_')}",
        r"(?P<now>just now|moments? ago|a few seconds ago|刚刚|刚才|剛剛|방금)",
        rf"(?<![\d年])(?P<monthnumber>\d{{1,2}})月(?P<day>\d{{1,2}})[日号號]{_CLOCK}",
        rf"(?<!\d)(?P<monthnumber>\d{{1,2}})-(?P<day>\d{{1,2}})\s+(?=\d{{1,2}}:\d{{2}}){_CLOCK}",
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]){_CLOCK}",
        rf"(?<![\d])(?P<day>\d{{1,2}})\s+{_MONTH}(?!\w){_CLOCK}",
        rf"\b{_WEEKDAY}(?=[\s,]+(?:at\s*)?\d{{1,2}}[:.]\d\d){_CLOCK}",
    )
)
_FOREIGN = re.compile(
    r"(?<!\d)\d{1,2}[.ºª]?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?(?:19|20)\d\d(?:[^\d]{1,12}\d{1,2}[:.h]\d\d)?"
    r"|\bvor\s+\w+\s+(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b"
    r"|\bil y a\s+\w+\s+(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)\b"
    r"|\b(?:hace|há)\s+\w+\s+\w{3,8}\b|\w+\s+\w{3,10}\s+(?:назад|geleden|sedan|temu|fa|atrás|siden|sitten|önce)\b"
    r"|\b(?:gestern|heute|hier|aujourd'hui|ayer|hoy|ontem|hoje|вчера|сегодня|ieri|oggi|gisteren|vandaag|wczoraj|dzisiaj)"
    r"\b[^\d]{1,8}\d{1,2}[:.h]\d\d",
    re.IGNORECASE,
)
_SHORT_AGO = re.compile(r"\s*(?P<count>\d{1,3})\s?(?P<unit>s|m|h|d|w|mo|y|yr)\.?\s*", re.IGNORECASE)
_MAYBE = re.compile(
    r"\d|\b(?:ago|yesterday|today|now|moments?|vor|hace|il y a|назад|fa|sedan|geleden|temu|atrás)\b"
    r"|前|昨|今|刚|剛|전|어제|오늘|방금",
    re.IGNORECASE,
)

_UNITS = (
    ("months", 30 * 86400, "month", "个月", "個月", "月", "ヶ月", "か月", "mo"),
    ("minutes", 60, "min", "分", "m"),
    ("seconds", 1, "sec", "秒", "s"),
    ("hours", 3600, "hour", "hr", "hrs", "小时", "小時", "钟头", "時間", "시간", "h"),
    ("days", 86400, "day", "天", "日", "일", "d"),
    ("weeks", 7 * 86400, "week", "周", "週", "星期", "w"),
    ("years", 365 * 86400, "year", "年", "yr", "y"),
)


@dataclass(frozen=True)
class Found:
    """A time in a text: where, and whether it is relative, has a time of day, and has a year."""

    start: int
    end: int
    relative: bool
    clock: bool
    match: re.Match


def find_time(text: str) -> Found | None:
    """The first time in a short text, or None. Texts over `LONGEST` characters are only read at their start."""
    return _find_time(text[:LONGEST])


@lru_cache(maxsize=8192)
def _find_time(text: str) -> Found | None:
    if not _MAYBE.search(text):
        return None
    if whole := _SHORT_AGO.fullmatch(text):
        return Found(0, len(text), True, False, whole)
    best = None
    for form in _FORMS:
        if (match := form.search(text)) and (best is None or _rank(match) > _rank(best)) and _plausible(match):
            best = match
    if best is None:
        best = _FOREIGN.search(text)
    return best and Found(best.start(), best.end(), _relative(best), _has_clock(best), best)


def _rank(match: re.Match) -> tuple:
    return (match.groupdict().get("year") is not None, match.end() - match.start())


def _relative(match: re.Match) -> bool:
    names = match.groupdict()
    return any(names.get(it) for it in ("unit", "dayname", "dayname_", "now", "weekday"))


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
        seconds = next(size for _, size, *words in _UNITS if any(_is_unit(unit, it) for it in words))
        then = self.fetched - timedelta(seconds=number * seconds)
        return then.strftime("%Y-%m-%d" if seconds >= 86400 else "%Y-%m-%dT%H:%M") + _offset(then, seconds < 86400)

    def _day(self, names: dict) -> str | None:
        day = self._date(names)
        if day is None:
            return None
        if names.get("now"):
            return self.fetched.strftime("%Y-%m-%dT%H:%M") + _offset(self.fetched, True)
        hour, minute, noon, half = (names.get(it) or names.get("_" + it) for it in ("hour", "minute", "noon", "half"))
        if hour is None and names.get("h"):
            hour, minute, noon = names["h"], names["m"], names["n"]
        if hour is None:
            return day.strftime("%Y-%m-%d")
        moment = day.replace(hour=_hour(int(hour), (noon or "").lower()[:1], half or ""), minute=int(minute))
        return moment.strftime("%Y-%m-%dT%H:%M") + _zone(names.get("zone"))

    def _date(self, names: dict) -> datetime | None:
        if word := names.get("dayname") or names.get("dayname_") or names.get("now"):
            back = {"yesterday": 1, "昨天": 1, "昨日": 1, "어제": 1, "前天": 2}.get(word.lower(), 0)
            return self.fetched and _midnight(self.fetched) - timedelta(days=back)
        if word := names.get("weekday"):
            return self.fetched and _last_weekday(_midnight(self.fetched), word.lower())
        month = int(names.get("monthnumber") or 0)
        if names.get("month"):
            month = _MONTHS.index(names["month"].lower()[:3]) + 1
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
    settings = {"DATE_ORDER": "DMY" if day_first else "MDY", "RETURN_AS_TIMEZONE_AWARE": False}
    if fetched:
        settings["RELATIVE_BASE"] = fetched.replace(tzinfo=None)
    moment = (_parsed(text, settings, [language]) if language else None) or _parsed(text, settings, None)
    if moment is None or not EARLIEST <= moment.year <= LATEST:
        return None
    clock = bool(re.search(r"\d[:.h]\d\d", text)) or (relative and moment.strftime("%H%M") != "0000")
    return moment.strftime("%Y-%m-%dT%H:%M" if clock else "%Y-%m-%d")


def _parsed(text: str, settings: dict, languages: list[str] | None) -> datetime | None:
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
