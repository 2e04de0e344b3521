"""Where services are, and whose jobs are meant: settings checked before anything is sent."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from attrs import field, frozen

from asyncjobs import _defaults
from asyncjobs._core.limits import Budget
from asyncjobs._ids import check_id
from asyncjobs.config._addresses import Addresses, Endpoints
from asyncjobs.config._clouds import cloud_called
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef

_NUMBERS = (
    ("rate", 0, "requests per second above 0, math.inf for no limit, or a Budget"),
    ("burst", 1, "1 request or more"),
    ("connections", 1, "1 exchange or more"),
    ("exchange_timeout", 0, "seconds above 0"),
)


class Lane(NamedTuple):
    """What a budget of requests is for: the clouds count them by host and project."""

    origin: str
    project_id: str
    local: bool = False
    """Whether the host is this machine, which needs no limit unless one is given."""


@frozen(kw_only=True)
class Settings:
    """Where to ask, and for whom.

    Args:
        endpoint: the address of all services, or a mapping of service name to address: scheme, host
            and perhaps port and path, with `{service}` and `{region}` for what changes. https,
            unless the host is this machine or `insecure` is set. It goes before `cloud`, service
            by service.
        cloud: a name of the table of clouds, or the domain of a Cloud Stack; None where `endpoint`
            says it all.
        region: the region of jobs that do not name one.
        project_id: the project of jobs that do not name one; None if all do.
        domain_id: the account, for the few services that ask for it.
        auth_url: the address of the identity service (IAM); None for the cloud's own.
        regional: addresses by service and region, as the vendor's SDK has them in
            HUAWEICLOUD_SDK_REGION_*: `{"ECS_CN_NORTH_4": "https://..."}`. They go before `cloud`.
        host_of: returns what the host of a service is called: mostly as the service.
        rate: requests per second for each host and project; None for a limit that is not known and
            to be found, from 5 on; on this machine for none. `math.inf` for no limit at all. Or a
            budget for all of them, which others may share.
        burst: requests that may go out together after a pause.
        insecure: allow plain http to other machines. Credentials can be read on the way.
        connections: exchanges at once.
        exchange_timeout: seconds for one exchange as a whole.

    Raises:
        ConfigError: a setting is missing or wrong; the message says which and what to do.
        InvalidIdError: the project_id or domain_id cannot be one.
    """

    endpoint: Endpoints | None = None
    cloud: str | None = None
    region: str | None = None
    project_id: str | None = None
    domain_id: str | None = None
    auth_url: str | None = None
    regional: Mapping[str, str] = field(factory=dict)
    host_of: Callable[[str], str] = str
    rate: float | Budget | None = None
    burst: int = _defaults.BURST
    insecure: bool = False
    connections: int = _defaults.CONNECTIONS
    exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT
    _addresses: Addresses = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        addresses = Addresses(
            given=self.endpoint,
            regional=self.regional,
            cloud=None if self.cloud is None else cloud_called(self.cloud),
            region=self.region,
            auth_url=self.auth_url,
            insecure=self.insecure,
            host_of=self.host_of,
        )
        object.__setattr__(self, "_addresses", addresses)
        for name in ("project_id", "domain_id"):
            if getattr(self, name) is not None:
                check_id(getattr(self, name), name)
        self._check_numbers()

    def _check_numbers(self) -> None:
        for name, least, what in _NUMBERS:
            number = getattr(self, name)
            fits = isinstance(number, int | float) and number >= least and number > 0
            if not (fits or (name == "rate" and isinstance(number, Budget | None))):
                message = f"{name}={number!r}: it takes {what}"
                raise ConfigError(message)

    def complete(self, ref: JobRef, *, of_project: bool = True) -> JobRef:
        """Return the reference with the client's own project and region where it names none.

        Args:
            ref: the job.
            of_project: whether it cannot be asked for without a project.

        Raises:
            ConfigError: neither names a project, or the service has no endpoint there.
            InvalidIdError: an id that must not stand in a URL.
        """
        check_id(ref.job_id, "job_id")
        project_id = ref.project_id or self.project_id
        if not project_id and of_project:
            message = f"{ref}: no project: give project_id to open_client or to the JobRef"
            raise ConfigError(message)
        if project_id:
            check_id(project_id, "project_id")
        self._addresses.find(ref.service, ref.region)
        return self.filled(ref)

    def filled(self, ref: JobRef) -> JobRef:
        """Return the reference as `complete` does, of one that was looked through before."""
        project_id, region = ref.project_id or self.project_id, ref.region or self.region
        if (project_id, region) == (ref.project_id, ref.region):
            return ref
        return JobRef(ref.service, ref.job_id, project_id, region, ref.resource_id)

    def url_of(self, ref: JobRef) -> str:
        """Return the address of the service that knows the job, without a slash at its end."""
        return self._addresses.find(ref.service, ref.region).url

    def lane_of(self, ref: JobRef) -> Lane:
        """Return what budget the job's polls are taken from."""
        endpoint = self._addresses.find(ref.service, ref.region)
        return Lane(endpoint.origin, ref.project_id or self.project_id or "", endpoint.local)

    def origin_of(self, lane: object) -> object:
        """Return what the projects of one host have in common."""
        return lane.origin if isinstance(lane, Lane) else lane

    def budget_for(self, lane: object) -> Budget:
        """Make the budget of a lane, unless there is one for all."""
        if isinstance(self.rate, Budget):
            return self.rate
        local = isinstance(lane, Lane) and lane.local
        if self.rate is None:
            return Budget(math.inf if local else _defaults.RATE, self.burst, known=local)
        return Budget(self.rate, self.burst)

    @property
    def tell_identity(self) -> bool:
        """Whether they tell where to sign in, for a region at least."""
        return self._addresses.tell_identity

    def identity_endpoint(self, region: str | None) -> str:
        """Return the address of the identity service, without /v3 and a slash at its end.

        Raises:
            ConfigError: none was given, and the cloud is not one that we know.
        """
        return self._addresses.identity(region)


def check_kinds(**given: tuple[object, type]) -> None:
    """Refuse, by name, what is neither None nor of its type.

    Raises:
        ConfigError: it says what was given instead.
    """
    for name, (value, kind) in given.items():
        if value is not None and not isinstance(value, kind):
            what = type(value).__name__
            message = f"{name} takes a {kind.__name__} or None, not one of type {what}"
            raise ConfigError(message)
