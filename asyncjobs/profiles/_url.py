"""Make the URL of a question: the last look at every part of it before it goes out."""

import re

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.models import JobRef

_ENDPOINT = re.compile(
    r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?",
    re.ASCII,
)
_TEMPLATE = re.compile(
    r"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\{project_id\}|\{job_id\}))+"
    r"(?:\?(?:[A-Za-z0-9._~=&-]|\{project_id\}|\{job_id\})+)?",
    re.ASCII,
)


def fits_endpoint(endpoint: str) -> bool:
    """Whether `endpoint` is an address that the path of a question can be added to."""
    return _ENDPOINT.fullmatch(endpoint) is not None


def fits_template(path: str) -> bool:
    """Whether `path` may be a profile's: fixed segments, `{project_id}` and `{job_id}`, a query."""
    return _TEMPLATE.fullmatch(path) is not None and "{job_id}" in path


def job_url(endpoint: object, path: str, ref: JobRef) -> str:
    """Return the URL that asks for `ref`, with nothing in it that was not meant.

    Raises:
        ConfigError: the endpoint is none, or a project_id is needed and missing.
        InvalidIdError: an id must not stand in a URL.
    """
    if not isinstance(endpoint, str) or not fits_endpoint(endpoint):
        raise ConfigError(_wrong_endpoint(endpoint, ref.service))
    ids = {"job_id": check_id(ref.job_id, "job_id")}
    if "{project_id}" in path:
        if ref.project_id is None:
            raise ConfigError(
                f"{ref}: a project_id is needed to ask for it; give one to the client or the JobRef"
            )
        ids["project_id"] = check_id(ref.project_id, "project_id")
    return endpoint.removesuffix("/") + path.format_map(ids)


def _wrong_endpoint(endpoint: object, service: str) -> str:
    # What stands before an @ or after a ? may be secret.
    shown = str(endpoint).rpartition("@")[2].partition("?")[0]
    return (
        f"the endpoint of {service}, '{safe_text(shown, 80)}', cannot be asked: it takes "
        "https://host, perhaps with a port and a path, without user name, query or fragment"
    )
