"""The main job on real HTTP: a simulated cloud in another process, a thousand jobs at once."""

from collections.abc import Iterator
from itertools import chain
from math import inf

import anyio
import canaries
import pytest
from attrs import define, field
from simulated import Simulated, simulated

from asyncjobs import (
    Cadence,
    Finished,
    Fixed,
    JobEvent,
    JobRef,
    JobsClient,
    StatusChanged,
    open_client,
)
from asyncjobs.simulator import running
from asyncjobs.testing import FakeCloud

pytestmark = pytest.mark.anyio

RATE, BURST, CONNECTIONS = 400.0, 20, 8


@pytest.fixture
def cloud() -> Iterator[Simulated]:
    """Serve a fast cloud, some of whose jobs fail."""
    with simulated("--speed", "40") as found:
        yield found


@pytest.fixture
def scripted() -> Iterator[tuple[FakeCloud, str]]:
    """Serve a cloud whose jobs go on when they are asked about, and not by a clock."""
    cloud = FakeCloud(token=canaries.TOKEN)
    with running(cloud) as url:
        yield cloud, url


@define
class Heard:
    """What one reader was told, job by job."""

    statuses: dict[tuple[str, tuple[str, ...]], list[str]] = field(factory=dict)
    ends: dict[JobRef, str] = field(factory=dict)

    def hear(self, event: JobEvent) -> None:
        """Take note of one event; nothing may follow a job's end, which comes once."""
        assert event.ref not in self.ends
        if isinstance(event, StatusChanged):
            key = event.ref.job_id, tuple(event.path)
            assert [event.old] == self.statuses.get(key, [None])[-1:]
            self.statuses.setdefault(key, []).append(event.new)
        elif isinstance(event, Finished):
            self.ends[event.ref] = str(event.job.status)

    async def listen(self, jobs: JobsClient, ref: JobRef) -> None:
        """Hear all that happens to one job."""
        async for event in jobs.watch(ref):
            self.hear(event)


def is_subsequence(told: list[str], truth: list[str]) -> bool:
    rest = iter(truth)
    return all(word in rest for word in told)


@pytest.mark.uncounted
async def test_a_thousand_jobs_are_watched_at_once(cloud: Simulated) -> None:
    """Changes in order, each end once, never more in flight than the cap, never above the rate."""
    with anyio.fail_after(120):
        refs = await cloud.submit(1000)
        before = await cloud.report("stats")
        heard = Heard()
        async with open_client(
            endpoint=cloud.url,
            project_id=cloud.project_id,
            auth=canaries.TOKEN,
            rate=RATE,
            burst=BURST,
            connections=CONNECTIONS,
            pacing=Cadence(first=0.2, ceiling=1.0),
        ) as jobs:
            async for event in jobs.watch(refs):
                heard.hear(event)
            polls = jobs.stats().polls
        after, truth = await cloud.report("stats"), (await cloud.report("truth"))["jobs"]
    assert set(refs) == set(heard.ends)
    for ref in refs:
        moments = truth[ref.job_id]
        paths = {tuple(moment["path"]) for moment in moments}
        assert {path for job_id, path in heard.statuses if job_id == ref.job_id} <= paths
        for path in paths:
            told = heard.statuses.get((ref.job_id, path), [])
            assert is_subsequence(told, [m["status"] for m in moments if tuple(m["path"]) == path])
    assert polls == after["requests"] - before["requests"]
    assert after["most_in_flight"] <= CONNECTIONS
    # Those under way when a second begins may arrive in it as well.
    assert after["busiest_second"] <= RATE + BURST + CONNECTIONS


@pytest.mark.uncounted
async def test_a_job_with_five_hundred_readers_is_asked_once(
    scripted: tuple[FakeCloud, str],
) -> None:
    """As many requests as one reader needs, by the server's own count."""
    cloud, url = scripted
    alone, shared = (cloud.job("ecs", None, "INIT", "RUNNING", "SUCCESS") for _ in range(2))
    heard = [Heard() for _ in range(501)]
    where = {"endpoint": url, "project_id": cloud.project_id, "auth": cloud.token}
    door = open_client(**where, rate=inf, pacing=Fixed(0.05))
    with anyio.fail_after(60):
        async with door as jobs, anyio.create_task_group() as tasks:
            tasks.start_soon(heard[0].listen, jobs, alone)
            for reader in heard[1:]:
                tasks.start_soon(reader.listen, jobs, shared)
    assert [3, 3] == [cloud.polls(ref.job_id) for ref in (alone, shared)]
    assert [["INIT", "RUNNING", "SUCCESS"]] * 501 == [*chain(*(r.statuses.values() for r in heard))]
    assert [{alone}] + [{shared}] * 500 == [set(reader.ends) for reader in heard]
