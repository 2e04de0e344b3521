"""A client that is open: ask it for jobs."""

from collections.abc import Awaitable, Callable

from asyncjobs import _defaults
from asyncjobs._box import Refs, one
from asyncjobs._checkpoint import Checkpoint, Home
from asyncjobs._core.ledger import Ledger
from asyncjobs._core.stats import Stats
from asyncjobs._durations import LearnedDurations
from asyncjobs._exchange import Exchange
from asyncjobs._naming import Naming
from asyncjobs._pacings import learned_by
from asyncjobs._poller import Poller
from asyncjobs._questions import completer
from asyncjobs._waits import (
    Completed,
    ReturnWhen,
    WaitResult,
    check_return_when,
    interest_of,
    look,
    wait,
    wait_all,
)
from asyncjobs._watch import Watch
from asyncjobs.auth import Auth, Credential, Secret, as_auth
from asyncjobs.config import Settings
from asyncjobs.models import Job, JobRef
from asyncjobs.profiles import Registry

__all__ = ["Credentials", "JobsClient"]

Credentials = str | Secret | Callable[[], str | Awaitable[str]] | Auth | Credential


class JobsClient(Naming):
    """Asks for jobs, for any number of readers at once; made by `open_client`.

    A job with several readers is asked once. Cancelling a wait never cancels the cloud's job.
    In another event loop, thread or process than it was opened in, it raises WrongLoopError.
    """

    def __init__(
        self, poller: Poller, exchange: Exchange, settings: Settings, registry: Registry
    ) -> None:
        complete = completer(settings, registry)
        home = Home(settings.project_id, complete, settings.url_of, settings.filled)
        super().__init__(home, registry)
        self._poller = poller
        self._exchange = exchange

    async def get(self, ref: JobRef) -> Job:
        """Look at a job once: one request, no retries; a failed job is returned like others.

        Raises:
            PollFailedError: the job could not be asked about: JobNotFoundError, ThrottledError ...
            ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        return await look(self._poller.desk, self._home.complete(one(ref)))

    async def wait(
        self,
        ref: JobRef,
        *,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109
        weight: float = 1.0,
        job_type: str = "",
        confirm: int = 0,
    ) -> Job:
        """Wait until a job has succeeded.

        Args:
            ref: the job.
            timeout: seconds; None, which must be written out, waits for ever. Just before its time
                is over, the job is looked at once more.
            weight: how many times more than usual it matters, as in `watch`.
            job_type: what kind of job was just submitted, as in `watch`.
            confirm: how many further looks are to show its end before it is told, as in `watch`.

        Raises:
            JobFailedError: it ended with FAIL or CANCEL.
            JobTimeoutError: it has not ended in time.
            PollFailedError: it could not be followed to its end.
            ConfigError, InvalidIdError: as `ref`; ClientClosedError: the client was closed.
        """
        watch = self.watch(
            one(ref), timeout=timeout, weight=weight, job_type=job_type, confirm=confirm
        )
        async with watch:
            return await wait(watch)

    async def wait_all(
        self,
        refs: Refs,
        *,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109
        return_when: ReturnWhen = "all_completed",
        weight: float = 1.0,
        job_type: str = "",
        confirm: int = 0,
    ) -> WaitResult:
        """Wait for a batch and sort it by how it ended. Never raises for a job.

        Args:
            refs: the jobs.
            timeout: seconds, after which the rest is `pending`; None waits for ever.
            return_when: "all_completed", "first_completed" or "first_failed".
            weight: how many times more than usual it matters, as in `watch`.
            job_type: what kind of jobs were just submitted, as in `watch`.
            confirm: how many further looks are to show its end before it is told, as in `watch`.

        Raises:
            AuthError: the credentials were refused, which concerns all of them.
            ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        stop = check_return_when(return_when)
        watch = self.watch(refs, timeout=timeout, weight=weight, job_type=job_type, confirm=confirm)
        async with watch:
            return await wait_all(watch, stop)

    def as_completed(
        self, refs: Refs, *, timeout: float | None = _defaults.WAIT_TIMEOUT
    ) -> Completed:
        """Iterate over jobs as they end, failed ones too, with `async for`.

        Args:
            refs: the jobs.
            timeout: seconds, after which JobTimeoutError is raised; None waits for ever.

        Raises:
            PollFailedError: at the end, if some could not be followed: `error.lost` lists them.
            JobTimeoutError, ConfigError, InvalidIdError, ClientClosedError: as `wait`.
        """
        return Completed(self.watch(refs, timeout=timeout))

    def watch(
        self,
        refs: Refs = (),
        *,
        timeout: float | None = None,
        weight: float = 1.0,
        job_type: str = "",
        confirm: int = 0,
    ) -> Watch:
        """Watch jobs: `async for event in jobs.watch(refs)`, or `async with` it for more.

        What is known already of a job is told at once, then every change, then its end.

        Args:
            refs: one JobRef or many; more can be added later.
            timeout: seconds, after which the iteration raises JobTimeoutError if jobs are
                outstanding; None for no end.
            weight: how many times more than usual it matters to know of these jobs soon: 10 for
                somebody who sits and waits, 0.1 for a sweep in the background.
            job_type: what kind of jobs these are, such as "createServer", for jobs that were just
                submitted: their first look is made when such jobs may end. Leave it out for jobs
                that may be old: they are looked at within two seconds, and of many at once each
                10 ms after the one before, or closer where a fixed interval is below ten seconds.
            confirm: how many further looks, about a second apart, are to show an end before it is
                told, 10 at most: for volumes that are "done" before they are. If the job runs
                again, the count begins anew. An end is told unconfirmed when the time is over or
                no look can be made any more, and at once if it is known already. Of several
                readers of a job, the one that wants the most looks decides.

        Raises:
            ConfigError, InvalidIdError, ClientClosedError: as `wait`; nothing is watched then.
        """
        interest = interest_of(timeout, weight, job_type, confirm)
        watch = Watch(self._poller.desk, interest, Ledger(self._home, self._poller.desk.keep))
        watch.add(refs)
        return watch

    def resume(
        self,
        checkpoint: Checkpoint,
        *,
        timeout: float | None = None,
        weight: float = 1.0,
        confirm: int = 0,
    ) -> Watch:
        """Go on where a watch was at its checkpoint, whatever has become of it and its process.

        What has changed since is told, from what was told last, and every end that was not told.
        A job that was given up is asked about again.

        Args:
            checkpoint: from `Watch.checkpoint`, `JobTimeoutError.checkpoint` or `load_checkpoint`.
            timeout: seconds from now, as in `watch`.
            weight: how many times more than usual it matters, as in `watch`.
            confirm: how many further looks are to show an end before it is told, as in `watch`.

        Raises:
            ConfigError: it was taken by a client of another project or cloud.
            TypeError: it is no checkpoint; InvalidIdError, ClientClosedError: as `watch`.
        """
        interest = interest_of(timeout, weight, "", confirm)
        ledger = Ledger.of(self._home, checkpoint, self._poller.desk.keep)
        return Watch(self._poller.desk, interest, ledger)

    @property
    def durations(self) -> LearnedDurations:
        """What was learned of how long jobs take: `jobs.durations.save(path)` keeps it.

        Raises:
            ConfigError: the client's pacing learns nothing.
        """
        return learned_by(self._poller.desk.pacing)

    def set_auth(self, auth: Credentials) -> None:
        """Go on with other credentials; what waits since the old ones were refused goes on as well.

        Args:
            auth: as in `open_client`, and refused with the same errors.
        """
        self._poller.desk.check_home()
        self._exchange.use(as_auth(auth))
        self._poller.desk.replace_credentials(cautious=self._exchange.cautious)

    def stats(self) -> Stats:
        """Return what has been done so far: requests made, failures, what is watched now."""
        return self._poller.desk.stats()
