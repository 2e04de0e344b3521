"""Whether a request may go on: its token or its signature, as the gateway judges them.

Codes and texts: API Gateway user guide, error codes and common errors related to IAM
authentication information; answers of live clouds.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from attrs import frozen

from asyncjobs.auth._signing import Authorization, parse_authorization, signature_of
from asyncjobs.testing._identity import Identity, Key
from asyncjobs.wire import Request

_WINDOW = 15 * 60
"""Seconds that the date of a signature may be off."""
_MUST_BE_SIGNED = frozenset({"host", "x-sdk-date"})
_SIGNED_IF_SENT = frozenset({"x-domain-id", "x-project-id", "x-security-token"})

_INVALID = "APIGW.0301"
_CLOCK = "APIGW.0303"
_EXPIRED = "APIGW.0307"

Headers = Mapping[str, str]


class RefusedError(Exception):
    """A request's credentials are not taken.

    Args:
        code: the gateway's.
        why: what stands behind "Incorrect IAM authentication information: ".
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


@frozen
class Caller:
    """Who asks."""

    project_id: str | None
    """Which project's jobs it may ask for; None for none."""
    anyone: bool = False
    """Whether nothing was checked: then it may ask for all of them."""

    def may_see(self, project_id: str) -> bool:
        """Whether it may ask for what is in a project."""
        return self.anyone or self.project_id == project_id


def lowered(headers: Headers) -> dict[str, str]:
    """Return the headers with their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def is_signed(headers: Headers) -> bool:
    """Whether a request bears a signature rather than a token; the names in lower case."""
    return "authorization" in headers and "x-auth-token" not in headers


def caller_of(request: Request, identity: Identity, now: float) -> Caller:
    """Return who sends `request`.

    Raises:
        RefusedError: it has no credentials, or they are not taken.
    """
    headers = lowered(request.headers)
    terms = identity.terms
    if not terms.token:
        return Caller(terms.project_id, anyone=True)
    if is_signed(headers):
        _check_signature(request, headers, identity, now)
        return Caller(headers.get("x-project-id", terms.project_id))
    given = headers.get("x-auth-token")
    if given is None:
        raise RefusedError(_INVALID, "x-auth-token not found")
    if given == terms.token:
        return Caller(terms.project_id)
    return Caller(_project_of(given, identity, now))


def _project_of(given: str, identity: Identity, now: float) -> str | None:
    token = identity.tokens.get(given)
    if token is None:
        raise RefusedError(_INVALID, "decrypt token fail")
    if now >= token.expires:
        raise RefusedError(_EXPIRED, "the token must be updated")
    return token.project_id


def _check_signature(request: Request, headers: Headers, identity: Identity, now: float) -> None:
    try:
        _check_key(request, headers, identity, now)
    except RefusedError:
        identity.signatures_refused += 1
        raise
    identity.signatures_accepted += 1


def _check_key(request: Request, headers: Headers, identity: Identity, now: float) -> None:
    authorization = parse_authorization(headers["authorization"])
    if authorization is None:
        raise RefusedError(_INVALID, "verify aksk signature fail")
    key = identity.keys.get(authorization.access_key)
    if key is None:
        raise RefusedError(_INVALID, f"ak {authorization.access_key} not exist")
    if key.lock.holds(now):
        raise RefusedError(_INVALID, "AK access failed to reach the limit,forbidden")
    wrong = _objection(request, headers, authorization, key, identity.terms.epoch + now)
    key.lock.count(now, right=wrong is None)
    if wrong:
        raise wrong
    if now >= key.expires:
        raise RefusedError(_INVALID, "x-security-token expired")


def _objection(
    request: Request, headers: Headers, authorization: Authorization, key: Key, wall_clock: float
) -> RefusedError | None:
    wrong = RefusedError(_INVALID, "verify aksk signature fail")
    date = headers.get("x-sdk-date", "")
    at = _seconds(date)
    needed = _MUST_BE_SIGNED | (_SIGNED_IF_SENT & headers.keys())
    if at is None or not needed.issubset(authorization.signed_headers):
        return wrong
    if authorization.scope and not authorization.scope.startswith(f"{date[:8]}/"):
        return wrong
    if headers.get("x-security-token") != key.security_token:
        return wrong
    if signature_of(request, authorization, key.secret_key) != authorization.signature:
        return wrong
    if abs(wall_clock - at) > _WINDOW:
        return RefusedError(_CLOCK, "signature expired")
    return None


def _seconds(date: str) -> float | None:
    try:
        return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
