"""Signatures of many requests that are much alike: what changes once a second is made once."""

from ipaddress import ip_address
from math import floor
from urllib.parse import urlsplit

from attrs import define, evolve, field

from asyncjobs.auth._canonical import canonical_address, plain_parts
from asyncjobs.auth._signing import Dialect, SigningKey, Stencil, stencil
from asyncjobs.errors import ServiceError
from asyncjobs.wire import Request

_MOST = 256
"""Stencils that are kept: there is one for each host, project and set of headers."""


@define(eq=False, repr=False)
class Signer:
    """Signs requests with one key, each for the project of its job.

    Args:
        key: whose signature it becomes.
        dialect: how the signature is made and written.
    """

    key: SigningKey
    dialect: Dialect = "current"
    _kept: dict[object, Stencil] = field(factory=dict, init=False)
    """By what requests have in common."""

    def signed(self, request: Request, when: float) -> Request:
        """Return `request` with the headers and the signature that `sign` gives it.

        Args:
            request: as it goes out, but that its job's project is named in a header.
            when: seconds since 1970.

        Raises:
            ServiceError: the job has no region, and the dialect needs one.
        """
        parts = None if request.body else plain_parts(request.url)
        if parts is None:
            return self._stencil(request, when).signed(request, canonical_address(request.url))
        origin, address = parts
        ref = request.ref
        place = (ref.project_id, ref.region, ref.service) if ref else None
        kind = (origin, place, *request.headers.items())
        kept = self._kept.get(kind)
        if kept is None or kept.second != floor(when):
            kept = self._keep(kind, self._stencil(request, when))
        return kept.signed(request, address)

    def _keep(self, kind: object, made: Stencil) -> Stencil:
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[kind] = made
        return made

    def _stencil(self, request: Request, when: float) -> Stencil:
        region, service = _scope_of(request)
        if self.dialect == "v11" and not region:
            message = (
                "a signature of the dialect v11 names a region: give region='...' to open_client "
                "or the JobRef"
            )
            raise ServiceError(message)
        return stencil(
            _for_project(request),
            self.key,
            when,
            dialect=self.dialect,
            region=region,
            service=service,
        )


def _for_project(request: Request) -> Request:
    """Name the project, which a key of several projects needs, unless a whole domain is named."""
    given = {name.lower() for name in request.headers}
    project_id = request.ref.project_id if request.ref else None
    if project_id is None or given & {"x-project-id", "x-domain-id"}:
        return request
    return evolve(request, headers={**request.headers, "X-Project-Id": project_id})


def _scope_of(request: Request) -> tuple[str, str]:
    """Return region and service: the host's first label, as "ecs" in ecs.eu-de.otc.t-systems.com.

    Where the host is no such name, the profile's name stands in. Nobody says what the clouds check:
    the Go SDK of OTC leaves both empty, and is accepted.
    """
    ref, host = request.ref, urlsplit(request.url).hostname or ""
    label, dot, _ = host.partition(".")
    if ref is not None and (not dot or _is_address(host)):
        label = ref.service
    return (ref.region or "" if ref else ""), label


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
