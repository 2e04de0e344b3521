"""Everything that is measured, by name."""

import inspect
import ssl
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import cast

from speedbench import asyncio_peers, bare, ours, vendor_peers
from speedbench.case import Case
from speedbench.machine import run_loop
from speedbench.meter import Counts, Meter, Spent, outcome
from speedbench.micro import ALONE
from speedbench.transports import OURS

Way = Callable[[Case, str, ssl.SSLContext | None], Awaitable[None] | None]
"""Watches the jobs of a case at an address until all have ended, if they do; a coroutine function
or a blocking one."""

WAYS: Mapping[str, Way] = {
    "raw": bare.raw,
    "stock httpx": bare.stock_httpx,
    "sdk threads": vendor_peers.sdk_threads,
    "sdk async": vendor_peers.sdk_async,
    "otc threads": vendor_peers.otc_threads,
    "gather httpx": asyncio_peers.gathered_httpx,
    "gather aiohttp": asyncio_peers.gathered_aiohttp,
    "azure": asyncio_peers.azure_style,
    "google": asyncio_peers.google_style,
    **{f"bare {name}": partial(bare.bare, name) for name in OURS},
    **{f"ours {name}": partial(ours.ours, name) for name in OURS},
}

NULL = "ours null"
"""Our client over a transport that has the answers ready."""

EVENTS = "events"
"""Our client over a transport whose jobs change at each look: what is counted is what is read."""

UNSERVED = (NULL, EVENTS, *ALONE)
"""Ways that need no server."""


def measure(
    case: Case, base: str, context: ssl.SSLContext | None, counts: Callable[[], Counts]
) -> None:
    """Measure a case and print the outcome; where jobs do not end, end the process."""
    way = WAYS.get(case.way)
    if case.way == NULL:
        null = ours.Null(case.size)
        way, counts = partial(ours.over_null, null), null.counts
    elif case.way == EVENTS:
        heard = ours.Heard()
        way, counts = heard.over_restless, heard.counts
    elif way is None:
        alone = ALONE[case.way](case)
        way, counts = alone.run, alone.counts
    if case.after:
        _until_all_ended(case, partial(way, case, base, context), counts)
    else:
        Meter(case, counts).start()
        _run(case, partial(way, case, base, context))


def _until_all_ended(
    case: Case, watch: Callable[[], Awaitable[None] | None], counts: Callable[[], Counts]
) -> None:
    before, since = counts(), Spent.now()
    _run(case, watch)
    spent = Spent.now().past(since)
    print(outcome(before, counts(), spent).as_json(), flush=True)


def _run(case: Case, watch: Callable[..., Awaitable[None] | None]) -> None:
    if inspect.iscoroutinefunction(_innermost(watch)):
        run_loop(case.loop, cast("Callable[[], Awaitable[None]]", watch))
    else:
        watch()


def _innermost(watch: Callable[..., object]) -> Callable[..., object]:
    while isinstance(watch, partial):
        watch = watch.func
    return watch
