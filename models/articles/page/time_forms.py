"""The forms in which pages write times, as patterns with named groups; words by language are in `time_words.py`.

A group whose name ends with `_` is the group of that name in another place.
"""

import re

from models.articles.page import time_words as words
from models.articles.page.time_words import alternatives

_START, _END = r"(?<!\w)", r"(?![^\W\d_])"  # no letter or number before, no letter after
_MONTH = rf"(?P<month>{alternatives(words.MONTHS)}){_END}\.?"
_MONTH_ = _MONTH.replace("month>", "month_>")
_LONG_MONTH = rf"(?P<month>{alternatives(words.LONG_MONTHS)}){_END}\.?"
_NUMBER, _DAY = r"(?P<monthnumber>\d{1,2})", r"(?P<day>\d{1,2})"
_CENTURY = r"(?:19|20)\d\d"

_HALF = rf"{alternatives((*words.AFTERNOON[1:], *words.MORNING[1:], '中午'))}|[ap]\.?m\.?(?=\s?\d)"
_COLON = r"(?:\s?(?:[:：時时點点시]|h(?![^\W\d_]))\s?|\.(?=\d\d(?!\d)))"
_FULL_HOUR = (
    r"\s?(?:[点點](?:[钟鐘整]|(?![^\W\d_]))|[时時시](?![间間候]))"  # 3点 is three o'clock, 3点建议 are three proposals
)
_HOUR = (
    rf"(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})(?:{_COLON}(?P<minute>\d{{2}}|半|\d(?=\s?[分분]))|{_FULL_HOUR})"
    r"(?:[:：]\d{2}(?:\.\d+)?)?\s?[分분]?(?:\s?\d{1,2}\s?[秒초])?\s*(?P<noon>[ap]\.?\s?m\b\.?|上午|下午)?"
    r"\s*(?P<zone>Z\b|UTC\b|GMT\b(?![+-])|[+-]\d{2}:?\d{2}\b)?"
)
_AT = (
    r"at|um|à|às|as|kl\.?|klo|klokken|alle(?: ore)?|ore|om|o godz\.?|o|u|a las?|в|о|v|saat|-"
    r"|\((?:mon|tue|wed|thu|fri|sat|sun)\w*\)"
)
_CLOCK_NEEDED = rf"[\s,，·•|@T«»()（）\-–—]*(?:(?:{_AT})\s*)?{_HOUR}"
_CLOCK = rf"(?:{_CLOCK_NEEDED})?"
_CLOCK_FIRST = r"(?:(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2})?\s*(?P<n>[ap]\.?m\b\.?)?[\s,·|\-–]*(?:on\s)?)?"
_WIDE_WEEKDAY = (
    r"(?:\s*[(（]?(?:(?:星期|周|週)?[一二三四五六日天月火水木金土](?:曜日?)?|[월화수목금토일](?:요일)?)[)）]?(?=\s))?"
)
_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ORDINAL = rf"(?:(?:st|nd|rd|th)(?=[\s.,\-/]*(?:of\s+)?(?:{_ENGLISH}|['’]?\d))|er|º|ª|°)?"
_YEAR = rf"(?:de\s+|del\s+)?['’]?(?P<year>{_CENTURY}|(?<=['’])\d\d)(?!\d|:)"
_HAN_YEAR = rf"(?:(?P<year>{_CENTURY})|(?P<han_year>[一二][〇零○九][〇零○一二三四五六七八九]{{2}}))"
_HAN_DAY = r"(?:(?P<day>\d{1,2})|(?P<han_day>[一二三四五六七八九十]{1,3}))"
_SHORT_YEAR = r"(?P<year>\d\d)(?!\d|:)"

_COUNT = alternatives(word for word in words.COUNTS if word < "ԯ")
_UNIT = alternatives(word for row in words.UNITS.values() for word in row.split())
_PART = rf"(?:(?P<count>\d{{1,4}}(?:[.,]\d)?)\s?|(?P<count_>{_COUNT})['’\s])(?:(?:an?|of)\s)?(?P<unit>{_UNIT}){_END}\.?"
_WIDE_COUNT = r"\d{1,4}|[半几幾数數一二两兩三四五六七八九十]{1,3}|[한두세네]|다섯"
_WIDE_UNIT = alternatives(word for row in words.WIDE_UNITS.values() for word in row.split())
_WIDE_PART = rf"(?P<wide_count>{_WIDE_COUNT})\s?[个個]?(?P<half>半)?\s?(?P<wide_unit>{_WIDE_UNIT})"
_WIDE_PART += rf"|(?P<days>{alternatives(words.KOREAN_DAYS)})"
PART = re.compile(rf"{_START}{_PART}|{_WIDE_PART}", re.IGNORECASE)
_NAME = re.compile(r"\?P<[a-z_]+>")
_PARTS = rf"(?:{_NAME.sub('?:', _PART)}(?:[\s,]+(?:(?:and|und|et|y|e|en|и|i|og|och|&)\s+)?)?){{1,4}}"
_WIDE_PARTS = rf"(?:(?:{_NAME.sub('?:', _WIDE_PART)})[\s零又]*){{1,4}}"
_BEFORE = "vor|il y a|hace|há|před"
_ABOUT = "ca\\.?|etwa|über|environ|más de|mais de|cerca de|unos?"
_AFTER = "ago|назад|тому|geleden|sedan|siden|temu|fa|atrás|atras|önce|earlier"
_TODAY = alternatives(word for word in words.DAYS_AGO if word.isascii())
_WIDE_TODAY = alternatives(word for word in words.DAYS_AGO if not word.isascii())


def _compiled(*forms: str) -> tuple[re.Pattern, ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


# Which of the forms are tried is told by what a text has: digits, letters other than ASCII, a month, words of these.
NUMERIC = _compiled(
    rf"{_CLOCK_FIRST}(?<![\d.])(?P<year>{_CENTURY}|(?<![\d和成国國])\d\d(?=\s?[年년]))\s?(?:[-/.]|年|년)\s?{_NUMBER}\s?(?:[-/.]|月|월)"
    rf"\s?{_DAY}(?!\d)(?:\s?[日号號일]|\.(?=\s))?{_WIDE_WEEKDAY}{_CLOCK}",
    rf"{_CLOCK_FIRST}(?<![\d./-])(?P<one>\d{{1,2}})(?P<sep>[-/.])\s?(?P<two>\d{{1,2}})"
    rf"(?:(?P=sep)\s?(?P<year>{_CENTURY}|\d\d)|,?\s(?P<year_>{_CENTURY}))(?![\d/-])(?!\.\d){_CLOCK}",
    rf"(?<![\d.]){_NUMBER}-{_DAY}\s+(?=\d{{1,2}}:\d{{2}}){_CLOCK}",
    rf"(?<![\d.])(?P<year>1[0-4]\d)(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}(?!\d){_CLOCK_NEEDED}",
    rf"{_START}(?P<era>(?-i:[RHS]))\.?\s?(?P<year>\d{{1,2}})(?P<sep>[-/.]){_NUMBER}(?P=sep){_DAY}(?!\d)(?:{_CLOCK_NEEDED}|\s*$)",
)
WIDE = _compiled(
    rf"(?P<era>令和|平成|昭和|民國|民国)\s?(?P<year>\d{{1,3}}|元)\s?[年./-]\s?{_NUMBER}\s?[月./-]\s?{_DAY}(?!\d)日?"
    rf"{_WIDE_WEEKDAY}{_CLOCK}",
    rf"(?<!\d)(?P<year>1[0-4]\d)\s?年\s?{_NUMBER}\s?月\s?{_DAY}\s?日{_WIDE_WEEKDAY}{_CLOCK}",
    rf"(?<![\d年년])(?<!년 ){_NUMBER}\s?[月월]\s?{_DAY}\s?[日号號일]{_WIDE_WEEKDAY}{_CLOCK}",
    rf"(?<!\w){_HAN_YEAR}\s?年\s?(?:{_NUMBER}月|(?P<month>{alternatives(words.CHINESE_MONTHS)}))\s?{_HAN_DAY}\s?[日号號]"
    rf"{_WIDE_WEEKDAY}{_CLOCK}",
    rf"(?<![\d年]){_NUMBER}\s?月\s{_DAY},?\s+(?P<year>{_CENTURY})(?!\d){_CLOCK}",
    rf"(?<!大)(?P<yearname>{alternatives(words.YEARS_AGO)})\s?{_NUMBER}\s?[月월]\s?{_DAY}\s?[日号號일]{_WIDE_WEEKDAY}{_CLOCK}",
    rf"(?P<ago>{_WIDE_PARTS})\s?(?:之?前|以前|전(?!\w))",
    rf"(?P<last>上)?(?:星期|周|週|礼拜|禮拜)(?P<wide_weekday>[一二三四五六日天]){_CLOCK_NEEDED}",
)
MONTHLY = _compiled(
    rf"{_CLOCK_FIRST}{_START}{_MONTH}\s*(?<!\d){_DAY}{_ORDINAL}(?!\d|:)(?:,?\s+|[\s,./-]*){_YEAR}{_CLOCK}",
    rf"{_CLOCK_FIRST}(?<!\d){_DAY}{_ORDINAL}[\s.\-/]*(?:of\s+|de\s+|d['’]\s?)?{_MONTH}[\s,.\-/]*{_YEAR}{_CLOCK}",
    rf"(?<!\d){_DAY}(?:(?P<sep>[-/.]){_MONTH}(?P=sep)|[\s.]+{_MONTH_}[\s,]+){_SHORT_YEAR}{_CLOCK_NEEDED}",
    rf"{_START}{_MONTH}\s+{_DAY}[\s,]+{_HOUR}\s*(?:[A-Z]{{3,4}}\s+)?(?P<year>{_CENTURY})(?!\d)",
    rf"{_CLOCK_FIRST}{_START}{_LONG_MONTH}\s+{_DAY}{_ORDINAL}(?![\d:]){_CLOCK}",
    rf"{_CLOCK_FIRST}(?<!\d){_DAY}{_ORDINAL}\.?\s+(?:de\s+)?{_LONG_MONTH}(?!\w){_CLOCK}",
    rf"(?<!\d){_DAY}\.?\s+(?:de\s+)?{_MONTH}{_CLOCK_NEEDED}",
)
RELATIVE = _compiled(
    rf"{_START}(?P<ago>{_PARTS})\s?\b(?:{_AFTER})\b",
    rf"{_START}(?P<ago>{alternatives(words.LONE_UNITS)})\s(?:назад|тому|temu)\b",
    rf"\b(?:{_BEFORE})\s+(?:(?:{_ABOUT})\s+)?(?P<ago>{_PARTS})",
    rf"(?P<dayname>{_START}(?:{_TODAY})\b|(?<![大一])(?:{_WIDE_TODAY})){_CLOCK}",
    rf"(?P<dayname>{_START}(?:{alternatives(words.DAYS_AGO_ELSEWHERE)})){_END}{_CLOCK_NEEDED}",
    rf"^\W*(?P<dayname>{alternatives(set(words.DAYS_AGO_ELSEWHERE) - {'hier'})})\W*$",  # that is German for here
    rf"(?P<now>{alternatives(words.NOW)})",
    rf"{_START}(?P<weekday>{alternatives(words.WEEKDAY_NUMBERS)})\.?{_END}{_CLOCK_NEEDED}",
)
SHORT_AGO = re.compile(
    r"^\s*(?P<ago>(?:\d{1,3}\s?(?:s|m|h|d|w|y|mos?|mins?|hrs?|wks?|yrs?)\.?\s?){1,2})\s*$", re.IGNORECASE
)
# For dateparser: languages whose words are not known here.
FOREIGN = re.compile(
    rf"(?<!\d)\d{{1,2}}[.ºª]?\s+(?:de\s+)?[^\W\d_]{{3,14}}\.?\s+(?:de\s+)?{_CENTURY}(?:[^\d]{{1,12}}\d{{1,2}}[:.h]\d\d)?"
    rf"|(?<!\d){_CENTURY}\.\s+[^\W\d_]{{3,14}}\.?\s+\d{{1,2}}(?!\d)(?:[^\d]{{1,12}}\d{{1,2}}[:.h]\d\d)?"
    r"|\w+\s+\w{3,10}\s+sitten\b",
    re.IGNORECASE,
)

LETTERS = re.compile(r"[^\W\d_]+")
MONTH_WORDS = frozenset(words.MONTHS)
RELATIVE_WORDS = frozenset(
    word
    for told in (*words.DAYS_AGO, *words.DAYS_AGO_ELSEWHERE, *words.WEEKDAY_NUMBERS, _AFTER, _BEFORE, *words.NOW)
    for word in LETTERS.findall(told)
) - {"a", "i", "l", "y"}
WIDE_WORDS = re.compile(r"[前전昨今刚剛月월年년周週어오그방た]|礼拜|禮拜|星期")
