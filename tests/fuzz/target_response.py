"""From the answer about a job to what its readers are told; two answers follow each other."""

from fuzz_tools import REGISTRY, answer_in, use

from asyncjobs._core.tree import Settled, settle
from asyncjobs.errors import PollFailedError
from asyncjobs.models import Job, JobRef

ALLOWED = (PollFailedError,)


def target(data: bytes) -> None:
    """Read an answer; and where the line `---` stands in it, what comes after as the next."""
    first, _, second = data.partition(b"\n---\n")
    job = _read(first)
    told = settle(None, job)
    assert len(told.changes) == len(job.flatten())
    if second:
        later = _read(second)
        assert later == _read(second, told.job), "what was known has changed what is read"
        _follow(told, later)


def _read(data: bytes, known: Job | None = None) -> Job:
    service, response = answer_in(data)
    job = REGISTRY[service].decode(JobRef(service, "root", "p"), response, known)
    assert "root" == job.job_id
    use(job)
    return job


def _follow(told: Settled, later: Job) -> None:
    settled = settle(told.job, later)
    use(settled.job)
    if not all(node.job_id for node in told.job.flatten()):
        return  # of those, one may get its id now, and with it another path
    known = {tuple(change.path): change.new for change in told.changes}
    assert all(known.get(tuple(each.path)) == each.old for each in settled.changes)
    known |= {tuple(change.path): change.new for change in settled.changes}
    assert known == {tuple(path): node.status for path, node in settled.job.walk()}
