"""Read every way in which the services write a point in time."""

import re
from datetime import UTC, datetime, timedelta, timezone

# English in every locale, so `strptime` will not do.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = {name: number for number, name in enumerate(_MONTHS, start=1)}

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"(?: ?(Z|[+-]\d\d:?[0-5]\d)(?: UTC)?)?",
    re.ASCII,
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{3}(?:\d{3})?)?Z", re.ASCII)
_OLD_IMS = re.compile(
    rf"(\d\d)-({'|'.join(_MONTHS)})-(\d{{4}}) (\d\d):(\d\d):(\d\d):(\d{{3}})", re.ASCII
)
_EPOCH_MS = re.compile(r"\d{12,14}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST_MS, _LATEST_MS = 10**11, 10**14


def parse_time(value: str | int) -> datetime | None:
    """Return the point in time that a service meant, in UTC; None if that cannot be read.

    Read are ISO 8601 with `T` or a space, up to nine decimals, and `Z`, an offset with or without a
    colon, `+0000 UTC` or no zone at all (then UTC is meant); `04-Jun-2015 18:11:06:586` (old IMS);
    milliseconds since 1970 as a number or a text (DCS).
    """
    try:
        if isinstance(value, int):
            return _from_epoch(value)
        return _from_text(value)
    except (OverflowError, ValueError):
        return None  # well written, but no such day or hour


def _from_text(text: str) -> datetime | None:
    if _USUAL.fullmatch(text):
        # Much quicker than the way below; left alone it would read what no service means.
        return datetime.fromisoformat(text)
    if match := _ISO.fullmatch(text):
        *whole, decimals, zone = match.groups()
        year, month, day, hour, minute, second = map(int, whole)
        micros = int((decimals or "0")[:6].ljust(6, "0"))
        local = datetime(year, month, day, hour, minute, second, micros, _zone(zone))
        return local.astimezone(UTC)
    if match := _OLD_IMS.fullmatch(text):
        day_, name, *rest = match.groups()
        year, hour, minute, second, millis = map(int, rest)
        return datetime(year, MONTHS[name], int(day_), hour, minute, second, millis * 1000, UTC)
    return _from_epoch(int(text)) if _EPOCH_MS.fullmatch(text) else None


def _from_epoch(millis: int) -> datetime | None:
    if not _EARLIEST_MS <= millis < _LATEST_MS:
        return None
    return _EPOCH + timedelta(milliseconds=millis)


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
