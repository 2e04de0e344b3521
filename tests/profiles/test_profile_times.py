"""Points in time, as the services write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT, decode, job

from asyncjobs.profiles._times import parse_time

READ = {
    "2016-04-25T20:04:34.604Z": datetime(2016, 4, 25, 20, 4, 34, 604_000, UTC),
    "2024-03-23T08:20:42Z": datetime(2024, 3, 23, 8, 20, 42, 0, UTC),
    "2017-11-01T07:15:49.846": datetime(2017, 11, 1, 7, 15, 49, 846_000, UTC),
    "2018-08-02 08:12:40.672772389 +0000 UTC": datetime(2018, 8, 2, 8, 12, 40, 672_772, UTC),
    "2020-07-07T01:17:05+0800": datetime(2020, 7, 6, 17, 17, 5, 0, UTC),
    "2020-07-07T01:17:05-01:30": datetime(2020, 7, 7, 2, 47, 5, 0, UTC),
    "2023-07-26 09:33:58": datetime(2023, 7, 26, 9, 33, 58, 0, UTC),
    "04-Jun-2015 18:11:06:586": datetime(2015, 6, 4, 18, 11, 6, 586_000, UTC),
    "1767225600123": datetime(2026, 1, 1, 0, 0, 0, 123_000, UTC),
    1767225600123: datetime(2026, 1, 1, 0, 0, 0, 123_000, UTC),
}
UNREAD = [
    *("", "null", "0000-00-00T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z"),
    *("2026-01-01T00:00:60Z", "2026-01-01T00:00:00Z\x00", "2026-01-01T00:00:00Z x", "2026-W01-1"),
    *("\uff12\uff10\uff12\uff16-01-01T00:00:00Z", "20260101", "2026-01-01", "1767225600", "9" * 20),
    *("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2026-01-01T00:00:00+99:00"),
    *("2026-01-01T00:00:00+00:60", "04-Juni-2015 18:11:06:586", "31-Feb-2015 18:11:06:586"),
    *("\u0661767225600123", 0, -1, 10**15, 1767225600, 10**400),
]


@pytest.mark.parametrize(("text", "meant"), READ.items())
def test_every_way_to_write_a_time_is_read(text: str | int, meant: datetime) -> None:
    """Each comes out in UTC; without a zone UTC is meant."""
    assert meant == parse_time(text)
    assert UTC is (parse_time(text) or meant).tzinfo


@pytest.mark.parametrize("text", UNREAD, ids=lambda text: ascii(text)[:40])
def test_what_is_no_time_is_none(text: str | int) -> None:
    """An absurd value reads as missing, not as an error and not as another time."""
    assert None is parse_time(text)


def test_an_unreadable_time_stays_in_raw() -> None:
    """The job is read without it."""
    read = decode(job(begin_time="yesterday", end_time=""))
    assert (None, None, "yesterday") == (read.begin_time, read.end_time, read.raw["begin_time"])
    assert () == read.remarks


@PATIENT
@given(st.text() | st.integers() | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*"))
def test_no_time_is_an_error(text: str | int) -> None:
    """Whatever is sent as a time, it is read in UTC or it is None."""
    read = parse_time(text)
    assert read is None or read.tzinfo is UTC


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@PATIENT
@given(st.datetimes(timezones=OFFSETS))
def test_times_come_back_as_they_went(moment: datetime) -> None:
    """A time with an offset is read as the same moment, unless UTC has no year for it."""
    read = parse_time(moment.isoformat(timespec="microseconds"))
    assert moment == read or (read is None and moment.year in {1, 9999})
