"""The tables of the documents, in Markdown."""

from collections.abc import Iterable, Sequence
from functools import partial

from pollbench.tables import cell, table

from speedbench.case import Case
from speedbench.cases import name_of
from speedbench.goals import LAST_END, Goal
from speedbench.rounds import Results

NAMES = {
    "raw": "a raw `asyncio.Protocol` (the bound)",
    "stock httpx": "stock httpx at its best",
    "bare httpx": "a bare loop over `HttpxTransport`",
    "bare aiohttp": "a bare loop over `AiohttpTransport`",
    "bare fast": "a bare loop over `FastTransport`",
    "ours httpx": "**asyncjobs**, httpx",
    "ours aiohttp": "**asyncjobs**, aiohttp",
    "ours fast": "**asyncjobs**, `[fast]`",
    "ours null": "**asyncjobs**, no transport",
    "gather aiohttp": "`gather` over aiohttp",
    "gather httpx": "`gather` over httpx as it comes",
    "azure": "azure-core's `AsyncLROPoller`",
    "google": "google-api-core's `AsyncOperation`",
    "sdk threads": "the vendor's SDK, a thread per job",
    "sdk async": "the vendor's SDK, its async client",
    "otc threads": "otcextensions' `wait_for_job`, a thread per job",
    "sign ours": "signing, asyncjobs",
    "sign sdk": "signing, the vendor's SDK",
    "decode": "reading an answer",
    "events": "**asyncjobs**, an event",
}
_WORKING = 0.8
"""A share of the time: who works less waits for what there is to do, or for the server."""
_IDLE = (
    "\\* Not saturated: the client worked in less than 80 % of the time that it could have the "
    "core. What it costs to wake up is shared by fewer polls then, so that each is dearer.\n"
)


def goal_table(goals: Iterable[Goal]) -> str:
    """Return what was to be reached, and what was."""
    rows = ((goal.what, goal.most, goal.seen, goal.verdict) for goal in goals)
    return table(("What", "At most", "Measured", "Reached"), rows)


def case_table(found: Results, names: Iterable[str]) -> str:
    """Return what each case came to, and how many times the bounds that is."""
    header = (
        *("Who", "Jobs", "Connections", "CPU, us a poll", "/ raw", "/ stock httpx"),
        *("Polls a second", "Memory, MiB", "Server's CPU, us"),
    )
    shown = [name for name in names if name in found.outcomes]
    rows = table(header, [_row(found, name) for name in shown])
    return rows + (f"\n{_IDLE}" if any(map(partial(_idles, found), shown)) else "")


def _idles(found: Results, name: str) -> bool:
    return (found.median(name, lambda each: each.busy) or 1.0) < _WORKING


def _row(found: Results, name: str) -> Sequence[object]:
    case, per_poll = found.cases[name], found.per_poll(name)
    return (
        f"{NAMES[case.way]}{_differs(case)}",
        case.jobs,
        int(found.median(name, lambda each: each.most) or 0) or None,
        ("none in time" if per_poll is None else cell(per_poll))
        + (" \\*" if _idles(found, name) else ""),
        found.ratio(name, "raw"),
        found.ratio(name, "stock httpx"),
        found.median(name, lambda each: each.polls / each.wall),
        found.median(name, lambda each: each.memory / 2**20),
        found.median(name, lambda each: each.server_cpu / each.polls * 1e6 if each.polls else None)
        or None,
    )


def _differs(case: Case) -> str:
    """Return what is unusual about a case but for the numbers, which have columns."""
    parts = name_of(case).split(", ")[1:]
    told = [part for part in parts if not part.endswith((" jobs", " connections"))]
    return "".join(f", {part}" for part in told)


def end_table(found: Results) -> str:
    """Return how long it took to see all jobs end, and what nobody can be faster than."""
    header = (
        *("Who", "Wall, s", "past the last end, s", "Polls a job"),
        *("CPU, s", "Share of the core"),
    )
    perfect = ("whoever knows when each ends", LAST_END, 0.0, 1.0, None, None)
    names = [name for name in found.outcomes if found.cases[name].after]
    return table(header, [perfect, *(_end_row(found, name) for name in names)])


def _end_row(found: Results, name: str) -> Sequence[object]:
    case = found.cases[name]
    wall = found.median(name, lambda each: each.wall)
    return (
        NAMES[case.way],
        wall,
        None if wall is None else wall - LAST_END,
        found.median(name, lambda each: each.polls / case.jobs),
        found.median(name, lambda each: each.cpu),
        found.median(name, lambda each: each.busy),
    )


def absent_list(found: Results) -> str:
    """Return what was not measured, and why."""
    return "".join(f"- not measured: {why}\n" for why in dict.fromkeys(found.absent.values()))
