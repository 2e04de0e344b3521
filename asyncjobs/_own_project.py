"""The client's own project, where only its name is known, or nothing but the region."""

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from asyncjobs._exchange import Exchange
from asyncjobs.auth import Credential
from asyncjobs.config import Settings
from asyncjobs.errors import AuthError, ConfigError, DecodeError, ServiceError, TransportError

if TYPE_CHECKING:
    from asyncjobs.config import Resolved


@frozen
class OwnProject:
    """How to find the id of the client's own project, if nobody has said it.

    Args:
        name: what the identity service is asked for; None if nobody has said one.
        by_region: whether the project that is called as the region is will do: each region has one.
    """

    name: str | None
    by_region: bool

    async def known(self, settings: Settings, exchange: Exchange) -> Settings:
        """Return the settings with the project's id in them, as far as it can be found.

        Raises:
            ConfigError: there is no project of that name, or more than one.
            PollFailedError: the identity service gave no answer, or refused the credentials.
        """
        if settings.project_id is not None:
            return settings
        if self.name is not None:
            return await _found(self.name, settings, exchange)
        if self.by_region and settings.region is not None:
            # Jobs may name projects of their own, so nothing is wrong yet if there is none.
            try:
                return await _found(settings.region, settings, exchange)
            except AuthError:
                raise
            except (ConfigError, DecodeError, ServiceError, TransportError):
                return settings
        return settings


def own_project(found: "Resolved") -> tuple[OwnProject, dict[str, Any]]:
    """Return how to find the project, and what the credential itself says of the settings."""
    auth = found.auth
    told = {name: getattr(auth, name, None) for name in ("project_id", "auth_url")}
    named = found.values.get("project_name")
    name = named.text if named else getattr(auth, "project", None)
    return OwnProject(name, isinstance(auth, Credential)), told


async def _found(name: str, settings: Settings, exchange: Exchange) -> Settings:
    return evolve(settings, project_id=await exchange.find_project(name, settings.region))
