"""What goes to the log: a line for each kind of trouble, and nothing in it that forges another."""

import json
from contextlib import suppress

import pytest
from doors import on, warnings

from asyncjobs import AuthError, JobRef
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response

pytestmark = pytest.mark.anyio

FORGED = "PONDERING\r\n2026-01-01 CRITICAL root: all is lost\x1b[2J\u2028\u202e\x00"


class Saying:
    """A cloud that answers every question with one status and body."""

    def __init__(self, status: int, body: dict[str, str]) -> None:
        self.answer = Response(status, {}, json.dumps(body).encode())

    async def send(self, _request: Request) -> Response:
        return self.answer


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"job_id": "j", "status": FORGED, "job_type": FORGED}),
        (200, {"job_id": FORGED, "status": "RUNNING"}),
        (400, {"error_code": FORGED, "error_msg": FORGED}),
        (401, {"error_code": FORGED, "error_msg": FORGED}),
    ],
)
async def test_a_servers_text_stays_in_its_line(
    status: int, body: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever stands in it, and wherever."""
    cloud = FakeCloud()
    async with on(cloud, transport=Saying(status, body)) as jobs:
        with suppress(AuthError):  # refused credentials concern the whole batch
            await jobs.wait_all([JobRef("ecs", "j")], timeout=60)
    assert all(message.isprintable() for message in warnings(caplog))


async def test_a_failing_server_floods_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """Of sixty jobs that are asked in vain: a line that the host is shut, one of the jobs."""
    cloud = FakeCloud()
    refs = [JobRef("ecs", f"j{number}") for number in range(60)]
    async with on(cloud, transport=Saying(503, {"error_code": "X.1", "error_msg": "no"})) as jobs:
        done = await jobs.wait_all(refs, timeout=None)
    assert len(refs) == len(done.lost)
    shut, given_up = warnings(caplog)
    assert "its host does not answer" in shut
    assert given_up.endswith("and 59 times more")
