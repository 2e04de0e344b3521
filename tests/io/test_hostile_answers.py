"""Each hostile answer is one polling problem, costs no more than the limit, and the job goes on.

What the same answers cost in memory at full size, `nox -s hostile` measures.
"""

import pytest
from attrs import define
from fault_server import Act, Peer, answer, fault_server, sends
from hostilebench.cases import CASES, Case
from shipped import EVERYWHERE, Make

from asyncjobs import Finished, PollFailed, StatusChanged, open_client

LIMIT = 2**16
IN_FLIGHT = 16 * 2**20
"""Bytes that may be on their way, in the buffers of two sockets, when the client leaves."""
ENDLESS, PATIENT = 0.5, 20.0
"""Seconds for an exchange: where nothing else ends it, and where something does."""

ENDED = answer(b'{"job_id":"root","status":"SUCCESS"}')


@define
class Hostile:
    """Sends a hostile answer, and counts."""

    case: Case
    sent: int = 0

    async def act(self, peer: Peer) -> None:
        """Send it, and if it has no end, until the client has left."""
        await self._send(peer, self.case.begin(LIMIT))
        while self.case.part:
            await self._send(peer, self.case.part)

    async def _send(self, peer: Peer, data: bytes) -> None:
        await peer.send(data)
        self.sent += len(data)


async def told(act: Act, make: Make, deadline: float) -> list[str]:
    """Watch a job whose first answer is hostile, and whose second tells its end."""
    async with (
        fault_server(act, sends(ENDED)) as server,
        open_client(
            endpoint=server.url,
            project_id="p",
            auth="a-token",
            transport=make(max_body=LIMIT),
            exchange_timeout=deadline,
            pacing="fixed",
            dice=lambda: 0.0,
            environ={},
        ) as jobs,
    ):
        events = [event async for event in jobs.watch(jobs.ref("ecs", "root"))]
    return [_word(event) for event in events]


def _word(event: StatusChanged | Finished | PollFailed) -> str:
    if isinstance(event, PollFailed):
        assert event.retry_at is not None
        assert str(event.error).startswith("ecs job root: ")
        assert len(str(event.error)) < 1000
        return type(event.error).__name__
    return type(event).__name__


REFUSED = [case for case in CASES if "Job" not in case.outcomes]


@pytest.mark.anyio
@EVERYWHERE
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
async def test_a_hostile_answer_is_one_polling_problem(case: Case, make: Make) -> None:
    """It is told in one clear error, the rest of it is not read, and the next look works."""
    hostile = Hostile(case)
    endless = case.part and "TransportError" in case.outcomes
    *problems, changed, over = await told(hostile.act, make, ENDLESS if endless else PATIENT)

    assert problems[0] in case.outcomes
    # Where the deadline is short, a slow machine may miss it in the next exchanges as well.
    assert problems[1:] == ["TransportError"] * len(problems[1:]) if endless else [] == problems[1:]
    assert ["StatusChanged", "Finished"] == [changed, over]
    assert hostile.sent < IN_FLIGHT or "DecodeError" not in case.outcomes
