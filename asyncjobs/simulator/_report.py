"""What the simulator tells about itself, for tests and demos in another process."""

from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

from attrs import asdict

from asyncjobs.testing import FakeCloud


def stats(cloud: FakeCloud) -> dict[str, Any]:
    """Return what was asked: requests by HTTP status, polls by job and how densely they came.

    Beside that, what the identity service and the gateway were told: logins and signatures.
    """
    log = list(cloud.log)
    polls = [exchange for exchange in log if exchange.job_id is not None]
    return {
        "requests": len(log),
        "statuses": Counter(str(exchange.http_status) for exchange in log),
        "polls": Counter(exchange.job_id for exchange in polls),
        "most_in_flight": cloud.most_in_flight,
        "busiest_second": busiest_second(exchange.at for exchange in polls),
        "logins": cloud.logins,
        "tokens_issued": cloud.tokens_issued,
        "signatures_accepted": cloud.signatures_accepted,
        "signatures_refused": cloud.signatures_refused,
    }


def truth(cloud: FakeCloud) -> dict[str, Any]:
    """Return when every submitted job really changed, and what the clock says now.

    The clock is `time.monotonic()`, which processes of one machine share on Linux and macOS.
    """
    jobs = {
        ref.job_id: [asdict(moment) for moment in cloud.truth(ref.job_id)] for ref in cloud.refs
    }
    return {"now": cloud.clock(), "jobs": {job_id: told for job_id, told in jobs.items() if told}}


def busiest_second(times: Iterable[float]) -> int:
    """Return the most of `times`, which are in order, that lie within one second of each other."""
    most, window = 0, deque[float]()
    for at in times:
        window.append(at)
        while at - window[0] >= 1:
            window.popleft()
        most = max(most, len(window))
    return most
