"""How long an answer asks us to wait."""

from asyncjobs._defaults import MAX_RETRY_AFTER
from asyncjobs.profiles._retry_after import http_date, retry_after

ALLOWED = ()


def target(data: bytes) -> None:
    """Read three lines: Retry-After, Date, and the time that a body names."""
    lines = data.decode("utf-8", "replace").split("\n")
    value, date, retry_at = (*lines, "", "", "")[:3]
    wait = retry_after({"retry-after": value, "date": date}, retry_at)
    assert wait is None or 0 <= wait <= MAX_RETRY_AFTER
    moment = http_date(date)
    assert moment is None or moment.utcoffset() is not None
