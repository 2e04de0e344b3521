"""Where the services of each cloud of the family are: one table.

Sources: the host names of the vendor's Python SDK (`huaweicloudsdkecs`, `region/ecs_region.py`;
`huaweicloudsdkcore`, `auth/endpoint.py`), of the Terraform providers huaweicloud, hcs,
opentelekomcloud and flexibleengine, and openstacksdk's vendor files `otc` and `otc-swiss`.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError

__all__ = ["CLOUDS", "Cloud", "cloud_called"]

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.ASCII)
_NO_WORD = re.compile(r"[^a-z0-9]+")


@frozen
class Cloud:
    """One cloud: how its hosts are called. `{service}` and `{region}` stand for what changes."""

    name: str
    domain: str
    """What every host name of the cloud ends in."""
    endpoint: str
    """The address of a service."""
    identity: str
    """The address of the identity service (IAM)."""
    regions: tuple[str, ...] = ()
    """Those that are known; others are accepted as well, since new ones appear."""
    aliases: tuple[str, ...] = ()
    """What else users call it."""
    hosts: Mapping[str, str] = field(factory=dict, hash=False)
    """Services whose host is not called as usual, by the profile's name."""
    worldwide: Mapping[str, str] = field(factory=dict, hash=False)
    """Addresses of the services that are not of a region, by the profile's name."""


def _cloud(
    name: str,
    domain: str,
    regions: str,
    *,
    iam: str = "iam.{region}",
    aliases: tuple[str, ...] = (),
) -> Cloud:
    """Make a cloud whose hosts are called as in most of the family."""
    return Cloud(
        name=name,
        domain=domain,
        endpoint=f"https://{{service}}.{{region}}.{domain}",
        identity=f"https://{iam}.{domain}",
        regions=tuple(regions.split()),
        aliases=aliases,
        worldwide={"geip": f"https://eip.{domain}"},
    )


CLOUDS: tuple[Cloud, ...] = (
    _cloud(
        "huaweicloud",
        "myhuaweicloud.com",
        "cn-north-1 cn-north-2 cn-north-4 cn-north-9 cn-north-11 cn-north-12 cn-east-2 cn-east-3 "
        "cn-east-4 cn-east-5 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 cn-southwest-3 "
        "ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 af-south-1 "
        "af-north-1 sa-brazil-1 la-north-2 la-south-2 na-mexico-1 tr-west-1 me-east-1 ae-ad-1 "
        "my-kualalumpur-1 eu-west-0 eu-west-101 ru-moscow-1",
        aliases=("huawei", "huawei_cloud"),
    ),
    _cloud("huaweicloud_cn", "myhuaweicloud.cn", ""),
    _cloud("huaweicloud_eu", "myhuaweicloud.eu", "eu-west-101", aliases=("huawei_cloud_eu",)),
    _cloud(
        "otc",
        "otc.t-systems.com",
        "eu-de eu-nl",
        aliases=("t_cloud_public", "tcloudpublic", "open_telekom_cloud", "opentelekomcloud"),
    ),
    _cloud("otc_swiss", "sc.otc.t-systems.com", "eu-ch2", iam="iam-pub.{region}"),
    _cloud(
        "flexibleengine",
        "prod-cloud-ocb.orange-business.com",
        "eu-west-0 eu-west-1",
        aliases=("flexible_engine",),
    ),
    _cloud("sbercloud", "hc.sbercloud.ru", "ru-moscow-1", aliases=("cloud_ru",)),
)
"""The clouds that are known by name. Every other is given by its domain."""

_BY_NAME = {word: cloud for cloud in CLOUDS for word in (cloud.name, *cloud.aliases)}
_BY_DOMAIN = {cloud.domain: cloud for cloud in CLOUDS}


def cloud_called(name: object) -> Cloud:
    """Return the cloud that users call `name`.

    Args:
        name: one of the table's names or aliases, in any case, with any of space, `-` and `_`
            between words; or a domain, as HW_CLOUD and HCS_CLOUD have it. A domain that the table
            does not have is that of a Huawei Cloud Stack.

    Raises:
        ConfigError: there is no such cloud; the message lists those that there are.
    """
    text = name.strip().casefold() if isinstance(name, str) else ""
    found = _BY_DOMAIN.get(text) or _BY_NAME.get(_NO_WORD.sub("_", text))
    if found is not None:
        return found
    if _DOMAIN.fullmatch(text):
        return _cloud_stack(text)
    raise ConfigError(_unknown(name))


def _cloud_stack(domain: str) -> Cloud:
    """Make the cloud of a Huawei Cloud Stack (terraform-provider-hcs)."""
    return Cloud(
        name=domain,
        domain=domain,
        endpoint=f"https://{{service}}.{{region}}.{domain}",
        identity=f"https://iam-apigateway-proxy.{domain}",
        hosts={"elb": "vpc"},
    )


def _unknown(name: object) -> str:
    shown = safe_text(name, 64)
    near = get_close_matches(_NO_WORD.sub("_", str(name).casefold()[:64]), _BY_NAME, n=1)
    guess = f"; did you mean {_BY_NAME[near[0]].name}?" if near else ""
    known = ", ".join(cloud.name for cloud in CLOUDS)
    return f"no cloud is called '{shown}' (known: {known}, or the domain of a Cloud Stack){guess}"


def clouds_of_region(region: str) -> list[Cloud]:
    """Return the clouds that have a region of that name."""
    return [cloud for cloud in CLOUDS if region in cloud.regions]


def cloud_of_region(region: str) -> Cloud | None:
    """Return the one cloud that has a region of that name; None if none has, or several."""
    having = clouds_of_region(region)
    return having[0] if len(having) == 1 else None


def cloud_of_identity(url: str) -> tuple[Cloud | None, str | None]:
    """Return the cloud and the region whose identity service has that address, as far as known."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0].casefold()
    # The longest domain first: one cloud's ends in another's.
    for cloud in sorted(CLOUDS, key=lambda cloud: -len(cloud.domain)):
        label, _, region = host.removesuffix(f".{cloud.domain}").partition(".")
        if host.endswith(f".{cloud.domain}") and label in {"iam", "iam-pub"}:
            return cloud, region or None
    return None, None
