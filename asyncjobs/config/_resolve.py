"""Decide which settings count: arguments over the environment over files. Pure."""

from collections.abc import Mapping

from asyncjobs._text import safe_text
from asyncjobs.config._clouds import Cloud, cloud_of_identity, cloud_of_region
from asyncjobs.config._found import Found, Values
from asyncjobs.config._kinds import Pieces, begun, pieces_in, unsupported
from asyncjobs.config._levels import Levels, contradiction, meaning
from asyncjobs.config._resolved import Resolved
from asyncjobs.config._sources import ACCOUNT, PROJECT, TOOLS, Files, Sources
from asyncjobs.config._variables import regional
from asyncjobs.errors import ConfigError

_TOGETHER = (("cloud",), ("endpoint",), ("region",), ("auth_url",), PROJECT, ACCOUNT)
"""Settings that come from one source each, or together from one."""


def resolve(arguments: Mapping[str, object], environ: Mapping[str, str], files: Files) -> Resolved:
    """Find every setting, and where it comes from.

    Args:
        arguments: by the names that `open_client` has for them; None counts as absent.
        environ: the environment.
        files: read only if somebody asks for them, or nothing else gives credentials.

    Returns:
        What was found, with all that is wrong told in `problems`.

    Raises:
        ConfigError: an argument is of the wrong type.
    """
    given = {
        name: Found(value, "argument") for name, value in arguments.items() if value is not None
    }
    sources = Sources(environ, files)
    levels = Levels(sources.levels(given), sources.problems)
    pieces = None if "auth" in given else _credentials(levels, sources, alone="os_cloud" in given)
    values = {name: found for group in _TOGETHER for name, found in levels.pick(*group).items()}
    _drop_lower(values, levels)
    levels.problems += _other_operator(values, levels)
    _guess(values, levels.problems)
    made = _made(pieces, values, levels.problems) if pieces else None
    signed_in_by = pieces.values if pieces else levels.pick("auth")
    return Resolved(
        values={**values, **signed_in_by},
        regional={} if _said_above_the_tools(given, levels) else regional(environ),
        auth=given["auth"].value if "auth" in given else made,
        problems=tuple(dict.fromkeys(levels.problems)),
        remarks=tuple(sources.remarks),
    )


def _credentials(levels: Levels, sources: Sources, *, alone: bool) -> Pieces | None:
    """Return the highest credentials; where nobody has any, those of the vendor's file."""
    # A half whose other half could not be read is no problem of its own.
    problems = [] if levels.problems else levels.problems
    if not any(begun(values) for held in levels.levels for values in held):
        refused = [unsupported(values) for held in levels.levels for values in held]
        problems += filter(None, refused)
        if alone or levels.problems:
            return None
        levels.levels.append([sources.key_file()])
    for height, held in enumerate(levels.levels):
        if any(map(begun, held)):
            problems += _agencies(levels.levels[: height + 1])
            return _agreed(held, problems)
    return None


def _agencies(levels: list[list[Values]]) -> list[str]:
    """Return what is wrong if somebody else is to be signed in as than the credentials say."""
    return [
        f"{values['agency_name'].source} names an agency, which variables cannot give: unset it, "
        "or in a program give auth=Agency(..., agency_name=..., domain=...)"
        for held in levels
        for values in held
        if "agency_name" in values
    ]


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


def _other_operator(values: Values, levels: Levels) -> list[str]:
    """Return what is wrong if one source names the cloud, and another some other cloud's IAM.

    Where one source says both, it means it.
    """
    if not {"cloud", "auth_url"} <= set(values) or levels.together("cloud", "auth_url"):
        return []
    cloud, auth_url = values["cloud"], values["auth_url"]
    operator, _ = cloud_of_identity(auth_url.text)
    if levels.height("cloud") != levels.height("auth_url") or operator is None:
        return []
    if meaning("cloud", cloud) == operator.name:
        return []
    return [contradiction("the cloud", cloud.source, auth_url.source)]


def _said_above_the_tools(given: Values, levels: Levels) -> bool:
    """Whether the cloud is named above the variables that give addresses by region."""
    height = levels.height("cloud")
    return "os_cloud" in given or (height is not None and height < TOOLS)


def _guess(values: dict[str, Found], problems: list[str]) -> None:
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
    if cloud is not None and region is not None and "region" not in values:
        values["region"] = Found(region, source)
        problems += _other_region(values, cloud)


def _other_region(values: Values, cloud: Cloud) -> list[str]:
    """Return what is wrong if the project is called as one of another region than was guessed."""
    project, region = values.get("project_name"), values["region"]
    if project is None or "project_id" in values:
        return []
    other = project.text.partition("_")[0]
    if other == region.text or other not in cloud.regions:
        return []
    message = (
        f"{region.source} is of region {safe_text(region.text, 64)}, and project_name "
        f"({project.source}) of {other}: correct one, or say the region (ASYNCJOBS_REGION)"
    )
    return [message]
