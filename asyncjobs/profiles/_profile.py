"""What there is to know about one service, as a value."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import Factory, field, fields_dict, frozen

from asyncjobs._page import Page
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles._checks import wrong_parts
from asyncjobs.profiles._decode import decode
from asyncjobs.profiles._layout import Layout, keys
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._page import read_page
from asyncjobs.profiles._submit import Submitting
from asyncjobs.profiles._url import check_given, filled_url, ids_in
from asyncjobs.wire import Response

COMMON_STATUSES: Mapping[str, Status] = MappingProxyType(
    {str(status): status for status in Status if status is not Status.UNKNOWN}
)
"""The words that mean themselves in every service; extend with `COMMON_STATUSES | {...}`."""

_NONE: Mapping[str, Any] = MappingProxyType({})


@frozen(kw_only=True)
class Profile:
    """One service: what its URL looks like and how to read its answers. A new service is a value.

    Paths inside a body are dotted (`"entities.sub_jobs"`) and start at the job, wherever the
    envelope has it. Of several candidates the first that holds something counts.

    Raises:
        ConfigError: at construction, if a part is wrong; the message says which.
    """

    name: str
    """What the service is called in a `JobRef`: lower-case letters, digits and underscores."""
    title: str = field(default=Factory(lambda profile: profile.name, takes_self=True))
    """The product's full name."""
    host: str = field(default=Factory(lambda profile: _host_label(profile.name), takes_self=True))
    """The first part of the service's host name, as in https://{host}.{region}.{cloud}."""
    path: str = ""
    """The URL's path, with `{job_id}` and mostly `{project_id}` in it, perhaps with a query; a few
    services want `{domain_id}` or `{resource_id}`. Empty if jobs can be listed only."""
    list: Listing | None = None
    """How one request asks for many jobs, where the service can do that."""
    envelope: str = ""
    """Where the job lies inside the body; empty if the body is the job. `jobs[]` stands for a list
    of which the item with the job's id counts; if the list is empty, there is no such job."""
    fields: Mapping[str, tuple[str, ...]] = field(default=_NONE, hash=False)
    """Where `job_id`, `status`, `job_type`, `begin_time`, `end_time` or `entities` lie, if not
    under these names: `{"job_id": ("id",)}`. `{"job_id": ()}` says that an answer does not tell
    which job it is of."""
    sub_jobs: tuple[str, ...] = ("entities.sub_jobs", "sub_jobs")
    sub_jobs_total: tuple[str, ...] = ("entities.sub_jobs_total", "sub_jobs_total")
    reasons: tuple[str, ...] = ("fail_reason", "entities.errorcode_message")
    """Where the reason of a failure lies; all but the first are read of failed jobs only."""
    error_codes: tuple[str, ...] = ("error_code",)
    """As `reasons`, for the code of a failure."""
    percent: tuple[str, ...] = ()
    """Where the service says how far a job is: as "9%" or as a number."""
    percent_whole: int = 100
    """The number that stands for the whole: 100 or 1."""
    statuses: Mapping[str, Status] = field(default=COMMON_STATUSES, hash=False)
    """What the service's words mean, in any case; a word that is not here reads as UNKNOWN. A
    status that is a number is read if its digits are here."""
    fake_job_ids: Mapping[str, str] = field(default=_NONE, hash=False)
    """Keys of submit answers whose ids cannot be asked for, and why, as the end of a sentence."""
    api_document: str = ""
    """Where this knowledge comes from."""
    read: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """For what data cannot say: is given each job and sub-job as it was sent, returns it in the
    words `job_id`, `status`, `job_type`, `begin_time`, `end_time` and so on. It is asked again for
    every answer and must not change what it is given."""
    _layout: Layout = field(init=False, eq=False, repr=False)
    _needs: frozenset[str] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        parts = {name: getattr(self, name) for name in fields_dict(Profile) if name[0] != "_"}
        for name, rule in wrong_parts(parts):
            value = safe_text(repr(parts[name]), 100)
            raise ConfigError(f"profile {safe_text(self.name, 40)}: {name} {rule}, not {value}")
        object.__setattr__(self, "_layout", _layout(self))
        paths = (self.path, self.list.path if self.list else "")
        object.__setattr__(self, "_needs", frozenset().union(*map(ids_in, paths)))

    @property
    def single(self) -> bool:
        """Whether one job can be asked for; of others there is only the list."""
        return self.path != ""

    @property
    def of_project(self) -> bool:
        """Whether a project has to be named to ask for a job."""
        return "project_id" in self._needs

    @property
    def of_domain(self) -> bool:
        """Whether the account has to be named to ask for a job."""
        return "domain_id" in self._needs

    def check(self, ref: JobRef, *, domain_id: str | None = None) -> None:
        """Refuse a reference that lacks an id which the paths name, before anything is asked.

        Args:
            ref: the job, with its project_id filled in.
            domain_id: as in `url`.

        Raises:
            ConfigError: it says what is missing, and where to give it.
            InvalidIdError: an id must not stand in a URL.
        """
        for name in self._needs:
            check_given(name, ref, domain_id)
        if ref.resource_id is not None and "resource_id" not in self._needs:
            resource = safe_text(ref.resource_id, 64)
            message = f"{ref}: {self.name} jobs belong to no resource: leave out '{resource}'"
            raise ConfigError(message)

    def url(self, endpoint: str, ref: JobRef, *, domain_id: str | None = None) -> str:
        """Return the URL that asks for `ref`.

        Args:
            endpoint: scheme and host, perhaps with a port and a path in front of the service's own.
            ref: the job, with its project_id filled in.
            domain_id: the account's id; needed where the path names it.

        Raises:
            ConfigError: the endpoint is none, the path names an id that is missing, or jobs of this
                service can be listed only.
            InvalidIdError: an id must not stand in a URL.
        """
        if not self.single:
            raise ConfigError(f"{ref}: {self.title} cannot be asked for one job, only for its list")
        return filled_url(endpoint, self.path, ref, domain_id)

    def list_url(
        self, endpoint: str, ref: JobRef, *, domain_id: str | None = None, marker: str | None = None
    ) -> str:
        """Return the URL that asks for the list in which `ref` is; the same for all in it.

        Args:
            endpoint: as in `url`.
            ref: any of its jobs.
            domain_id: as in `url`.
            marker: where the page begins, as in `Page.next_marker`; None for the first page.

        Raises:
            ConfigError: as `url`, or the service has no list, or no further pages.
            InvalidIdError: an id must not stand in a URL.
        """
        if self.list is None:
            raise ConfigError(f"{ref}: {self.title} has no list of jobs that could be asked for")
        return self.list.page_url(filled_url(endpoint, self.list.path, ref, domain_id), marker)

    def decode(self, ref: JobRef, response: Response, previous: Job | None = None) -> Job:
        """Return the job that `response` tells of: the body counts first, the HTTP status second.

        What is odd but can be read around is told in `Job.remarks`. Sub-jobs that are told of as
        they were in `previous`, what is known of the job so far, are not read again: they are the
        same objects.

        Raises:
            DecodeError: the answer is not the job that was asked for.
            ServiceError: the cloud answered with an error, or one of its kinds: `ThrottledError`,
                `AuthError`, `JobNotFoundError`.
        """
        return decode(ref, response, self._layout, previous)

    def page(self, refs: Sequence[JobRef], response: Response) -> Page:
        """Return those of `refs` that one page of the list has, and where the next page begins.

        A job that is left out is not on this page, or cannot be read: that says nothing of it.

        Args:
            refs: jobs of one list.
            response: the answer to `list_url`.

        Raises:
            ConfigError: the service has no list.
            DecodeError: the answer is no list.
            ServiceError: as `decode`, but never a `JobNotFoundError`.
        """
        if self.list is None:
            raise ConfigError(f"{self.title} has no list of jobs that could be read")
        return read_page(refs, response, self.list, self._layout)

    def meaning(self, word: str) -> Status:
        """Return what a status word of the service means, in any case.

        Args:
            word: as in `Job.raw_status`.

        Returns:
            One of `statuses`; UNKNOWN for a word that is not there.
        """
        return self._layout.meaning(word)

    def job_id(self, answer: object) -> str:
        """Return the job_id in what the service answered to a submit call.

        Args:
            answer: the answer as a mapping, as JSON text, as an HTTP response (anything with a
                synchronous `json()`), as an object with a `job_id`, or just the job_id.

        Raises:
            SubmitError: there is none: an error, an order alone, or something else; or several.
            InvalidIdError: there is one that must not stand in a URL.
        """
        return Submitting(self.name, self.fake_job_ids).job_id(answer)

    def job_ids(self, answer: object) -> tuple[str, ...]:
        """Return the job_ids in what the service answered to a submit call: at least one.

        Args:
            answer: as in `job_id`; it may hold several.

        Raises:
            SubmitError: there is none.
            InvalidIdError: one of them must not stand in a URL.
        """
        return Submitting(self.name, self.fake_job_ids).job_ids(answer)


def _host_label(name: object) -> str:
    return name.replace("_", "-") if isinstance(name, str) else ""


def _layout(profile: Profile) -> Layout:
    return Layout(
        service=profile.name,
        envelope=keys(profile.envelope.removesuffix("[]")),
        listed=profile.envelope.endswith("[]"),
        fields={word: tuple(map(keys, paths)) for word, paths in profile.fields.items()},
        sub_jobs=tuple(map(keys, profile.sub_jobs)),
        sub_jobs_total=tuple(map(keys, profile.sub_jobs_total)),
        reasons=tuple(map(keys, profile.reasons)),
        error_codes=tuple(map(keys, profile.error_codes)),
        percent=tuple(map(keys, profile.percent)),
        percent_whole=profile.percent_whole,
        statuses={word.casefold(): status for word, status in profile.statuses.items()},
        read=profile.read,
    )
