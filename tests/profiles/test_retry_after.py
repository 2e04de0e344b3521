"""How long a service asks us to wait."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT

from asyncjobs.profiles._retry_after import retry_after


def format_datetime_gmt(when: datetime) -> str:
    return format_datetime(when, usegmt=True)


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"
WAITS = {
    "120": 120.0,
    "0": 0.0,
    " 7 ": 7.0,
    "007": 7.0,
    "299": 299.0,
    "301": 300.0,
    "9" * 5000: 300.0,
    "Wed, 21 Oct 2026 07:28:30 GMT": 30.0,
    "Wed, 21 Oct 2026 08:28:00 GMT": 300.0,
    "Wed, 21 Oct 2026 07:27:00 GMT": 0.0,
    "Wed, 21 Oct 2015 07:28:00 GMT": 0.0,
}
NONSENSE = [
    *("", "-5", "+5", "1.5", "1e9", "inf", "nan", "\u0663", "0x10", "1_000", "tomorrow", "12, 30"),
    *("Wed, 31 Feb 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00", "Wed, 21 Oct 99999 07:28:00"),
    *(
        "Wed, 21 Oct 2026 07:28:00 EST",
        "Wed, 21 Oct 2026 07:28:00 +9999",
        "Mon, 01 Jan 0000 00:00:00 GMT",
        f"{DATE}, {DATE}",
    ),
]


@pytest.mark.parametrize(("value", "seconds"), WAITS.items(), ids=lambda value: str(value)[:40])
def test_a_usable_value_is_seconds_up_to_300(value: str, seconds: float) -> None:
    """Digits or a date after the answer's own `Date`, between 0 and 300 seconds."""
    assert seconds == retry_after({"retry-after": value, "date": DATE})


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_is_no_time_to_wait(value: str) -> None:
    """What cannot be read is as good as nothing."""
    assert None is retry_after({"retry-after": value, "date": DATE})


@pytest.mark.parametrize("headers", [{}, {"date": "now"}, {"date": ""}])
def test_a_date_needs_the_date_of_the_answer(headers: dict[str, str]) -> None:
    """There is no clock here, and none of the two machines has to be right."""
    assert None is retry_after({"retry-after": DATE, **headers})
    assert None is retry_after(headers)


@pytest.mark.parametrize(
    ("retry_at", "seconds"),
    [
        ("2026-10-21T07:28:30Z", 30.0),
        ("2026-10-21T09:28:30+02:00", 30.0),
        ("2026-10-22T07:28:30Z", 300.0),
        ("2026-10-20T07:28:30Z", 0.0),
        ("soon", None),
        (None, None),
    ],
)
def test_the_body_may_name_a_time(retry_at: str | None, seconds: float | None) -> None:
    """The `retryAt` of a body counts where the header says nothing usable."""
    assert seconds == retry_after({"date": DATE}, retry_at)
    assert seconds == retry_after({"retry-after": "tomorrow", "date": DATE}, retry_at)
    assert 7.0 == retry_after({"retry-after": "7", "date": DATE}, retry_at)
    assert None is retry_after({}, retry_at)


TIMES = st.text() | st.datetimes(timezones=st.just(UTC)).map(format_datetime_gmt)
INSTANTS = st.none() | st.text() | st.datetimes(timezones=st.timezones()).map(datetime.isoformat)


@PATIENT
@given(TIMES, TIMES, INSTANTS)
def test_no_text_is_an_error(value: str, date: str, retry_at: str | None) -> None:
    """Whatever is sent, it is a time from 0 to 300 seconds or nothing."""
    seconds = retry_after({"retry-after": value, "date": date}, retry_at)
    assert seconds is None or 0 <= seconds <= 300
