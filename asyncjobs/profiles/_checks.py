"""Which parts of a profile fit: what is wrong is told when the profile is made."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from asyncjobs.models import Status
from asyncjobs.profiles._layout import is_dotted
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._url import fits_template

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_HOST = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_WORDS = frozenset({"job_id", "status", "job_type", "begin_time", "end_time", "entities"})
_PATH_RULE = (
    "takes a path such as /v1/{project_id}/jobs/{job_id}, with {job_id} and perhaps {project_id}, "
    "{domain_id} or {resource_id} in it; it may be empty beside a list"
)
_PATHS = ("sub_jobs", "sub_jobs_total", "reasons", "error_codes")


def wrong_parts(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name of each part that does not fit, and the rule that it breaks."""
    if not _fits(_NAME, parts["name"]):
        yield "name", "takes lower-case letters, digits and underscores"
    if not _fits(_HOST, parts["host"]):
        yield "host", "takes a part of a host name such as elb: letters, digits and hyphens"
    if parts["list"] is not None and not isinstance(parts["list"], Listing):
        yield "list", "takes a Listing, or None"
    if not _fits_path(parts["path"], parts["list"]):
        yield "path", _PATH_RULE
    if not _fits_envelope(parts["envelope"]):
        yield "envelope", "takes a dotted path such as job, jobs[] for a list, or nothing"
    yield from _wrong_paths(parts)
    yield from _wrong_mappings(parts)


def _wrong_paths(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _PATHS:
        if not _are_dotted(parts[name]) or not parts[name]:
            yield name, "takes a tuple of dotted paths, at least one"
    if not _are_dotted(parts["percent"]):
        yield "percent", "takes a tuple of dotted paths"
    if parts["percent_whole"] not in (1, 100):
        yield "percent_whole", "takes 100, or 1 for a service that says 0.4 for 40 %"


def _wrong_mappings(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not _maps(parts["fields"], _are_dotted) or not set(parts["fields"]) <= _WORDS:
        yield "fields", f"takes a mapping of {', '.join(sorted(_WORDS))} to tuples of dotted paths"
    if not _maps(parts["statuses"], lambda status: isinstance(status, Status)):
        yield "statuses", "takes a mapping of the service's words to Status values"
    if not _maps(parts["fake_job_ids"], lambda why: isinstance(why, str)):
        yield "fake_job_ids", "takes a mapping of an answer's keys to why their ids are none"


def _maps(value: object, fits: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(word, str) and fits(meaning) for word, meaning in value.items()
    )


def _fits(rule: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and rule.fullmatch(value) is not None


def _fits_path(path: object, listing: object) -> bool:
    return fits_template(path) or (path == "" and listing is not None)


def _fits_envelope(envelope: object) -> bool:
    where = envelope.removesuffix("[]") if isinstance(envelope, str) else envelope
    return envelope == "" or (is_dotted(where) and "[" not in str(where))


def _are_dotted(paths: object) -> bool:
    return isinstance(paths, tuple) and all(map(is_dotted, paths))
