"""What can be set about a cloud."""

import uuid
from collections.abc import Callable, Iterable

import anyio
from attrs import define

from asyncjobs.profiles import BUILTIN, Profile
from asyncjobs.testing._faults import Fault
from asyncjobs.wire import Response


@define(kw_only=True, eq=False, repr=False)
class Terms:
    """How a cloud is set at this moment: the attributes of a `FakeCloud`."""

    endpoint: str = "https://cloud.example"
    """Scheme, host and path prefix of all services and of the identity service (IAM); a request to
    anywhere else raises a TransportError."""
    project_id: str = "0e6df0b1a2c94d5f8a7b6c5d4e3f2a1b"
    """The first project, which has the region's name as the clouds' own first projects do."""
    region: str = "eu-de"
    domain: str = "acme"
    """The account: the domain of users that name none."""
    token: str = "test-token"  # noqa: S105  # made up, for tests
    """A token of the first project that never expires; "" lets every request pass, whatever its
    credentials."""
    token_lifetime: float = 86_400.0
    """For how many seconds a token that is issued from now on is taken, or a server's own key. All
    that is issued begins with `fakecloud-issued-`: look for that in your own log."""
    metadata_token: bool = False
    """Whether a server's metadata is opened by a token alone, as hardened servers have it."""
    latency: float = 0.0
    """Seconds that every answer takes."""
    rate: float | None = None
    """Requests per second that the gateway lets through to the services; None for any number."""
    burst: int | None = None
    """Requests that it lets through at once after a pause; None for one second's worth."""
    outage: Fault | Response | BaseException | None = None
    """While set, every job query meets this instead of its own answer, and no script moves."""
    seed: int = 0
    """The same seed and the same calls make the same ids, tokens and jobs."""
    speed: float = 1.0
    """How many times faster than in life submitted jobs run."""
    failure_rate: float = 0.0
    """The share of submitted jobs that fail, 0 to 1, where no outcome is given."""
    clock: Callable[[], float] = anyio.current_time
    """Where the time is read, in seconds; from wherever it counts."""
    epoch: float = 1_742_714_926.807
    """The wall clock in seconds since 1970 when `clock` says 0."""
    profiles: Iterable[Profile] = BUILTIN
    """The services; a `Registry` does as well."""

    @property
    def domain_id(self) -> str:
        """The id of `domain`."""
        return domain_id(self.domain)

    def wall_clock(self) -> float:
        """Return the seconds since 1970 by the cloud's clock: for clients that sign by it."""
        return self.epoch + self.clock()


def domain_id(domain: str) -> str:
    """Return the id of an account: the same name has the same id in every cloud."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, domain).hex
