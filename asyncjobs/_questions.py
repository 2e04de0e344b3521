"""What a client asks and how it reads the answers: settings and profiles, put together."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from asyncjobs._core.pages import DecodePage
from asyncjobs._core.reading import Decode
from asyncjobs._core.records import Lane, Listing, Poll
from asyncjobs._ids import check_id
from asyncjobs._page import Page
from asyncjobs.config import Settings
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Registry
from asyncjobs.profiles._url import around_job
from asyncjobs.wire import Response

if TYPE_CHECKING:
    from asyncjobs.profiles import Profile

# Each request has this one: nobody may write into it, such as a credential.
_HEADERS = MappingProxyType({"Accept": "application/json", "Content-Type": "application/json"})
_PLACES = 4096
"""Services, projects and resources whose lanes are kept; they are made anew when there are more."""


class _Address(NamedTuple):
    """Where the jobs of one service, region, project and resource are asked for."""

    profile: "Profile"
    endpoint: str
    headers: Mapping[str, str]
    around: tuple[str, ...] | None
    """What stands around a job's id; None where it cannot be asked for by that."""


def completer(settings: Settings, registry: Registry) -> Callable[[JobRef], JobRef]:
    """Return what fills in what a reference does not say, and refuses one that cannot be asked for.

    It raises ConfigError, UnknownServiceError or InvalidIdError.
    """

    def complete(ref: JobRef) -> JobRef:
        profile = registry[ref.service]
        completed = settings.complete(ref, of_project=profile.of_project)
        profile.check(completed, domain_id=settings.domain_id)
        return completed

    return complete


def questioner(
    settings: Settings, registry: Registry
) -> Callable[[Poll], tuple[str, Mapping[str, str]]]:
    """Return what tells of a poll where its request goes, and with which headers."""
    domain_id = settings.domain_id

    @lru_cache(maxsize=_PLACES)
    def asked_at(
        service: str, region: str | None, project_id: str | None, resource_id: str | None
    ) -> _Address:
        profile = registry[service]
        ref = JobRef(service, "any", project_id, region, resource_id)
        headers: Mapping[str, str] = _HEADERS
        if profile.of_domain and domain_id:
            # What is the whole account's is asked for in its name, not in a project's.
            headers = MappingProxyType({**_HEADERS, "X-Domain-Id": domain_id})
        endpoint = settings.url_of(ref)
        around = around_job(endpoint, profile.path, ref, domain_id) if profile.single else None
        return _Address(profile, endpoint, headers, around)

    def question_of(poll: Poll) -> tuple[str, Mapping[str, str]]:
        ref = poll.refs[0]
        place = ref.service, ref.region, ref.project_id, ref.resource_id
        profile, endpoint, headers, around = asked_at(*place)
        if poll.listing is not None:
            marker = poll.sweep.marker if poll.sweep else None
            url = profile.list_url(endpoint, ref, domain_id=domain_id, marker=marker)
        elif around is not None:
            url = check_id(ref.job_id, "job_id").join(around)
        else:
            url = profile.url(endpoint, ref, domain_id=domain_id)
        return url, headers

    return question_of


def decoder(registry: Registry) -> Decode:
    """Return what reads the answer about one job."""

    def decode(ref: JobRef, response: Response, previous: Job | None) -> Job:
        return registry[ref.service].decode(ref, response, previous)

    return decode


def page_decoder(registry: Registry) -> DecodePage:
    """Return what reads a list."""

    def decode_page(refs: Sequence[JobRef], response: Response) -> Page:
        return registry[refs[0].service].page(refs, response)

    return decode_page


def placer(
    settings: Settings, registry: Registry
) -> Callable[[JobRef], tuple[Lane, Listing | None]]:
    """Return what says of a job which budget its polls are taken from, and which list has it."""
    places: dict[Hashable, tuple[Lane, Listing | None]] = {}

    def place_of(ref: JobRef) -> tuple[Lane, Listing | None]:
        key = (ref.service, ref.project_id, ref.region, ref.resource_id)
        place = places.get(key)
        if place is None:
            if len(places) >= _PLACES:
                places.clear()
            # One lane and one list for all jobs that have it, not one for each.
            profile = registry[ref.service]
            listing = None if profile.list is None else Listing(key, only=not profile.single)
            place = places[key] = settings.lane_of(ref), listing
        return place

    return place_of
