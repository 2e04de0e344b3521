"""Tools for tests: a cloud in process whose jobs do what the test says.

`FakeCloud` is a transport: give it to `open_client(transport=...)` and no test needs a network.
`asyncjobs.simulator` serves the same cloud over real HTTP.
"""

from asyncjobs.testing._cloud import FakeCloud
from asyncjobs.testing._faults import (
    Fault,
    hang,
    html,
    not_found,
    server_error,
    slow,
    throttled,
    truncated,
    unauthorized,
)
from asyncjobs.testing._log import Exchange
from asyncjobs.testing._plans import Moment
from asyncjobs.testing._scripts import Step, SubJob

__all__ = [
    "Exchange",
    "FakeCloud",
    "Fault",
    "Moment",
    "Step",
    "SubJob",
    "hang",
    "html",
    "not_found",
    "server_error",
    "slow",
    "throttled",
    "truncated",
    "unauthorized",
]
