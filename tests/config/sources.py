"""Files for settings that are not on a disk, and what was found in them."""

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import field, frozen

from asyncjobs.config import Resolved
from asyncjobs.config._clouds_yaml import CloudFiles, YamlFile
from asyncjobs.config._credentials_file import CredentialsFile
from asyncjobs.config._resolve import resolve
from asyncjobs.errors import ConfigError

Document = Mapping[str, Any]


@frozen
class Held:
    """Files as `resolve` reads them."""

    yaml: Document | None = None
    basic: Mapping[str, str] = field(factory=dict)
    read: list[str] = field(factory=list)
    """Which were read."""

    def clouds(self) -> CloudFiles:
        self.read.append("clouds.yaml")
        if self.yaml is None:
            message = "there is no clouds.yaml"
            raise ConfigError(message)
        return CloudFiles(YamlFile("clouds.yaml", {"clouds": self.yaml}))

    def credentials(self) -> CredentialsFile | None:
        self.read.append("credentials")
        return CredentialsFile("credentials", {"basic": self.basic}) if self.basic else None


def found(environ: Mapping[str, str], files: Held | None = None, **arguments: object) -> Resolved:
    """Resolve settings without a disk."""
    return resolve(arguments, environ, files or Held())


def sources(resolved: Resolved) -> dict[str, tuple[str, str]]:
    """Return what was found by setting: the value as it is shown, and the source."""
    return {row.setting: (row.value, row.source) for row in resolved.rows()}


def refusal(resolved: Resolved, *wanted: str) -> str:
    """Return why no client can be opened with what was found."""
    with pytest.raises(ConfigError) as caught:
        resolved.check(*wanted)
    return str(caught.value)


KEY = {"HW_ACCESS_KEY": "ak", "HW_SECRET_KEY": "sk"}
USER = {"OS_USERNAME": "me", "OS_PASSWORD": "pw", "OS_USER_DOMAIN_NAME": "OTC-1"}
OTC_CLOUD = {
    "auth": {
        "auth_url": "https://iam.eu-nl.otc.t-systems.com/v3",
        "username": "filed",
        "password": "filed-pw",
        "user_domain_name": "OTC-2",
        "project_name": "eu-nl_x",
    }
}
"""A cloud of clouds.yaml, as T Cloud Public's documents show it."""
