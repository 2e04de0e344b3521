"""Readers that want an end confirmed before they are told of it."""

from stage import Stage, make_stage

from asyncjobs._core.records import Interest, Listing, Outcome

TOLD = ["a ->RUNNING", "a RUNNING>SUCCESS", "a finished SUCCESS"]
"""What a reader has heard in the end of a job that was seen to run."""


def careful(
    stage: Stage,
    reader: int,
    *names: str,
    confirm: int = 1,
    timeout: float | None = None,
    now: float = 0.0,
    listing: Listing | None = None,
) -> None:
    """Let a reader watch jobs whose ends are to be confirmed."""
    stage.engine.join(reader, Interest(timeout, confirm=confirm), now=now)
    stage.heard[reader] = []
    stage.watch(reader, *names, now=now, listing=listing)


def follow(stage: Stage, *outcomes: Outcome | str, now: float = 0.0) -> list[float]:
    """Land these at job a's next polls, each half a second after; return when it was polled."""
    times = []
    for outcome in outcomes:
        stage.step(now)
        while "a" not in stage.in_flight:
            assert stage.wake_at is not None
            now = stage.wake_at
            stage.step(now)
        times.append(now)
        now += 0.5
        stage.step(now, a=outcome)
    return times


def holding(*, confirm: int = 1, timeout: float | None = None, strict: bool = False) -> Stage:
    """Make a stage where reader 1 has seen job a run; at 3.0 its end is held back, until 4.0."""
    stage = make_stage(strict=strict)
    careful(stage, 1, "a", confirm=confirm, timeout=timeout)
    assert [0.0, 2.5] == follow(stage, "RUNNING", "SUCCESS")
    assert ["a ->RUNNING"] == stage.heard[1]
    return stage
