"""Decide which settings count: arguments over the environment over files. Pure."""

from collections.abc import Mapping
from typing import Protocol

from asyncjobs.config._clouds import cloud_of_identity, cloud_of_region
from asyncjobs.config._clouds_yaml import CloudFiles, cloud_values
from asyncjobs.config._credentials_file import CredentialsFile, credentials_values
from asyncjobs.config._endpoint_words import endpoints
from asyncjobs.config._found import Found, Values, text_of
from asyncjobs.config._kinds import Pieces, begun, pieces_in
from asyncjobs.config._levels import Levels, contradiction
from asyncjobs.config._resolved import Resolved
from asyncjobs.config._variables import HCS, HW, OS, OWN, SDK, regional
from asyncjobs.errors import ConfigError

_TOGETHER = (
    *(("cloud",), ("endpoint",), ("region",), ("auth_url",)),
    *(("project_id", "project_name"), ("domain_id", "domain_name")),
)
"""Settings that come from one source each, or together from one."""

_WHICH = ("region", *_TOGETHER[-2], *_TOGETHER[-1])
"""Settings that say which jobs are meant; the others say who asks, and where."""


class Files(Protocol):
    """Reads files, when they are asked for."""

    def clouds(self) -> CloudFiles:
        """Return openstacksdk's files."""
        ...

    def credentials(self) -> CredentialsFile | None:
        """Return the vendor's credential file; None if there is none."""
        ...


def resolve(arguments: Mapping[str, object], environ: Mapping[str, str], files: Files) -> Resolved:
    """Find every setting, and where it comes from.

    Args:
        arguments: by the names that `open_client` has for them; None counts as absent.
        environ: the environment.
        files: read only if somebody asks for them, or nothing else gives credentials.

    Returns:
        What was found, with contradictions and halves told in `problems`.

    Raises:
        ConfigError: a file or a variable that counts cannot be read.
    """
    given = {
        name: Found(value, "argument") for name, value in arguments.items() if value is not None
    }
    levels = Levels(_levels(given, environ, files))
    pieces = None if "auth" in given else _credentials(levels, files, alone="os_cloud" in given)
    values = {name: found for group in _TOGETHER for name, found in levels.pick(*group).items()}
    _drop_lower(values, levels)
    _guess(values)
    made = _made(pieces, values, levels.problems) if pieces else None
    signed_in_by = pieces.values if pieces else levels.pick("auth")
    return Resolved(
        values={**values, **signed_in_by},
        regional={} if "os_cloud" in given else regional(environ),
        auth=given["auth"].value if "auth" in given else made,
        problems=tuple(dict.fromkeys(levels.problems)),
    )


def _levels(given: Values, environ: Mapping[str, str], files: Files) -> list[list[Values]]:
    """Return the sources in their order.

    A cloud of clouds.yaml that an argument names says who asks and where: nothing that lies around
    in the environment may mix with it.
    """
    own = OWN.values(environ)
    if "endpoint" in own:
        text, source = own["endpoint"].text, own["endpoint"].source
        own["endpoint"] = Found(endpoints(tuple(text.split())), source)
    region = text_of({**own, **given}, "region")
    if "os_cloud" in given:
        name = text_of(given, "os_cloud") or ""
        which = {setting: found for setting, found in own.items() if setting in _WHICH}
        return [[given], [cloud_values(files.clouds(), name, region)], [which]]
    tools = (SDK, HW, HCS, OS)
    families: dict[str, Values] = {family.prefix: family.values(environ) for family in tools}
    if not _enough({**own, **given}):
        families[SDK.prefix] = _with_key_file(families[SDK.prefix], environ, files)
        families[OS.prefix] = _with_clouds_yaml(families[OS.prefix], environ, files, region)
    return [[given], [own], list(families.values())]


def _enough(values: Values) -> bool:
    """Whether it is said who asks and where: what files say is then somebody else's."""
    return ("auth" in values or begun(values)) and bool({"endpoint", "cloud"} & set(values))


def _with_key_file(values: Values, environ: Mapping[str, str], files: Files) -> Values:
    """Return the SDK's variables, with the file that one of them names below them."""
    if not environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE") or begun(values):
        return values
    file = files.credentials()
    return {**(credentials_values(file) if file else {}), **values}


def _with_clouds_yaml(
    values: Values, environ: Mapping[str, str], files: Files, region: str | None
) -> Values:
    """Return OpenStack's variables, with the cloud that OS_CLOUD names below them."""
    name = environ.get("OS_CLOUD", "").strip()
    if not name or name == environ.get("OS_CLOUD_NAME", "envvars"):
        return values
    return {**cloud_values(files.clouds(), name, region or text_of(values, "region")), **values}


def _credentials(levels: Levels, files: Files, *, alone: bool) -> Pieces | None:
    """Return the highest credentials; where nobody has any, those of the vendor's file."""
    if not alone and not any(begun(values) for sources in levels.levels for values in sources):
        file = files.credentials()
        levels.levels.append([credentials_values(file)] if file else [])
    for sources in levels.levels:
        if any(map(begun, sources)):
            return _agreed(sources, levels.problems)
    return None


def _agreed(sources: list[Values], problems: list[str]) -> Pieces | None:
    """Return the credentials of one level; if several sources hold some, they must be the same."""
    found: list[Pieces] = []
    for values in sources:
        try:
            pieces = pieces_in(values)
        except ConfigError as error:
            problems.append(str(error))
        else:
            found += [pieces] if pieces else []
    problems += [
        contradiction("the credentials", found[0].source, other.source)
        for other in found[1:]
        if other != found[0]
    ]
    return found[0] if found else None


def _made(pieces: Pieces, values: Values, problems: list[str]) -> object:
    try:
        return pieces.credential(values)
    except ConfigError as error:
        problems.append(str(error))
        return None


def _drop_lower(values: dict[str, Found], levels: Levels) -> None:
    """Drop addresses from a lower source than the one that names the cloud: they are not its."""
    cloud = levels.height("cloud")
    for setting in ("endpoint", "auth_url"):
        height = levels.height(setting)
        if cloud is not None and height is not None and cloud < height:
            values.pop(setting, None)


def _guess(values: dict[str, Found]) -> None:
    """Fill in the cloud and the region where what was found tells them beyond doubt."""
    one_address = "endpoint" in values and isinstance(values["endpoint"].value, str)
    if "auth_url" in values:
        source = f"auth_url ({values['auth_url'].source})"
        cloud, region = cloud_of_identity(values["auth_url"].text)
    elif "region" in values and not one_address:
        source = f"region ({values['region'].source})"
        cloud, region = cloud_of_region(values["region"].text), None
    else:
        return
    if cloud is not None:
        values.setdefault("cloud", Found(cloud.name, source))
    if region is not None:
        values.setdefault("region", Found(region, source))
