"""Where services are and who asks: settings, and where they are found."""

from asyncjobs.config._addresses import Endpoints
from asyncjobs.config._clouds import CLOUDS, Cloud, cloud_called
from asyncjobs.config._discover import discover
from asyncjobs.config._endpoint_words import endpoints
from asyncjobs.config._found import Found
from asyncjobs.config._resolved import Resolved, Row
from asyncjobs.config._settings import Lane, Settings, check_kinds

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
