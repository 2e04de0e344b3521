"""Tell apart why credentials were refused: the gateway has one code for most of it.

Sources: the API gateway's user guide, "Common Errors Related to IAM Authentication Information" and
"What Should I Do If the App Authentication Information Is Incorrect?".
"""

import re
from collections.abc import Mapping
from typing import Literal

from asyncjobs.errors import AuthError

AuthProblem = Literal["expired_token", "token", "signature", "clock", "locked"]

ADVICE: Mapping[AuthProblem, str] = {
    "expired_token": "the token has expired or is of another region, get a new one there",
    "token": "the credentials were refused, give new ones for this project and region",
    "signature": "the access key or its signature was refused, check key, secret and security "
    "token of these credentials",
    "clock": "the signature has expired or is of the future, set this machine's clock",
    "locked": "the access key is locked for five minutes after too many failures in a row, stop "
    "asking and check key and secret of these credentials",
}
# In this order: the text of a bad signature may quote anything of the request.
_WORDS: Mapping[AuthProblem, re.Pattern[str]] = {
    "locked": re.compile(r"reach(ed)? the limit|\block(ed)?\b", re.IGNORECASE),
    "clock": re.compile(r"signature (has |is )?expired|\btimestamp\b|\bskew", re.IGNORECASE),
    "expired_token": re.compile(
        r"token (has |is |was )?expire[sd]?\b|token must be updated", re.IGNORECASE
    ),
    "signature": re.compile(
        r"signature|\baksk\b|secret ?key|\bak\b.*\bnot exist|app ?key|access key", re.IGNORECASE
    ),
}
_CODES: Mapping[str, AuthProblem] = {"APIGW.0303": "clock", "APIGW.0307": "expired_token"}


def auth_problem(error: AuthError) -> AuthProblem:
    """Return why the credentials were refused, by the cloud's code and its own words.

    - "expired_token": the token was good once; a new login helps.
    - "token": the token is not taken, or nothing more is known; a new login may help.
    - "signature": key, secret, security token or the way of signing is wrong; nothing helps.
    - "clock": signed too long ago or in the future; signing by the cloud's clock helps.
    - "locked": too many failures in a row; for five minutes every further request is refused, and
      may lengthen the lock.
    """
    return problem_in(error.code, error.reason)


def problem_in(code: str | None, reason: str | None) -> AuthProblem:
    """Return what a code and the words beside it say of refused credentials."""
    said = (problem for problem, words in _WORDS.items() if words.search(reason or ""))
    known = (code or "").upper().replace("APIG.", "APIGW.", 1)
    return next(said, _CODES.get(known, "token"))
