"""What there is to know about one service, as a value."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import Attribute, Factory, field, frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.profiles._decode import decode
from asyncjobs.profiles._layout import Layout, keys
from asyncjobs.profiles._submit import submitted_job_id
from asyncjobs.profiles._url import fits_template, job_url
from asyncjobs.wire import Response

COMMON_STATUSES: Mapping[str, Status] = MappingProxyType(
    {str(status): status for status in Status if status is not Status.UNKNOWN}
)
"""The words that mean themselves in every service; extend with `COMMON_STATUSES | {...}`."""

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_DOTTED = re.compile(r"[^.\s]+(?:\.[^.\s]+)*")


@frozen(kw_only=True)
class Profile:
    """One service: what its URL looks like and how to read its answers. A new service is a value.

    Paths inside a body are dotted (`"entities.sub_jobs"`) and start at the job, wherever the
    envelope has it. Of several candidates the first that holds something counts.

    Raises:
        ConfigError: at construction, if a part is wrong; the message says which.
    """

    name: str = field()
    """What the service is called in a `JobRef`: lower-case letters, digits and underscores."""
    title: str = field(default=Factory(lambda profile: profile.name, takes_self=True))
    """The product's full name."""
    path: str = field()
    """The URL's path, with `{job_id}` and mostly `{project_id}` in it, perhaps with a query."""
    envelope: str = field(default="")
    """Where the job lies inside the body; empty if the body is the job."""
    sub_jobs: tuple[str, ...] = field(default=("entities.sub_jobs", "sub_jobs"))
    sub_jobs_total: tuple[str, ...] = field(default=("entities.sub_jobs_total", "sub_jobs_total"))
    reasons: tuple[str, ...] = field(default=("fail_reason", "entities.errorcode_message"))
    """Where the reason of a failure lies; all but the first are read of failed jobs only."""
    error_codes: tuple[str, ...] = field(default=("error_code",))
    """As `reasons`, for the code of a failure."""
    statuses: Mapping[str, Status] = field(default=COMMON_STATUSES, hash=False)
    """What the service's words mean, in any case; a word that is not here reads as UNKNOWN."""
    api_document: str = ""
    """Where this knowledge comes from."""
    read: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """For what data cannot say: is given each job and sub-job as it was sent, returns it in the
    words `job_id`, `status`, `job_type`, `begin_time`, `end_time` and so on. It is asked again for
    every answer and must not change what it is given."""
    _layout: Layout = field(init=False, eq=False, repr=False)

    @name.validator
    def _check_name(self, _: object, name: object) -> None:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise self._wrong("name", "takes lower-case letters, digits and underscores")

    @path.validator
    def _check_path(self, _: object, path: object) -> None:
        if not isinstance(path, str) or not fits_template(path):
            raise self._wrong(
                "path", "takes a path such as /v1/{project_id}/jobs/{job_id}, with those two alone"
            )

    @envelope.validator
    def _check_envelope(self, _: object, envelope: object) -> None:
        if envelope != "" and not _is_dotted(envelope):
            raise self._wrong("envelope", "takes a dotted path such as job, or nothing")

    @sub_jobs.validator
    @sub_jobs_total.validator
    @reasons.validator
    @error_codes.validator
    def _check_paths(self, attribute: "Attribute[Any]", paths: object) -> None:
        if not isinstance(paths, tuple) or not paths or not all(map(_is_dotted, paths)):
            raise self._wrong(attribute.name, "takes a tuple of dotted paths, at least one")

    @statuses.validator
    def _check_statuses(self, _: object, statuses: object) -> None:
        right = isinstance(statuses, Mapping) and all(
            isinstance(word, str) and isinstance(status, Status)
            for word, status in statuses.items()
        )
        if not right:
            raise self._wrong("statuses", "takes a mapping of the service's words to Status values")

    def __attrs_post_init__(self) -> None:
        layout = Layout(
            service=self.name,
            envelope=keys(self.envelope),
            sub_jobs=tuple(map(keys, self.sub_jobs)),
            sub_jobs_total=tuple(map(keys, self.sub_jobs_total)),
            reasons=tuple(map(keys, self.reasons)),
            error_codes=tuple(map(keys, self.error_codes)),
            statuses={word.casefold(): status for word, status in self.statuses.items()},
            read=self.read,
        )
        object.__setattr__(self, "_layout", layout)

    def url(self, endpoint: str, ref: JobRef) -> str:
        """Return the URL that asks for `ref`.

        Args:
            endpoint: scheme and host, perhaps with a port and a path in front of the service's own.
            ref: the job, with its project_id filled in.

        Raises:
            ConfigError: the endpoint is none, or the project_id is missing.
            InvalidIdError: the job_id or project_id must not stand in a URL.
        """
        return job_url(endpoint, self.path, ref)

    def decode(self, ref: JobRef, response: Response) -> Job:
        """Return the job that `response` tells of: the body counts first, the HTTP status second.

        What is odd but can be read around is told in `Job.remarks`.

        Raises:
            DecodeError: the answer is not the job that was asked for.
            ServiceError: the cloud answered with an error, or one of its kinds: `ThrottledError`,
                `AuthError`, `JobNotFoundError`.
        """
        return decode(ref, response, self._layout)

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
            SubmitError: there is none: an error, an order alone, or something else.
            InvalidIdError: there is one that must not stand in a URL.
        """
        return submitted_job_id(answer, self.name)

    def _wrong(self, attribute: str, rule: str) -> ConfigError:
        value = safe_text(repr(getattr(self, attribute)), 100)
        return ConfigError(f"profile {safe_text(self.name, 40)}: {attribute} {rule}, not {value}")


def _is_dotted(path: object) -> bool:
    return isinstance(path, str) and _DOTTED.fullmatch(path) is not None
