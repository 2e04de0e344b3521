"""Each fault of the network becomes one clear error, and the next request goes through."""

from contextlib import suppress

import anyio
import pytest
from fault_server import (
    FaultServer,
    answer,
    fault_server,
    sends,
    sends_then_closes,
    sends_then_resets,
)
from own_ways import Ways
from shipped import EVERYWHERE, Make, Row, Shipped, everywhere_with
from wire_faults import CAP, FAULTS, HANGS, JOB, ODD_ANSWERS

from asyncjobs import Job, JobRef
from asyncjobs.errors import DecodeError, PollFailedError, TransportError
from asyncjobs.profiles.ecs import PROFILE
from asyncjobs.wire import Request

REF = JobRef("ecs", "j", "p")
ended = sends(answer(b'{"job_id":"j","job_type":"createServer","status":"SUCCESS"}'))


async def poll(transport: Shipped, url: str) -> Job:
    """Ask once, and read the answer as the client does."""
    response = await transport.send(Request("GET", f"{url}/v1/p/jobs/j?x=1"))
    return PROFILE.decode(REF, response)


@pytest.mark.anyio
@everywhere_with(Ways.faults)
async def test_fault(name: str, make: Row) -> None:
    """A fault is one error that names the host or the job and what happened; the next poll works.

    No connection is left open.
    """
    fault = make.ways.faults()[name]
    transport = make(connections=1, max_body=CAP)
    async with fault_server(fault.act, ended) as server:
        with pytest.raises(PollFailedError, match=fault.words) as caught:
            await poll(transport, server.url)
        job = await poll(transport, server.url)
        await server.wait_open(1)
        await transport.aclose()
        await server.wait_open(0)

    assert (fault.kind, fault.retryable) == (type(caught.value), caught.value.retryable)
    assert str(caught.value).startswith((server.url.removeprefix("http://") + " ", "ecs job j: "))
    assert str(caught.value).isprintable()
    assert "x=1" not in str(caught.value)
    assert None is caught.value.__cause__
    assert None is caught.value.__context__ or caught.value.__suppress_context__
    assert job.succeeded


async def loses_patience(server: FaultServer, deadline: anyio.CancelScope) -> None:
    """Leave the server a moment from when it has the request, however slow the machine is."""
    await server.wait_requests(1)
    deadline.deadline = anyio.current_time() + 0.1


@pytest.mark.anyio
@everywhere_with(lambda ways: [*HANGS, *ways.hangs])
async def test_hang(name: str, make: Make) -> None:
    """An answer that never ends is ended by the caller's deadline; the next poll works."""
    transport = make(connections=1, max_body=CAP)
    hanging = fault_server(HANGS.get(name) or FAULTS[name].act, ended)
    async with hanging as server, anyio.create_task_group() as tasks:
        with anyio.CancelScope() as deadline:
            tasks.start_soon(loses_patience, server, deadline)
            await poll(transport, server.url)
        job = await poll(transport, server.url)
        await server.wait_open(1)
        await transport.aclose()
        await server.wait_open(0)

    assert deadline.cancelled_caught
    assert job.succeeded


@pytest.mark.anyio
@everywhere_with(Ways.odd_answers)
async def test_answer(name: str, make: Make) -> None:
    """What is odd but whole is an answer; the next poll is answered by what came for it."""
    transport = make(connections=1, max_body=CAP)
    async with fault_server(ODD_ANSWERS[name], ended) as server:
        job = await poll(transport, server.url)
        following = await poll(transport, server.url)
        await transport.aclose()
        await server.wait_open(0)

    assert not job.done
    assert following.succeeded


@pytest.mark.anyio
@EVERYWHERE
async def test_reset_on_arrival(make: Make) -> None:
    """A server that drops whoever connects is told as a broken connection."""
    transport = make()
    async with fault_server(ended, greet=sends_then_resets()) as server:
        with pytest.raises(TransportError, match="the connection"):
            await poll(transport, server.url)
        await transport.aclose()


@pytest.mark.anyio
@EVERYWHERE
async def test_what_was_sent_too_much_is_no_answer_to_a_login(make: Make) -> None:
    """A POST is not sent twice: it fails, if the connection was not dropped with what was left."""
    transport = make(connections=1)
    surplus = ODD_ANSWERS["two answers to one question"]
    async with fault_server(surplus, ended) as server:
        await poll(transport, server.url)
        with suppress(TransportError):
            response = await transport.send(Request("POST", server.url, body=b"{}"))
            assert b"evil" not in response.body
        assert (await poll(transport, server.url)).succeeded
        await transport.aclose()


@pytest.mark.anyio
@EVERYWHERE
async def test_a_connection_that_was_closed_while_idle_is_not_used(make: Make) -> None:
    """So that a login, which is sent once, does not fail on it."""
    transport = make(connections=2)
    async with fault_server(sends_then_closes(answer(JOB)), ended) as server:
        await poll(transport, server.url)
        await server.wait_open(0)
        await anyio.wait_all_tasks_blocked()
        response = await transport.send(Request("POST", server.url, body=b"{}"))
        await transport.aclose()

    assert 200 == response.status
    assert (2, 2) == (len(server.requests), server.accepted)


HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
WHOLE = {
    "length": HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(JOB), JOB),
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(JOB), JOB),
    "no length": HEAD + b"\r\n" + JOB,
}


@pytest.mark.uncounted
@pytest.mark.anyio
@EVERYWHERE
@pytest.mark.parametrize("name", WHOLE)
async def test_cut_at_every_byte(name: str, make: Make) -> None:
    """Wherever an answer is cut, it is an error: a part is never taken for the whole."""
    whole = WHOLE[name]
    transport = make(connections=1)
    errors: list[PollFailedError] = []
    cuts = (sends_then_closes(whole[:size]) for size in range(len(whole)))
    async with fault_server(*cuts, sends_then_closes(whole)) as server:
        for _ in whole:
            with pytest.raises(PollFailedError) as caught:
                await poll(transport, server.url)
            errors.append(caught.value)
        assert not (await poll(transport, server.url)).done
        await transport.aclose()
        await server.wait_open(0)

    head = whole.index(b"\r\n\r\n") + 4
    assert [True] * head == [isinstance(error, TransportError) for error in errors[:head]]
    kind = DecodeError if name == "no length" else TransportError
    assert {kind} == {type(error) for error in errors[head:]}
    unanswered = [isinstance(e, TransportError) and e.unanswered for e in errors]
    assert [True] * head + [False] * (len(whole) - head) == unanswered


def test_there_are_many_faults() -> None:
    """The table has at least sixty faults beside the answers that are merely odd."""
    assert len(FAULTS) + len(HANGS) >= 60
