"""Credentials: what puts them onto a request."""

from typing import TYPE_CHECKING

from asyncjobs._lazy import on_demand
from asyncjobs.auth._as_auth import as_auth
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._surroundings import Credential, Surroundings
from asyncjobs.auth._token import Token

if TYPE_CHECKING:
    from asyncjobs.auth._access_key import AccessKey
    from asyncjobs.auth._agency import Agency
    from asyncjobs.auth._metadata import MetadataAccessKey
    from asyncjobs.auth._password import Password

__all__ = [
    "AccessKey",
    "Agency",
    "Auth",
    "Credential",
    "MetadataAccessKey",
    "Password",
    "Secret",
    "Surroundings",
    "Token",
    "as_auth",
]

__getattr__, __dir__ = on_demand(
    __name__,
    {
        "AccessKey": "_access_key",
        "Agency": "_agency",
        "MetadataAccessKey": "_metadata",
        "Password": "_password",
    },
)
