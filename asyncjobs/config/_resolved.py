"""What was found of all settings, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from asyncjobs.auth import Credential
from asyncjobs.config._endpoint import shown_url
from asyncjobs.config._found import SECRETS, Found, Values
from asyncjobs.errors import ConfigError

_CREDENTIALS = (
    "credentials: auth, or a token (ASYNCJOBS_TOKEN, HW_AUTH_TOKEN, OS_TOKEN), an access key "
    "(HUAWEICLOUD_SDK_AK and _SK, HW_ACCESS_KEY and HW_SECRET_KEY), a user with a password "
    "(OS_USERNAME, OS_PASSWORD), or OS_CLOUD"
)
_PLACE = "endpoint (ASYNCJOBS_ENDPOINT) or cloud (ASYNCJOBS_CLOUD, HW_CLOUD, HCS_CLOUD)"
_PLACES = {
    "project_id": "project_id (ASYNCJOBS_PROJECT_ID, HW_PROJECT_ID, OS_PROJECT_ID)",
    "region": "region (ASYNCJOBS_REGION, HW_REGION_NAME, OS_REGION_NAME)",
}
_SETTINGS = ("endpoint", "cloud", "region", "project_id", "domain_id", "auth_url")
"""The arguments of `Settings` that can be found."""


@frozen
class Row:
    """A setting as it may be shown."""

    setting: str
    value: str
    """`***` in place of a secret."""
    source: str


@frozen(kw_only=True)
class Resolved:
    """What was found, each with its source."""

    values: Values
    regional: Mapping[str, Found]
    """Addresses by service and region, as HUAWEICLOUD_SDK_REGION_* has them."""
    auth: Any = field(repr=False)
    """The credential; None if there is none."""
    problems: tuple[str, ...] = ()
    """What contradicts or is there by half."""

    def check(self, *wanted: str) -> None:
        """Refuse what a client cannot be opened with.

        Args:
            wanted: what must be known as well: "project_id", "region".

        Raises:
            ConfigError: one message with all that is wrong, or else with all that is missing.
        """
        if self.problems:
            raise ConfigError("; ".join(self.problems))
        missing = [_PLACES[name] for name in wanted if not self._known(name)]
        if not {"endpoint", "cloud"} & set(self.values):
            missing.insert(0, _PLACE)
        if self.auth is None:
            missing.append(_CREDENTIALS)
        if missing:
            message = f"not enough to ask a cloud with; give {', and '.join(missing)}"
            raise ConfigError(message)

    def _known(self, name: str) -> bool:
        """Whether a setting is there, or what it can be found by."""
        known = set(self.values)
        if name == "region":
            # An endpoint may be of one region.
            return bool({"region", "endpoint"} & known)
        # Who signs in is told the id of a project by its name, which is mostly the region's.
        by_name = {"project_name", "region"} if isinstance(self.auth, Credential) else set()
        return bool({"project_id", *by_name} & known)

    def settings(self) -> dict[str, Any]:
        """Return the keyword arguments of `Settings` that were found."""
        found = {name: self.values[name].value for name in _SETTINGS if name in self.values}
        return found | {"regional": {name: url.value for name, url in self.regional.items()}}

    def client_arguments(self) -> dict[str, Any]:
        """Return the keyword arguments with which `open_client` need not look for anything."""
        found = self.settings()
        regional = found.pop("regional")
        environ = {f"HUAWEICLOUD_SDK_REGION_{name}": url for name, url in regional.items()}
        if "project_name" in self.values:
            environ["ASYNCJOBS_PROJECT_NAME"] = self.values["project_name"].text
        return {**found, "auth": self.auth, "environ": environ}

    def rows(self) -> Iterator[Row]:
        """Yield what was found in a form that may be shown."""
        for setting, found in self.values.items():
            if isinstance(found.value, Mapping):
                for service, url in found.value.items():
                    yield Row(f"{setting} {service}", shown_url(url), found.source)
            else:
                yield Row(setting, _shown(setting, found), found.source)
        for name, found in self.regional.items():
            yield Row(f"endpoint {name}", shown_url(found.value), found.source)


def _shown(setting: str, found: Found) -> str:
    if setting in SECRETS:
        return "***"
    # An address may hold a password, which it is refused for later on.
    return shown_url(found.value) if setting in {"endpoint", "auth_url"} else str(found.value)
