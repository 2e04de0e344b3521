"""How far the cloud's clock is from this machine's, as far as signatures are concerned.

A cloud refuses a signature whose date is more than 15 minutes off (API Gateway: APIGW.0303, or
APIGW.0301 with "signature expired, signature time:...,server time:..."). The answer's `Date` says
what the time is there.
"""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from attrs import define, field

from asyncjobs._hosts import is_loopback
from asyncjobs.wire import Request, Response

_REFUSED = 401
_EXPIRED = re.compile(rb"APIGW?\.0303|signature[ _-]?(?:has |is )?expired", re.IGNORECASE)

NOTABLE, TOLERATED, BELIEVED = 60.0, 900.0, 86400.0
"""Seconds that the clocks must be apart for the date to be what was wrong: if the answer says that
it was, and if it does not (what clouds tolerate). Seconds that are believed at most."""


@define
class Skew:
    """What to add to this machine's clock, and what the last refusal says that it should be."""

    offset: float = 0.0
    """Seconds that the cloud's clock is ahead."""
    _told: float | None = None

    def heard(self, request: Request, response: Response, now: float) -> None:
        """Take in an answer that came at `now`, by this machine's clock.

        Only a refusal is looked at, and only one whose sender is known: over TLS, or from this
        machine. For whoever can lie about the time gets signatures of days to come.
        """
        if response.status != _REFUSED:
            return
        there = _date(response.headers) if _is_known(request.url) else None
        self._told = None
        if there is not None and abs(there - now) <= BELIEVED:
            at_fault = NOTABLE if _EXPIRED.search(response.body) else TOLERATED
            self._told = there - now if abs(there - now - self.offset) > at_fault else None

    def correct(self) -> bool:
        """Follow what the last refusal said. Return whether that changes anything."""
        told, self._told = self._told, None
        if told is None:
            return False
        self.offset = told
        return True


@define
class Skews:
    """What to add to this machine's clock for each origin: scheme, host and port of a URL.

    Clouds differ in what their clocks say, and one client may ask several. Until an origin has
    answered, what was learned last is the best guess.
    """

    _of: dict[str, Skew] = field(factory=dict)
    _guess: float = 0.0

    def offset(self, url: str) -> float:
        """Return the seconds that the clock there is ahead, as far as is known."""
        known = self._of.get(_origin(url))
        return self._guess if known is None else known.offset

    def heard(self, request: Request, response: Response, now: float) -> None:
        """Take in an answer that came at `now`, as `Skew.heard` does."""
        origin = _origin(request.url)
        if origin not in self._of:
            self._of[origin] = Skew(self._guess)
        self._of[origin].heard(request, response, now)

    def correct(self) -> list[float]:
        """Follow what the last refusals said. Return the offsets that are new, each once."""
        changed = [skew.offset for skew in self._of.values() if skew.correct()]
        self._guess = changed[-1] if changed else self._guess
        return list(dict.fromkeys(changed))


def _origin(url: str) -> str:
    """Return scheme, host and port; all URLs of one service begin alike, so few are taken apart."""
    return _origin_of(url[: url.find("/", url.find("//") + 2) + 1] or url)


@lru_cache(maxsize=256)
def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _date(headers: Mapping[str, str]) -> float | None:
    """Return the answer's `Date` as seconds since 1970."""
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return None


def _is_known(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")
