"""What times mean: absolute ones, relative ones by the time of the fetch, other languages, and what is no time."""

from datetime import datetime, timedelta, timezone

import pytest

from models.articles.page.times import Clock, day_first_of, find_time

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
}


@pytest.mark.parametrize(("text", "iso"), ABSOLUTE.items())
def test_absolute_times_need_no_fetch(text, iso):
    assert Clock().read(text) == iso


@pytest.mark.parametrize(("text", "iso"), RELATIVE.items())
def test_relative_times_count_from_the_fetch_and_mean_nothing_without(text, iso):
    assert Clock(FETCHED).read(text) == iso
    assert Clock().read(text) is None


def test_the_offset_of_the_fetch_is_kept():
    fetched = FETCHED.replace(tzinfo=timezone(timedelta(hours=8)))
    assert Clock(fetched).read("3小时前") == "2024-05-02T11:15+08:00"


@pytest.mark.parametrize(
    "text", ["5.0.25", "Posted 5.0.25", "99-99-2020", "hello 2020 world", "12:30", "12 days", "", "x"]
)
def test_what_is_no_time_is_none(text):
    assert Clock(FETCHED).read(text) is None


def test_a_day_that_no_calendar_has_is_none():
    assert Clock(FETCHED).read("Feb 30, 2020") is None


def test_which_number_is_the_day_is_told_by_the_page():
    assert day_first_of(["3/4/2020", "25/4/2020"], "en")
    assert not day_first_of(["3/4/2020", "4/25/2020"], "de")
    assert day_first_of(["3/4/2020"], "de")
    assert not day_first_of(["3/4/2020"], "en")
    assert Clock(day_first=True).read("3/4/2020") == "2020-04-03"
    assert Clock(day_first=False).read("3/4/2020") == "2020-03-04"


def test_a_time_is_found_inside_a_line():
    found = find_time("Posted by Ann on Wednesday, 24 September 2014 - 11:05 PM")
    assert found.clock and not found.relative
    assert found.match["year"] == "2014"
