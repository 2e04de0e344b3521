"""When a login is due: the rule alone, with time as an argument."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from asyncjobs.auth._timetable import Need, Timetable

DAY = 86_400.0
LIVES = st.floats(10, 1e6)


def issued(at: float, lifetime: float) -> Timetable:
    table = Timetable()
    table.issued(at, lifetime)
    return table


@pytest.mark.parametrize(
    ("now", "need"),
    [
        (0, Need.NOTHING),
        (0.9 * DAY - 1, Need.NOTHING),
        (0.9 * DAY + 1, Need.SOON),
        (DAY - 61, Need.SOON),
        (DAY - 59, Need.NOW),
        (DAY + 1, Need.NOW),
    ],
)
def test_a_day_has_its_windows(now: float, need: Need) -> None:
    """A tenth before its end a login runs beside it, a minute before it is waited for."""
    assert need is issued(0.0, DAY).need(now)


@given(st.floats(-1e6, 1e6), LIVES, st.floats(0, 2))
def test_what_is_used_lives(at: float, lifetime: float, share: float) -> None:
    """Nothing is used past its end, and nothing young is asked for again."""
    table, now = issued(at, lifetime), at + share * lifetime
    need = table.need(now)
    if need in {Need.NOTHING, Need.SOON}:
        assert table.lives(now)
    if share < 0.89:
        assert need is Need.NOTHING
    if share > 1.01:
        assert need is Need.NOW


@given(LIVES, st.lists(st.floats(0, 1.5), min_size=2, max_size=20))
def test_the_need_only_grows(lifetime: float, shares: list[float]) -> None:
    """As time goes by and nothing happens."""
    order = [Need.NOTHING, Need.SOON, Need.NOW]
    table = issued(0.0, lifetime)
    needs = [order.index(table.need(share * lifetime)) for share in sorted(shares)]
    assert sorted(needs) == needs


@given(failures=st.integers(1, 30), lifetime=LIVES, share=st.floats(0, 2), for_good=st.booleans())
def test_after_a_failure_nothing_is_tried_for_a_while(
    failures: int, lifetime: float, share: float, *, for_good: bool
) -> None:
    """What lives is used meanwhile, and is not what is waited for."""
    table, now = issued(0.0, lifetime), share * lifetime
    assume(table.need(now) is not Need.NOTHING)
    for _ in range(failures):
        table.failed(now, for_good=for_good, retry_after=None)
    assert (Need.NOTHING if table.lives(now) else Need.PATIENCE) is table.need(now)
    later = table.retry_in(now)
    assert for_good is (later is None)
    if later is not None:
        assert min(5 * 2.0 ** (failures - 1), 300) == pytest.approx(later)
        assert table.need(now + later + 1e-6) in {Need.SOON, Need.NOW}


def test_a_refusal_for_good_is_for_ever() -> None:
    """No time is late enough for another login."""
    table = Timetable()
    table.failed(0.0, for_good=True, retry_after=None)
    assert Need.PATIENCE is table.need(1e12)


def test_whoever_asks_to_wait_longer_is_heard() -> None:
    """And the pause begins anew once a login worked."""
    table = Timetable()
    table.failed(0.0, for_good=False, retry_after=60.0)
    assert 60.0 == table.retry_in(0.0)
    table.issued(60.0, DAY)
    table.drop()
    table.failed(60.0, for_good=False, retry_after=1.0)
    assert 5.0 == table.retry_in(60.0)


def test_what_lives_for_no_time_is_used_for_ten_seconds() -> None:
    """Else each request would have a login of its own."""
    table = issued(0.0, -5.0)
    assert Need.NOTHING is table.need(8.0)
    assert Need.NOW is table.need(10.0)


def test_what_is_dropped_is_needed_now() -> None:
    """Even in the instant at which it was issued."""
    table = issued(3.0, DAY)
    table.drop()
    assert Need.NOW is table.need(3.0)
    assert not table.lives(3.0)
