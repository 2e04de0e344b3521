"""The net of tests/cancellation: it strikes each point once, and finds what is lost there."""


import anyio
import anyio.lowlevel
import pytest
import sniffio
from attrs import define, field
from cancellation.ways import ON_ASYNCIO, ON_TRIO, Way

pytestmark = pytest.mark.anyio

ITEMS = [0, 1, 2, 3]


@define
class Queue:
    """Takes items and gives them to one reader, well."""

    items: list[int] = field(factory=list)
    bell: anyio.Event = field(factory=anyio.Event)

    def put(self, item: int) -> None:
        self.items.append(item)
        self.bell.set()

    async def get(self) -> int:
        while not self.items:
            self.bell = anyio.Event()
            await self.bell.wait()
        return self.items.pop(0)


class Careless(Queue):
    """Awaits something when it has an item in its hands."""

    async def get(self) -> int:
        item = await super().get()
        await anyio.lowlevel.checkpoint()
        return item


class Handing(Queue):
    """Puts each item into the hands of who waits, where a cancellation may find it."""

    async def get(self) -> int:
        if not self.items:
            self.bell, hand = anyio.Event(), self.items
            self.items = []
            await self.bell.wait()
            return self._out_of(hand)
        return self.items.pop(0)

    def _out_of(self, hand: list[int]) -> int:
        return (hand or self.items).pop(0)


def ways() -> dict[str, Way]:
    found = ON_TRIO if sniffio.current_async_library() == "trio" else ON_ASYNCIO
    return {way.name: way for way in found}
