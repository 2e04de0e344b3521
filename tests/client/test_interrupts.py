"""A Ctrl-C while a client is at work: it ends the program, on asyncio and on trio alike."""

import signal

import anyio
import pytest

from asyncjobs import Fixed, open_client
from asyncjobs.testing import FakeCloud
from asyncjobs.wire import Request, Response


class Interrupted:
    """A transport in whose midst the user presses Ctrl-C."""

    def __init__(self, cloud: FakeCloud) -> None:
        self._cloud = cloud
        self.pressed = 0

    async def send(self, request: Request) -> Response:
        self.pressed += 1
        if self.pressed == 1:
            signal.raise_signal(signal.SIGINT)
        return await self._cloud.send(request)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_interrupt_is_none_of_the_clients_business(backend: str) -> None:
    """Wherever it falls, the main task is told: nobody hears that the client broke down."""
    cloud = FakeCloud()
    refs = [cloud.job("ecs", None, "RUNNING") for _ in range(3)]
    transport = Interrupted(cloud)

    async def watch() -> None:
        door = open_client(
            endpoint="https://ecs.example",
            project_id=cloud.project_id,
            auth=cloud.token,
            transport=transport,
            pacing=Fixed(0.05),
        )
        with anyio.fail_after(30):
            async with door as jobs:
                async for _ in jobs.watch(refs):
                    pass

    with pytest.raises(KeyboardInterrupt):
        anyio.run(watch, backend=backend)
    assert 1 <= transport.pressed
