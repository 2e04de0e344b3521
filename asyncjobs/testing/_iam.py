"""The identity service: what it is asked for, and what it answers.

Paths, bodies and answers as in the IAM API reference: obtaining a user token and an agency token,
listing projects, obtaining a temporary access key.
"""

from collections.abc import Callable, Mapping
from typing import Any

from asyncjobs.testing import _answers, _discovery, _metadata
from asyncjobs.testing._credentials import RefusedError, caller_of, lowered
from asyncjobs.testing._identity import Identity, Token
from asyncjobs.testing._login import BadLoginError, Login, read_login, text
from asyncjobs.testing._terms import domain_id
from asyncjobs.testing._visit import DeniedError, Visit
from asyncjobs.wire import Response

LOGIN = "/v3/auth/tokens"

_SHORTEST_KEY, _LONGEST_KEY = 900.0, 86_400.0
"""Seconds (IAM API reference, obtaining a temporary access key)."""


def answer(visit: Visit, method: str, template: str) -> Response:
    """Answer a visit to one of `PATHS`."""
    try:
        return PATHS[method, template](visit)
    except BadLoginError:
        return _answers.identity_error(400, "The request body is invalid", visit.request_id)
    except DeniedError as error:
        return _answers.identity_error(error.status, error.message, visit.request_id)
    except RefusedError as error:
        return _answers.refused_credentials(visit.request_id, error.why, error.code)


def _versions(visit: Visit) -> Response:
    return visit.json(300, _discovery.versions(visit.home))


def _version(visit: Visit) -> Response:
    return visit.json(200, {"version": _discovery.version(visit.home)})


def _log_in(visit: Visit) -> Response:
    visit.identity.logins += 1
    login = read_login(visit.request.body)
    holder = _SIGN_INS.get(login.methods[0], _unknown_method)(visit, login)
    project_id = _project_id(visit.identity, login)
    token = visit.identity.issue(holder, project_id, login.methods, visit.now)
    body = {"token": _token_body(visit, token)}
    return visit.json(201, body, {"x-subject-token": token.text})


def _by_password(visit: Visit, login: Login) -> tuple[str, str]:
    user = login.part("password", "user")
    domain = user.get("domain")
    where = text(domain, "name", "id") if isinstance(domain, dict) else visit.identity.terms.domain
    passcode = text(login.part("totp", "user"), "passcode") if "totp" in login.methods else None
    found = visit.identity.user(text(user, "name", "id"), where)
    if found and found.lock.holds(visit.now):
        raise DeniedError(401, "The account is locked.")
    if not found or not found.admits(text(user, "password"), passcode, visit.now):
        raise DeniedError(401, "The username or password is wrong.")
    return found.name, found.domain


def _by_token(visit: Visit, login: Login) -> tuple[str, str]:
    given = login.part("token").get("id") or lowered(visit.request.headers).get("x-auth-token")
    terms = visit.identity.terms
    if given == terms.token:
        return "administrator", terms.domain
    token = visit.identity.live_token(str(given), visit.now)
    if token is None:
        raise DeniedError(401, "The X-Auth-Token is invalid!")
    return token.holder


def _by_agency(visit: Visit, login: Login) -> tuple[str, str]:
    caller_of(visit.request, visit.identity, visit.now)
    role = login.part("assume_role")
    name, domain = text(role, "agency_name", "xrole_name"), text(role, "domain_name", "domain_id")
    found = visit.identity.agency(name, domain)
    if found is None:
        raise DeniedError(404, f"Could not find agency: {name}.")
    return found


def _unknown_method(_visit: Visit, _login: Login) -> tuple[str, str]:
    raise BadLoginError


_SIGN_INS: Mapping[str, Callable[[Visit, Login], tuple[str, str]]] = {
    "password": _by_password,
    "token": _by_token,
    "assume_role": _by_agency,
}


def _project_id(identity: Identity, login: Login) -> str | None:
    if not login.project:
        return None
    called = text(login.project, "id", "name")
    for name, project_id in identity.projects.items():
        if called in {name, project_id}:
            return project_id
    raise DeniedError(404, f"Could not find project: {called}.")


def _token_body(visit: Visit, token: Token) -> dict[str, Any]:
    name, domain = token.holder
    user = visit.identity.user(name, domain)
    owner = {"id": domain_id(domain), "name": domain}
    body: dict[str, Any] = {
        "methods": list(token.methods),
        "expires_at": visit.moment(token.expires),
        "issued_at": visit.moment(token.issued),
        "user": {"id": user.user_id if user else name, "name": name, "domain": owner},
        "roles": [{"id": "0", "name": "te_admin"}],
    }
    if "nocatalog" not in visit.parameters:
        body["catalog"] = _discovery.catalog(visit.home, visit.identity.terms, token.project_id)
    if token.project_id is None:
        return body | {"domain": owner}
    return body | {"project": _project_body(visit.identity, token.project_id)}


def _project_body(identity: Identity, project_id: str) -> dict[str, Any]:
    names = {each: name for name, each in identity.projects.items()}
    owner = {"id": identity.terms.domain_id, "name": identity.terms.domain}
    return {"id": project_id, "name": names.get(project_id, project_id), "domain": owner}


def _list_projects(visit: Visit) -> Response:
    caller_of(visit.request, visit.identity, visit.now)
    wanted = visit.parameters.get("name")
    projects = [
        {"id": project_id, "name": name, "domain_id": visit.identity.terms.domain_id}
        | {"enabled": True, "is_domain": False, "parent_id": visit.identity.terms.domain_id}
        for name, project_id in visit.identity.projects.items()
        if wanted in {None, name}
    ]
    return visit.json(200, {"projects": projects, "links": {"next": None, "previous": None}})


def _list_domains(visit: Visit) -> Response:
    caller_of(visit.request, visit.identity, visit.now)
    terms = visit.identity.terms
    domain = {"id": terms.domain_id, "name": terms.domain, "enabled": True}
    return visit.json(200, {"domains": [domain], "links": {"next": None, "previous": None}})


def _issue_key(visit: Visit) -> Response:
    login = read_login(visit.request.body)
    if login.methods[0] == "password":
        raise BadLoginError
    _SIGN_INS.get(login.methods[0], _unknown_method)(visit, login)
    seconds = _SHORTEST_KEY if login.duration is None else login.duration
    if not _SHORTEST_KEY <= seconds <= _LONGEST_KEY:
        raise DeniedError(400, "The duration must be 900 to 86400 seconds.")
    key = visit.identity.temporary_key(seconds, visit.now)
    return visit.json(201, {"credential": visit.credential(key)})


PATHS: Mapping[tuple[str, str], Callable[[Visit], Response]] = {
    ("GET", "/"): _versions,
    ("GET", "/v3"): _version,
    ("GET", "/v3/"): _version,
    ("POST", LOGIN): _log_in,
    ("GET", "/v3/projects"): _list_projects,
    ("GET", "/v3/auth/projects"): _list_projects,
    ("GET", "/v3/auth/domains"): _list_domains,
    ("POST", "/v3.0/OS-CREDENTIAL/securitytokens"): _issue_key,
    **_metadata.PATHS,
}
