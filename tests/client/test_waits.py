"""Waiting: for one job, for a batch, for whichever ends first, and a single look."""

import anyio
import canaries
import pytest
from doors import on, warnings

from asyncjobs import (
    AuthError,
    JobExpiredError,
    JobFailedError,
    JobNotFoundError,
    JobRef,
    JobTimeoutError,
    PollFailedError,
    ServiceError,
    Status,
    ThrottledError,
    TransportError,
)
from asyncjobs.testing import (
    FakeCloud,
    SubJob,
    hang,
    not_found,
    server_error,
    slow,
    throttled,
    unauthorized,
)

pytestmark = pytest.mark.anyio


async def test_wait_returns_the_job_that_succeeded() -> None:
    """The last snapshot, with all that the cloud said of it."""
    cloud = FakeCloud()
    ref = cloud.job("evs", None, "INIT", "RUNNING", "SUCCESS", entities={"volume_id": "v1"})
    async with on(cloud) as jobs:
        job = await jobs.wait(ref)
    assert (ref, True, {"volume_id": ("v1",)}) == (job.ref, job.succeeded, job.resource_ids)


async def test_wait_raises_the_reason_of_a_failure() -> None:
    """The reason is the deepest one, from the sub-job that failed."""
    cloud = FakeCloud()
    server = SubJob(
        "createSingleServer", "RUNNING", "FAIL", error_code="Ecs.0219", fail_reason="no capacity"
    )
    ref = cloud.job("ecs", None, "RUNNING", "FAIL", sub_jobs=[server], job_type="createServer")
    async with on(cloud) as jobs:
        with pytest.raises(JobFailedError, match=r"\(createServer\).*Ecs.0219: no cap") as caught:
            await jobs.wait(ref)
    error = caught.value
    assert ("Ecs.0219", "no capacity") == (error.code, error.reason)
    assert ["createSingleServer"] == [job.job_type for job in error.failures]
    assert error.request_id


async def test_wait_gives_up_in_time() -> None:
    """JobTimeoutError is a TimeoutError and tells how far it got; the cloud's job goes on."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING")
    async with on(cloud) as jobs:
        with pytest.raises(TimeoutError, match="INIT > RUNNING") as caught:
            await jobs.wait(ref, timeout=30)
        assert isinstance(caught.value, JobTimeoutError)
        assert caught.value.job is not None
        assert Status.RUNNING is caught.value.job.status
        assert cloud.polls(ref.job_id) == caught.value.polls
        assert jobs.stats().watched == 0


async def test_wait_gives_up_after_an_hour_unless_told_otherwise() -> None:
    """The default is finite; None has to be written out."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError):
            await jobs.wait(ref)
        assert 3600 <= anyio.current_time()
        with anyio.move_on_after(7200) as scope:
            await jobs.wait(ref, timeout=None)
        assert scope.cancelled_caught


async def test_wait_rides_out_a_failing_service() -> None:
    """Failures in between are nothing that a waiter hears of."""
    cloud = FakeCloud()
    steps = [server_error(500), TransportError("reset"), throttled(retry_after=5), "SUCCESS"]
    ref = cloud.job("ecs", None, "RUNNING", *steps)
    async with on(cloud) as jobs:
        assert (await jobs.wait(ref)).succeeded


@pytest.mark.parametrize(
    ("step", "error"),
    [(not_found(), JobNotFoundError), (TransportError("tls", retryable=False), TransportError)],
)
async def test_wait_raises_why_a_job_could_not_be_followed(
    step: object, error: type[PollFailedError]
) -> None:
    """We do not know how the job stands: an error of its own kind, not a failure of the job."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, step)  # type: ignore[arg-type]
    async with on(cloud) as jobs:
        with pytest.raises(error) as caught:
            await jobs.wait(ref)
    assert ref == caught.value.ref


async def test_a_job_whose_record_is_deleted_has_expired() -> None:
    """The error has the last snapshot."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING", not_found())
    async with on(cloud) as jobs:
        with pytest.raises(JobExpiredError) as caught:
            await jobs.wait(ref)
    assert caught.value.job is not None
    assert "RUNNING" == caught.value.job.raw_status


async def test_an_exchange_that_hangs_is_ended_by_its_deadline() -> None:
    """A server that never answers costs one exchange, not the job."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, hang(), slow(31), "SUCCESS")
    async with on(cloud, exchange_timeout=30) as jobs:
        assert (await jobs.wait(ref)).succeeded
        assert 60 <= anyio.current_time()
        assert jobs.stats().failed == 2


async def test_waiters_do_not_share_an_error_object() -> None:
    """Each raises a copy: tracebacks of one do not pile up on the other."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, server_error(501))
    errors = []

    async with on(cloud) as jobs, anyio.create_task_group() as tasks:

        async def wait() -> None:
            with pytest.raises(ServiceError) as caught:
                await jobs.wait(ref)
            errors.append(caught.value)

        tasks.start_soon(wait)
        tasks.start_soon(wait)
    first, second = errors
    assert first is not second
    assert (str(first), first.code) == (str(second), second.code)


async def test_get_is_one_request() -> None:
    """The job as it stands now, whatever anybody else watches."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "INIT", "RUNNING", "FAIL")
    async with on(cloud) as jobs:
        words = [(await jobs.get(ref)).status for _ in range(4)]
    assert ["INIT", "RUNNING", "FAIL", "FAIL"] == words
    assert cloud.polls(ref.job_id) == 4


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (not_found(), JobNotFoundError),
        (throttled(), ThrottledError),
        (server_error(503), ServiceError),
        (TransportError("reset"), TransportError),
        (unauthorized(), AuthError),
    ],
)
async def test_get_raises_what_went_wrong(step: object, error: type[PollFailedError]) -> None:
    """One request, no retries."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, step)  # type: ignore[arg-type]
    async with on(cloud) as jobs:
        with pytest.raises(error) as caught:
            await jobs.get(ref)
        assert jobs.stats().watched == 0
    assert (ref, 1) == (caught.value.ref, cloud.polls(ref.job_id))


async def test_a_get_that_is_cancelled_leaves_nothing_behind() -> None:
    """Its exchange goes on to its end, nobody is told, and the next one works."""
    cloud = FakeCloud(latency=1)
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        with anyio.move_on_after(0.5):
            await jobs.get(ref)
        assert Status.RUNNING is (await jobs.get(ref)).status
        assert jobs.stats().watched == 0


async def test_a_job_of_another_project_is_told_as_such() -> None:
    """The reference names the project; the cloud's answer explains itself."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, "RUNNING")
    async with on(cloud) as jobs:
        with pytest.raises(ServiceError, match=r"Common\.0018"):
            await jobs.get(JobRef("ecs", ref.job_id, project_id="another"))


async def test_a_timeout_tells_why_the_last_poll_failed() -> None:
    """In its message, as an attribute and as its cause."""
    cloud = FakeCloud()
    ref = cloud.job("ecs", None, TransportError("127.0.0.1:1 refused the connection"))
    async with on(cloud) as jobs:
        with pytest.raises(JobTimeoutError, match=r"the last poll failed: .*refused") as late:
            await jobs.wait(ref, timeout=3)
    assert isinstance(late.value.trouble, TransportError)
    assert late.value.__cause__ is late.value.trouble


async def test_troubles_are_logged_once_for_each_kind(caplog: pytest.LogCaptureFixture) -> None:
    """Who does not look at PollFailed finds a line in the log for each kind of trouble."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, server_error(403)) for _ in range(5)]
    with caplog.at_level("WARNING", "asyncjobs"):
        async with on(cloud) as jobs:
            await jobs.wait_all(refs)
        async with on(cloud, auth=f"not-{canaries.TOKEN}") as jobs:
            with pytest.raises(AuthError):
                await jobs.wait_all(refs)
    told = warnings(caplog)
    assert ["given up" in told[0], "credentials" in told[1]] == [True, True]
    assert len(told) == 2


async def test_refused_credentials_are_told_with_the_job_that_waited() -> None:
    """The error names the reader's own job, and the one whose poll was refused."""
    cloud = FakeCloud(token=canaries.TOKEN)
    first, second = cloud.job("ecs", None, "SUCCESS"), cloud.job("ecs", None, "SUCCESS")
    async with on(cloud, auth=f"not-{canaries.TOKEN}") as jobs:
        with pytest.raises(AuthError):
            await jobs.wait(first)
        for ask in (jobs.wait, jobs.get):
            with pytest.raises(
                AuthError, match=f"{second.job_id} is not asked.*{first.job_id}"
            ) as no:
                await ask(second)
            assert second == no.value.ref
