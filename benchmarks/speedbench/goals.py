"""What is to be reached, and whether it is."""

from collections.abc import Iterator, Mapping

from attrs import frozen

from speedbench.cases import ENOUGH
from speedbench.rounds import Results
from speedbench.ways import EVENTS, NULL

_STOCK, _AIOHTTP, _RAW = "stock httpx", "gather aiohttp", "raw"
_FAST, _HTTPX = "ours fast", "ours httpx"
_ALONE = f"{NULL}, {ENOUGH} jobs"
_END = "10000 jobs, each every 2 s, to the end"
_BIG = "50 jobs, 8 connections, big"
LAST_END = 9.0
"""Seconds from the first look to the last end."""

Figures = Mapping[str, float]
"""What other scripts have measured, by name."""


@frozen
class Goal:
    """One figure, and what it may be at most."""

    what: str
    most: float
    seen: float | None
    """None where it was not measured."""

    @property
    def verdict(self) -> str:
        """Say how the figure stands."""
        if self.seen is None:
            return "not measured"
        return "yes" if self.seen <= self.most else "**missed**"


def goals(found: Results, others: Figures) -> list[Goal]:
    """Return all goals: ratios within rounds, and what other scripts have measured."""
    return [
        *_default(found),
        *_fast(found),
        *_growth(found),
        *_events(found),
        *_engine(found),
        *_connections(found),
        *_ends(found),
        *_others(others),
    ]


def _default(found: Results) -> Iterator[Goal]:
    yield Goal(
        "default transport: the whole library / a bare loop over it",
        1.15,
        found.ratio(_HTTPX, "bare httpx"),
    )
    yield Goal(
        "default transport: a bare loop over it / best stock httpx",
        0.85,
        found.ratio("bare httpx", _STOCK),
    )
    yield Goal(
        "default transport: the whole library / best stock httpx",
        0.85,
        found.ratio(_HTTPX, _STOCK),
    )


def _fast(found: Results) -> Iterator[Goal]:
    yield Goal("`[fast]` / best stock httpx", 0.12, found.ratio(_FAST, _STOCK))
    yield Goal("`[fast]` / a raw asyncio protocol", 2.5, found.ratio(_FAST, _RAW))
    threads = "sdk threads, 100 jobs"
    what = "`[fast]` / the vendor's SDK, a thread per job"
    yield Goal(f"{what}, both as busy as can be", 1 / 15, found.ratio(_FAST, threads))
    yield Goal(f"{what}, 100 jobs each", 1 / 15, found.ratio(f"{_FAST}, 100 jobs", threads))
    yield Goal("`[fast]` / gather over aiohttp", 1 / 3, found.ratio(_FAST, _AIOHTTP))


def _growth(found: Results) -> Iterator[Goal]:
    for way, busy, few in ((_FAST, _FAST, "4,000"), (NULL, _ALONE, f"{ENOUGH:,}")):
        for fewer, name in (("1,000", f"{way}, 1000 jobs"), (few, busy)):
            grown = found.ratio(f"{way}, 100000 jobs", name)
            yield Goal(f"{way}: CPU per poll, 100,000 jobs / {fewer} jobs", 1.15, grown)
    many, few = f"{_FAST}, 100000 jobs, each every 10 s", f"{_FAST}, 1000 jobs, each every 0.1 s"
    what = f"{_FAST}: CPU per poll at 10,000 polls a second, 100,000 jobs / 1,000 jobs"
    yield Goal(what, 1.15, found.ratio(many, few))
    for way in (_FAST, _HTTPX):
        grown = found.ratio(f"{way}, 256 connections", f"{way}, 8 connections")
        yield Goal(f"{way}: CPU per poll, 256 connections / 8", 1.2, grown)


def _events(found: Results) -> Iterator[Goal]:
    many = f"{EVENTS}, 1 jobs, each every 1 s, 5000 readers"
    few = f"{EVENTS}, 1 jobs, each every 0.1 s, 500 readers"
    what = "one job: CPU per event, 5,000 readers / 500 readers"
    yield Goal(what, 1.15, found.ratio(many, few))
    grown = found.ratio(f"{EVENTS}, 100000 jobs", f"{EVENTS}, 1000 jobs")
    yield Goal("one reader: CPU per event, 100,000 jobs / 1,000 jobs", 1.15, grown)


def _engine(found: Results) -> Iterator[Goal]:
    own = found.ratio(f"{NULL}, {_BIG}", "decode, 4 jobs, big")
    yield Goal("unchanged 347 KB body: the library's own work / decoding it", 0.05, own)
    adaptive = found.per_poll(f"{NULL}, adaptive")
    yield Goal("no transport, adaptive pacing: us a poll", 25, adaptive)
    yield Goal("no transport, fixed pacing: us a poll", 10, found.per_poll(_ALONE))
    yield Goal("signing: us a poll", 10, found.per_poll("sign ours"))
    yield Goal("signing / the vendor's signer", 1, found.ratio("sign ours", "sign sdk"))


def _connections(found: Results) -> Iterator[Goal]:
    for way in (_HTTPX, _FAST):
        again = found.median(way, lambda outcome: outcome.again)
        yield Goal(f"{way}: connections opened in place of others", 0, again)
        most = found.median(way, lambda outcome: outcome.most)
        over = None if most is None else max(0.0, most - found.cases[way].connections)
        yield Goal(f"{way}: connections over the configured number", 0, over)


def _ends(found: Results) -> Iterator[Goal]:
    both = f"{_FAST}, {_END}", f"{_AIOHTTP}, {_END}"
    what = "wall time to see 10,000 jobs end: `[fast]` / gather over aiohttp"
    yield Goal(what, 0.6, found.ratio(*both, lambda outcome: outcome.wall))
    late = found.ratio(*both, lambda outcome: outcome.wall - LAST_END)
    yield Goal(f"{what}, of both what is past the last end", 0.6, late)


def _others(others: Figures) -> Iterator[Goal]:
    wanted = {
        "bytes for each of 100,000 idle jobs, no snapshots kept": 400,
        "the same, as Python counts": 400,
        "MiB for 1,000,000 idle jobs, no snapshots kept": 1024,
        "ms that adding 100,000 jobs holds the loop up": 50,
        "ms that adding 100,000 jobs holds the loop up, without collecting garbage": 50,
        "ms that 10,000 ends at once hold the loop up": 50,
        "ms that 10,000 ends at once hold the loop up, without collecting garbage": 50,
        "`import asyncjobs` / `import httpx`": 2,
        "seconds of `asyncjobs --help`": 0.4,
    }
    for what, most in wanted.items():
        yield Goal(what, most, others.get(what))
