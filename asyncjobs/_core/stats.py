"""What a client has done so far, in numbers."""

from collections.abc import Mapping

from attrs import field, frozen

from asyncjobs._core.lags import Lag


@frozen(kw_only=True)
class Stats:
    """What a client has done so far."""

    polls: int = 0
    """Requests made."""
    answers: int = 0
    """Jobs that were read from an answer, changed or not."""
    failed: int = 0
    """Polls that brought no job: no answer, an error, or nonsense."""
    throttled: int = 0
    """Of those, the ones that the service turned away because there were too many."""
    hidden: int = 0
    """Statuses that went back and were not told."""
    watched: int = 0
    """Jobs that are watched now."""
    in_flight: int = 0
    """Polls that are under way now."""
    lags: Mapping[tuple[str, str], Lag] = field(factory=dict)
    """How late ends were noticed lately, by service and job_type."""
