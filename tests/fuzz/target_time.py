"""Points in time, as the services write them."""

from datetime import UTC, timedelta

from asyncjobs.profiles._times import parse_time

ALLOWED = ()


def target(data: bytes) -> None:
    """Read the input as a text, and as a number if it is one."""
    text = data.decode("utf-8", "replace")
    values: list[str | int] = [text]
    if text.isascii() and text.isdecimal() and len(text) < 1000:
        values.append(int(text))
    for moment in map(parse_time, values):
        assert moment is None or timedelta(0) == moment.utcoffset()
        assert moment is None or moment == parse_time(moment.isoformat())
        assert moment is None or moment.tzinfo is UTC
