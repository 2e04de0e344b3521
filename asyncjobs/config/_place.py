"""Why what was found does not tell which cloud is meant."""

from difflib import get_close_matches

from asyncjobs._text import safe_text
from asyncjobs.config._clouds import CLOUDS, clouds_of_region
from asyncjobs.config._endpoint import check_endpoint, shown_url
from asyncjobs.config._found import Found, Values
from asyncjobs.config._region import check_region, region_of_known_zone
from asyncjobs.errors import ConfigError


def why_no_place(values: Values) -> str:
    """Return why neither the address to sign in at nor the region told the cloud; "" if neither is.

    Raises:
        ConfigError: what is there is wrong, and would tell the cloud if it were right.
    """
    if "auth_url" in values:
        return _why_not_by_identity(values["auth_url"])
    if "region" in values:
        return _why_not_by_region(values["region"])
    return ""


def _why_not_by_identity(found: Found) -> str:
    url = found.text.replace("{region}", "region")
    check_endpoint(url, insecure=True, what=f"auth_url ({found.source})")
    return f"auth_url '{shown_url(found.text)}' ({found.source}) is of no cloud that is known"


def _why_not_by_region(found: Found) -> str:
    region, source = found.text, found.source
    try:
        check_region(region)
    except ConfigError as error:
        message = f"{error} ({source})"
        raise ConfigError(message) from None
    having = " and of ".join(cloud.name for cloud in clouds_of_region(region))
    if having:
        return f"region '{region}' ({source}) is one of {having}"
    known = tuple(dict.fromkeys(region for cloud in CLOUDS for region in cloud.regions))
    zone_of = region_of_known_zone(region, known)
    if zone_of is not None:
        message = (
            f"region '{region}' ({source}) is an availability zone: give its region, {zone_of}"
        )
        raise ConfigError(message)
    near = get_close_matches(region, known, n=1, cutoff=0.8)
    guess = f" (did you mean {near[0]}?)" if near else ""
    return f"region '{safe_text(region, 64)}' ({source}) is of no cloud that is known{guess}"
