"""The forms in which pages write times: numbers, English and Chinese as patterns with named groups, others roughly."""

import re

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
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

FORMS = tuple(
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
FOREIGN = re.compile(
    r"(?<!\d)\d{1,2}[.ºª]?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?(?:19|20)\d\d(?:[^\d]{1,12}\d{1,2}[:.h]\d\d)?"
    r"|\bvor\s+\w+\s+(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|jahr(?:en)?)\b"
    r"|\bil y a\s+\w+\s+(?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)\b"
    r"|\b(?:hace|há)\s+\w+\s+\w{3,8}\b|\w+\s+\w{3,10}\s+(?:назад|geleden|sedan|temu|fa|atrás|siden|sitten|önce)\b"
    r"|\b(?:gestern|heute|hier|aujourd'hui|ayer|hoy|ontem|hoje|вчера|сегодня|ieri|oggi|gisteren|vandaag|wczoraj|dzisiaj)"
    r"\b[^\d]{1,8}\d{1,2}[:.h]\d\d",
    re.IGNORECASE,
)
SHORT_AGO = re.compile(r"\s*(?P<count>\d{1,3})\s?(?P<unit>s|m|h|d|w|mo|y|yr)\.?\s*", re.IGNORECASE)
MAYBE = re.compile(
    r"\d|\b(?:ago|yesterday|today|now|moments?|vor|hace|il y a|назад|fa|sedan|geleden|temu|atrás)\b"
    r"|前|昨|今|刚|剛|전|어제|오늘|방금",
    re.IGNORECASE,
)

UNITS = (
    ("months", 30 * 86400, "month", "个月", "個月", "月", "ヶ月", "か月", "mo"),
    ("minutes", 60, "min", "分", "m"),
    ("seconds", 1, "sec", "秒", "s"),
    ("hours", 3600, "hour", "hr", "hrs", "小时", "小時", "钟头", "時間", "시간", "h"),
    ("days", 86400, "day", "天", "日", "일", "d"),
    ("weeks", 7 * 86400, "week", "周", "週", "星期", "w"),
    ("years", 365 * 86400, "year", "年", "yr", "y"),
)
