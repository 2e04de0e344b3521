"""An agency: what an account lets another account's users do in its name."""

from typing import Any

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.auth._addresses import identity_address
from asyncjobs.auth._as_auth import as_auth
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._iam import IssuedToken, Scope, login_request, read_token
from asyncjobs.auth._secret import made_discreetly
from asyncjobs.auth._send_as import send_as
from asyncjobs.auth._surroundings import Credential, Surroundings
from asyncjobs.auth._token_session import Home, TokenSession
from asyncjobs.errors import ConfigError
from asyncjobs.wire import Request


# mypy takes no decorated function for a converter.
def _base(given: Any) -> Auth | Credential:
    return as_auth(given)


@made_discreetly
@frozen
class Agency:
    """Signs in in the name of another account, which has made an agency for the base's account.

    There is a token for each project whose jobs are watched, renewed as those of `Password` are.

    Args:
        base: who one is without the agency: a `Password`, or a `Token`, of a user who may use
            agencies (the permission "Agent Operator"). An `AccessKey` signs the request for the
            token; the OTC Go SDK does that, the API reference does not speak of it.
        agency_name: the agency's name.
        domain: the name of the account that made the agency.
        domain_id: that account's id, in place of its name.
        project: the name of the project, of that account, that is meant where a job names none.
        project_id: its id, in place of its name. Without either, such tokens are for the domain.
        auth_url: the address of the identity service, as in `Password`.
        base_domain_id: the id of the base's own account, which goes along (X-Domain-Id) with the
            request that an `AccessKey` signs.

    Raises:
        ConfigError: something is missing.
    """

    base: Auth | Credential = field(converter=_base)
    agency_name: str = field(kw_only=True)
    domain: str | None = field(default=None, kw_only=True)
    domain_id: str | None = field(default=None, kw_only=True)
    project: str | None = field(default=None, kw_only=True)
    project_id: str | None = field(default=None, kw_only=True)
    auth_url: str | None = field(default=None, kw_only=True, converter=identity_address)
    base_domain_id: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.agency_name:
            message = "an agency has a name: give agency_name='...'"
            raise ConfigError(message)
        if not self.domain and not self.domain_id:
            message = (
                f"agency '{safe_text(self.agency_name, 60)}' is of an account: give domain='...' "
                "(its name) or domain_id='...'"
            )
            raise ConfigError(message)

    def session(self, client: Surroundings) -> Auth:
        """Return what signs in for one client, and nothing has been sent yet."""
        auth_url = self.auth_url or getattr(self.base, "auth_url", None)
        home = Home(auth_url, self.project_id, self.project)
        return TokenSession(client, home, _AgencyLogin(self, client).log_in)


class _AgencyLogin:
    """Asks for tokens in the base's name."""

    def __init__(self, given: Agency, client: Surroundings) -> None:
        self._given = given
        self._client = client
        base = given.base
        self._base = base.session(client) if isinstance(base, Credential) else base

    async def log_in(self, scope: Scope) -> IssuedToken:
        response, secrets = await send_as(self._base, self._client, self._request(scope))
        who = f"agency '{safe_text(self._given.agency_name, 60)}'"
        return read_token(response, scope, who, secrets)

    def _request(self, scope: Scope) -> Request:
        given = self._given
        domain = {"id": given.domain_id} if given.domain_id else {"name": given.domain or ""}
        role = {"agency_name": given.agency_name}
        role |= {f"domain_{kind}": value for kind, value in domain.items()}
        identity: dict[str, Any] = {"methods": ["assume_role"], "assume_role": role}
        own = {"X-Domain-Id": given.base_domain_id} if given.base_domain_id else {}
        return login_request(scope, identity, domain, own)
