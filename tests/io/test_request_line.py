"""No id, from wherever it comes, makes a request other than the one that was meant."""

import re
from contextlib import AbstractAsyncContextManager

import anyio
import pytest
from fault_server import FaultServer, answer, fault_server, sends
from hostile_ids import HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncjobs import InvalidIdError, JobRef, JobsClient, PollFailedError, open_client
from asyncjobs._text import safe_text

PLACES = {
    "/v1/p/jobs/{}": lambda text: JobRef("ecs", text, "p"),
    # Of an empty project_id, as of none at all, the client's own takes the place.
    "/v1/{}/jobs/j": lambda text: JobRef("ecs", "j", text or " "),
    "/v2/p/enginemgr/engines/{}/jobs/j": lambda text: JobRef("cse", "j", "p", resource_id=text),
}
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", re.ASCII)


def client_of(server: FaultServer) -> AbstractAsyncContextManager[JobsClient]:
    return open_client(endpoint=server.url, project_id="p", auth="anything")


async def asked(jobs: JobsClient, server: FaultServer, ref: JobRef) -> bytes | None:
    """Ask for a job; return the line that was sent, or None if it was refused before that."""
    before = len(server.requests)
    try:
        await jobs.get(ref)
    except InvalidIdError as error:
        told = str(error)
    except PollFailedError:  # the answer is of another job
        return server.requests[before].partition(b"\r\n")[0]
    assert told == safe_text(told, 400)
    assert before == len(server.requests)
    return None


async def check(jobs: JobsClient, server: FaultServer, text: str) -> None:
    """Give a text as each of a job's ids: what is sent, if anything, is exactly what was meant."""
    for path, ref_of in PLACES.items():
        line = await asked(jobs, server, ref_of(text))
        meant = f"GET {path.format(text)} HTTP/1.1".encode() if PLAIN.fullmatch(text) else None
        assert meant == line


@pytest.mark.anyio
async def test_hostile_ids_are_never_sent() -> None:
    """They are refused in words that are safe to show, before a connection is made."""
    async with fault_server(sends(answer())) as server, client_of(server) as jobs:
        for text in HOSTILE:
            await check(jobs, server, text)
        assert 0 == server.accepted


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(["asyncio", "trio"]),
    st.lists(st.text(max_size=40) | st.from_regex(PLAIN, fullmatch=True), min_size=8, max_size=8),
)
def test_any_text_is_refused_or_sent_as_it_is(backend: str, texts: list[str]) -> None:
    """The request line on the wire is exactly the service's path with the id in its place."""

    async def on_the_wire() -> None:
        async with fault_server(sends(answer())) as server, client_of(server) as jobs:
            for text in texts:
                await check(jobs, server, text)

    anyio.run(on_the_wire, backend=backend)
