"""The words of times, by language: months, weekdays, days told from today, and units of time.

English, German, French, Spanish, Portuguese, Italian, Dutch, Russian, Ukrainian, Polish, Czech, Swedish, Danish,
Norwegian, Turkish, Arabic (its months), Chinese, Japanese and Korean; dateparser reads what is left.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

ENGLISH_MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
OTHER_MONTHS = (
    "januar jänner janvier enero janeiro gennaio januari января январь stycznia styczeń січня ledna ocak",
    "februar février febrero fevereiro febbraio februari февраля февраль lutego luty лютого února şubat",
    "märz mars marzo março maart marts марта март marca marzec березня března mart",
    "avril abril aprile апреля апрель kwietnia kwiecień квітня dubna nisan",
    "mai mayo maio maggio mei maj мая май maja травня května mayıs",
    "juni juin junio junho giugno июня июнь czerwca czerwiec червня června haziran",
    "juli juillet julio julho luglio июля июль lipca lipiec липня července temmuz",
    "août agosto augustus augusti августа август sierpnia sierpień серпня srpna ağustos",
    "septembre septiembre setiembre setembro settembre сентября сентябрь września wrzesień вересня září eylül",
    "oktober octobre octubre outubro ottobre октября октябрь października październik жовтня října ekim",
    "novembre noviembre novembro ноября ноябрь listopada листопада listopadu kasım",
    "dezember décembre diciembre dezembro dicembre декабря декабрь desember grudnia grudzień грудня prosince aralık",
)
ARABIC_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل ابريل إبريل", "مايو", "يونيو يونيه", "يوليو يوليه", "أغسطس اغسطس",
    "سبتمبر", "أكتوبر اكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
CHINESE_MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")
# Too short to be a month without a year or a time of day beside them: `5 set`, `3 out`.
SHORT_MONTHS = (
    "janv ene gen янв sty січ oca",
    "févr fév fev февр фев lut лют şub",
    "mär mrz mrt мар бер",
    "avr abr апр kwi кві nis",
    "mag тра",
    "giu июн cze чер haz",
    "juil lug июл lip лип tem",
    "ago авг sie сер ağu",
    "set sett сент сен wrz вер eyl",
    "okt out ott окт paź жов eki",
    "нояб ноя lis лис kas",
    "dez déc dic дек gru des гру ara",
)
WEEKDAYS = (
    "monday mon montag lundi lunes segunda segunda-feira lunedì maandag måndag mandag poniedziałek"
    " понедельник понедельника 月曜日 월요일",
    "tuesday tues tue dienstag mardi martes terça terça-feira martedì dinsdag tisdag tirsdag wtorek вторник"
    " 火曜日 화요일",
    "wednesday wed mittwoch mercredi miércoles quarta quarta-feira mercoledì woensdag onsdag środa среду среда"
    " 水曜日 수요일",
    "thursday thurs thur thu donnerstag jeudi jueves quinta quinta-feira giovedì donderdag torsdag czwartek четверг"
    " 木曜日 목요일",
    "friday fri freitag vendredi viernes sexta sexta-feira venerdì vrijdag fredag piątek пятницу пятница 金曜日 금요일",
    "saturday sat samstag samedi sábado sabato zaterdag lördag lørdag sobota субботу суббота 土曜日 토요일",
    "sunday sun sonntag dimanche domingo domenica zondag söndag søndag niedziela воскресенье 日曜日 일요일",
)
CHINESE_WEEKDAYS = "一二三四五六日"  # after 星期, 周 or 礼拜; 天 is 日

# How many days ago. The first are a time also where nothing follows, the others with a time of day, or alone.
DAYS_AGO = {
    "today": 0, "yesterday": 1,
    "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2, "一昨日": 2, "大前天": 3,
    "오늘": 0, "어제": 1, "그저께": 2, "그제": 2,
}  # fmt: skip
YEARS_AGO = {"今年": 0, "去年": 1, "昨年": 1, "前年": 2, "一昨年": 2, "올해": 0, "작년": 1, "지난해": 1}
DAYS_AGO_ELSEWHERE = {
    "heute": 0, "gestern": 1, "vorgestern": 2, "aujourd'hui": 0, "aujourd’hui": 0, "hier": 1, "avant-hier": 2, "hoy": 0,
    "ayer": 1, "anteayer": 2, "hoje": 0, "ontem": 1, "anteontem": 2, "oggi": 0, "ieri": 1, "vandaag": 0, "gisteren": 1,
    "eergisteren": 2, "сегодня": 0, "вчера": 1, "позавчера": 2, "сьогодні": 0, "вчора": 1, "dzisiaj": 0, "dziś": 0,
    "wczoraj": 1, "przedwczoraj": 2, "dnes": 0, "včera": 1, "idag": 0, "i dag": 0, "igår": 1, "i går": 1, "bugün": 0,
    "dün": 1,
}  # fmt: skip
NOW = (
    "just now", "moment ago", "moments ago", "a few seconds ago", "few seconds ago", "seconds ago", "刚刚", "刚才",
    "剛剛", "剛才", "たった今", "방금 전", "방금", "gerade eben", "à l'instant", "à l’instant", "только что",
)  # fmt: skip

UNITS: dict[Unit, str] = {
    "second": "seconds second secs sec s sekunden sekunde sekunder sek secondes seconde segundos segundo secondi"
    " secondo seconden sekund sekundy sekundę saniye секунды секунду секунда секунд сек",
    "minute": "minutes minute mins min m minuten minuter minutter minutos minuto minuti minut minuty minutę dakika"
    " минуты минуту минута минут мин",
    "hour": "hours hour hrs hr h stunden stunde std heures heure horas hora ore ora uur uren timmar timme timer time"
    " godzin godziny godzinę hodinami saat часов часа час",
    "day": "days day d tagen tage tag jours jour días dias día dia giorni giorno dagen dagar dager dage dag dni"
    " dzień dny gün день дня дней",
    "week": "weeks week wks wk w wochen woche semaines semaine semanas semana settimane settimana weken veckor vecka"
    " uker uke uger uge tygodni tygodnie tydzień týdny hafta недели неделю неделя недель",
    "month": "months month mos mo monaten monate monat mois meses mês mes mesi mese maanden maand månader månad"
    " måneder måned miesięcy miesiące miesiąc měsíci ay месяцев месяца месяц",
    "year": "years year yrs yr y jahren jahre jahr années année ans an años año anos ano anni anno jaar jaren år lat"
    " lata rok lety yıl лет года год",
}
WIDE_UNITS: dict[Unit, str] = {
    "second": "秒钟 秒鐘 秒 초",
    "minute": "分钟 分鐘 分 분",
    "hour": "小时 小時 钟头 鐘頭 時間 시간",
    "day": "天 日 일",
    "week": "星期 礼拜 禮拜 週間 周 週 주일 주",
    "month": "か月 ヶ月 カ月 ケ月 月 개월 달",
    "year": "年 년",
}
LONE_UNITS = ("минуту", "час", "день", "неделю", "месяц", "год", "godzinę", "tydzień", "miesiąc", "rok")  # one of them
KOREAN_DAYS = {"하루": 1, "이틀": 2, "사흘": 3}
COUNTS = {
    word: count
    for count, words in {
        1: "a an one ein eine einem einer einen un une una uno uma um en ett et jeden jedną bir один одну одна 一 한",
        2: "two couple zwei zwei deux dos dois due twee два две dwa två to iki 两 兩 二 두",
        3: "few several three drei trois tres três tre drie три trzy üç 三 几 幾 数 數 세",
        4: "four vier quatre cuatro quatro quattro четыре 四 네",
        5: "five fünf cinq cinco cinque vijf пять 五 다섯",
        6: "six sechs seis sei zes шесть 六",
        7: "seven sieben sept siete sete sette семь 七",
        8: "eight acht huit ocho oito otto восемь 八",
        9: "nine neun neuf nueve nove negen девять 九",
        10: "ten zehn dix diez dez dieci tien десять 十",
        0.5: "half halben halbe 半",
    }.items()
    for word in words.split()
}
ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925, "民國": 1911, "民国": 1911,
}  # fmt: skip
NIGHT = (
    "晚上",
    "夜里",
    "夜裡",
    "夜晚",
    "深夜",
    "半夜",
)  # whose twelve is midnight, and whose one to four come after it
AFTERNOON = ("p", "下午", "傍晚", *NIGHT, "午後", "오후")
MORNING = ("a", "上午", "凌晨", "早上", "早晨", "清晨", "午前", "오전")


def bare(word: str) -> str:
    """A word without its accents; what is not Latin stays."""
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not "\u0300" <= part <= "\u036f"))


def _numbered(rows: tuple[str, ...]) -> dict[str, int]:
    """Each word and, if it is Latin, that word without accents, with the number of its row from 1."""
    words = ((word, number) for number, row in enumerate(rows, 1) for word in row.split())
    return {form: number for word, number in words for form in ((word, bare(word)) if word < "\u0250" else (word,))}


LONG_MONTHS = {
    word: number
    for rows in (ENGLISH_MONTHS, OTHER_MONTHS, ARABIC_MONTHS, CHINESE_MONTHS)
    for word, number in _numbered(rows).items()
}
MONTHS = LONG_MONTHS | _numbered(SHORT_MONTHS)
WEEKDAY_NUMBERS = _numbered(WEEKDAYS)  # from 1, Monday
UNIT_OF: dict[str, Unit] = {
    word: unit for table in (UNITS, WIDE_UNITS) for unit, words in table.items() for word in words.split()
}


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
