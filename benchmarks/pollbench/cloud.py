"""What the cloud of the benchmark answers, and how that is read.

An answer's body is as short as can be, and changes exactly when a real one would: the engine then
has it read, and passes over the others, as it does with real ones. To read is not the engine's
work: what a body means is worked out when it is sent.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from attrs import field, frozen

from asyncjobs._page import Page
from asyncjobs.errors import PollFailedError, ServiceError, ThrottledError
from asyncjobs.models import Job, JobRef, Status
from asyncjobs.wire import Response
from pollbench.gateway import OK, THROTTLED
from pollbench.workload import KINDS, Kind, TrueJob

_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
"""What the cloud's clock shows when the benchmark's is 0."""

PAGE = 2000
"""Jobs on one page of a list: what ELB v3 lists where no limit is asked for (ListJobs)."""


@frozen(eq=False)
class Cloud:
    """The truth about all jobs, as far as it may be told."""

    jobs: Sequence[TrueJob]
    kinds: Sequence[Kind] = KINDS
    _meant: dict[bytes, Job] = field(factory=dict, init=False)
    """What each body says that was sent."""

    def ref(self, job: TrueJob) -> JobRef:
        """Return how a client names a job."""
        return JobRef(self.kinds[job.kind].service, str(job.number))

    def answer(self, ref: JobRef, at: float, status: int = OK) -> Response:
        """Return what is said of one job at a time."""
        return Response(status, body=self._said(ref, at) if status == OK else b"")

    def listed(self, at: float, marker: str | None) -> range:
        """Return the numbers of the jobs on a page: the newest, or those older than the marker."""
        end = bisect_right(self.jobs, at, key=lambda job: job.submit)
        end = end if marker is None else int(marker)
        return range(max(0, end - PAGE), end)

    def page(self, refs: Sequence[JobRef], listed: range, at: float, status: int = OK) -> Response:
        """Return what a page says at a time: where the next begins, and of jobs asked for."""
        on_page = (self._said(ref, at) for ref in refs if int(ref.job_id) in listed)
        body = b" ".join((b"%d" % listed.start, *on_page)) if status == OK else b""
        return Response(status, body=body)

    def decode(self, _ref: JobRef, response: Response, _previous: Job | None) -> Job:
        """Read the answer about one job."""
        _refuse(response)
        return self._meant[response.body]

    def decode_page(self, refs: Sequence[JobRef], response: Response) -> Page:
        """Read a page of a list."""
        _refuse(response)
        marker, *said = response.body.split()
        told = {int(each.partition(b",")[0]): each for each in said}
        found = ((ref, told.get(int(ref.job_id))) for ref in refs)
        jobs = {ref: self._meant[each] for ref, each in found if each is not None}
        return Page(jobs, marker.decode() if int(marker) else None)

    def _said(self, ref: JobRef, at: float) -> bytes:
        job = self.jobs[int(ref.job_id)]
        ended = sum(end <= at for end in job.sub_ends)
        done = job.end <= at
        said = b"%d,%d,%d" % (job.number, ended, done)
        if said not in self._meant:
            self._meant[said] = self._job(ref, job, ended, done=done)
        return said

    def _job(self, ref: JobRef, job: TrueJob, ended: int, *, done: bool) -> Job:
        kind = self.kinds[job.kind]
        begin = _moment(job.submit)
        fine = bool(job.sub_ends) == bool(kind.sub_jobs)
        end_status = Status.SUCCESS if fine else Status.FAIL
        return Job(
            ref=ref,
            job_id=ref.job_id,
            job_type=kind.job_type,
            status=end_status if done else Status.RUNNING,
            begin_time=begin,
            end_time=_moment(job.end) if done else None,
            sub_jobs=tuple(
                _sub_job(ref, begin, end if at < ended else None, done=done)
                for at, end in enumerate(job.sub_ends or (None,) * kind.sub_jobs)
            ),
        )


def _sub_job(ref: JobRef, begin: datetime, end: float | None, *, done: bool) -> Job:
    """Return a sub-job; of one that failed with its job, the workload has no end of its own."""
    status = Status.SUCCESS if end is not None else Status.FAIL if done else Status.RUNNING
    return Job(
        ref=ref,
        job_id="",
        job_type="subJob",
        status=status,
        begin_time=begin,
        end_time=None if end is None else _moment(end),
    )


def _refuse(response: Response) -> None:
    """Read what is no job as the real profiles do.

    Raises:
        PollFailedError: always, unless the status is 200.
    """
    if response.status == THROTTLED:
        raise ThrottledError("too many requests", http_status=THROTTLED, retryable=True)
    if response.status != OK:
        trouble: PollFailedError = ServiceError("broken", http_status=500, retryable=True)
        raise trouble


def _moment(seconds: float) -> datetime:
    return _BEGAN + timedelta(seconds=seconds)
