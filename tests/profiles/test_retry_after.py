"""How long a service asks us to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_answers import PATIENT

from asyncjobs.profiles._retry_after import retry_after

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
    *("Wed, 21 Oct 2026 07:28:00 +9999", "Mon, 01 Jan 0000 00:00:00 GMT", f"{DATE}, {DATE}"),
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


@PATIENT
@given(st.text(), st.text())
def test_no_header_is_an_error(value: str, date: str) -> None:
    """Whatever is sent, it is a time from 0 to 300 seconds or nothing."""
    seconds = retry_after({"retry-after": value, "date": date})
    assert seconds is None or 0 <= seconds <= 300
