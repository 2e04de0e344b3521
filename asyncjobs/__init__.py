"""Watch the asynchronous jobs of Huawei-Cloud-family clouds: many at once, every change told.

Open a client with `open_client`, name jobs with `jobs.ref`, then `await jobs.wait(ref)` or iterate
over `jobs.watch(refs)`. `asyncjobs.testing` has a cloud in process to try it on.
"""

from typing import TYPE_CHECKING

from asyncjobs._checkpoint import Checkpoint
from asyncjobs._checkpoint_file import load_checkpoint, save_checkpoint
from asyncjobs._core.adaptive import Adaptive
from asyncjobs._core.durations import Durations
from asyncjobs._core.lags import Lag
from asyncjobs._core.limits import Budget
from asyncjobs._core.pacing import Backoff, Cadence, ExplainingPacing, Fixed, Pacing, View
from asyncjobs._core.stats import Stats
from asyncjobs._core.verdict import Patience
from asyncjobs._durations import LearnedDurations
from asyncjobs._lazy import on_demand
from asyncjobs._open import open_client
from asyncjobs._waits import Completed, WaitResult
from asyncjobs._watch import Watch
from asyncjobs.client import JobsClient
from asyncjobs.errors import (
    AsyncJobsError,
    AuthError,
    ClientClosedError,
    ConfigError,
    DecodeError,
    ForbiddenError,
    InvalidIdError,
    JobExpiredError,
    JobFailedError,
    JobNotFoundError,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
    SubmitError,
    ThrottledError,
    TransportError,
    UnknownServiceError,
    WrongLoopError,
    WrongProjectError,
)
from asyncjobs.events import Finished, JobEvent, PollFailed, StatusChanged
from asyncjobs.models import Job, JobRef, Path, Progress, Status
from asyncjobs.profiles import Registry

if TYPE_CHECKING:
    from asyncjobs.profiles import Profile

__all__ = [
    "Adaptive",
    "AsyncJobsError",
    "AuthError",
    "Backoff",
    "Budget",
    "Cadence",
    "Checkpoint",
    "ClientClosedError",
    "Completed",
    "ConfigError",
    "DecodeError",
    "Durations",
    "ExplainingPacing",
    "Finished",
    "Fixed",
    "ForbiddenError",
    "InvalidIdError",
    "Job",
    "JobEvent",
    "JobExpiredError",
    "JobFailedError",
    "JobNotFoundError",
    "JobRef",
    "JobTimeoutError",
    "JobsClient",
    "Lag",
    "LearnedDurations",
    "Pacing",
    "Path",
    "Patience",
    "PollFailed",
    "PollFailedError",
    "Profile",
    "Progress",
    "Registry",
    "ServiceError",
    "Stats",
    "Status",
    "StatusChanged",
    "SubmitError",
    "ThrottledError",
    "TransportError",
    "UnknownServiceError",
    "View",
    "WaitResult",
    "Watch",
    "WrongLoopError",
    "WrongProjectError",
    "load_checkpoint",
    "open_client",
    "save_checkpoint",
]

__getattr__, __dir__ = on_demand(__name__, {"Profile": "profiles"})
