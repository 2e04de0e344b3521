"""Ways of asking the identity service of a FakeCloud that the tests here share."""

import json
from typing import Any

from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response


def ask_identity(
    cloud: FakeCloud,
    method: str,
    path: str,
    body: object = b"",
    token: str | None = None,
    now: float = 0.0,
) -> Response:
    """Return what the identity service answers at `now`."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if token is None else {"X-Auth-Token": token}
    return cloud.answer(Request(method, cloud.endpoint + path, headers, sent), now)


def password_login(
    name: str = "alice",
    password: str = "right",  # noqa: S107  # made up
    domain: dict[str, str] | None = None,
    project: dict[str, str] | None = None,
    passcode: str | None = None,
) -> dict[str, Any]:
    """Return the body of a login as the documents show it."""
    user = {"name": name, "password": password, "domain": domain or {"name": "acme"}}
    identity: dict[str, Any] = {"methods": ["password"], "password": {"user": user}}
    if passcode is not None:
        identity["methods"].append("totp")
        identity["totp"] = {"user": {"id": name, "passcode": passcode}}
    scope = {"scope": {"project": project}} if project else {}
    return {"auth": {"identity": identity} | scope}


def log_in(
    cloud: FakeCloud, *, path: str = "/v3/auth/tokens", now: float = 0.0, **said: Any
) -> Response:
    """Return what a login is answered: alice's, for the first project, unless said otherwise."""
    body = password_login(**{"project": {"name": cloud.region}, **said})
    return ask_identity(cloud, "POST", path, body, now=now)


def token_of(answer: Response) -> str:
    """Return the token that a login was given."""
    return answer.headers["x-subject-token"]
