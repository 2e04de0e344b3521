"""What a user of the client meets when the wire breaks: told, tried again, and on to the end."""

from collections import Counter

import anyio
import pytest
from attrs import define, field
from fault_server import Act, answer, fault_server, sends, sends_then_resets
from own_ways import Ways
from shipped import EVERYWHERE, Make, Row, everywhere_with
from wire_faults import CAP, FAULTS, HANGS, Fault

from asyncjobs import Finished, Fixed, JobRef, PollFailed, open_client
from asyncjobs.errors import TransportError
from asyncjobs.events import JobEvent
from asyncjobs.profiles import Registry

TOO_LATE = "no whole answer within 1 s"
PASSING = {name: fault for name, fault in FAULTS.items() if fault.retryable} | {
    name: Fault(act, TransportError, TOO_LATE) for name, act in HANGS.items()
}
REFS = {JobRef("ecs", f"job-{n}", "p"): name for n, name in enumerate(PASSING)}


def says(job_id: str, status: str) -> Act:
    return sends(answer(f'{{"job_id":"{job_id}","status":"{status}"}}'.encode()))


def final(ways: Ways) -> list[str]:
    return [name for name, fault in ways.faults().items() if not fault.retryable]


def as_met(name: str, ways: Ways) -> Fault:
    fault = ways.faults().get(name, PASSING[name])
    return Fault(fault.act, TransportError, TOO_LATE) if name in ways.hangs else fault


@define
class Service:
    """Lets the fault of each job happen twice, and then answers."""

    asked: Counter[str] = field(factory=Counter)

    def route(self, head: bytes) -> Act:
        job_id = head.split(b" ")[1].rpartition(b"/")[2].decode()
        self.asked[job_id] += 1
        fault = PASSING[REFS[JobRef("ecs", job_id, "p")]]
        return fault.act if self.asked[job_id] <= 2 else says(job_id, "SUCCESS")


async def watch(url: str, make: Row, ref: JobRef, heard: dict[JobRef, list[JobEvent]]) -> None:
    """Watch a job to its end, with a client of its own: five failures in a row shut a host."""
    # All are watched at once, on a machine that may be slow: only what hangs is to be cut off.
    timeout = 1 if as_met(REFS[ref], make.ways).words == TOO_LATE else 60
    where = {"endpoint": url, "project_id": "p", "transport": make(max_body=CAP)}
    where["registry"] = Registry()  # not to look for packages a hundred times
    async with (
        open_client(**where, auth="t", exchange_timeout=timeout, pacing=Fixed(1)) as jobs,
        jobs.watch(ref) as events,
    ):
        heard[ref] = [event async for event in events]


def check(fault: Fault, events: list[JobEvent], asked: int) -> None:
    """One or two failures, for a connection that was idle may have been replaced in silence.

    A slow machine misses a short deadline for reasons of its own as well.
    """
    failures, ends = events[:-2], events[-2:]
    if fault.words == TOO_LATE:
        assert 2 <= asked - 1 <= len(failures)
    else:
        assert 3 == asked
        assert 1 <= len(failures) <= 2
    for event in failures:
        assert isinstance(event, PollFailed)
        assert fault.kind is type(event.error)
        assert event.retry_at is not None
        assert str(event.error).startswith(f"{event.ref}: ")
    first = failures[0]
    assert isinstance(first, PollFailed)
    assert fault.unanswered == (first.retry_at == first.at)
    assert isinstance(ends[-1], Finished)
    assert ends[-1].job.succeeded


@pytest.mark.anyio
@EVERYWHERE
async def test_every_passing_fault_passes(make: Row) -> None:
    """Each is told by its class and when it is tried again, and the job is followed to its end.

    What broke before an answer began is tried again at once. No connection is left open.
    """
    service = Service()
    heard: dict[JobRef, list[JobEvent]] = {}
    async with fault_server(route=service.route, guard=120) as server:
        async with anyio.create_task_group() as group:
            for ref in REFS:
                group.start_soon(watch, server.url, make, ref, heard)
        await server.wait_open(0)

    for ref, events in heard.items():
        check(as_met(REFS[ref], make.ways), events, service.asked[ref.job_id])
    assert set(REFS) == set(heard)


@pytest.mark.anyio
@EVERYWHERE
async def test_a_stale_connection_is_no_failure(make: Make) -> None:
    """What was closed while it was idle is replaced at once: nobody hears of it."""
    running, ended = says("j", "RUNNING"), says("j", "SUCCESS")
    async with fault_server(running, sends_then_resets(), running, ended) as server:
        where = {"endpoint": server.url, "project_id": "p", "transport": make()}
        async with (
            open_client(**where, auth="t", pacing=Fixed(0.05)) as jobs,
            jobs.watch(JobRef("ecs", "j")) as watch,
        ):
            events = [event async for event in watch]
            stats = jobs.stats()
        await server.wait_open(0)

    assert [] == [event for event in events if isinstance(event, PollFailed)]
    assert (4, 3) == (len(server.requests), stats.polls)


@pytest.mark.anyio
@everywhere_with(final)
async def test_what_asking_again_cannot_mend_ends_a_wait(name: str, make: Row) -> None:
    """One request is made, and the wait ends with the reason."""
    fault = make.ways.faults()[name]
    async with fault_server(fault.act) as server:
        where = {"endpoint": server.url, "project_id": "p", "transport": make()}
        async with open_client(**where, auth="t", pacing=Fixed(1)) as jobs:
            with pytest.raises(fault.kind, match=fault.words):
                await jobs.wait(JobRef("ecs", "j"), timeout=60)

    assert 1 == len(server.requests)
