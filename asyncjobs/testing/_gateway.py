"""What stands before the services: paths, credentials and the limit on requests."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from attrs import define, field, frozen

from asyncjobs.errors import TransportError
from asyncjobs.profiles import Profile
from asyncjobs.testing import _answers
from asyncjobs.wire import Request, Response

_SIGNED = "SDK-HMAC-SHA256 "


@frozen
class Route:
    """One method and path template, and the services that have it."""

    method: str
    template: str
    services: frozenset[str]
    pattern: re.Pattern[str] = field(init=False, eq=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/?&]+)", re.escape(self.template)))


@frozen
class Asked:
    """A request as it was understood: which route it took, with which ids in the path."""

    path: str
    request_id: str
    route: Route | None = None
    ids: Mapping[str, str] = field(factory=dict)

    @property
    def job_id(self) -> str | None:
        """The job that is asked for, if it is a job query."""
        return self.ids.get("job_id")

    @property
    def services(self) -> frozenset[str]:
        """The services that have the route."""
        return self.route.services if self.route else frozenset()


@frozen
class Terms:
    """On which terms requests are let through, as they are at this moment."""

    project_id: str
    token: str
    rate: float | None
    burst: int | None


def job_routes(profiles: Iterable[Profile]) -> tuple[Route, ...]:
    """Return a GET route for every path template that the profiles have."""
    services: dict[str, set[str]] = {}
    for profile in profiles:
        services.setdefault(profile.path, set()).add(profile.name)
    return tuple(Route("GET", path, frozenset(names)) for path, names in services.items())


def target(endpoint: str, url: str) -> tuple[str, str]:
    """Return the path and the query of `url` below `endpoint`.

    Raises:
        TransportError: `url` leads to somewhere else.
    """
    home, there = urlsplit(endpoint), urlsplit(url)
    prefix = home.path.rstrip("/")
    same = (there.scheme, there.netloc) == (home.scheme, home.netloc)
    if not same or not there.path.startswith(f"{prefix}/"):
        message = f"{there.netloc} is not there: this FakeCloud answers at {endpoint} only"
        raise TransportError(message)
    return there.path.removeprefix(prefix), there.query


@define
class Gateway:
    """Reads where a request goes and turns away what must not get there."""

    routes: tuple[Route, ...]
    _tokens: float = float("inf")
    _at: float = 0.0

    def read(self, method: str, path: str, query: str, request_id: str) -> Asked:
        """Understand a request line."""
        for route in self.routes:
            # Some services ask for a job in the query; any other query says nothing here.
            found = route.pattern.fullmatch(f"{path}?{query}" if "?" in route.template else path)
            if found and route.method == method:
                return Asked(path, request_id, route, found.groupdict())
        return Asked(path, request_id)

    def refusal(self, request: Request, asked: Asked, terms: Terms, now: float) -> Response | None:
        """Return the answer of the gateway itself; None if the request may go on."""
        if asked.route is None:
            return _answers.unknown_api(asked.request_id)
        refused = _refused_credentials(request, terms.token, asked.request_id)
        if refused is not None:
            return refused
        if terms.rate is not None and not self._take(now, terms.rate, terms.burst):
            return _answers.over_limit(asked.request_id, f"limit:{terms.rate:g},time:1 second")
        if asked.ids.get("project_id", terms.project_id) != terms.project_id:
            return _answers.other_project(asked.request_id)
        return None

    def _take(self, now: float, rate: float, burst: int | None) -> bool:
        room = burst or max(1.0, rate)
        self._tokens = min(room, self._tokens + (now - self._at) * rate)
        self._at = now
        # A client that keeps the rate exactly is not refused for what floats round away.
        if self._tokens < 1 - 1e-6:
            return False
        self._tokens -= 1
        return True


def _refused_credentials(request: Request, token: str, request_id: str) -> Response | None:
    headers = {name.lower(): value for name, value in request.headers.items()}
    signed = headers.get("authorization", "").startswith(_SIGNED)
    given = headers.get("x-auth-token")
    if not token or signed or given == token:
        return None
    why = "x-auth-token not found" if given is None else "decrypt token fail"
    return _answers.refused_credentials(request_id, why)
