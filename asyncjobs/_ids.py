"""Which ids may stand in a URL."""

import re
from collections.abc import Collection

from asyncjobs._text import safe_text
from asyncjobs.errors import InvalidIdError

# Every id in the API documents is hex, a UUID or letters and digits; anything that could end a path
# segment, start another or be read as an escape stays out, before a request exists.
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")


_GIVE = {"job_id": "give the id exactly as the submit answer has it"}


def check_id(value: object, what: str) -> str:
    """Return `value` if it may stand in a URL.

    Args:
        value: a job_id or project_id, from whomever.
        what: the name to use in the message, such as "job_id".

    Raises:
        InvalidIdError: it is no string, is empty, longer than 128 characters, or holds characters
            other than letters, digits, `_`, `.` and `-`.
    """
    if isinstance(value, str) and _ALLOWED.fullmatch(value):
        return value
    kind = type(value).__name__
    shown = f"'{safe_text(value, 64)}'" if isinstance(value, str) else f"of type {kind}"
    message = (
        f"{what} {shown} cannot be asked for: it takes 1 to 128 letters, digits, '_', '.' and '-', "
        f"the first a letter or digit; {_GIVE.get(what, 'give the id exactly as the cloud has it')}"
    )
    raise InvalidIdError(message)


def check_ids(values: Collection[str], what: str) -> None:
    """Refuse, as `check_id` does, the first of many that must not stand in a URL."""
    if set(map(type, values)) <= {str} and all(map(_ALLOWED.fullmatch, values)):
        return
    for value in values:
        check_id(value, what)
