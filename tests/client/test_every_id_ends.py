"""Every job that was given ends in exactly one place, whatever the cloud does."""

import anyio
import looptime
import pytest
import trio.testing
from doors import on
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncjobs import Finished, JobRef, JobTimeoutError, PollFailed, TransportError, WaitResult
from asyncjobs.testing import (
    FakeCloud,
    hang,
    html,
    not_found,
    server_error,
    slow,
    throttled,
    truncated,
)

STEPS = {
    **{word: word for word in ("INIT", "RUNNING", "ODD WORD", "SUCCESS", "FAIL", "CANCEL")},
    "not found": not_found(),
    "throttled": throttled(),
    "broken": server_error(500),
    "html": html(),
    "cut": truncated(),
    "slow": slow(3.0),
    "hangs": hang(),
    "dropped": TransportError("dropped"),
    "refused for good": TransportError("no such host", retryable=False),
}
BACKENDS = {
    "asyncio": lambda: {"loop_factory": lambda: looptime.new_event_loop(start=0)},
    "trio": lambda: {"clock": trio.testing.MockClock(autojump_threshold=0)},
}

stories = st.lists(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=5), max_size=5)
timeouts = st.none() | st.sampled_from([0.0, 1.0, 5.0, 60.0])


def settle(told: list[list[str]]) -> tuple[FakeCloud, list[JobRef]]:
    """Make a cloud whose jobs do what is told, and end in the end."""
    cloud = FakeCloud()
    return cloud, [
        cloud.job("ecs", None, *(STEPS[word] for word in steps), "SUCCESS") for steps in told
    ]


async def in_a_batch(
    cloud: FakeCloud, refs: list[JobRef], seconds: float | None
) -> tuple[WaitResult, list[JobRef]]:
    async with on(cloud) as jobs:
        result = await jobs.wait_all(refs + refs, timeout=seconds)
    ended = [job.ref for job in (*result.succeeded, *result.failed)]
    return result, [*ended, *result.lost, *result.pending]


async def in_a_watch(
    cloud: FakeCloud, refs: list[JobRef], seconds: float | None
) -> tuple[list[JobRef], list[JobRef]]:
    over: list[JobRef] = []
    out: tuple[JobRef, ...] = ()
    async with on(cloud) as jobs:
        watch = jobs.watch(refs, timeout=seconds)
        try:
            async for event in watch:
                lost = isinstance(event, PollFailed) and event.retry_at is None
                over += [event.ref] if lost or isinstance(event, Finished) else []
        except JobTimeoutError as error:
            out = error.outstanding
    return over, [*over, *out]


@pytest.mark.uncounted
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("way", [in_a_batch, in_a_watch])
def test_every_id_ends_in_one_place(way: object, backend: str) -> None:
    """Succeeded, failed, lost or outstanding: each job once, though it was given twice."""

    @given(stories, timeouts)
    @settings(max_examples=15, deadline=None)
    def check(told: list[list[str]], timeout: float | None) -> None:
        cloud, refs = settle(told)
        options = BACKENDS[backend]()
        _, places = anyio.run(way, cloud, refs, timeout, backend=backend, backend_options=options)
        assert sorted(map(str, refs)) == sorted(map(str, places))

    check()
