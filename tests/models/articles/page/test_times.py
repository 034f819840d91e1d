"""What times mean: absolute ones, relative ones by the time of the fetch, other languages, and what is no time."""

import time
from datetime import datetime, timedelta, timezone

import pytest

from models.articles.page import times
from models.articles.page.date_order import date_order
from models.articles.page.times import MAX_FOREIGN, MAX_UNKNOWN, Clock, find_time

FETCHED = datetime(2024, 5, 2, 14, 15)  # a Thursday

ABSOLUTE = {
    "2023-6-14 21:00": "2023-06-14T21:00",
    "2008年3月5日 下午 3:04": "2008-03-05T15:04",
    "2019.11.30 14:22": "2019-11-30T14:22",
    "03-16-2014, 08:06 PM": "2014-03-16T20:06",
    "Wed 08 Mar 2023 6:40 am": "2023-03-08T06:40",
    "11:05 PM, 4 May 2020": "2020-05-04T23:05",
    "March 5th, 2021": "2021-03-05",
    "5 Mar '19 4:05 pm": "2019-03-05T16:05",
    "31/12/2019 7:05 PM": "2019-12-31T19:05",
    "2024-05-01T10:00:00Z": "2024-05-01T10:00+00:00",
    "1457604207": "2016-03-10T10:03+00:00",
    "1457604207000": "2016-03-10T10:03+00:00",
    "8. März 2023, 14:05": "2023-03-08T14:05",
    "3 de mayo de 2021 10:20": "2021-05-03T10:20",
    "15 мая 2020, 13:45": "2020-05-15T13:45",
    "le 4 février 2022 à 09:10": "2022-02-04T09:10",
    "1er août 2019 à 10 h 15": "2019-08-01T10:15",
    "27 Juil 19 14:05": "2019-07-27T14:05",
    "setembro 27, 2018, 9:00 am": "2018-09-27T09:00",
    "17.07, 2011 @ 13:04": "2011-07-17T13:04",
    "Tue 16-Jun-20 23:12:23": "2020-06-16T23:12",
    "23:12 16/06/2020": "2020-06-16T23:12",
    "Tue Mar  5 10:15:00 2019": "2019-03-05T10:15",
    "Wed Mar 4 18:58:32 UTC 2026": "2026-03-04T18:58+00:00",
    "3 de mayo de 2021 10:15 p. m.": "2021-05-03T22:15",
    "5 Mayıs 2021 10:15": "2021-05-05T10:15",
    "5. toukokuuta 2021 klo 10:15": "2021-05-05T10:15",
    "2024年5月1日下午3点04分": "2024-05-01T15:04",
    "2024/5/1 上午 12:15": "2024-05-01T00:15",
    "24年5月1日 15:04": "2024-05-01T15:04",
    "２０２４年５月１日　１０：１５": "2024-05-01T10:15",
    "2024. 5. 1. 오후 3:04": "2024-05-01T15:04",
    "2024년 5월 1일 수요일 오후 3시 4분": "2024-05-01T15:04",
    "2013.05.03 PM 10:15": "2013-05-03T22:15",
    "民國112年3月5日 下午3:04": "2023-03-05T15:04",
    "民国112年3月5日": "2023-03-05",
    "112年3月5日": "2023-03-05",
    "112/03/05 10:15": "2023-03-05T10:15",
    "令和6年5月1日 午後3時04分": "2024-05-01T15:04",
    "令和元年5月1日": "2019-05-01",
    "平成31年4月30日(火) 15:04": "2019-04-30T15:04",
    "R6.5.1 15:04": "2024-05-01T15:04",
    "三月 5, 2024": "2024-03-05",
    "十二月 15, 2024, 10:05:33 上午": "2024-12-15T10:05",
    "5 十一月, 2024": "2024-11-05",
    "3月 5, 2024": "2024-03-05",
    "2024年三月5日": "2024-03-05",
    "2024年十月5日 21时5分": "2024-10-05T21:05",
    "二〇二四年三月五日": "2024-03-05",
    "一九九八年十二月三十一日 10:05": "1998-12-31T10:05",
    "٥ مارس ٢٠٢٤": "2024-03-05",
    "5 أغسطس، 2024 10:05": "2024-08-05T10:05",
    "مارس ٥، ٢٠٢٤": "2024-03-05",
    "٢٠٢٤/٣/٥ ١٠:٠٥": "2024-03-05T10:05",
    "۲۰۲۴-۰۳-۰۵": "2024-03-05",
    "2024-03-05 21点": "2024-03-05T21:00",
    "2024年3月5日21时": "2024-03-05T21:00",
    "2024年3月5日 下午3点": "2024-03-05T15:00",
    "2024年3月5日 上午8点钟": "2024-03-05T08:00",
    "2024년 3월 5일 오후 3시": "2024-03-05T15:00",
    "2024-03-05 3点建议": "2024-03-05",
    "2024-03-05 2時間": "2024-03-05",
    "2024-03-05 晚上12:05": "2024-03-06T00:05",
    "2024-12-31 半夜12点": "2025-01-01T00:00",
    "2024-03-05 24:00": "2024-03-06T00:00",
    "2024-03-05 夜里3点": "2024-03-05T03:00",
    "2024-03-05 晚上9点半": "2024-03-05T21:30",
    "2024-03-05 中午12:05": "2024-03-05T12:05",
    "2024-03-05 下午12:05": "2024-03-05T12:05",
}
RELATIVE = {
    "3小时前": "2024-05-02T11:15",
    "半小时前": "2024-05-02T13:45",
    "昨天 20:48": "2024-05-01T20:48",
    "前天 08:01": "2024-04-30T08:01",
    "刚刚": "2024-05-02T14:15",
    "Yesterday at 3:04 PM": "2024-05-01T15:04",
    "today, 09:30": "2024-05-02T09:30",
    "Monday at 4:25 AM": "2024-04-29T04:25",
    "2 weeks ago": "2024-04-18",
    "an hour ago": "2024-05-02T13:15",
    "17h": "2024-05-01T21:15",
    "2時間前": "2024-05-02T12:15",
    "3시간 전": "2024-05-02T11:15",
    "vor 3 Stunden": "2024-05-02T11:15",
    "il y a 5 minutes": "2024-05-02T14:10",
    "5 часов назад": "2024-05-02T09:15",
    "5月1日 10:30": "2024-05-01T10:30",
    "Dec 30": "2023-12-30",  # without a year it is the last one
    "9:00am On Apr 24": "2024-04-24T09:00",
    "Today at 09:03:11 PM": "2024-05-02T21:03",
    "今天": "2024-05-02",
    "昨天20:48": "2024-05-01T20:48",
    "昨晚8:30": "2024-05-01T20:30",
    "大前天 9:00": "2024-04-29T09:00",
    "昨晚12:05": "2024-05-02T00:05",
    "昨天 21点": "2024-05-01T21:00",
    "去年3月5日": "2023-03-05",
    "今年3月5日 10:05": "2024-03-05T10:05",
    "前年 3月5日": "2022-03-05",
    "작년 3월 5일": "2023-03-05",
    "一昨日 10:15": "2024-04-30T10:15",
    "어제 오후 3:04": "2024-05-01T15:04",
    "Heute,": "2024-05-02",
    "gestern um 10:15 Uhr": "2024-05-01T10:15",
    "hier à 10h15": "2024-05-01T10:15",
    "ayer a las 10:15": "2024-05-01T10:15",
    "вчера в 10:15": "2024-05-01T10:15",
    "i går kl. 10:15": "2024-05-01T10:15",
    "Tuesday at 10:15": "2024-04-30T10:15",
    "Thursday at 10:15": "2024-04-25T10:15",  # for today it would say so
    "Freitag um 09:07 Uhr": "2024-04-26T09:07",
    "понедельник, 10:15": "2024-04-29T10:15",
    "周二 10:15": "2024-04-30T10:15",
    "上周二 10:15": "2024-04-23T10:15",
    "月曜日 10:15": "2024-04-29T10:15",
    "5y ago": "2019-05-02",
    "3mo": "2024-02-02",
    "2h 30m": "2024-05-02T11:45",
    "1y 3m ago": "2023-02-02",
    "2 years, 3 months ago": "2022-02-02",
    "3 weeks, 2 days ago": "2024-04-09",
    "half an hour ago": "2024-05-02T13:45",
    "a couple of days ago": "2024-04-30",
    "1小时12分钟前": "2024-05-02T13:03",
    "一个半小时前": "2024-05-02T12:45",
    "十五分钟前": "2024-05-02T14:00",
    "1年2个月前": "2023-03-02",
    "5か月前": "2023-12-02",
    "이틀 전": "2024-04-30",
    "한 달 전": "2024-04-02",
    "vor 2 Jahren und 3 Monaten": "2022-02-02",
    "hace un mes": "2024-04-02",
    "un'ora fa": "2024-05-02T13:15",
    "2 года 3 месяца назад": "2022-02-02",
    "год назад": "2023-05-02",
}


@pytest.mark.parametrize(("text", "iso"), ABSOLUTE.items())
def test_absolute_times_need_no_fetch(text, iso):
    assert Clock().read(text) == iso


@pytest.mark.parametrize(("text", "iso"), RELATIVE.items())
def test_relative_times_count_from_the_fetch_and_mean_nothing_without(text, iso):
    assert Clock(FETCHED).read(text) == iso
    assert Clock().read(text) is None


@pytest.mark.parametrize("fetched", [datetime(1, 1, 1), datetime(1, 1, 2), datetime(9999, 12, 31)])
@pytest.mark.parametrize("text", ["today", "yesterday", "just now", "heute 10:00", "3 hours ago", "hace 3 horas"])
def test_what_is_told_from_a_fetch_before_the_web_is_no_time(fetched, text):
    assert Clock(fetched).read(text) is None


def test_the_offset_of_the_fetch_is_kept():
    fetched = FETCHED.replace(tzinfo=timezone(timedelta(hours=8)))
    assert Clock(fetched).read("3小时前") == "2024-05-02T11:15+08:00"


@pytest.mark.parametrize(
    "text",
    [
        "5.0.25",
        "Posted 5.0.25",
        "99-99-2020",
        "hello 2020 world",
        "12:30",
        "12 days",
        "",
        "x",
        "hier",
        "3 out",
        "S3.4.5",
        "ich habe heute keine Zeit",
        "er stellt sich vor und er sagt",
        "4th Gen '92",
        "fa--xf far fa-share",
        "3000 years ago",
    ],
)
def test_what_is_no_time_is_none(text):
    assert Clock(FETCHED).read(text) is None


def test_a_day_that_no_calendar_has_is_none():
    assert Clock(FETCHED).read("Feb 30, 2020") is None


def test_the_offset_of_a_month_ends_with_the_month():
    assert Clock(datetime(2024, 3, 31)).read("1 month ago") == "2024-02-29"


def test_which_number_is_the_day_is_told_by_the_page():
    assert date_order(["3/4/2020", "25/4/2020"], "en") == "DMY"
    assert date_order(["3/4/2020", "4/25/2020"], "de") == "MDY"
    assert date_order(["3/4/2020"], "de") == "DMY"
    assert date_order(["3/4/2020"], "en") == "MDY"
    assert Clock(order="DMY").read("3/4/2020") == "2020-04-03"
    assert Clock(order="MDY").read("3/4/2020") == "2020-03-04"
    assert Clock(order="YMD").read("3/4/2020") == "2020-03-04"


def test_which_of_two_digits_are_the_year_is_told_by_the_page():
    for language in ("en", "de", "zh"):
        assert date_order(["19/06/29 10:15", "19/06/30 11:20"], language) == "YMD"
        assert date_order(["29/06/19 10:15", "30/06/19 11:20"], language) == "DMY"
        assert date_order(["06/29/19 10:15", "06/30/19 11:20"], language) == "MDY"
    assert date_order(["10/11/12 08:15"], "zh-TW") == "YMD"
    assert Clock(order="YMD").read("10/11/12 08:15") == "2010-11-12T08:15"
    assert Clock(order="DMY").read("10/11/12 08:15") == "2012-11-10T08:15"
    assert Clock(order="MDY").read("19.06.03 08:15") == "2003-06-19T08:15"  # with points the month is never first
    assert Clock(order="YMD").read("06.05.2019") == "2019-05-06"
    assert Clock(order="YMD").read("19.06.03 08:15") == "2019-06-03T08:15"


def test_where_every_order_gives_dates_it_is_that_of_successive_ones_near_each_other():
    assert date_order(["3/4/2020", "5/4/2020", "7/4/2020", "9/4/2020"], "en") == "DMY"
    assert date_order(["4/3/2020", "4/5/2020", "4/7/2020", "4/9/2020"], "de") == "MDY"
    assert date_order(["12/05/03 1:00", "12/05/04 1:00", "12/05/07 1:00"], "en") == "YMD"
    assert date_order(["3/4/2020", "5/4/2020"], "en") == "MDY"  # two tell too little


def test_a_time_is_found_inside_a_line():
    found = find_time("Posted by Ann on Wednesday, 24 September 2014 - 11:05 PM")
    assert found.clock and not found.relative
    assert found.match["year"] == "2014"
    assert find_time(", Heute,").start == 2


def test_no_text_takes_long():
    began = time.process_time()
    for text in ("1 a " * 40, "1年" * 45, "10:15 " * 20, "5 mar " * 20, "1 d, " * 30, "昨天" * 45, "12/12/" * 20):
        find_time(text)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("known", "most"), [(False, MAX_UNKNOWN), (True, MAX_FOREIGN)])
def test_a_page_cannot_send_dateparser_thousands_of_texts(monkeypatch, known, most):
    asked = []

    def foreign_time(text, *_):
        asked.append(text)
        return (datetime(2001, 2, 3), False) if known else None

    monkeypatch.setattr(times, "foreign_time", foreign_time)
    texts = [f"{1 + place % 28} blorf {1990 + place // 28}" for place in range(3_000)]
    clock = Clock()
    assert [clock.read(text) is not None for text in texts] == [known and place < most for place in range(len(texts))]
    assert asked == texts[:most]
    assert clock.read(texts[0]) == ("2001-02-03" if known else None)
    assert clock.read("1. July 2003") == "2003-07-01"
