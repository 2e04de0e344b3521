"""Services that installed packages bring along."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from asyncjobs._text import safe_text
from asyncjobs.errors import ConfigError
from asyncjobs.profiles import Profile, Registry

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "asyncjobs.profiles"

_log = logging.getLogger("asyncjobs")


def default_registry(points: "Iterable[EntryPoint] | None" = None) -> Registry:
    """Return the services shipped here and those of installed packages.

    A package announces a `Profile` under the entry-point group `asyncjobs.profiles`. One that
    cannot be loaded, or whose name is taken, is told as a warning and left out.

    Args:
        points: None for those of the installed packages.
    """
    # It brings along much of the standard library: mail, archives, tables.
    from importlib.metadata import entry_points  # noqa: PLC0415

    registry = Registry()
    for point in entry_points(group=GROUP) if points is None else points:
        _add(registry, point)
    return registry


def _add(registry: Registry, point: "EntryPoint") -> None:
    try:
        profile = point.load()
        if not isinstance(profile, Profile):
            message = f"it is a {type(profile).__name__}, not a Profile"
            raise ConfigError(message)  # noqa: TRY301 - one place tells of every trouble
        registry.add(profile)
    except Exception as error:  # noqa: BLE001 - foreign code may raise anything
        what = safe_text(f"{type(error).__name__}: {error}")
        _log.warning("the service %r of %r is left out: %s", point.name, point.value, what)
