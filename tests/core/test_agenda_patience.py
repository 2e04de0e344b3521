"""Whom to ask where asking all takes minutes: the best, as long as nobody is left out."""

from paced import Choosy, paced
from stage import ref_of

from asyncjobs._core.records import Interest

JOBS, RATE = 30, 0.1
ROUND = int(JOBS / RATE)
"""Seconds in which each could be asked once."""


def asked_at() -> dict[str, list[int]]:
    """Return when each job was asked: half of them are worth a thousand times the others."""
    stage = paced(Choosy(interval=1.0), rate=RATE)
    times: dict[str, list[int]] = {}
    for reader in range(JOBS):
        name = f"{'rich' if reader % 2 else 'poor'}{reader}"
        stage.engine.join(reader, Interest(weight=1000.0 if reader % 2 else 1.0), now=0.0)
        stage.engine.add(reader, ref_of(name), "lane", now=0.0)
        times[name] = [0]
    for now in range(0, 10 * ROUND, 5):
        for name in stage.step(float(now), **dict.fromkeys(stage.in_flight, "RUNNING")):
            times[name].append(now)
    return times


def test_patience_goes_by_how_long_asking_all_takes() -> None:
    """Where that is five minutes, jobs due for two are no reason to pass over a better one."""
    times = asked_at()
    first_round = sorted((at, name) for name, all_times in times.items() for at in all_times[1:])
    early = [name for at, name in first_round if 120 < at < ROUND]

    assert early
    assert all(name.startswith("rich") for name in early)


def test_nobody_is_unasked_for_three_rounds() -> None:
    """However little a look at a job is worth."""
    for all_times in asked_at().values():
        pairs = zip(all_times, [*all_times[1:], 10 * ROUND], strict=True)
        assert max(after - before for before, after in pairs) <= 3 * ROUND
