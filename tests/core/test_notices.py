"""What the log is told: a line for each kind of trouble and minute, not one for each job."""

import pytest
from busy import RESET, Busy, silent
from stage import answer, make_stage, ref_of

from asyncjobs._core.notices import Notices
from asyncjobs.errors import ForbiddenError, PollFailedError, ServiceError

REFUSED = ForbiddenError("not allowed")


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RESET, ["made-up: its host does not answer, and one job", "made-up: a job was given up"]),
        (REFUSED, ["made-up: a job was given up (ForbiddenError) (job j0), and 15 times more"]),
        (ServiceError("busy", http_status=503, retryable=True), ["made-up: its host does not"]),
    ],
)
def test_ten_thousand_jobs_that_fail_are_a_line_a_minute(
    error: PollFailedError, expected: list[str]
) -> None:
    """For each kind of trouble; the line tells of one job, and how many times more it came."""
    world = Busy(10_000, lambda _now: error)
    world.run(400.0)
    lines = [line for _, line in world.warnings]
    assert all(any(line.startswith(begin) for line in lines) for begin in expected)
    assert len(lines) <= 7


def test_the_end_of_an_outage_is_told() -> None:
    """With how long it was."""
    world = Busy(100, silent(30.0, 90.0))
    world.run(120.0)
    (first, second) = [line for _, line in world.warnings]
    assert first.startswith("made-up: its host does not answer, and one job at a time is asked")
    assert ": connection reset (job j" in first
    assert second.startswith("made-up: its host answers again: after ")


def test_trouble_is_told_again_after_a_minute_with_how_often_it_came() -> None:
    """Not before, and never if it did not come again."""
    notices = Notices()
    notices.trouble(ref_of("a"), "gone", "for good")
    assert ["made-up: gone: for good (job a)"] == notices.take(0.0)
    for name in "bcd":
        notices.trouble(ref_of(name), "gone")
    assert [] == notices.take(59.0)
    assert ["made-up: gone (job b), and 2 times more"] == notices.take(60.0)
    assert [] == notices.take(500.0)
    notices.trouble(None, "gone")
    assert ["gone"] == notices.take(500.0)


def test_oddities_are_told_once_and_twenty_a_minute() -> None:
    """A service that is odd in ever new ways fills neither the log nor the memory."""
    notices = Notices()
    for number in range(3000):
        notices.odd(ref_of("a"), f"oddity {number}")
    lines = notices.take(0.0)
    assert 21 == len(lines)
    assert "more oddities" in lines[-1]
    assert 1024 == len(notices._told)  # noqa: SLF001 - memory is the point
    notices.odd(None, "another")
    assert [] == notices.take(1.0)
    notices.odd(None, "one more")
    assert ["one more"] == notices.take(61.0)


def test_the_memory_of_troubles_is_bounded() -> None:
    """As that of oddities is."""
    notices = Notices()
    for number in range(3000):
        notices.trouble(None, f"trouble {number}")
        notices.take(0.0)
    assert 1024 == len(notices._troubles)  # noqa: SLF001 - memory is the point


def test_an_odd_answer_is_no_trouble() -> None:
    """It is told once, however long it goes on."""
    stage = make_stage()
    stage.watch(1, "a")
    lines = []
    for minute in range(5):
        stage.step(60.0 * minute)
        stage.step(60.0 * minute, a=answer("UNKNOWN"))
        assert stage.last is not None
        lines += stage.last.warnings
    assert 1 == len(lines)
