"""Read how long a service asks us to wait (RFC 9110, section 10.2.3)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from asyncjobs._defaults import MAX_RETRY_AFTER
from asyncjobs.profiles._times import MONTHS, parse_time

_SECONDS = re.compile(r"\d+", re.ASCII)
_HTTP_DATE = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d\d) ({'|'.join(MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) GMT", re.ASCII
)

_LENGTH = len("Sun, 06 Nov 1994 08:49:37 GMT")


def retry_after(headers: Mapping[str, str], retry_at: str | None = None) -> float | None:
    """Return the seconds to wait, between 0 and 300; None if the answer says nothing usable.

    A date is read relative to the answer's own `Date`, so that nobody's clock has to be right.

    Args:
        headers: the answer's, with names in lower case.
        retry_at: the ISO 8601 time that the body of an "overLimit" fault names (OpenStack Compute
            API); it counts where `Retry-After` says nothing usable.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        digits = value.lstrip("0") or "0"
        return MAX_RETRY_AFTER if len(digits) > len("300") else min(float(digits), MAX_RETRY_AFTER)
    until = http_date(value) or parse_time(retry_at or "")
    now = http_date(headers.get("date", "").strip())
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), MAX_RETRY_AFTER)


def http_date(text: str) -> datetime | None:
    """Return the point in time that a header names; None if it names none."""
    return _http_date(text) if len(text) == _LENGTH else None


@lru_cache(maxsize=64)
def _http_date(text: str) -> datetime | None:
    match = _HTTP_DATE.fullmatch(text)
    if match is None:
        return None
    day, month, *rest = match.groups()
    year, hour, minute, second = map(int, rest)
    try:
        return datetime(year, MONTHS[month], int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
