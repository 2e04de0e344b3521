"""Credentials: what puts them onto a request."""

from asyncjobs.auth._access_key import AccessKey
from asyncjobs.auth._agency import Agency
from asyncjobs.auth._as_auth import as_auth
from asyncjobs.auth._auth import Auth
from asyncjobs.auth._metadata import MetadataAccessKey
from asyncjobs.auth._password import Password
from asyncjobs.auth._secret import Secret
from asyncjobs.auth._surroundings import Credential, Surroundings
from asyncjobs.auth._token import Token

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
