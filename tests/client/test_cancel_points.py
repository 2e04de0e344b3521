"""The net of tests/cancellation: it strikes each point in its turn, and finds what is lost."""

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
    """Awaits something while it has an item in its hands."""

    async def get(self) -> int:
        item = await super().get()
        await anyio.lowlevel.checkpoint()
        return item


@define
class Handing(Queue):
    """Puts an item into the hands of who waits for it, whom a cancellation may find so."""

    hands: list[list[int]] = field(factory=list)

    def put(self, item: int) -> None:
        (self.hands.pop() if self.hands else self.items).append(item)
        self.bell.set()

    async def get(self) -> int:
        if self.items:
            return self.items.pop(0)
        self.bell, hand = anyio.Event(), []
        self.hands.append(hand)
        try:
            await self.bell.wait()
        finally:
            self.hands = [other for other in self.hands if other is not hand]
        return hand.pop()


def ways() -> list[Way]:
    return list(ON_TRIO if sniffio.current_async_library() == "trio" else ON_ASYNCIO)


async def told(queue: Queue, way: Way, number: int) -> tuple[list[int], bool]:
    """Return what two readers were given, the first being cancelled at a point; and whether it was.

    An item comes each second, and they read for longer than that takes.
    """
    given: list[int] = []
    points = way.points(number)

    async def read() -> None:
        while len(given) < len(ITEMS):
            given.append(await queue.get())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(bring, queue)
        await way.cut(points, read)
        with anyio.move_on_after(10):
            await read()
    return given, points.reached


async def bring(queue: Queue) -> None:
    for item in ITEMS:
        await anyio.sleep(1)
        queue.put(item)


async def losses(kind: type[Queue]) -> set[str]:
    """Return the ways of cancelling by which, at some point, an item is lost or told twice."""
    found = set()
    for way in ways():
        number, reached = 0, True
        while reached:
            given, reached = await told(kind(), way, number)
            found |= set() if given == ITEMS else {way.name}
            number += 1
    return found


async def test_a_queue_that_loses_nothing_passes() -> None:
    """Whatever is cancelled where: the net raises no false alarm."""
    assert set() == await losses(Queue)


async def test_an_await_with_an_item_in_the_hands_is_found() -> None:
    """By every way of cancelling that strikes as the task goes to sleep."""
    at_once = {way.name for way in ways() if way.moment == "at"}
    assert at_once <= await losses(Careless)


@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_an_item_lost_between_its_giving_and_its_taking_is_found() -> None:
    """Only by asyncio's own cancellation, and only in the very turn in which it is given."""
    found = await losses(Handing)
    assert (True, False) == ("task-late" in found, "task-at" in found)
