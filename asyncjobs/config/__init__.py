"""Where services are and who asks: settings, and where they are found."""

from typing import TYPE_CHECKING

from asyncjobs._lazy import on_demand
from asyncjobs.config._addresses import Endpoints
from asyncjobs.config._clouds import CLOUDS, Cloud, cloud_called
from asyncjobs.config._settings import Lane, Settings, check_kinds

if TYPE_CHECKING:
    from asyncjobs.config._discover import discover
    from asyncjobs.config._endpoint_words import endpoints
    from asyncjobs.config._found import Found
    from asyncjobs.config._resolved import Resolved, Row

__all__ = [
    "CLOUDS",
    "Cloud",
    "Endpoints",
    "Found",
    "Lane",
    "Resolved",
    "Row",
    "Settings",
    "check_kinds",
    "cloud_called",
    "discover",
    "endpoints",
]

__getattr__, __dir__ = on_demand(
    __name__,
    {
        "Found": "_found",
        "Resolved": "_resolved",
        "Row": "_resolved",
        "discover": "_discover",
        "endpoints": "_endpoint_words",
    },
)
