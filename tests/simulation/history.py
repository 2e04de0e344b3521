"""What is written down of one run: what was true, what was asked and answered, what was told."""

import hashlib
from collections.abc import Mapping
from math import inf

from attrs import define, field, frozen

Node = tuple[str, ...]
"""A job or sub-job: the ids from the job down."""

RANKS = {
    "INIT": 0,
    "PENDING_PAYMENT": 0,
    "RUNNING": 1,
    "UNKNOWN": 1,
    "SUCCESS": 2,
    "FAIL": 2,
    "CANCEL": 2,
}
"""How far each status is on its way."""
ENDS = frozenset(word for word, rank in RANKS.items() if rank == max(RANKS.values()))


@frozen
class Phase:
    """From when to when a node truly stands as it stands; seconds on the loop's clock."""

    node: Node
    status: str
    since: float
    until: float = inf
    visible_at: float = -inf
    """When the service begins to know the job."""


@define
class Exchange:
    """One request, as the transport carried it."""

    kind: str
    """"job", "list" or "login"."""
    subject: str
    """The job_id, or the list."""
    host: str
    began: float
    client: int = 1
    """Which client it was: after a crash there is another one."""
    ended: float = inf
    outcome: str = "cancelled"
    """"answer", the HTTP status of a refusal, "nonsense", or the error's name."""
    shown: Mapping[Node, str] = field(factory=dict)
    """How the nodes stand by the answer."""
    retry_after: float = 0.0
    project: str = ""


@define
class Interest:
    """What one reader wants: a job, from when to when."""

    reader: str
    job_id: str
    since: float
    client: int = 1
    until: float = inf
    deadline: float = inf
    """When its time is over, by its own timeout."""
    changes: bool = False
    """Whether it is told of changes, and not only how the job ends."""
    drained: bool = False
    """Whether the reader went on until it had been told everything."""
    base: Mapping[Node, str] = field(factory=dict, repr=False)
    """How the nodes stood by the checkpoint from which the reader goes on."""
    base_seq: int = 0
    """The number of the last event by then."""
    before: "Interest | None" = field(default=None, repr=False)
    """What the reader wanted of the job when that checkpoint was taken."""
    careful: bool = False
    """Whether ends are confirmed before they are told, for somebody."""


@frozen
class Told:
    """One thing that a reader was told of a job in which it had an interest."""

    interest: Interest
    kind: str
    """"changed", "finished", "looked", "trouble"; "lost": given up; "late": the time is over."""
    read_at: float
    at: float
    """When the engine said it."""
    node: Node = ()
    old: str | None = None
    new: str = ""
    merged: int = 0
    seq: int = 0
    key: str = ""


@define
class History:
    """All of it."""

    phases: list[Phase] = field(factory=list)
    exchanges: list[Exchange] = field(factory=list)
    interests: list[Interest] = field(factory=list)
    told: list[Told] = field(factory=list)
    leaks: list[str] = field(factory=list)
    """What was left over when all was closed."""
    troubles: list[str] = field(factory=list)
    """What went wrong otherwise: a hang, an error that nobody expects."""
    stalls: list[tuple[float, float]] = field(factory=list)
    """From when to when the loop did nothing."""
    healthy_from: float = 0.0
    """When the last fault was over."""
    connections: int = 16
    strict: bool = False
    """Whether what goes back is told."""
    list_of: Mapping[str, str] = field(factory=dict)
    """Which list has each job, for those that are on one."""
    rate: float = inf
    burst: int = 5
    longest_lag: float = inf
    """Seconds in which an end is told at most, once nothing is wrong any more."""
    faults: dict[str, int] = field(factory=dict)
    """How often each kind of fault struck."""
    seconds: float = 0.0
    """How long it took by the virtual clock."""

    def digest(self) -> str:
        """Return what two runs have in common only if all went the same way in both."""
        whole = hashlib.sha256()
        for exchange in self.exchanges:
            whole.update(repr(exchange).encode())
        for told in self.told:
            whole.update(f"{told.interest.reader} {told!r}".encode())
        whole.update(repr((self.leaks, self.troubles, sorted(self.faults.items()))).encode())
        return whole.hexdigest()[:16]
