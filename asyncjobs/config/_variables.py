"""Which variables of the environment are read.

Sources: the vendor's Python SDK (`huaweicloudsdkcore`, `auth/provider.py`, `region/provider.py`),
the Terraform providers huaweicloud, hcs and opentelekomcloud, openstacksdk.
"""

from collections.abc import Mapping

from attrs import frozen

from asyncjobs._text import safe_text
from asyncjobs.config._found import Found, found_text
from asyncjobs.errors import ConfigError


@frozen
class Family:
    """Variables that belong together, because one tool reads them."""

    prefix: str
    names: Mapping[str, tuple[str, ...]]
    """For each setting what follows the prefix; of several the first that is there counts."""

    def held(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the variable of each setting; an empty variable counts as absent."""
        held: dict[str, str] = {}
        for setting, names in self.names.items():
            variables = (f"{self.prefix}{name}" for name in names)
            name = next((name for name in variables if environ.get(name, "").strip()), None)
            if name is not None:
                held[setting] = name
        return held

    def values(self, environ: Mapping[str, str], problems: list[str]) -> dict[str, Found]:
        """Return what the environment holds of them.

        Args:
            environ: the environment.
            problems: what cannot be used is told here.
        """
        values: dict[str, Found] = {}
        for setting, name in self.held(environ).items():
            try:
                values[setting] = found_text(setting, environ[name], f"environment {name}")
            except ConfigError as error:
                problems.append(str(error))
        return values

    def only(self, *settings: str) -> "Family":
        """Return the variables of some settings."""
        return Family(self.prefix, {name: self.names[name] for name in settings})


def _family(prefix: str, **names: str) -> Family:
    return Family(prefix, {setting: tuple(text.split()) for setting, text in names.items()})


def _terraform(prefix: str) -> Family:
    return _family(
        prefix,
        cloud="CLOUD",
        region="REGION_NAME",
        project_id="PROJECT_ID",
        project_name="PROJECT_NAME",
        domain_id="DOMAIN_ID",
        domain_name="DOMAIN_NAME",
        auth_url="AUTH_URL",
        token="AUTH_TOKEN",  # noqa: S106 - a variable's name
        access_key="ACCESS_KEY",
        secret_key="SECRET_KEY",  # noqa: S106 - as above
        security_token="SECURITY_TOKEN",  # noqa: S106 - as above
        username="USER_NAME",
        user_id="USER_ID",
        password="USER_PASSWORD",  # noqa: S106 - as above
        agency_name="ASSUME_ROLE_AGENCY_NAME",
    )


OWN = _family(
    "ASYNCJOBS_",
    **{
        name: name.upper()
        for name in (
            *("endpoint", "cloud", "region", "project_id", "project_name", "domain_id"),
            *("domain_name", "auth_url", "token", "access_key", "secret_key", "security_token"),
            *("username", "user_id", "password"),
        )
    },
)
"""asyncjobs' own variables: they are meant for it and go before all others."""

SDK = _family(
    "HUAWEICLOUD_SDK_",
    access_key="AK",
    secret_key="SK",  # noqa: S106 - a variable's name
    security_token="SECURITY_TOKEN",  # noqa: S106 - as above
    project_id="PROJECT_ID",
    domain_id="DOMAIN_ID",
    auth_url="IAM_ENDPOINT",
)
"""The vendor's SDKs."""

HW = _terraform("HW_")
"""Terraform's provider for Huawei Cloud."""

HCS = _terraform("HCS_")
"""Terraform's provider for Huawei Cloud Stack."""

OS = _family(
    "OS_",
    region="REGION_NAME",
    project_id="PROJECT_ID TENANT_ID",
    project_name="PROJECT_NAME TENANT_NAME",
    domain_id="USER_DOMAIN_ID DOMAIN_ID PROJECT_DOMAIN_ID",
    domain_name="USER_DOMAIN_NAME DOMAIN_NAME PROJECT_DOMAIN_NAME",
    auth_url="AUTH_URL",
    auth_type="AUTH_TYPE",
    token="TOKEN AUTH_TOKEN",  # noqa: S106 - a variable's name
    access_key="ACCESS_KEY",
    secret_key="SECRET_KEY",  # noqa: S106 - as above
    security_token="SECURITY_TOKEN",  # noqa: S106 - as above
    username="USERNAME",
    user_id="USER_ID",
    password="PASSWORD",  # noqa: S106 - as above
    passcode="PASSCODE",
    agency_name="AGENCY_NAME",
)
"""OpenStack, T Cloud Public, Flexible Engine."""

_REGIONS_FILE, _ALGORITHM = "HUAWEICLOUD_SDK_REGIONS_FILE", "HW_SIGNING_ALGORITHM"
_OUR_ALGORITHM = {"hmacsha256", "sdk-hmac-sha256"}
"""As Terraform's provider calls it, and as it stands in requests."""


def unread(environ: Mapping[str, str]) -> list[str]:
    """Return what variables ask for that is not done, though requests go on without it."""
    remarks = []
    if environ.get(_REGIONS_FILE, "").strip():
        remarks.append(
            f"{_REGIONS_FILE} is not read: give such addresses as HUAWEICLOUD_SDK_REGION_* or as "
            "endpoint (ASYNCJOBS_ENDPOINT)"
        )
    algorithm = environ.get(_ALGORITHM, "").strip()
    if algorithm and algorithm.casefold() not in _OUR_ALGORITHM:
        remarks.append(
            f"{_ALGORITHM} '{safe_text(algorithm, 40)}' is not supported: access keys sign with "
            "SDK-HMAC-SHA256"
        )
    return remarks


_REGIONAL = "HUAWEICLOUD_SDK_REGION_"


def regional(environ: Mapping[str, str]) -> dict[str, Found]:
    """Return the addresses that are given by service and region; of several in one the first."""
    return {
        name.removeprefix(_REGIONAL): Found(url.partition(",")[0].strip(), f"environment {name}")
        for name, url in environ.items()
        if name.startswith(_REGIONAL) and url.strip()
    }
