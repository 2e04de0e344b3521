"""What is measured, in a quick run and in the whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from speedbench.case import Case
from speedbench.transports import OURS
from speedbench.ways import NULL

_OURS = tuple(f"ours {name}" for name in OURS)
_BARE = tuple(f"bare {name}" for name in OURS)
_BOUNDS = ("raw", "stock httpx")
_BASE = Case(way="")
_MANY = 100_000


def name_of(case: Case) -> str:
    """Return a case's name: the way, and what differs from the usual."""
    usual = evolve(_BASE, way=case.way)
    told = {
        "jobs": f"{case.jobs} jobs",
        "connections": f"{case.connections} connections",
        "size": case.size,
        "tls": "TLS",
        "loop": case.loop,
        "pacing": case.pacing,
        "after": "to the end",
    }
    differs = [text for key, text in told.items() if getattr(case, key) != getattr(usual, key)]
    return ", ".join((case.way, *differs))


def cases(*, quick: bool) -> Mapping[str, Case]:
    """Return all cases by name."""
    chosen = _quick() if quick else _whole()
    seconds = 0.5 if quick else 0.7
    fitted = (evolve(case, seconds=max(case.seconds, seconds)) for case in chosen)
    return {name_of(case): case for case in fitted}


def _quick() -> Iterator[Case]:
    for way in (*_BOUNDS, *_BARE, *_OURS, "gather aiohttp", NULL, "sign ours", "sign sdk"):
        yield _of(way)
    yield _of(NULL, pacing="adaptive")
    yield _of("sdk threads", jobs=100)
    for way in _OURS:
        yield _of(way, jobs=100)


def _whole() -> Iterator[Case]:
    yield from _quick()
    yield from _peers()
    for way in (*_OURS, "gather aiohttp"):
        yield from _by_jobs(way)
    for way in (*_BOUNDS, *_OURS, "gather aiohttp"):
        for connections in (8, 256):
            yield _of(way, connections=connections)
        yield _of(way, tls=True)
        yield _of(way, jobs=100, connections=8, size="big")
    yield from _loops()
    yield from _alone()
    for way in ("gather aiohttp", *_OURS):
        yield _of(way, jobs=10_000, interval=2.0, after=6.0, jitter=3.0)


def _peers() -> Iterator[Case]:
    for way in ("sdk async", "otc threads"):
        yield _of(way, jobs=100)
    yield _of("sdk threads", jobs=1000, polls=2000)
    for way in ("azure", "google"):
        yield _of(way)
    yield _of("gather httpx", jobs=100, polls=200)
    yield _of("gather httpx", polls=100, patience=4.0, seconds=2.0)


def _by_jobs(way: str) -> Iterator[Case]:
    for jobs in (1, 10):
        yield _of(way, jobs=jobs, polls=10 + jobs, seconds=2.0)
    yield _of(way, jobs=100)
    yield _of(way, jobs=10_000)
    if way == "ours fast":
        yield _of(way, jobs=_MANY, patience=100.0)


def _loops() -> Iterator[Case]:
    for way in ("raw", *_OURS):
        yield _of(way, loop="uvloop")
    yield _of("ours httpx", loop="trio")
    yield _of("bare httpx", loop="trio")


def _alone() -> Iterator[Case]:
    for jobs in (10_000, _MANY):
        yield _of(NULL, jobs=jobs, patience=100.0)
    yield _of(NULL, jobs=50, connections=8, size="big")
    yield _of("decode", jobs=4, size="big", polls=16)


def _of(way: str, **settings: Any) -> Case:
    return evolve(_BASE, way=way, **settings)
