"""Make the URL of a question: the last look at every part of it before it goes out."""

import re
from functools import lru_cache
from urllib.parse import quote

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError, InvalidIdError
from asyncjobs.models import JobRef

_ENDPOINT = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?",
    re.ASCII,
)
_ID = r"\{(project_id|job_id|domain_id|resource_id)\}"
_TEMPLATE = re.compile(
    rf"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*|{_ID}))+(?:\?(?:[A-Za-z0-9._~=&-]|{_ID})+)?", re.ASCII
)
_PARAMETER = re.compile(r"[A-Za-z0-9._~-]+", re.ASCII)
_GIVE = {
    "project_id": "give one to the client or the JobRef",
    "domain_id": "it is the account's id: give open_client(domain_id=...), or --domain-id",
    "resource_id": "it is the id of what the job works on: give JobRef(resource_id=...), or on the "
    "command line SERVICE:RESOURCE_ID/JOB_ID",
}


def fits_endpoint(endpoint: str) -> bool:
    """Whether `endpoint` is an address that the path of a question can be added to."""
    return _ENDPOINT.fullmatch(endpoint) is not None


def fits_template(path: object) -> bool:
    """Whether `path` may be a profile's: fixed segments, `{job_id}` and other ids, a query."""
    return _is_template(path) and "{job_id}" in str(path)


def fits_list_template(path: object) -> bool:
    """Whether `path` may be a listing's: as a profile's, but of no job in particular."""
    return _is_template(path) and "{job_id}" not in str(path)


def fits_parameter(name: object) -> bool:
    """Whether `name` may be that of a query parameter."""
    return isinstance(name, str) and _PARAMETER.fullmatch(name) is not None


def with_parameter(url: str, name: str, value: str) -> str:
    """Return `url` with one more query parameter, whose value may be any text."""
    return f"{url}{'&' if '?' in url else '?'}{name}={quote(value, safe='')}"


def filled_url(endpoint: object, path: str, ref: JobRef, domain_id: str | None) -> str:
    """Return the URL that asks for `ref`, with nothing in it that was not meant.

    Raises:
        ConfigError: the endpoint is none, or an id that the path names is missing.
        InvalidIdError: an id must not stand in a URL.
    """
    if not isinstance(endpoint, str) or not fits_endpoint(endpoint):
        raise ConfigError(_wrong_endpoint(endpoint, ref.service))
    return _filled(endpoint, path, ref, domain_id)


def around_job(
    endpoint: str, path: str, ref: JobRef, domain_id: str | None
) -> tuple[str, ...] | None:
    """Return what stands before and after a job's id in the URL that asks for it, and for others.

    None if something is wrong with it: `filled_url` says what.
    """
    first, *others = path.split("{job_id}")
    try:
        rest = (_filled("", part, ref, domain_id) for part in others)
        return (filled_url(endpoint, first, ref, domain_id), *rest)
    except (ConfigError, InvalidIdError):
        return None


def _filled(endpoint: str, path: str, ref: JobRef, domain_id: str | None) -> str:
    ids = {name: check_given(name, ref, domain_id) for name in ids_in(path)}
    return endpoint.removesuffix("/") + path.format_map(ids)


@lru_cache(maxsize=256)
def ids_in(path: str) -> frozenset[str]:
    """Return the names of the ids that a path has a place for."""
    return frozenset(re.findall(_ID, path))


def check_given(name: str, ref: JobRef, domain_id: str | None) -> str:
    """Return one id that a path has a place for.

    Raises:
        ConfigError: it is missing.
        InvalidIdError: it must not stand in a URL.
    """
    value = domain_id if name == "domain_id" else getattr(ref, name)
    if value is None and name in _GIVE:
        raise ConfigError(f"{ref}: a {name} is needed to ask for it; {_GIVE[name]}")
    return check_id(value, name)


def _is_template(path: object) -> bool:
    return isinstance(path, str) and _TEMPLATE.fullmatch(path) is not None


def _wrong_endpoint(endpoint: object, service: str) -> str:
    # What stands before an @ or after a ? may be secret.
    shown = str(endpoint).rpartition("@")[2].partition("?")[0]
    return (
        f"the endpoint of {service}, '{safe_text(shown, 80)}', cannot be asked: it takes "
        "https://host, perhaps with a port and a path, without user name, query or fragment"
    )
