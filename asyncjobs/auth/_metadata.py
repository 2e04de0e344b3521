"""The temporary access key that a server of the cloud gets from it.

Sources: the ECS user guide, "Obtaining Metadata" (Security Key); the hardened way, which asks for a
token first, is that of the vendor's Python SDK (huaweicloudsdkcore, `MetadataAccessor`).
"""

from datetime import UTC, datetime
from http import HTTPStatus

from attrs import field, frozen

from asyncjobs import _defaults
from asyncjobs.auth._access_key import AccessKey, SigningSession
from asyncjobs.auth._addresses import metadata_address
from asyncjobs.auth._answers import date_of, object_at, refusal, seconds, time_of
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._login import Issued, Login
from asyncjobs.auth._secret import Secret, made_discreetly
from asyncjobs.auth._send_as import secrets_of
from asyncjobs.auth._skew import Skews
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.errors import AuthError, ConfigError, PollFailedError
from asyncjobs.wire import Request, Response

_ADDRESS = "http://169.254.169.254"
_TOKEN_PATH = "/meta-data/latest/api/token"  # noqa: S105
_KEY_PATH = "/openstack/latest/securitykey"
_TOKEN_SECONDS = {"X-Metadata-Token-Ttl-Seconds": "21600"}
# What servers answer that know nothing of tokens, as the vendor's SDK takes it.
_NO_TOKENS = frozenset({404, 405, 503})
_NO_KEY = "this server's metadata has no access key"
_NO_AGENCY = "let an agency be set for this server (in its management information)"
_ADVICE = {400: _NO_AGENCY, 401: _NO_AGENCY, 403: _NO_AGENCY, 404: _NO_AGENCY}


@made_discreetly
@frozen
class MetadataAccessKey:
    """Signs with the temporary access key that a server of the cloud finds in its own metadata.

    It is for programs that run on a server (ECS) for which an agency has been set. The key is
    fetched when it is first needed, and again ahead of its end, in the background.

    Args:
        address: where the metadata is: a link-local address, or one on this machine.

    Raises:
        ConfigError: the address is neither.
    """

    address: str = field(default=_ADDRESS, kw_only=True, converter=metadata_address)

    def session(self, client: Surroundings) -> Auth:
        """Return what signs the requests of one client, and nothing has been sent yet."""
        return _KeySession(self.address, client)


@frozen
class _Live:
    """A key, and what signs with it."""

    key: AccessKey
    auth: SigningSession


class _KeySession:
    cautious = True

    def __init__(self, address: str, client: Surroundings) -> None:
        self._address = address
        self._client = client
        # It outlives the keys: what is wrong with the clock is wrong for the next one as well.
        self._skews = Skews()
        self._login: Login[_Live] = Login(client, self._ask)

    async def authorize(self, request: Request) -> Request:
        """Return `request` signed with a key that is good still."""
        return await (await self._login.get()).auth.authorize(request)

    def heard(self, request: Request, response: Response) -> None:
        """Let the key hear what the time is in the cloud."""
        self._skews.heard(request, response, self._client.wall_clock())

    async def renew(self) -> bool:
        """Date requests by the cloud's clock, if that was it; else fetch another key."""
        refused = self._login.value
        if refused is not None and await refused.auth.renew():
            return True
        self._login.drop(self._login.issued_at)
        found = await self._login.get()
        return refused is None or found.key != refused.key

    async def _ask(self) -> Issued[_Live]:
        try:
            request = await self._key_request()
            response = await self._client.send(request)
        except AuthError:
            raise
        except PollFailedError as error:
            message = f"no metadata could be read, is this a server of the cloud? {error}"
            raise AuthError(message, retryable=error.retryable) from None
        if response.status != HTTPStatus.OK:
            raise refusal(response, _NO_KEY, _ADVICE, secrets_of(request))
        return self._read(response)

    async def _key_request(self) -> Request:
        """Return the request for the key, with a token where the server takes no other."""
        url = self._address + _TOKEN_PATH
        response = await self._client.send(Request("PUT", url, _TOKEN_SECONDS))
        headers = {"Accept": "application/json"}
        if response.status == HTTPStatus.OK:
            headers["X-Metadata-Token"] = _token(response).reveal()
        elif response.status not in _NO_TOKENS:
            raise refusal(response, "this server's metadata cannot be read", {})
        return Request("GET", self._address + _KEY_PATH, headers)

    def _read(self, response: Response) -> Issued[_Live]:
        found = object_at(response, "credential")
        try:
            key = AccessKey(found["access"], found["secret"], found["securitytoken"])
        except (KeyError, ConfigError):
            message = f"{_NO_KEY} that can be used: the answer is not as documented"
            raise AuthError(message, http_status=response.status, retryable=True) from None
        now = date_of(response) or datetime.fromtimestamp(self._client.wall_clock(), UTC)
        lifetime = seconds(now, time_of(found.get("expires_at")))
        live = _Live(key, SigningSession(key, self._client, self._skews))
        return Issued(live, lifetime or _defaults.LOGIN_LIFETIME_MIN)


def _token(response: Response) -> Secret:
    try:
        text = response.body.decode("ascii").strip()
        return Secret(text, what="metadata token")
    except (UnicodeDecodeError, ConfigError):
        message = "this server's metadata gave a token that cannot be sent"
        raise AuthError(message, http_status=response.status, retryable=True) from None
