"""The id of a project of which only the name is known.

Source: the IAM API reference, "Querying Project Information Based on the Specified Criteria"; the
vendor's SDKs find a project's id so, by the name of its region.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from asyncjobs._ids import check_id
from asyncjobs._text import safe_text
from asyncjobs.auth._answers import refusal
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._send_as import send_as
from asyncjobs.auth._surroundings import Surroundings
from asyncjobs.auth._token_session import TokenSession
from asyncjobs.errors import (
    AuthError,
    ConfigError,
    DecodeError,
    ForbiddenError,
    ServiceError,
    ThrottledError,
)
from asyncjobs.profiles._json import UnreadableError, read_object
from asyncjobs.wire import Request

_ADVICE = {403: "ask for the permission to list projects, or give project_id"}
_KINDS = {401: AuthError, 403: ForbiddenError, 429: ThrottledError}


async def find_project_id(
    client: Surroundings, auth: Auth, name: str, *, region: str | None = None
) -> str:
    """Return the id of the project of that name, as the identity service knows it.

    A login for that very project tells it; else a list of projects is asked for.

    Args:
        client: asks for it.
        auth: a session of the client's, of which requests without a job get their credentials.
        name: the project's whole name; a region's own project is called as the region is.
        region: whose identity service is asked.

    Raises:
        ConfigError: there is no such project, or more than one.
        AuthError: the credentials do not work.
        ForbiddenError: they do not allow to ask.
        PollFailedError: there was no answer that could be read.
    """
    told = await auth.project_id(name) if isinstance(auth, TokenSession) else None
    if told is not None:
        return check_id(told, "project_id")
    identity = client.identity_endpoint(region).removesuffix("/v3")
    url = f"{identity}/v3/projects?name={quote(name, safe='')}"
    request = Request("GET", url, {"Accept": "application/json"})
    response, secrets = await send_as(auth, client, request)
    if response.status != HTTPStatus.OK:
        kind = _KINDS.get(response.status, ServiceError)
        what = f"the id of project {_shown(name)} was not told"
        raise refusal(response, what, _ADVICE, secrets, kind)
    try:
        projects = read_object(response.body).get("projects")
    except UnreadableError as error:
        message = f"the id of project {_shown(name)} was not told: {error}"
        raise DecodeError(message) from None
    return _the_one(projects, name)


def _the_one(projects: Any, name: str) -> str:
    """Return the id of the project that has the name; some clouds answer with like ones as well."""
    items = projects if isinstance(projects, list) else []
    found = [
        item.get("id") for item in items if isinstance(item, dict) and item.get("name") == name
    ]
    if len(found) == 1:
        return check_id(found[0], "project_id")
    how = f"{len(found)} projects" if found else "no project"
    message = f"the credentials reach {how} of the name {_shown(name)}; give project_id='...'"
    raise ConfigError(message)


def _shown(name: str) -> str:
    return f"'{safe_text(name, 60)}'"
