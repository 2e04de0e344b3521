"""The tables of the documents, in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from pollbench.budgets import OURS, Budgeted
from pollbench.changes import Changed
from pollbench.free import Free
from pollbench.goals import Goal
from pollbench.metrics import Outcome
from pollbench.progress import Progress


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table: figures shortened, None as a dash."""
    lines = [header, ["---"] * len(header), *([cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cell(value: object) -> str:
    """Return a figure as a table shows it: three digits, None as a dash."""
    if value is None:
        return "-"
    if not isinstance(value, float):
        return str(value)
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004 - 3 digits
    return f"{value:.{places}f}"


def goal_table(goals: Iterable[Goal]) -> str:
    """Return what was to be reached, and what was."""
    header = ("What", "Must", "Target", "Seen", "Reached")
    rows = ((goal.what, goal.must, goal.target, goal.seen, goal.verdict) for goal in goals)
    return table(header, rows)


def peer_table(free: Free) -> str:
    """Return the comparison with each peer, without a limit."""
    header = (
        *("Peer", "Requests per job", "Mean lag, s"),
        *("Lag x", "cold", "unsaid", "limit"),
        *("Requests x", "unsaid", "limit", "p95 x", "p99 x"),
    )
    rows = [
        (
            *(name, peer.requests, peer.mean),
            *(free.lag_ratio(name), free.lag_ratio(name, "cold"), free.lag_ratio(name, "unsaid")),
            free.lag_limit(name),
            *(free.request_ratio(name), free.request_ratio(name, "unsaid")),
            free.request_limit(name),
            *(free.quantile_ratio(name, 0.95), free.quantile_ratio(name, 0.99)),
        )
        for name, peer in free.peers.items()
    ]
    return table(header, rows)


def price_table(free: Free) -> str:
    """Return what each price comes to, and the least that it could."""
    header = (
        *("Price, s", "Requests per job", "Mean lag, s", "p50", "p95", "p99", "Largest"),
        *("Cost / optimum", "Cold"),
    )
    rows = [
        (
            *(f"{price:g}", each.requests, each.mean),
            *(each.quantile(share) for share in (0.5, 0.95, 0.99, 1.0)),
            free.over_optimum(price),
            free.over_optimum(price, "cold") if price in free.cold else None,
        )
        for price, each in free.warm.items()
    ]
    return table(header, rows)


def batch_table(batches: Mapping[str, Budgeted]) -> str:
    """Return mean and 95 % lag, and requests per job, of each way on each batch.

    Of those that were drawn several times, the first draw stands for all.
    """
    batches = {name: part for name, part in batches.items() if not name.endswith(")")}
    names = list(dict.fromkeys(name for part in batches.values() for name in part.outcomes))
    rows = []
    for name in sorted(names, key=lambda each: each in OURS):
        outcomes = [part.outcomes.get(name) for part in batches.values()]
        cells = [
            each and f"{cell(each.mean)} / {cell(each.quantile(0.95))} ({cell(each.requests)})"
            for each in outcomes
        ]
        rows.append((name, *cells))
    return table(("Way", *(name.replace(" at ", ", ") for name in batches)), rows)


def stream_table(streams: Mapping[str, Budgeted]) -> str:
    """Return mean, 95 % and 99 % lag of each way on the stream at each rate."""
    names = dict.fromkeys(name for part in streams.values() for name in part.outcomes)
    rows = [
        (name, *(_lags(part.outcomes.get(name)) for part in streams.values())) for name in names
    ]
    return table(("Way", *(f"{part.rate:g}/s" for part in streams.values())), rows)


def _lags(outcome: Outcome | None) -> str | None:
    if outcome is None:
        return None
    lags = (outcome.mean, outcome.quantile(0.95), outcome.quantile(0.99))
    return " / ".join(map(cell, lags))


def drift_table(drifts: Mapping[str, Changed]) -> str:
    """Return what happens when durations differ by a factor from those that were learned."""
    header = ("Durations", "Way", "Requests per job", "Jobs 0-200", "200-1,000", "After half")
    rows = [
        (name, way, *(course[key] for key in ("requests", "0-200", "200-1000", "after half")))
        for name, each in drifts.items()
        for way, course in each.figures().items()
    ]
    return table(header, rows)


def list_table(listed: Mapping[str, Outcome]) -> str:
    """Return what lists do for a batch."""
    header = ("Asked", "Requests per job", "Mean lag, s", "p95", "Largest")
    rows = [
        (name, each.requests, each.mean, each.quantile(0.95), each.quantile(1.0))
        for name, each in listed.items()
    ]
    return table(header, rows)


def progress_table(found: Mapping[float, Progress]) -> str:
    """Return what it is worth to know how many sub-jobs are done, by the price of a request."""
    header = ("Price, s", "Goes by", "Requests per job", "Mean lag, s", "p95", "Cost, s")
    rows = [
        (f"{price:g}", name, each.requests, each.mean, each.quantile(0.95), each.cost(price))
        for price, both in found.items()
        for name, each in both.runs().items()
    ]
    return table(header, rows)
