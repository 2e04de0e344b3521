"""How services spell what the classic family calls INIT, RUNNING, SUCCESS, FAIL and CANCEL.

From the services' API documents, and where these are silent from what their clients expect.
"""

from collections.abc import Mapping

from asyncjobs.models import Status
from asyncjobs.profiles import Profile

_DATABASE = {"RUNNING": "Running", "SUCCESS": "Completed", "FAIL": "Failed"}
_CONTAINERS = {"INIT": "Initializing", "RUNNING": "Running", "SUCCESS": "Success", "FAIL": "Failed"}
_LOWER = {"RUNNING": "running", "SUCCESS": "success", "FAIL": "failed"}
_FAILED = {"FAIL": "FAILED"}
_SUCCEEDED = {"SUCCESS": "SUCCEEDED", "FAIL": "FAILED"}
_VPN = {"RUNNING": "upgrading", "SUCCESS": "success", "FAIL": "fail"}
_APPS = {"INIT": "WAITING", "FAIL": "FAILED"}

_SPELLINGS: Mapping[str, Mapping[str, str]] = {
    "antiddos": _LOWER | {"INIT": "preprocess"},
    "cce": _CONTAINERS,
    "cce_autopilot": _CONTAINERS,
    "cfw": {"RUNNING": "Running", "SUCCESS": "Success", "FAIL": "Failed"},
    "cph": {"RUNNING": "1", "SUCCESS": "2", "FAIL": "-1"},
    "cse": {"RUNNING": "Running", "SUCCESS": "Finished", "FAIL": "CreateFail"},
    "ddm": _DATABASE | {"CANCEL": "CancelSuccess"},
    "dds": _DATABASE,
    "dms": {"INIT": "CREATED", "RUNNING": "EXECUTING", "FAIL": "FAILED", "CANCEL": "CANCELLED"},
    "dws": {"CANCEL": "STOP"},
    "gaussdb": _DATABASE | {"INIT": "Pending"},
    "gaussdb_mysql": _DATABASE | {"INIT": "Pending"},
    "gaussdb_opengauss": _DATABASE,
    "geip": {
        "RUNNING": "WAIT_TO_SCHEDULE",
        "SUCCESS": "FINISH_SUCC",
        "FAIL": "FINISH_ROLLBACK_SUCC",
    },
    "geminidb": _DATABASE,
    "ges": _LOWER | {"INIT": "pending"},
    "gesv2": _LOWER | {"INIT": "pending"},
    "rds": _DATABASE,
    "servicestage": _SUCCEEDED,
    "servicestagev2": _SUCCEEDED,
    "sfs_turbo": _LOWER,
    "swr": _CONTAINERS,
    "vpn": _VPN,
    "vpn_p2c": _VPN,
    "waf": _FAILED,
    "workspace": _APPS,
    "workspaceapp": _APPS,
    "workspaceapp_image": _APPS,
}
_LACKING = {"INIT": "RUNNING", "PENDING_PAYMENT": "RUNNING", "CANCEL": "FAIL"}
"""What a service says that has no word for one of ours."""


def spelled(word: str, profile: Profile) -> str:
    """Return a status word as the service puts it.

    Words of ours, such as SUCCESS, are put as the service spells them: "Completed" for RDS. Any
    other word is sent as it is.
    """
    if word not in _OURS:
        return word
    own = _SPELLINGS.get(profile.name)
    if own is None:
        return word if profile.meaning(word) is not Status.UNKNOWN else _first(word, profile)
    return own.get(word) or own.get(_LACKING.get(word, ""), word)


def _first(word: str, profile: Profile) -> str:
    """Return the first word of a service from elsewhere that means the same."""
    meant = {Status(word), Status(_LACKING.get(word, word))}
    words = (own for own, status in profile.statuses.items() if status in meant)
    return next(words, word)


_OURS = frozenset(str(status) for status in Status if status is not Status.UNKNOWN)
