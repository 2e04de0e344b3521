"""What openstacksdk's files say of one cloud: clouds.yaml, secure.yaml and clouds-public.yaml.

Source: openstacksdk, `openstack/config/loader.py`; a test compares the two readers.
"""

import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from asyncjobs._text import safe_text
from asyncjobs.config._clouds import cloud_called
from asyncjobs.config._found import Found, found_text
from asyncjobs.errors import ConfigError

_KEYS = {
    "auth_url": ("auth_url",),
    "auth_type": ("auth_type", "auth_plugin"),
    "project_id": ("project_id", "tenant_id"),
    "project_name": ("project_name", "tenant_name"),
    "domain_id": ("user_domain_id", "domain_id", "project_domain_id"),
    "domain_name": ("user_domain_name", "domain_name", "project_domain_name"),
    "username": ("username", "user_name"),
    "user_id": ("user_id",),
    "password": ("password",),
    "passcode": ("passcode",),
    "token": ("token", "auth_token"),
    "access_key": ("access_key", "ak"),
    "secret_key": ("secret_key", "sk"),
    "security_token": ("security_token",),
}
_PROFILES = {"otc": "eu-de", "otc-swiss": "eu-ch2"}
"""The vendor profiles that openstacksdk has of the family, and the region that each begins with."""

_OVERRIDE = "_endpoint_override"
# openstacksdk's addresses name the version; ours end before it, as a profile's path begins with it.
_VERSION = re.compile(r"/v\d[^/]*(?:/.*)?$", re.DOTALL)


@frozen
class YamlFile:
    """A file as it was read."""

    path: str
    document: object = field(repr=False)


@frozen
class CloudFiles:
    """The files that say what clouds there are; later ones go before earlier ones."""

    clouds: YamlFile
    secure: YamlFile | None = None
    public: YamlFile | None = None
    """What profiles there are beside those that are known anyway."""
    remarks: tuple[str, ...] = ()
    """What is amiss with them and no reason not to use them."""


def cloud_values(files: CloudFiles, name: str, region: str | None = None) -> dict[str, Found]:
    """Return what the files say of the cloud called `name`.

    Args:
        files: as they were read.
        name: a key below `clouds`.
        region: the one that is wanted; None for the first that the cloud has.

    Raises:
        ConfigError: there is no such cloud, or the files are not of their form; what may be secret
            in them is not shown.
    """
    entry = _entry(files, name)
    source = f"{files.clouds.path} cloud {safe_text(name, 64)}"
    chosen, more = _region(entry, region, source)
    entry = _merged(entry, more)
    auth = entry.get("auth") or {}
    if not isinstance(auth, Mapping):
        raise _wrong(source, "auth must be a mapping")
    values = dict(_texts({**auth, **entry}, source))
    if chosen:
        values["region"] = Found(chosen, source)
    if "auth_url" in values:
        url = values["auth_url"].text.replace("{region_name}", chosen or "{region}")
        values["auth_url"] = Found(url, source)
    return values


def _entry(files: CloudFiles, name: str) -> dict[str, Any]:
    clouds = _section(files.clouds, "clouds")
    secure = _more(files.secure, "clouds")
    if name not in clouds:
        known = ", ".join(sorted(safe_text(known, 64) for known in clouds)) or "none"
        message = f"{files.clouds.path} has no cloud '{safe_text(name, 64)}' (it has: {known})"
        raise ConfigError(message)
    entry = _merged(_plain(files.clouds, clouds[name]), _plain(files.secure, secure.get(name)))
    profile = entry.get("profile") or entry.get("cloud")
    if not profile:
        return entry
    general = _profile(files, profile)
    if "regions" in entry or "region_name" in entry:
        general = {key: value for key, value in general.items() if not key.startswith("region")}
    return _merged(general, entry)


def _profile(files: CloudFiles, name: object) -> dict[str, Any]:
    """Return what the vendor profile of a cloud says."""
    public = _more(files.public, "public-clouds")
    if isinstance(name, str) and name in public:
        return _plain(files.public, public[name])
    if not isinstance(name, str) or name not in _PROFILES:
        known = ", ".join((*_PROFILES, *map(str, public)))
        message = f"{files.clouds.path}: profile '{safe_text(name, 64)}' is not known ({known})"
        raise ConfigError(message)
    auth_url = cloud_called(name).identity.replace("{region}", "{region_name}") + "/v3"
    return {"auth": {"auth_url": auth_url}, "regions": [_PROFILES[name]]}


def _more(file: YamlFile | None, name: str) -> Mapping[str, Any]:
    """Return a section of a file that may well be missing, or empty."""
    return {} if file is None or file.document is None else _section(file, name)


def _section(file: YamlFile, name: str) -> Mapping[str, Any]:
    section = file.document.get(name) if isinstance(file.document, Mapping) else None
    if not isinstance(section, Mapping):
        raise _wrong(file.path, f"there must be a mapping called {name}")
    return section


def _plain(file: YamlFile | None, value: object) -> dict[str, Any]:
    """Return a cloud with its keys spelled one way."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong(file.path if file else "", "each cloud must be a mapping")
    return {
        str(key).replace("-", "_"): _plain(file, inner) if isinstance(inner, Mapping) else inner
        for key, inner in value.items()
    }


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        before = merged.get(key)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(before, value) if both else value  # type: ignore[arg-type]
    return merged


def _region(
    entry: Mapping[str, Any], wanted: str | None, source: str
) -> tuple[str | None, dict[str, Any]]:
    """Return the region that is meant, and what the cloud says of that one alone."""
    named = entry.get("region_name")
    regions = entry.get("regions") or (named.split(",") if isinstance(named, str) else named) or []
    if not isinstance(regions, list):
        raise _wrong(source, "regions must be a list")
    known = [region if isinstance(region, Mapping) else {"name": region} for region in regions]
    given = [region.get("name") or "" for region in known]
    if not all(isinstance(name, str) for name in given):
        raise _wrong(source, "the name of a region must be a text")
    names = [name.strip() for name in given]
    at = names.index(wanted) if wanted in names else 0
    if wanted and wanted not in names:
        return wanted, {}
    more = known[at].get("values") if known else None
    return (names[at] or None if names else None), _plain(None, more)


def _texts(entry: Mapping[str, Any], source: str) -> list[tuple[str, Found]]:
    texts = []
    for setting, keys in _KEYS.items():
        value = next((entry[key] for key in keys if _holds(entry.get(key))), None)
        if isinstance(value, str):
            texts.append((setting, found_text(setting, value, source)))
        elif value is not None:
            raise _wrong(source, f"{setting} must be a text")
    endpoints = _endpoints(entry)
    return [*texts, ("endpoint", Found(endpoints, source))] if endpoints else texts


def _holds(value: object) -> bool:
    return value is not None and value != ""


def _endpoints(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return the addresses that are given by service; openstacksdk calls IAM `identity`."""
    given = {
        key.removesuffix(_OVERRIDE): _VERSION.sub("", str(url))
        for key, url in entry.items()
        if key.endswith(_OVERRIDE) and url
    }
    return {"iam" if service == "identity" else service: url for service, url in given.items()}


def _wrong(where: str, why: str) -> ConfigError:
    return ConfigError(f"{where}: {why}; see openstacksdk's documentation of clouds.yaml")
