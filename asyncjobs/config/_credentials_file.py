"""The credential file of the vendor's SDKs, ~/.huaweicloud/credentials.

Source: `huaweicloudsdkcore`, `auth/provider.py`.
"""

from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs.config._found import Found, found_text
from asyncjobs.errors import ConfigError

_NAMES = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "project_id": "project_id",
    "domain_id": "domain_id",
    "iam_endpoint": "auth_url",
}


@frozen
class CredentialsFile:
    """A file as it was read."""

    path: str
    sections: Mapping[str, Mapping[str, str]] = field(repr=False)


def credentials_values(file: CredentialsFile) -> dict[str, Found]:
    """Return what the file gives: its section `[basic]`, and the account's id of `[global]`.

    Raises:
        ConfigError: neither section is there, or it signs in as we cannot.
    """
    basic, universal = (_section(file, name) for name in ("basic", "global"))
    values = basic or universal
    if not values:
        message = f"{file.path} has no section [basic] with ak and sk in it: add one"
        raise ConfigError(message)
    return {**universal, **basic} if _key(basic) == _key(universal) else values


def _key(section: Mapping[str, Found]) -> object:
    return section["access_key"].value if "access_key" in section else None


def _section(file: CredentialsFile, name: str) -> dict[str, Found]:
    given = file.sections.get(name, {})
    source = f"{file.path} [{name}]"
    if given.get("idp_id") and given.get("id_token_file"):
        message = (
            f"{source} signs in through an identity provider (idp_id), which is not supported: "
            "give ak and sk, or a token"
        )
        raise ConfigError(message)
    return {
        setting: found_text(setting, given[key], source)
        for key, setting in _NAMES.items()
        if given.get(key)
    }
