"""Where services are, and whose jobs are meant: settings checked before anything is sent."""

import ipaddress
import math
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from attrs import evolve, field, frozen

from asyncjobs import _defaults
from asyncjobs._core.limits import Budget
from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef
from asyncjobs.profiles._url import fits_endpoint

__all__ = ["Lane", "Settings", "is_loopback"]

Endpoints = str | Mapping[str, str]
"""One address for all services, or one for each: `{"ecs": "https://...", "evs": "https://..."}`."""

_NUMBERS = (
    ("rate", 0, "requests per second above 0, math.inf for no limit"),
    ("burst", 1, "1 request or more"),
    ("connections", 1, "1 exchange or more"),
    ("exchange_timeout", 0, "seconds above 0"),
)


@frozen
class Lane:
    """What a budget of requests is for: the clouds count them by host and project."""

    origin: str
    project_id: str
    local: bool = False
    """Whether the host is this machine, which needs no limit unless one is given."""


@frozen
class _Endpoint:
    url: str
    origin: str
    local: bool


def _read_endpoints(endpoints: object) -> dict[str | None, object]:
    if isinstance(endpoints, str) and endpoints:
        return {None: endpoints}
    if isinstance(endpoints, Mapping) and endpoints:
        return dict(endpoints)
    message = "no endpoint: give endpoint='https://...' for all services, or endpoint={'ecs': 'https://...'}"
    raise ConfigError(message)


@frozen(kw_only=True)
class Settings:
    """Where to ask, and for whom.

    Args:
        endpoint: the address of all services, or a mapping of service name to address: scheme, host
            and perhaps port and path. https, unless the host is this machine or `insecure` is set.
        project_id: the project of jobs that do not name one; None if all do.
        region: the region of jobs that do not name one.
        rate: requests per second for each host and project; None for 5 on a network, and for no
            limit on this machine. `math.inf` for no limit at all.
        burst: requests that may go out together after a pause.
        insecure: allow plain http to other machines. Credentials can be read on the way.
        connections: exchanges at once.
        exchange_timeout: seconds for one exchange as a whole.

    Raises:
        ConfigError: a setting is missing or wrong; the message says which and what to do.
        InvalidIdError: the project_id cannot be one.
    """

    endpoint: Endpoints = field()
    project_id: str | None = None
    region: str | None = None
    rate: float | None = None
    burst: int = _defaults.BURST
    insecure: bool = False
    connections: int = _defaults.CONNECTIONS
    exchange_timeout: float = _defaults.EXCHANGE_TIMEOUT
    _endpoints: dict[str | None, _Endpoint] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        found = {
            service: _check_endpoint(url, insecure=self.insecure)
            for service, url in _read_endpoints(self.endpoint).items()
        }
        object.__setattr__(self, "_endpoints", found)
        if self.project_id is not None:
            check_id(self.project_id, "project_id")
        self._check_numbers()

    def _check_numbers(self) -> None:
        for name, least, what in _NUMBERS:
            number = getattr(self, name)
            fits = isinstance(number, int | float) and number >= least and number > 0
            if not (fits or (number is None and name == "rate")):
                message = f"{name}={number!r}: it takes {what}"
                raise ConfigError(message)

    def complete(self, ref: JobRef) -> JobRef:
        """Return the reference with the client's own project and region where it names none.

        Raises:
            ConfigError: neither names a project, or the service has no endpoint.
            InvalidIdError: an id that must not stand in a URL.
        """
        check_id(ref.job_id, "job_id")
        project_id = ref.project_id or self.project_id
        if not project_id:
            message = f"{ref}: no project: give project_id to open_client or to the JobRef"
            raise ConfigError(message)
        check_id(project_id, "project_id")
        self._endpoint_of(ref)
        return evolve(ref, project_id=project_id, region=ref.region or self.region)

    def url_of(self, ref: JobRef) -> str:
        """Return the address of the service that knows the job, without a slash at its end."""
        return self._endpoint_of(ref).url

    def lane_of(self, ref: JobRef) -> Lane:
        """Return what budget the job's polls are taken from."""
        endpoint = self._endpoint_of(ref)
        return Lane(endpoint.origin, ref.project_id or self.project_id or "", endpoint.local)

    def budget_for(self, lane: object) -> Budget:
        """Make the budget of a lane."""
        local = isinstance(lane, Lane) and lane.local
        default = math.inf if local else _defaults.RATE
        return Budget(default if self.rate is None else self.rate, self.burst)

    def _endpoint_of(self, ref: JobRef) -> _Endpoint:
        endpoint = self._endpoints.get(ref.service) or self._endpoints.get(None)
        if endpoint is None:
            known = ", ".join(sorted(map(str, self._endpoints)))
            message = f"{ref}: no endpoint for {ref.service!r} (given: {known}); add one"
            raise ConfigError(message)
        return endpoint


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


def _check_endpoint(url: object, *, insecure: bool) -> _Endpoint:
    if not isinstance(url, str):
        raise _bad_endpoint(url, "it is no text")
    parts = _split(url)
    local = is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not (parts.scheme == "http" and (local or insecure)):
        hint = "use https" if parts.scheme == "http" else "it must begin with https://"
        raise _bad_endpoint(
            url, f"{hint} (http is for this machine alone, unless `insecure` is set)"
        )
    origin = f"{parts.scheme}://{parts.netloc.lower().removesuffix(':')}"
    plain = (origin + parts.path).rstrip("/")
    if not fits_endpoint(plain):
        raise _bad_endpoint(url, "its host, port and path must be plain")
    return _Endpoint(plain, origin, local)


def _split(url: str) -> SplitResult:
    """Take an address apart, and refuse what an endpoint must not have."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _bad_endpoint(url, "it is no URL") from None
    if not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise _bad_endpoint(url, "it needs a host, as in https://ecs.example.com")
    if parts.username is not None or parts.password is not None:
        raise _bad_endpoint(
            url, "a name or password does not belong there: credentials are given apart"
        )
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise _bad_endpoint(url, "it must have no query and no fragment")
    return parts


def _bad_endpoint(url: object, why: str) -> ConfigError:
    # What stands before an @, or after a ? or #, may be secret.
    shown = str(url).rpartition("@")[2].partition("?")[0].partition("#")[0]
    return ConfigError(f"endpoint '{safe_text(shown, 100)}' cannot be used: {why}")


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
