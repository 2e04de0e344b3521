"""An access key: every request is signed with it, and no request carries it."""

import logging
import re
from typing import get_args

import attrs

from asyncjobs.auth._auth import Auth
from asyncjobs.auth._secret import Secret, made_discreetly
from asyncjobs.auth._signer import Signer
from asyncjobs.auth._signing import Dialect, SigningKey
from asyncjobs.auth._skew import Skews
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.errors import ConfigError
from asyncjobs.wire import Request, Response

_log = logging.getLogger("asyncjobs")

_SENDABLE = re.compile(r"[!-~]+")
# Commas and slashes separate the parts of the header that an access key stands in.
_KEY_ID = re.compile(r"(?:(?![,/])[!-~])+")


def _checked(value: str | Secret, what: str, allowed: re.Pattern[str] = _SENDABLE) -> Secret:
    secret = Secret(value.reveal() if isinstance(value, Secret) else value, what=what)
    if not allowed.fullmatch(secret.reveal()):
        message = f"the {what} holds a character that none has; give it exactly as it was issued"
        raise ConfigError(message)
    return secret


def _access_key(value: str | Secret) -> Secret:
    return _checked(value, "access key", _KEY_ID)


def _secret_key(value: str | Secret) -> Secret:
    return _checked(value, "secret key")


def _security_token(value: str | Secret | None) -> Secret | None:
    return None if value is None else _checked(value, "security token")


def _known(_key: object, _field: object, dialect: object) -> None:
    if dialect not in get_args(Dialect):
        known = ", ".join(get_args(Dialect))
        message = f"there is no dialect {dialect!r}; the dialects of signatures are {known}"
        raise ConfigError(message)


@made_discreetly
@attrs.frozen(repr=False)
class AccessKey:
    """A permanent or temporary access key (AK/SK), with which requests are signed.

    The secret key stays on this machine. Each request gets a date and a signature of its own, which
    the cloud takes for 15 minutes. Should it refuse the date, its own clock is followed from then
    on, with a warning; only over https or on loopback, and within a day. A refused key is not tried
    again: more than five bad signatures in a row lock a key for five minutes.

    Args:
        ak: the access key id.
        sk: the secret access key.
        security_token: belongs to a temporary key.
        dialect: how to sign. "current" is what the vendor's SDKs do (`Access=`). "scoped" is the
            older form that the Go SDKs for OTC and HCS use (`Credential=`). "v11" derives a key for
            each day, region and service (V11-HMAC-SHA256); it needs a region.

    Raises:
        ConfigError: one of them is empty, holds what cannot be sent, or is not known.
    """

    ak: Secret = attrs.field(converter=_access_key)
    sk: Secret = attrs.field(converter=_secret_key)
    security_token: Secret | None = attrs.field(default=None, converter=_security_token)
    dialect: Dialect = attrs.field(default="current", validator=_known, kw_only=True)

    def __repr__(self) -> str:
        return "AccessKey(***)"

    def session(self, client: Surroundings) -> Auth:
        """Return what signs the requests of one client."""
        return SigningSession(self, client)


class SigningSession:
    """Signs the requests of one client.

    Args:
        key: what to sign with.
        client: knows this machine's clock.
        skews: what is known of the cloud's clocks already.
    """

    cautious = True

    def __init__(self, key: AccessKey, client: Surroundings, skews: Skews | None = None) -> None:
        self._signer = Signer(SigningKey(key.ak, key.sk, key.security_token), key.dialect)
        self._client = client
        self._skews = skews or Skews()

    async def authorize(self, request: Request) -> Request:
        """Return `request` as of now, signed, for the project of its job.

        Raises:
            ServiceError: the job has no region, and the dialect needs one.
        """
        return self.signed(request)

    def signed(self, request: Request) -> Request:
        """Do what `authorize` does: there is nothing to wait for."""
        when = self._client.wall_clock() + self._skews.offset(request.url)
        return self._signer.signed(request, when)

    async def renew(self) -> bool:
        """Return whether another date makes it worth while to ask again."""
        offsets = self._skews.correct()
        for offset in offsets:
            _log.warning(
                "this machine's clock is %.0f s %s the cloud's; requests are signed by the cloud's "
                "clock from now on; set this machine's clock",
                abs(offset),
                "behind" if offset > 0 else "ahead of",
            )
        return bool(offsets)

    def heard(self, request: Request, response: Response) -> None:
        """Note what the time is where the request was refused."""
        self._skews.heard(request, response, self._client.wall_clock())
