"""What is measured, in a quick run and in the whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from speedbench.case import Case
from speedbench.ways import EVENTS, NULL

_BOUNDS = ("raw", "stock httpx")
_BASE = Case(way="")
_FEW, _THOUSAND, _MANY = 100, 1000, 100_000
ENOUGH = 8000
"""Jobs of which one is always due without a transport: each is asked 20 times a second at most."""
_READERS = {5: 0.05, 500: 0.1, 5000: 1.0}
"""Readers of one job, and seconds between two looks at it: as many events a second for many."""


def name_of(case: Case) -> str:
    """Return a case's name: the way, and what differs from the usual."""
    usual = evolve(_BASE, way=case.way)
    told = {
        "jobs": f"{case.jobs} jobs",
        "connections": f"{case.connections} connections",
        "size": case.size,
        "tls": "TLS",
        "loop": case.loop,
        "interval": f"each every {case.interval:g} s",
        "pacing": case.pacing,
        "after": "to the end",
        "readers": f"{case.readers} readers",
    }
    differs = [text for key, text in told.items() if getattr(case, key) != getattr(usual, key)]
    return ", ".join((case.way, *differs))


def cases(*, quick: bool) -> Mapping[str, Case]:
    """Return all cases by name."""
    chosen = _quick() if quick else _whole()
    seconds = 0.4 if quick else 0.7
    fitted = (evolve(case, seconds=max(case.seconds, seconds)) for case in chosen)
    return {name_of(case): case for case in fitted}


def _quick() -> Iterator[Case]:
    for way in (*_BOUNDS, "bare httpx", "ours httpx", "bare fast", "ours fast", "gather aiohttp"):
        yield _of(way)
    yield _alone_with(ENOUGH)
    for way in ("sign ours", "sign sdk"):
        yield _of(way)


def _whole() -> Iterator[Case]:
    yield from _quick()
    yield from _peers()
    for way in ("bare aiohttp", "ours aiohttp"):
        yield _of(way)
    yield from _by_jobs()
    for way in (*_BOUNDS, "ours httpx", "ours fast", "gather aiohttp"):
        for connections in (8, 256):
            yield _of(way, connections=connections)
    for way in (*_BOUNDS, "ours httpx", "ours fast", "gather aiohttp"):
        yield _of(way, tls=True)
    for way in (*_BOUNDS, "ours httpx", "ours fast", "gather aiohttp"):
        yield _of(way, jobs=_FEW, connections=8, size="big")
    yield from _loops()
    yield from _alone()
    for way in ("gather aiohttp", "ours httpx", "ours fast"):
        yield _of(way, jobs=10_000, interval=2.0, after=6.0, jitter=3.0)


def _peers() -> Iterator[Case]:
    for way in ("sdk threads", "sdk async", "otc threads", "ours httpx", "ours fast"):
        yield _of(way, jobs=_FEW)
    yield _of("sdk threads", jobs=_THOUSAND, polls=2000)
    for way in ("azure", "google"):
        yield _of(way, jobs=_THOUSAND)
    yield _of("gather httpx", jobs=_FEW, polls=200)
    yield _of("gather httpx", jobs=_THOUSAND, polls=100, patience=3.0, seconds=1.0)


def _by_jobs() -> Iterator[Case]:
    for way in ("ours fast", "ours httpx", "gather aiohttp"):
        for jobs in (1, 10):
            yield _of(way, jobs=jobs, polls=10 + jobs, seconds=1.0)
        yield _of(way, jobs=_THOUSAND)
    yield _of("ours fast", jobs=10_000)
    yield _of("ours fast", jobs=_MANY, patience=100.0)
    # As many polls a second for a hundred times as many jobs.
    yield _of("ours fast", jobs=_THOUSAND, interval=0.1)
    yield _of("ours fast", jobs=_MANY, interval=10.0, polls=_MANY, patience=100.0)


def _loops() -> Iterator[Case]:
    for way in ("raw", "ours fast"):
        yield _of(way, loop="uvloop")
    yield _of("ours httpx", loop="trio")
    yield _of("bare httpx", loop="trio")


def _alone() -> Iterator[Case]:
    yield _alone_with(_BASE.jobs, pacing="adaptive")
    yield _alone_with(_THOUSAND)
    yield _alone_with(_MANY, patience=100.0)
    yield _of(NULL, jobs=50, connections=8, size="big")
    yield _of("decode", jobs=4, size="big", polls=16)
    for readers, interval in _READERS.items():
        events = 4 * readers
        yield _of(EVENTS, jobs=1, readers=readers, interval=interval, polls=events, seconds=2.0)
    for jobs in (_THOUSAND, _MANY):
        # So long that collections of garbage come as often as they do: one takes half a second.
        yield _of(EVENTS, jobs=jobs, patience=100.0, seconds=6.0)


def _alone_with(jobs: int, **settings: Any) -> Case:
    """Have no transport: first looks by `get` come slowly between so many polls."""
    return _of(NULL, jobs=jobs, polls=20 * jobs, seconds=1.0, **settings)


def _of(way: str, **settings: Any) -> Case:
    return evolve(_BASE, way=way, **settings)
