"""Which connection is used next, and which gives way."""

from asyncjobs.transports._free_list import FreeList


def filled(size: int, *items: tuple[str, str]) -> FreeList[str]:
    free: FreeList[str] = FreeList(size)
    for origin, item in items:
        free.add()
        free.put_back(origin, item)
    return free


def test_last_used_first() -> None:
    """Of an origin's idle items the one that was used last comes first."""
    free = filled(3, ("a", "a1"), ("a", "a2"), ("b", "b1"))

    assert ["a2", "a1", None] == [free.take("a") for _ in range(3)]
    assert "b1" == free.take("b")


def test_the_longest_idle_gives_way() -> None:
    """When all items exist, the one idle longest is to be closed, whatever its origin."""
    free = filled(2, ("a", "a1"), ("b", "b1"))

    assert "a1" == free.evict()


def test_nothing_gives_way_while_there_is_room() -> None:
    """An item is kept as long as another may be made beside it."""
    assert None is filled(2, ("a", "a1")).evict()


def test_what_is_in_use_does_not_give_way() -> None:
    """With every item in use there is nothing to close; another may be made all the same."""
    free: FreeList[str] = FreeList(1)
    free.add()

    assert None is free.evict()


def test_surplus_is_not_kept() -> None:
    """What was made beyond the size is handed back to be closed, until the number fits."""
    free: FreeList[str] = FreeList(1)
    free.add()
    free.add()

    assert not free.put_back("a", "a1")
    free.remove()
    assert free.put_back("a", "a2")
    assert ["a2", None] == [free.take_any(), free.take_any()]
