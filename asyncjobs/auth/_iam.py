"""How the identity service (IAM, which speaks Keystone's v3) is asked for a token, and answers.

Sources: the IAM API reference, "Obtaining a User Token Through Password Authentication", "Obtaining
a User Token Through Password and Virtual MFA Authentication", "Obtaining an Agency Token".
"""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from attrs import frozen

from asyncjobs import _defaults
from asyncjobs._text import safe_text
from asyncjobs.auth._answers import date_of, object_at, refusal, seconds, time_of
from asyncjobs.auth._login import Issued
from asyncjobs.auth._secret import Secret
from asyncjobs.errors import AuthError, ConfigError
from asyncjobs.wire import Request, Response

_TOKENS = "/v3/auth/tokens?nocatalog=true"
_HEADERS = {"Accept": "application/json", "Content-Type": "application/json;charset=utf8"}
_ADVICE = {
    401: "check name, password, domain and project",
    403: "ask the account's administrator for the permission",
    404: "check domain, project and the address of the identity service",
}


@frozen
class Scope:
    """What a token is for: one project, by id or by name, at one identity service."""

    identity: str
    """The address of the identity service, without /v3."""
    project_id: str | None = None
    project: str | None = None

    @property
    def of_project(self) -> bool:
        """Whether it is for a project, and not for the whole domain."""
        return bool(self.project_id or self.project)


@frozen
class IssuedToken:
    """A token, and the project that it is for."""

    text: Issued[Secret]
    project_id: str | None


def login_request(
    scope: Scope,
    identity: Mapping[str, Any],
    domain: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Return the request for a token.

    Args:
        scope: what it is to be for.
        identity: how to sign in: the methods, and what each of them needs.
        domain: what the token is for if the scope names no project: a whole domain.
        headers: to be sent beside those that every such request has.
    """
    wanted: dict[str, Any] = {"domain": domain}
    if scope.project_id or scope.project:
        named = {"id": scope.project_id} if scope.project_id else {"name": scope.project}
        wanted = {"project": named}
    body = json.dumps({"auth": {"identity": identity, "scope": wanted}}).encode()
    return Request("POST", scope.identity + _TOKENS, {**_HEADERS, **(headers or {})}, body)


def read_token(
    response: Response, scope: Scope, who: str, secrets: Iterable[Secret] = ()
) -> IssuedToken:
    """Return the token that an answer brought.

    Args:
        response: the answer.
        scope: what it was asked for.
        who: asked for it, for messages.
        secrets: what was sent, and must not come back in a message.

    Raises:
        AuthError: it brought none, or one of another project.
    """
    if response.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
        raise refusal(response, f"the identity service gave {who} no token", _ADVICE, secrets)
    token = object_at(response, "token")
    project = token.get("project")
    project_id = project.get("id") if isinstance(project, dict) else None
    if scope.project_id and project_id and project_id != scope.project_id:
        message = (
            f"the identity service gave {who} a token for another project than the one that was "
            f"asked for: '{safe_text(project_id, 40)}'; it is not used"
        )
        raise AuthError(message)
    text = Issued(_subject_token(response, who), _lifetime(token, response))
    return IssuedToken(text, project_id if isinstance(project_id, str) else None)


def _subject_token(response: Response, who: str) -> Secret:
    value = response.headers.get("x-subject-token", "")
    try:
        # A blank would be two headers made one.
        return Secret(value if value.isascii() and " " not in value else "", what="token")
    except ConfigError:
        message = (
            f"the identity service let {who} sign in, but its answer has no token that can be "
            "sent (X-Subject-Token); check its address, and what stands before it"
        )
        raise AuthError(message, http_status=response.status, retryable=True) from None


def _lifetime(token: Mapping[str, Any], response: Response) -> float:
    """Return the token's life in seconds, by the server's own clock wherever it can be read."""
    expires = time_of(token.get("expires_at"))
    return (
        seconds(time_of(token.get("issued_at")), expires)
        or seconds(date_of(response), expires)
        or _defaults.LOGIN_LIFETIME
    )
