"""What was found of all settings, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from asyncjobs.config._endpoint import shown_url
from asyncjobs.config._found import SECRETS, Found, Values
from asyncjobs.config._missing import what_is_missing
from asyncjobs.config._settings import Settings
from asyncjobs.errors import ConfigError

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
    """What cannot be read, contradicts or is there by half."""
    remarks: tuple[str, ...] = ()
    """What is amiss, and no reason not to go on."""

    def check(self, *wanted: str) -> None:
        """Refuse what a client cannot be opened with.

        Args:
            wanted: what must be known as well: "project_id", "region".

        Raises:
            ConfigError: one message with all that is wrong, or else with all that is missing.
            InvalidIdError: the id of the project or the account cannot be one.
        """
        if self.problems:
            raise ConfigError("; ".join(self.problems))
        # Plain http may be allowed, which is for whoever makes the client's own.
        place = {"endpoint", "cloud"} & set(self.values)
        settings = Settings(**self.settings(), insecure=True) if place else None
        missing = list(what_is_missing(self.values, self.auth, settings, wanted))
        if missing:
            message = f"not enough to ask a cloud with; give {', and '.join(missing)}"
            raise ConfigError(message)

    def settings(self) -> dict[str, Any]:
        """Return the keyword arguments of `Settings` that were found."""
        found = {name: self.values[name].value for name in _SETTINGS if name in self.values}
        return found | {"regional": {name: url.value for name, url in self.regional.items()}}

    def client_arguments(self) -> dict[str, Any]:
        """Return the keyword arguments with which `open_client` need not look for anything."""
        found = self.settings()
        regional = found.pop("regional")
        environ = {f"HUAWEICLOUD_SDK_REGION_{name}": url for name, url in regional.items()}
        if regional and "cloud" in found:
            # As an argument it would go before the addresses, which are no arguments.
            environ["HW_CLOUD"] = found.pop("cloud")
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
