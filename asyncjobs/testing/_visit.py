"""One request to the identity service or to a server's metadata, and how it is answered."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from asyncjobs.testing import _answers, _discovery
from asyncjobs.testing._credentials import lowered
from asyncjobs.testing._identity import Identity, Key
from asyncjobs.wire import Request, Response


class DeniedError(Exception):
    """The service says no."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@frozen
class Visit:
    """One request to the identity service."""

    request: Request
    parameters: Mapping[str, str]
    identity: Identity
    now: float
    request_id: str

    @property
    def home(self) -> str:
        """The address by which the cloud was reached."""
        return _discovery.home(self.identity.terms.endpoint, lowered(self.request.headers))

    def json(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
        """Answer."""
        return _answers.json_answer(status, body, self.request_id, headers)

    def moment(self, at: float) -> str:
        """Return a second of the cloud's clock as the service writes it."""
        wall_clock = datetime.fromtimestamp(self.identity.terms.epoch + at, UTC)
        return wall_clock.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def credential(self, key: Key) -> dict[str, Any]:
        """Return a temporary access key as it is handed out."""
        return {
            "access": key.access_key,
            "secret": key.secret_key,
            "securitytoken": key.security_token,
            "expires_at": self.moment(key.expires),
        }
