"""What stands before the services: paths, credentials and the limit on requests."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field, frozen

from asyncjobs.errors import TransportError
from asyncjobs.profiles import Profile
from asyncjobs.testing import _answers, _iam
from asyncjobs.testing._credentials import Caller, RefusedError, caller_of
from asyncjobs.testing._identity import Identity
from asyncjobs.wire import Request, Response


@frozen
class Route:
    """One method and path template, and the services that have it; IAM is none of them."""

    method: str
    template: str
    services: frozenset[str]
    lists: bool = False
    """Whether it asks for all jobs of a project at once."""
    pattern: re.Pattern[str] = field(init=False, eq=False)

    @pattern.default
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/?&]+)", re.escape(self.template)))


@frozen
class Asked:
    """A request as it was understood: which route it took, with which ids in the path."""

    path: str
    query: str
    request_id: str
    route: Route | None = None
    ids: Mapping[str, str] = field(factory=dict)

    @property
    def job_id(self) -> str | None:
        """The job that is asked for, if it is a job query."""
        return self.ids.get("job_id")

    @property
    def parameters(self) -> dict[str, str]:
        """What stands behind the question mark."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def services(self) -> frozenset[str]:
        """The services that have the route."""
        return self.route.services if self.route else frozenset()


def job_routes(profiles: Iterable[Profile]) -> tuple[Route, ...]:
    """Return a GET route for every path template that the profiles have."""
    paths = [(profile.path, profile.name) for profile in profiles if profile.single]
    return tuple(Route("GET", path, names) for path, names in _shared(paths))


def list_routes(profiles: Iterable[Profile]) -> tuple[Route, ...]:
    """Return a GET route for every list of jobs."""
    paths = [(profile.list.path, profile.name) for profile in profiles if profile.list]
    return tuple(Route("GET", path, names, lists=True) for path, names in _shared(paths))


def _shared(paths: Iterable[tuple[str, str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each path once, with all services that have it."""
    services: dict[str, set[str]] = {}
    for path, name in paths:
        services.setdefault(path, set()).add(name)
    return ((path, frozenset(names)) for path, names in services.items())


def identity_routes() -> tuple[Route, ...]:
    """Return the routes of the identity service."""
    return tuple(Route(method, path, frozenset()) for method, path in _iam.PATHS)


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

    identity: Identity
    routes: tuple[Route, ...]
    _by_shape: dict[tuple[str, int], list[Route]] = field(init=False)
    _tokens: float = float("inf")
    _at: float = 0.0

    @_by_shape.default
    def _sorted(self) -> dict[tuple[str, int], list[Route]]:
        shapes: defaultdict[tuple[str, int], list[Route]] = defaultdict(list)
        for route in self.routes:
            shapes[_shape(route.method, route.template.partition("?")[0])].append(route)
        return shapes

    def read(self, method: str, path: str, query: str, request_id: str) -> Asked:
        """Understand a request line."""
        for route in self._by_shape.get(_shape(method, path), ()):
            # Some services ask for a job in the query; any other query says nothing here.
            found = route.pattern.fullmatch(f"{path}?{query}" if "?" in route.template else path)
            if found:
                return Asked(path, query, request_id, route, found.groupdict())
        return Asked(path, query, request_id)

    def refusal(self, request: Request, asked: Asked, now: float) -> Response | None:
        """Return the answer of the gateway itself; None if the request may go on."""
        if asked.route is None:
            return _answers.unknown_api(asked.request_id)
        if not asked.services:
            return None  # the identity service checks for itself whom it lets in
        try:
            caller = caller_of(request, self.identity, now)
        except RefusedError as error:
            return _answers.refused_credentials(asked.request_id, error.why, error.code)
        terms = self.identity.terms
        if terms.rate is not None and not self._take(now, terms.rate, terms.burst):
            return _answers.over_limit(asked.request_id, f"limit:{terms.rate:g},time:1 second")
        return None if self._within(asked, caller) else _answers.other_project(asked.request_id)

    def _within(self, asked: Asked, caller: Caller) -> bool:
        """Whether the ids in the path are those of whoever asks."""
        domain_id, project_id = asked.ids.get("domain_id"), asked.ids.get("project_id")
        if domain_id is not None and domain_id != self.identity.terms.domain_id:
            return False
        if project_id is None:
            return True
        return caller.may_see(project_id) and self.identity.has_project(project_id)

    def _take(self, now: float, rate: float, burst: int | None) -> bool:
        room = burst or max(1.0, rate)
        self._tokens = min(room, self._tokens + (now - self._at) * rate)
        self._at = now
        # A client that keeps the rate exactly is not refused for what floats round away.
        if self._tokens < 1 - 1e-6:
            return False
        self._tokens -= 1
        return True


def _shape(method: str, path: str) -> tuple[str, int]:
    """Return what a path has in common with its route: nothing in it but ids varies."""
    return method, path.count("/")
