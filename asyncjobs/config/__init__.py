"""Where services are and who asks: settings, and where they are found."""

from asyncjobs.config._addresses import Endpoints
from asyncjobs.config._clouds import CLOUDS, Cloud, cloud_called
from asyncjobs.config._endpoint import is_loopback
from asyncjobs.config._settings import Lane, Settings, check_kinds

__all__ = [
    "CLOUDS",
    "Cloud",
    "Endpoints",
    "Lane",
    "Settings",
    "check_kinds",
    "cloud_called",
    "is_loopback",
]
