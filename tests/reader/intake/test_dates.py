from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.intake import dates

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@settings(max_examples=100)
@given(DAYS, st.times(timezones=st.just(UTC)))
def test_what_iso_writes_is_read_back_to_the_second(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock)
    read = dates.iso(moment.isoformat())
    assert read is not None
    assert datetime.fromisoformat(read) == moment.replace(microsecond=0)


@settings(max_examples=100)
@given(DAYS)
def test_a_day_is_the_same_in_all_its_dresses(day: date) -> None:
    dresses = ["{0:%d.%m.%Y}", "{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}"]
    for dress in dresses:
        assert dates.in_words(dress.format(day)) == day.isoformat()


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_any_text_gives_a_day_or_none(written: str) -> None:
    for read in (dates.iso(written), dates.in_words(written)):
        assert read is None or dates.iso(read) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024", "2024"),
        ("2024-10", "2024-10"),
        ("2024-10-01", "2024-10-01"),
        ("20241001", "2024-10-01"),
        ("2024-10-01T09:30+0700", "2024-10-01T09:30+07:00"),
        ("2024-10-01 9:30:05.123 UTC", "2024-10-01T09:30:05Z"),
        ("2024-10-01T25:00:00Z", "2024-10-01"),
        ("Tue, 01 Oct 2024 10:00:00 +0200", "2024-10-01T10:00:00+02:00"),
        ("1727776800", "2024-10-01T10:00:00Z"),
        ("2024-13-01", None),
        ("yesterday", None),
    ],
)
def test_machine_dates_keep_their_offset_and_precision(written: str, read: str | None) -> None:
    assert dates.iso(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "Selasa, 1 Oktober 2024 | 10:12 WIB",
        "October 1st, 2024",
        "Oct. 1, 2024 at 5 p.m.",
        "1. Oktober 2024, 09:30 Uhr",
        "1er octobre 2024",
        "1 de octubre de 2024",
        "1 października 2024",
        "1 октября 2024 г.",
        "2024年10月1日",
        "2024년 10월 1일",
        "١ أكتوبر ٢٠٢٤",
        "१ अक्टूबर २०२४",
        "1 ตุลาคม 2567",
        "2024. október 1.",
        "1 באוקטובר 2024",
        "01/10/2024",
    ],
)
def test_dates_in_words_are_read_in_many_languages(written: str) -> None:
    assert dates.in_words(written) == "2024-10-01"


def test_a_month_comes_first_only_where_the_page_says_so() -> None:
    assert dates.in_words("10/1/2024", month_first=True) == "2024-10-01"
    assert dates.in_words("10/1/2024") == "2024-01-10"
    assert dates.in_words("10/31/2024") == "2024-10-31"


def test_a_month_name_that_means_two_months_tells_no_day() -> None:
    assert dates.in_words("30 listopada 2024") is None
