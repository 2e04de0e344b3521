"""A client as its session sees it, without a network: only the clock is there."""

from collections.abc import Awaitable, Callable

from attrs import define

from asyncjobs.errors import ConfigError, TransportError
from asyncjobs.wire import Request, Response


@define
class StandIn:
    """What sessions that never log in use of a client."""

    now: float = 1591583940.0

    async def send(self, request: Request) -> Response:
        raise TransportError(f"nobody is at {request.url}")

    def start_soon(self, work: Callable[[], Awaitable[None]]) -> None:
        raise AssertionError(work)

    def wall_clock(self) -> float:
        return self.now

    @property
    def project_id(self) -> str | None:
        return None

    def identity_endpoint(self, region: str | None) -> str:
        raise ConfigError(f"no identity service is known in {region}")
