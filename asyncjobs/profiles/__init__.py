"""What asyncjobs knows about services: one `Profile` each, gathered in a `Registry`."""

from asyncjobs._page import Page
from asyncjobs.profiles._listing import Listing
from asyncjobs.profiles._profile import COMMON_STATUSES, Profile
from asyncjobs.profiles._registry import BUILTIN, Registry

__all__ = ["BUILTIN", "COMMON_STATUSES", "Listing", "Page", "Profile", "Registry"]
