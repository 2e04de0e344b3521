"""Which regions may stand in a host name."""

import re

from asyncjobs._text import safe_text
from asyncjobs.config._clouds import Cloud, cloud_of_region
from asyncjobs.errors import ConfigError

_REGION = re.compile(r"(?!.*--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_ZONE_OF_NUMBERED = re.compile(r"(?P<region>.+-\d+)[a-z]", re.ASCII)
_ZONE_SUFFIX = re.compile(r"[a-z]|-\d\d", re.ASCII)


def check_region(region: object, cloud: Cloud | None = None) -> str:
    """Return `region` if it may stand in a host name.

    Args:
        region: from whomever.
        cloud: the cloud that is meant; None, or one whose regions are not known, accepts any that
            looks like one.

    Raises:
        ConfigError: it cannot be a region, or is an availability zone, with the region in the
            message (which the gateway would answer with APIGW.0101), or one of another cloud.
    """
    if not isinstance(region, str) or not _REGION.fullmatch(region):
        shown = f"'{safe_text(region, 64)}'"
        message = (
            f"region {shown} cannot be one: it takes lower-case letters, digits and '-', as eu-de"
        )
        raise ConfigError(message)
    zone_of = _region_of_zone(region, cloud.regions) if cloud else None
    if zone_of is not None:
        message = f"region '{region}' is an availability zone: give its region, {zone_of}"
        raise ConfigError(message)
    if cloud and cloud.regions and region not in cloud.regions:
        _refuse_other_cloud(region, cloud)
    return region


def _refuse_other_cloud(region: str, cloud: Cloud) -> None:
    other = cloud_of_region(region)
    if other is not None:
        message = (
            f"region '{region}' is one of {other.name}, not of {cloud.name}: change region or cloud"
        )
        raise ConfigError(message)


def _region_of_zone(name: str, regions: tuple[str, ...]) -> str | None:
    """Return the region of an availability zone such as cn-east-2c or eu-de-01; None if none."""
    if name in regions or not regions:
        return None
    numbered = _ZONE_OF_NUMBERED.fullmatch(name)
    return region_of_known_zone(name, regions) or (numbered["region"] if numbered else None)


def region_of_known_zone(name: str, regions: tuple[str, ...]) -> str | None:
    """Return which of the regions has an availability zone of that name; None if none has."""
    for region in regions:
        if name.startswith(region) and _ZONE_SUFFIX.fullmatch(name.removeprefix(region)):
            return region
    return None
