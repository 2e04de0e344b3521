"""The tables of the documents, in Markdown."""

from collections.abc import Iterable, Sequence

from pollbench.tables import table

from speedbench.case import Case
from speedbench.cases import name_of
from speedbench.goals import Goal
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
}


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
    return table(header, [_row(found, name) for name in names if name in found.outcomes])


def _row(found: Results, name: str) -> Sequence[object]:
    case = found.cases[name]
    per_poll = found.per_poll(name)
    return (
        f"{NAMES[case.way]}{_differs(case)}",
        case.jobs,
        int(found.median(name, lambda each: each.most) or 0) or None,
        "none in time" if per_poll is None else per_poll,
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


def absent_list(found: Results) -> str:
    """Return what was not measured, and why."""
    return "".join(f"- not measured: {why}\n" for why in dict.fromkeys(found.absent.values()))
