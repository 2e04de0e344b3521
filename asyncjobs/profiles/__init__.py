"""What asyncjobs knows about services: one `Profile` each, gathered in a `Registry`."""

from typing import TYPE_CHECKING

from asyncjobs._lazy import on_demand
from asyncjobs._page import Page
from asyncjobs.profiles._registry import Registry

if TYPE_CHECKING:
    from asyncjobs.profiles._builtin import BUILTIN
    from asyncjobs.profiles._listing import Listing
    from asyncjobs.profiles._profile import COMMON_STATUSES, Profile

__all__ = ["BUILTIN", "COMMON_STATUSES", "Listing", "Page", "Profile", "Registry"]

__getattr__, __dir__ = on_demand(
    __name__,
    {
        "BUILTIN": "_builtin",
        "COMMON_STATUSES": "_profile",
        "Listing": "_listing",
        "Profile": "_profile",
    },
)
